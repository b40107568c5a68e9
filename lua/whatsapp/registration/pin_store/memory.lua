--- Keeps PINs in memory: for tests, and for processes that are told their PINs
-- at the start. The PINs are in no field of the store, so no dump shows them.
-- @module whatsapp.registration.pin_store.memory

local candidates = require "whatsapp.registration.pin_store.candidates"

local memory = {}

--- Makes a store.
-- @treturn table `save(number, pin)`, `load(number)`, `settle(number, pin,
--   outcome)`, `see(number)`, `candidates(number)`, `keep_or_save(number,
--   pin)`: those of the store in a file
function memory.new()
    local lists = {}
    local function list_of(number)
        lists[number] = lists[number] or {}
        return lists[number]
    end
    local store = {}
    function store.save(number, pin, context)
        candidates.save(list_of(number), pin, context)
        return true
    end
    function store.load(number)
        return candidates.best(list_of(number))
    end
    function store.settle(number, pin, outcome)
        candidates.settle(list_of(number), pin, outcome)
        return true
    end
    function store.see(number)
        candidates.see(list_of(number))
        return true
    end
    function store.keep_or_save(number, pin)
        return (select(2, candidates.keep_or_save(list_of(number), pin)))
    end
    function store.candidates(number)
        return candidates.copy(list_of(number))
    end
    return store
end

return memory
