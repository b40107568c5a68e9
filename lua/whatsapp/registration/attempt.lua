--- What is done before and after a request that spends an attempt or sends a
-- PIN. Before: the PIN is loaded, the journal writes an attempt down, the PIN
-- is saved. After: the PIN and the attempt are settled with the outcome.
-- @module whatsapp.registration.attempt

local errors = require "whatsapp.registration.errors"
local hooks = require "whatsapp.registration.hooks"
local outcome = require "whatsapp.registration.outcome"
local transport = require "whatsapp.registration.transport"

local attempt = {}

-- How long the server blocks a number with error 133016 (Meta's reference)
local BLOCKED_FOR = 72 * 3600

local settle = transport.calls.settle -- each call does it

-- The least count of numbers for which a client remembers the PIN that the
-- server refused. A store that keeps refused PINs needs no such memory.
local REMEMBERED = 1000

local FORCE = { force = true }

-- What an outcome means in the journal, and for a PIN. "unknown" does not
-- settle a PIN: the number may have it.
local STATES = { applied = "succeeded", refused = "refused",
    unknown = "unknown", not_sent = "not_sent" }
local PIN_STATES = { applied = "succeeded", refused = "refused",
    unused = "unused" }

--- The journal of a configuration.
-- @param given
-- @treturn ?table
-- @treturn ?table an error
function attempt.journal(given)
    for _, method in ipairs(hooks.JOURNAL) do
        if type(given) ~= "table" or type(given[method]) ~= "function" then
            return nil, errors.expected("journal",
                "a journal, or false for none", given)
        end
    end
    return hooks.guarded(given)
end

--- The time by a journal's clock, or else by the system's.
-- @tparam table journal
-- @treturn number seconds since the epoch
function attempt.now_of(journal)
    return type(journal.now) == "function" and journal.now() or os.time()
end

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
-- @treturn ?table `ask(name, number, pin, what)` calls a function of the
--   store. It returns nil and the problem if that failed, and nil alone if the
--   store has no such function. `refused(number, pin)` says whether the server
--   refused this PIN, `refused(number, pin, is_refused)` notes it.
-- @treturn ?table an error
function attempt.pin_store(given)
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
        if not is_fine then
            return nil, hooks.problem(value)
        end
        return value, problem
    end
    return { ask = ask, refused = new_memory() }
end

-- A problem of the store, without the PIN that the text may name
local function words_of(problem, pin)
    local text = tostring(problem or "it gave no reason")
    return pin and text:gsub(pin, "[redacted]") or text
end

--- The PIN of a number, from the client's store.
-- @tparam table client with a PIN store
-- @tparam string number
-- @tparam string operation that is to send it
-- @treturn ?string
-- @treturn ?table an error
function attempt.load_pin(client, number, operation)
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
function attempt.complete(client, name, options)
    options.pin = "000000"
    local is_fine, number = client.core:check(name, options)
    options.pin = nil
    if not is_fine then
        return errors.refused(number, name)
    end
    local pin, err = attempt.load_pin(client, number, name)
    options.pin = pin
    return err
end

local function emit(call, state, event)
    if call.client.on_event then
        event = event or {}
        event.state = state
        event.operation = call.operation.name
        event.phone_number_id = call.number
        hooks.emit(call.client, "attempt", event)
    end
end

-- No attempt could be taken.
local function denied(call, refusal, problem)
    if refusal then
        emit(call, "denied", { retry_after = refusal.retry_after })
        return errors.no_attempt_left(call.number, call, refusal)
    end
    emit(call, "denied", { journal_error = tostring(problem) })
    return errors.journal_failed(problem, call.number,
        call.operation.name)
end

--- Has a call know its number and its attempt, if it has one: they are asked
-- of the core when they are needed, and before that is closed.
function attempt.remember(call)
    if not call.attempt_id then
        call.number = call.core:phone_number_id()
        call.attempt_id = call.core:attempt_id()
    end
end

-- In the core, if that has taken the attempt; else in the journal
local function write_down(call, state, err)
    local first, code, retry_after = call.client.first, nil, nil
    local is_blocked = err and err.kind == "registration_limit"
    if err then
        code, retry_after = err.code, err.retry_after
    end
    if first and not is_blocked and not call.current
        and settle(call.core, first, state, code, retry_after) then
        return true
    end
    attempt.remember(call)
    return call.client.journal:settle(call.number, call.attempt_id, state,
        err and { code = code, retry_after = retry_after,
            blocked_for = is_blocked and BLOCKED_FOR or nil })
end

-- An attempt is settled with the outcome. If the journal fails, the result or
-- the error says so.
local function settle_attempt(call, result, err)
    local state = err and STATES[outcome.of(err, call.operation)]
        or "succeeded"
    local settled, problem = write_down(call, state, err)
    local lost = not settled and tostring(problem) or nil
    if lost then
        (err or result.response).journal_error = lost
    end
    if call.client.on_event then
        emit(call, state, { code = err and err.code, journal_error = lost })
    end
end

local function save_pin(call, pin)
    local saved, problem = call.client.pin_store.ask("save", call.number, pin,
        { operation = call.operation.name, attempt = call.attempt_id })
    if saved == false or saved == nil and problem ~= nil then
        return errors.store_failed("save", words_of(problem, pin),
            call.number, call.operation.name)
    end
    return nil
end

local function settle_pin(call, pin, result, err)
    local state = PIN_STATES[outcome.of_pin(err, call.operation)]
    local store = call.client.pin_store
    if state == "refused" or state == "succeeded" then
        store.refused(call.number, pin, state == "refused")
    end
    local settled, problem
    if state then
        settled, problem = store.ask("settle", call.number, pin, state)
    end
    if settled == false or settled == nil and problem ~= nil then
        (err or result.response).pin_store_error = words_of(problem, pin)
    end
end

-- Runs the check that the program wants after the attempt is taken
local function secure(call, pin, check)
    local client, err = call.client, nil
    if call.attempt_id then
        if client.on_event then
            emit(call, "pending")
        end
        err = check and check(call.attempt_id) or nil
    end
    if not err and client.pin_store and call.operation.sends_pin then
        err = save_pin(call, pin)
        call.settle_pin = function(result, failed) -- no field holds the PIN
            settle_pin(call, pin, result, failed)
        end
    end
    return err
end

--- Takes an attempt and saves the PIN.
-- @tparam table call that is about to be sent
-- @tparam ?boolean force whether to take an attempt even if none is left
-- @tparam ?string pin that is sent, if the client has a PIN store
-- @tparam ?function check gets the attempt's id, and returns an error if the
--   request must not be sent
-- @treturn ?table an error: nothing may be sent
function attempt.before(call, force, pin, check)
    local client = call.client
    attempt.remember(call)
    if client.journal and call.operation.is_counted and not call.attempt_id then
        local id, refusal, problem = client.journal:reserve(call.number,
            call.operation.name, force and FORCE or nil)
        if not id then
            return denied(call, refusal, problem)
        end
        call.attempt_id = id
    end
    if not client.is_watched and not check then
        return nil
    end
    local is_fine, err = pcall(secure, call, pin, check)
    if (err or not is_fine) and call.attempt_id then
        settle_attempt(call, nil, is_fine and err or { sent = "no" })
    end
    if not is_fine then -- an interrupt, by which nothing is sent either
        error(err, 0)
    end
    return err
end

--- Settles the PIN, then the attempt, with the outcome of the call. As long as
-- the attempt is pending, `client:reconcile()` settles both.
function attempt.after(call, result, err)
    if call.settle_pin then
        call.settle_pin(result, err)
    end
    if call.operation.is_counted and call.client.journal then
        settle_attempt(call, result, err)
    end
end

return attempt
