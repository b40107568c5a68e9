--- What all PIN stores do alike, once they can read and change the candidates
-- of a number.
-- @module whatsapp.registration.pin_store.base

local candidates = require "whatsapp.registration.pin_store.candidates"

local base = {}

-- Lua's numbers from here on are not exact.
local EXACT = 2 ^ 53

-- No number has this id.
local NOBODY = "0"

local NO_ID = "phone_number_id: expected a string of digits"
local NO_PIN = "pin: expected a string of exactly six digits"

-- An id as a string: a number would become 1.0654035224293e+14 in some Luas.
local function id_of(number)
    if type(number) == "number" and number >= 0 and number < EXACT
        and number % 1 == 0 then
        return ("%.0f"):format(number)
    end
    return type(number) == "string" and number:find "^%d+$" and number or nil
end

local function is_pin(pin)
    return type(pin) == "string" and #pin == 6 and not pin:find "%D"
end

-- Writes what is there already
local function touch()
    return true
end

local function add_changes(store, change)
    local function changing_pin(number, how, pin, what)
        local id = id_of(number)
        if not is_pin(pin) then
            return nil, NO_PIN
        elseif not id then
            return nil, NO_ID
        end
        return change(id, how, pin, what)
    end
    function store.save(number, pin, context)
        return changing_pin(number, candidates.save, pin, context)
    end
    function store.settle(number, pin, outcome)
        return changing_pin(number, candidates.settle, pin, outcome)
    end
    function store.keep_or_save(number, pin)
        return changing_pin(number, candidates.keep_or_save, pin)
    end
    function store.check()
        return change(NOBODY, touch)
    end
    function store.see(number)
        local id = id_of(number)
        if not id then
            return nil, NO_ID
        end
        return change(id, candidates.see)
    end
end

local function add_questions(store, read)
    local function reading(number, of)
        local id = id_of(number)
        if not id then
            return nil, NO_ID
        end
        local list, problem = read(id)
        if not list then
            return nil, problem
        end
        return of(list)
    end
    function store.load(number)
        return reading(number, candidates.best)
    end
    function store.candidates(number)
        return reading(number, candidates.copy)
    end
end

--- Makes a store.
-- @tparam function read takes a number's id, returns its candidates, or nil
--   and what went wrong
-- @tparam function change takes a number's id, a function of candidates.lua
--   and what that takes besides the list; keeps the list if the function says
--   that it has changed. Returns what the function returns second, else true;
--   or nil and what went wrong
-- @treturn table `save(number, pin)`, `load(number)`, `settle(number, pin,
--   outcome)`, `see(number)`, `candidates(number)`, each with `nil` and what
--   went wrong; `check()`, which writes what is there and so finds out whether
--   it can; and `keep_or_save(number, pin)`, which returns the PIN that
--   `load` would, or if there is none this one, saved, in one step of which
--   other processes can't see the half
function base.new(read, change)
    local store = {}
    add_changes(store, change)
    add_questions(store, read)
    return store
end

return base
