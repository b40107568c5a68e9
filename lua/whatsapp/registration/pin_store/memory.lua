--- Keeps PINs in memory: for tests, and for processes that are given their PINs
-- at the start. The PINs are in no field of the store, so no dump shows them.
-- @module whatsapp.registration.pin_store.memory

local base = require "whatsapp.registration.pin_store.base"

local memory = {}

-- By store: what keeps its PINs, and the functions that it was made with
local made = setmetatable({}, { __mode = "k" })

--- Makes a store.
-- @treturn table as whatsapp.registration.pin_store.base says
function memory.new()
    -- By number: a list, or as text its first PIN, if the core has saved that
    local lists = {}
    local function read(number)
        local list = lists[number]
        return type(list) == "string" and { base.of_text(list) } or list or {}
    end
    local function change(number, how, pin, what)
        local list = read(number)
        local changed, value = how(list, pin, what)
        if changed then
            lists[number] = list
        end
        return value or true
    end
    local store = base.new(read, change)
    made[store] = { lists = lists, save = store.save, settle = store.settle }
    return store
end

--- What keeps the PINs of a store, for the core, which saves a number's first
-- one without the store's functions.
-- @treturn ?table nil if it is no store in memory, or if a program has put its
--   own functions in place of those that save and settle
function memory.kept_by(store)
    local known = made[store]
    return known and store.save == known.save and store.settle == known.settle
        and known.lists or nil
end

return memory
