--- A server for the tests of one `describe` or file.

local busted = require "busted"

local raw = require "spec.support.raw"

--- To be called in a `describe` or a file: starts a server before its tests,
-- gives each test a fresh script and record, and if it got a request,
-- collects twice what the test leaves.
-- @tparam[opt] function start that of the raw server, or of the simulator
-- @treturn table the server, usable in the tests
return function(start)
    local server, started = {}, nil
    busted.setup(function()
        started = (start or raw.start)()
        setmetatable(server, { __index = started })
    end)
    busted.teardown(function()
        started:stop()
    end)
    busted.before_each(function()
        local renew = started.renew or started.reset
        renew(started)
    end)
    busted.after_each(function()
        if #started:received() > 0 then
            collectgarbage()
            collectgarbage()
        end
    end)
    return server
end
