--- Keeps PINs in memory: for tests, and for processes that are given their PINs
-- at the start. The PINs are in no field of the store, so no dump shows them.
-- @module whatsapp.registration.pin_store.memory

local base = require "whatsapp.registration.pin_store.base"

local memory = {}

--- Makes a store.
-- @treturn table as whatsapp.registration.pin_store.base says
function memory.new()
    local lists = {}
    local function read(number)
        return lists[number] or {}
    end
    local function change(number, how, pin, what)
        local list = lists[number] or {}
        local changed, value = how(list, pin, what)
        if changed then
            lists[number] = list
        end
        return value or true
    end
    return base.new(read, change)
end

return memory
