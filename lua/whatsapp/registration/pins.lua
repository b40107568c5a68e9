--- What a call does with the client's PIN store: the PIN is loaded, saved
-- before it is sent, and settled with the outcome.
-- @module whatsapp.registration.pins

local errors = require "whatsapp.registration.errors"
local hooks = require "whatsapp.registration.hooks"

local pins = {}

-- The least count of numbers for which a client remembers the PIN that the
-- server refused. A store that keeps refused PINs needs no such memory.
local REMEMBERED = 1000

-- The one code by which the server says that it compared PINs
local PIN_MISMATCH = 133005

-- By call, the PIN that is saved and not settled: in no field of the call, so
-- that no dump of it shows the PIN
local unsettled = setmetatable({}, { __mode = "k" })

-- What an outcome means for a PIN. "unknown" does not settle it: the number may
-- have it.
local STATES = { applied = "succeeded", refused = "refused",
    unused = "unused" }

-- The PIN that the server refused, by number: for the last one to two thousand
-- numbers
local function new_memory()
    local newer, older, count = {}, {}, 0
    return function(number, pin, is_refused)
        if is_refused == nil then
            return newer[number] == pin or older[number] == pin
        elseif count >= REMEMBERED then
            newer, older, count = {}, newer, 0
        end
        newer[number], older[number] = is_refused and pin or nil, nil
        count = count + 1
        return nil
    end
end

-- A problem of the store, without the PIN that the text may name
local function words_of(problem, pin)
    local text = tostring(problem)
    return pin and text:gsub(pin, "[redacted]") or text
end

-- Why a function of the store failed, by what pcall has returned; nil if it did
-- not. Raises an interrupt again.
local function problem_of(is_fine, value, problem)
    if not is_fine then
        return hooks.problem(value)
    elseif value == false or value == nil and problem ~= nil then
        return problem or "it gave no reason"
    end
    return nil
end

--- The PIN of a number, from the client's store.
-- @tparam table client with a PIN store
-- @tparam string number
-- @tparam string operation that is to send it
-- @treturn ?string
-- @treturn ?table an error
function pins.load(client, number, operation)
    local pin, problem = client.pin_store.ask("load", number)
    if pin == nil and problem ~= nil then
        return nil, errors.store_failed("load", words_of(problem), number,
            operation)
    elseif pin == nil then
        return nil, errors.no_pin(number, operation)
    elseif client.pin_store.refused(number, pin) then
        return nil, errors.refused_pin(number, operation)
    end
    return pin
end

--- Gives the options of an operation the PIN from the store, if one is to be
-- loaded. All other options are checked before the store is asked.
-- @treturn ?table an error
function pins.complete(client, name, options)
    options.pin = "000000"
    local is_fine, number = client.core:check(name, options)
    options.pin = nil
    if not is_fine then
        return errors.refused(number, name)
    end
    local pin, err = pins.load(client, number, name)
    options.pin = pin
    return err
end

local function note(call, pin)
    unsettled[call] = pin
end

-- Gets a call and its PIN. Returns false and an interrupt, which must be raised
-- again after the attempt is settled; or true, and an error if there is one.
local function saving(given)
    return function(call, pin)
        local is_fine, value, problem = pcall(given.save, call.number, pin,
            { operation = call.operation.name, attempt = call.attempt_id })
        if not is_fine and hooks.is_interrupt(value) then
            return false, value
        end
        problem = problem_of(is_fine, value, problem)
        if problem == nil then
            note(call, pin)
            return true
        end
        return true, errors.store_failed("save", words_of(problem, pin),
            call.number, call.operation.name)
    end
end

-- Of a store in memory: a function that returns what that keeps, in which the
-- core saves PINs; not its table, which a dump of the client would show. nil
-- for any other store: only a module that is loaded has made one.
local function kept_by(given)
    local memory = package.loaded["whatsapp.registration.pin_store.memory"]
    return memory and memory.kept_by(given) and function()
        return memory.kept_by(given)
    end
end

-- While the store runs, polling or cancelling this call does nothing.
local function settle_held(call, settle, pin, state)
    local before = call.is_held
    call.is_held = true
    local is_fine, value, problem = pcall(settle, call.number, pin, state)
    call.is_held = before
    return problem_of(is_fine, value, problem)
end

--- What became of the PIN that a request sent.
-- @tparam ?table err nil after a success
-- @tparam ?string became what became of the request
-- @treturn string `applied` or `unknown`, as the request; `refused` only if
--   the server compared the PIN and found another, else `unused`
function pins.outcome(err, became)
    if not err then
        return "applied"
    elseif became == "unknown" then
        return became
    end
    local is_compared = err.code == PIN_MISMATCH or err.subcode == PIN_MISMATCH
    return became == "refused" and is_compared and "refused" or "unused"
end

-- Gets a call that is done, its result, its error, and what became of the
-- request. A call whose PIN was not saved has none to settle.
local function settling(given, refused)
    local has_refused = false
    return function(call, result, err, became)
        local pin, state, problem = unsettled[call], "succeeded", nil
        if not pin then
            return
        elseif err then
            state = STATES[pins.outcome(err, became)]
        end
        if state == "refused" or has_refused and state == "succeeded" then
            refused(call.number, pin, state == "refused")
            has_refused = true
        end
        if state and given.settle then
            problem = settle_held(call, given.settle, pin, state)
        end
        if problem ~= nil then
            (err or result.response).pin_store_error = words_of(problem, pin)
        end
        unsettled[call] = nil
    end
end

--- Wraps the `pin_store` of a configuration, so that a dump of the client
-- shows no PIN. A client without a store does without this module.
-- @tparam table given
-- @treturn ?table `ask(name, number, pin, what)` calls a function of the store.
--   It returns nil and the problem if that failed, and nil alone if the store
--   has no such function. `refused(number, pin)` says whether the server
--   refused this PIN, `refused(number, pin, is_refused)` notes it. `save` and
--   `settle` are for calls, as is `note`, for a call of which the core has
--   saved the PIN in what `kept` returns, which only a store in memory has.
--   `load` and `complete` are the functions above.
-- @treturn ?table an error
function pins.store(given)
    if type(given) ~= "table" or type(given.save) ~= "function"
        or type(given.load) ~= "function" then
        return nil, errors.expected("pin_store",
            "a table with the functions save and load", given)
    end
    local function ask(name, number, pin, what)
        if not given[name] then
            return nil
        end
        local is_fine, value, problem = pcall(given[name], number, pin, what)
        if is_fine then
            return value, problem
        end
        return nil, hooks.problem(value)
    end
    local refused = new_memory()
    return { ask = ask, refused = refused, load = pins.load,
        complete = pins.complete, save = saving(given),
        note = note, settle = settling(given, refused),
        kept = kept_by(given) or nil }
end

return pins
