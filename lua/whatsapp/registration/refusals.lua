--- The errors that stop a request before it is sent: the journal or the PIN
-- store failed, no attempt is left, or there is no PIN.
-- @module whatsapp.registration.refusals

local errors = require "whatsapp.registration.errors"

local refusals = {}

local WITHOUT_JOURNAL = "Nothing was sent. Repair the journal, or go on "
    .. "without one and its protection (journal = false)."

local WITHOUT_STORE = "Nothing was sent. Repair the PIN store first: a PIN "
    .. "that is not saved can be lost."

--- The journal could not be read or written.
-- @tparam ?string problem in the journal's words
-- @tparam ?string number
-- @tparam ?string operation
function refusals.journal_failed(problem, number, operation)
    return errors.stopped {
        kind = "unavailable",
        message = "the journal of attempts failed: " .. tostring(problem),
        hint = WITHOUT_JOURNAL,
        remedy = "without_journal",
        operation = operation,
        phone_number_id = number,
    }
end

local function in_words(seconds)
    local minutes = math.ceil(seconds / 60)
    return ("%d h %02d min"):format(math.floor(minutes / 60), minutes % 60)
end

local function why(refusal, is_code)
    if refusal.blocked_until then
        return "the server has blocked the number for 72 hours"
    end
    return ("%d of %d %s of the last 72 hours are used"):format(refusal.used,
        refusal.limit, is_code and "requests for a code" or "requests")
end

--- The journal has no attempt left.
-- @tparam string number
-- @tparam table call with `operation`
-- @tparam table refusal as the journal gave it
function refusals.no_attempt_left(number, call, refusal)
    local is_code = not call.operation.spends_attempt
    return errors.stopped {
        kind = is_code and "rate_limited" or "registration_limit",
        message = ("%s; the next is possible at %s, in %s"):format(
            why(refusal, is_code),
            os.date("!%Y-%m-%d %H:%M UTC", math.ceil(refusal.next_at)),
            in_words(refusal.retry_after)),
        retry_after = refusal.retry_after,
        operation = call.operation.name,
        phone_number_id = number,
    }
end

--- The PIN store failed.
-- @tparam string the function of the store that failed
-- @tparam string problem
-- @tparam ?string number
-- @tparam ?string operation
function refusals.store_failed(what, problem, number, operation)
    return errors.stopped {
        kind = "unavailable",
        message = ("the PIN store failed to %s: %s"):format(what, problem),
        hint = WITHOUT_STORE,
        operation = operation,
        phone_number_id = number,
    }
end

--- The PIN store has no PIN for a number.
function refusals.no_pin(number, operation)
    return errors.stopped {
        kind = "invalid_request",
        field = "pin",
        message = "pin: none is given, and the PIN store has no usable PIN "
            .. "for this number",
        operation = operation,
        phone_number_id = number,
    }
end

--- The server has refused the PIN that the store has.
function refusals.refused_pin(number, operation)
    return errors.stopped {
        kind = "pin_mismatch",
        field = "pin",
        message = "the server has refused the PIN in the store: it is not "
            .. "sent again unless you give it",
        operation = operation,
        phone_number_id = number,
    }
end

return refusals
