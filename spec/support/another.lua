--- A raw server for a single test, which ends with it.

local raw = require "spec.support.raw"

--- @tparam function finally busted's own of the test
-- @tparam[opt] table options of raw.start
-- @treturn table the server
return function(finally, options)
    local server = raw.start(options)
    finally(function()
        server:stop()
    end)
    return server
end
