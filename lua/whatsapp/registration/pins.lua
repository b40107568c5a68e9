--- What a call does with the client's PIN store: the PIN is loaded, saved before
-- it is sent, and settled with the outcome.
-- @module whatsapp.registration.pins

local errors = require "whatsapp.registration.errors"
local hooks = require "whatsapp.registration.hooks"
local outcome = require "whatsapp.registration.outcome"

local pins = {}

-- The least count of numbers for which a client remembers the PIN that the
-- server refused. A store that keeps refused PINs needs no such memory.
local REMEMBERED = 1000

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

--- Wraps the `pin_store` of a configuration, so that a dump of the client
-- shows no PIN.
-- @tparam table given
-- @treturn ?table `try(name, number, pin, what)` calls a function of the store
--   as pcall does, and returns true alone if the store has no such function.
--   `ask` does the same, but returns nil and the problem if that failed.
--   `refused(number, pin)` says whether the server refused this PIN,
--   `refused(number, pin, is_refused)` notes it. It also has the functions
--   below: a client without a store does without this module.
-- @treturn ?table an error
function pins.store(given)
    if type(given) ~= "table" or type(given.save) ~= "function"
        or type(given.load) ~= "function" then
        return nil, errors.expected("pin_store",
            "a table with the functions save and load", given)
    end
    local function try(name, number, pin, what)
        local run = given[name]
        if not run then
            return true
        end
        return pcall(run, number, pin, what)
    end
    local function ask(...)
        local is_fine, value, problem = try(...)
        if is_fine then
            return value, problem
        end
        return nil, hooks.problem(value)
    end
    return { try = try, ask = ask, refused = new_memory(), load = pins.load,
        complete = pins.complete, save = pins.save, settle = pins.settle }
end

-- A problem of the store, without the PIN that the text may name
local function words_of(problem, pin)
    local text = tostring(problem)
    return pin and text:gsub(pin, "[redacted]") or text
end

-- Why a function of the store failed, by what `try` has returned; nil if it
-- did not. Raises an interrupt again.
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

--- Saves the PIN of a call.
-- @treturn boolean false for an interrupt, which must be raised again after the
--   attempt is settled
-- @return the interrupt, or an error, or nil
function pins.save(call, pin)
    local is_fine, value, problem = call.client.pin_store.try("save",
        call.number, pin,
        { operation = call.operation.name, attempt = call.attempt_id })
    if not is_fine and hooks.is_interrupt(value) then
        return false, value
    end
    problem = problem_of(is_fine, value, problem)
    if problem == nil then
        unsettled[call] = pin
        return true
    end
    return true, errors.store_failed("save", words_of(problem, pin),
        call.number, call.operation.name)
end

-- The server has compared the PIN, or set it.
local function note(store, number, pin, is_refused)
    if is_refused or store.has_refused then
        store.refused(number, pin, is_refused)
        store.has_refused = true
    end
end

-- While the store runs, polling or cancelling this call does nothing.
local function settle(call, pin, result, err, became)
    local store, state, before = call.client.pin_store, "succeeded",
        call.is_held
    if err then
        state = STATES[outcome.of_pin(err, became)]
    end
    if state == "refused" or state == "succeeded" then
        note(store, call.number, pin, state == "refused")
    end
    if state then
        call.is_held = true
        local is_fine, value, problem = store.try("settle", call.number, pin,
            state)
        call.is_held = before
        problem = problem_of(is_fine, value, problem)
        if problem ~= nil then
            (err or result.response).pin_store_error = words_of(problem, pin)
        end
    end
    unsettled[call] = nil
end

--- Settles the PIN of a call, if one was saved for it.
-- @tparam table call
-- @tparam ?table result
-- @tparam ?table err
-- @tparam ?string became what became of the request
function pins.settle(call, result, err, became)
    local pin = unsettled[call]
    if pin then
        settle(call, pin, result, err, became)
    end
end

return pins
