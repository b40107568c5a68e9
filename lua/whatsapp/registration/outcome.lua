--- What became of a finished request: applied, refused, unknown or not sent.
-- The only place that decides it. The state of an attempt and of a PIN, whether
-- the number is read back, next action and hint all follow from here.
-- @module whatsapp.registration.outcome

local core = require "whatsapp.registration.core"

local outcome = {}

-- Failures after which no server of Meta's has said what it did
local UNANSWERED = { network = true, timeout = true, tls = true,
    protocol = true, cancelled = true }

-- The one code by which the server says that it compared PINs
local PIN_MISMATCH = 133005

-- Failures that pass by themselves; sending the same again may help
local CAN_PASS = { network = true, timeout = true, tls = true,
    unavailable = true }

local NOTHING_SENT = "It was cancelled before anything was sent: nothing has "
    .. "changed."

local READ_FIRST = "It may have been applied: read the number's status before "
    .. "anything is sent again, as each request counts against the ten in 72 "
    .. "hours."

-- After an unknown outcome, by operation
local UNKNOWN = {
    register = READ_FIRST,
    deregister = READ_FIRST,
    setup_two_step = "It may have been applied, and a read does not show "
        .. "which PIN is set: to set the same PIN again costs no attempt.",
}

local MAY_BE_DONE = "The server may have carried it out: check whether it did "
    .. "before you send it again."

local CHANGE_FIELD = "Nothing was sent: the message says what to change in "
    .. "the field."
local READ_MESSAGE = "Nothing was sent: the message says why."

local function add(words, text)
    return type(text) == "string" and words .. "\n" .. text or words
end

--- The server's words of an error, from all its fields.
function outcome.words(err)
    local words = type(err.message) == "string" and err.message or ""
    if err.details then
        words = add(words, err.details)
    end
    if err.user_title or err.user_message then
        words = add(add(words, err.user_title), err.user_message)
    end
    return words
end

-- An unknown error is a failure of Meta's server if Meta says that it is
-- transient.
local function is_refusal(err)
    return (err.http_status or 0) < 500 and not err.is_transient
end

-- Whether Meta has said that it did not carry the request out
local function is_answer(err, operation, explained)
    if UNANSWERED[err.kind] then
        return false
    elseif not err.code and not err.subcode then
        return err.kind ~= "unavailable"
    end
    local is_failure, is_known
    if explained and explained.is_known ~= nil then
        is_failure, is_known = explained.is_failure, explained.is_known
    else
        is_failure, is_known = core.is_failure(err.code, err.subcode,
            operation.name, outcome.words(err))
    end
    return not is_failure and (is_known or is_refusal(err))
end

-- The last error and its outcome: callers ask about the same error several
-- times in a row
local last_err, last_operation, last_kind, last_became

--- What became of a request.
-- @tparam ?table err nil after a success
-- @tparam table operation a row of core.operations(), {} if there is none
-- @tparam ?table explained what core.explain says of it, if that was asked
-- @treturn string `applied`, `refused`, `unknown` or `not_sent`; a read that
--   failed is `refused`, because it can't have changed anything
function outcome.of(err, operation, explained)
    if not err then
        return "applied"
    elseif err.sent == "no" then
        return "not_sent"
    elseif err ~= last_err or operation ~= last_operation
        or err.kind ~= last_kind then
        last_err, last_operation, last_kind = err, operation, err.kind
        last_became = (operation.is_read
            or is_answer(err, operation, explained)) and "refused"
            or "unknown"
    end
    return last_became
end

--- What became of the PIN that a request sent.
-- @treturn string as `outcome.of`; `refused` only if the server compared the
--   PIN and found another, `unused` if it refused the request otherwise
function outcome.of_pin(err, operation)
    local became = outcome.of(err, operation)
    if became ~= "refused" then
        return became == "not_sent" and "unused" or became
    end
    local is_compared = err.code == PIN_MISMATCH or err.subcode == PIN_MISMATCH
    return is_compared and "refused" or "unused"
end

--- Whether sending the same again is safe and can help.
function outcome.is_retryable(err, operation)
    if err.origin == "local" or not CAN_PASS[err.kind] then
        return false
    end
    return err.sent == "no" or operation.is_read == true
end

local function is_open(err, operation, explained)
    return operation.read_back == true
        and outcome.of(err, operation, explained) == "unknown"
end

local function next_action(err, explained, is_unknown)
    if err.retryable then
        return "retry"
    elseif is_unknown then
        return "check_status"
    elseif UNANSWERED[err.kind] and err.sent ~= "no" then
        return "check_status"
    end
    return explained.next_action
end

local function hint(err, operation, explained, is_unknown)
    if is_unknown then
        return UNKNOWN[operation.name]
    elseif err.hint then
        return err.hint
    elseif UNANSWERED[err.kind] and err.sent ~= "no" and operation.name
        and not operation.is_read then
        return MAY_BE_DONE
    elseif err.kind == "cancelled" and err.sent == "no" then
        return NOTHING_SENT
    elseif err.kind == "invalid_request" and err.origin == "local" then
        return err.field and CHANGE_FIELD or READ_MESSAGE
    end
    return explained.hint
end

--- What to do next.
-- @tparam table err with `retryable`; a `hint` that it brings is kept, unless
--   the outcome is unknown
-- @tparam table operation a row of core.operations(), {} if there is none
-- @tparam table explained what the table of codes or of kinds says of it
-- @treturn string `next_action`, a word for programs
-- @treturn string `hint`, a sentence for people that says the same
function outcome.advice(err, operation, explained)
    local is_unknown = is_open(err, operation, explained)
    return next_action(err, explained, is_unknown),
        hint(err, operation, explained, is_unknown)
end

return outcome
