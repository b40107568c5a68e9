--- Seconds since the epoch, with their fractions.
-- @module whatsapp.registration.journal.clock

local core = require "whatsapp.registration.core"

local clock = {}

-- Plain Lua knows whole seconds only. If both clocks differ by more than this,
-- one of them was set, or stood still while the machine slept.
local TOLERANCE = 2

--- Makes a clock.
-- @treturn function
function clock.new()
    local offset = os.time() - core.now()
    return function()
        local now, wall = core.now() + offset, os.time()
        if now - wall > TOLERANCE or wall - now > TOLERANCE then
            offset = offset + wall - now
            return wall
        end
        return now
    end
end

return clock
