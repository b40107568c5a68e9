--- What is done before and after a request that spends an attempt or sends a
-- PIN. Before: the journal writes an attempt down, the PIN is saved. After: the
-- PIN and the attempt are settled with the outcome.
-- @module whatsapp.registration.attempt

local errors = require "whatsapp.registration.errors"
local hooks = require "whatsapp.registration.hooks"
local transport = require "whatsapp.registration.transport"

local attempt = {}

-- How long the server blocks a number with error 133016 (Meta's reference)
local BLOCKED_FOR = 72 * 3600

local settle = transport.calls.settle -- each call does it

local FORCE = { force = true }

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

--- Has a call that the core has counted know its number and its attempt: they
-- are asked for when they are needed, and before the core's part is closed.
function attempt.remember(call)
    if not call.attempt_id then
        call.number = call.core:phone_number_id()
        call.attempt_id = call.core:attempt_id()
    end
end

--- Has a call know the PIN that the core has saved and not settled.
function attempt.note_pin(call, options)
    if call.operation.sends_pin then
        attempt.remember(call)
        call.client.pin_store.note(call, rawget(options, "pin"))
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
local function settle_attempt(call, result, err, became)
    local state = became or "succeeded"
    local settled, problem = write_down(call, state, err)
    local lost = not settled and tostring(problem) or nil
    if lost then
        (err or result.response).journal_error = lost
    end
    if call.client.on_event then
        emit(call, state, { code = err and err.code, journal_error = lost })
    end
end

-- Runs functions of the program after the attempt is taken
local function consult(call, check)
    emit(call, "pending")
    return check and check(call.attempt_id) or nil
end

local function take(call, force)
    local id, refusal, problem = call.client.journal:reserve(call.number,
        call.operation.name, force and FORCE or nil)
    call.attempt_id = id
    return not id and denied(call, refusal, problem) or nil
end

--- Takes an attempt and saves the PIN.
-- @tparam table call that is about to be sent
-- @tparam ?boolean force whether to take an attempt even if none is left
-- @tparam ?string pin that is sent, if the client has a PIN store
-- @tparam ?function check gets the attempt's id, and returns an error if the
--   request must not be sent
-- @treturn ?table an error: nothing may be sent
function attempt.before(call, force, pin, check)
    local client, is_fine, err = call.client, true, nil
    if not call.attempt_id and client.journal and call.operation.is_counted then
        err = take(call, force)
        if err then
            return err
        end
    end
    if (check or client.on_event) and call.attempt_id then
        is_fine, err = pcall(consult, call, check)
    end
    if pin and is_fine and not err then
        is_fine, err = client.pin_store.save(call, pin)
    end
    if is_fine and not err then
        return nil
    end
    if call.attempt_id then
        settle_attempt(call, nil, is_fine and err or {}, "not_sent")
    end
    if not is_fine then -- an interrupt, by which nothing is sent either
        error(err, 0)
    end
    return err
end

--- Settles the PIN, then the attempt, with the outcome of the call. As long as
-- the attempt is pending, `client:reconcile()` settles both.
-- @tparam table call
-- @tparam ?table result
-- @tparam ?table err
-- @tparam ?string became what became of the request
function attempt.after(call, result, err, became)
    local client = call.client
    if client.pin_store then
        client.pin_store.settle(call, result, err, became)
    end
    if client.journal and call.operation.is_counted then
        settle_attempt(call, result, err, became)
    end
end

return attempt
