--- Numbers that are held back: their account is stopped, or they are tried
-- again later.
-- @module whatsapp.registration.fleet.held

local core = require "whatsapp.registration.core"

local held = {}

local Held = {}
Held.__index = Held

--- @tparam table pace of whatsapp.registration.fleet.pace
-- @treturn table a list
function held.new(pace)
    return setmetatable({ pace = pace, look_at = 0 }, Held)
end

-- Seconds until a number may be begun
local function wait_of(self, item, now)
    return math.max(self.pace:wait(item.account),
        (item.not_before or 0) - now)
end

--- Holds a number back.
-- @tparam table item `account`, `not_before`
function Held:add(item)
    local now = core.now()
    table.insert(self, item)
    self.look_at = math.min(self.look_at, now + wait_of(self, item, now))
end

--- The first one that may be begun, which is held no longer. If there is none,
-- nobody looks again before one of them may.
-- @treturn ?table
function Held:take()
    local now, least = core.now(), math.huge
    if now < self.look_at then
        return nil
    end
    for index, item in ipairs(self) do
        local wait = wait_of(self, item, now)
        if wait <= 0 then
            return table.remove(self, index)
        end
        least = math.min(least, wait)
    end
    self.look_at = now + least
    return nil
end

return held
