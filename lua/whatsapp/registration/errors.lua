--- What a call raises: a plain table of one class, the same on every Lua.
-- The codes, kinds and hints come from one table in the C core.
-- @module whatsapp.registration.errors

local core = require "whatsapp.registration.core"
local text = require "whatsapp.registration.text"

local errors = {}

local kinds = core.kinds()

-- Failures that pass by themselves; a wrong certificate does not.
local CAN_PASS = { network = true, timeout = true, tls = true }

local Error = { __name = "whatsapp.registration.error" }

-- Failures in which the server has not said what it did
local UNTOLD = { network = true, timeout = true, tls = true, protocol = true,
    unavailable = true, cancelled = true }

-- A program can have put anything into a field.
local function shown(value)
    local kind = type(value)
    return (kind == "string" or kind == "number") and tostring(value) or kind
end

local function where(err)
    local parts = {}
    if err.operation then
        parts[#parts + 1] = shown(err.operation)
    end
    if err.phone_number_id then
        parts[#parts + 1] = "number " .. shown(err.phone_number_id)
    end
    if err.http_status then
        parts[#parts + 1] = "HTTP " .. shown(err.http_status)
    end
    if err.trace_id then
        parts[#parts + 1] = "trace " .. shown(err.trace_id)
    end
    return #parts > 0 and " [" .. table.concat(parts, ", ") .. "]" or ""
end

function Error.__tostring(err)
    local line = shown(err.kind) .. ": " .. shown(err.message) .. where(err)
    if err.hint then
        line = line .. " " .. shown(err.hint)
    end
    return text.on_one_line(line)
end

--- Whether a value is an error of this module.
-- @param value anything
-- @treturn boolean
function errors.is_error(value)
    return type(value) == "table" and getmetatable(value) == Error
end

-- Sending the same again is safe where it can't have arrived, or only reads.
local function is_retryable(err, operation)
    if err.origin == "local" then
        return false
    end
    if err.sent == "no" then
        return CAN_PASS[err.kind] or err.kind == "unavailable"
    end
    return operation.is_read
        and (err.kind == "unavailable" or CAN_PASS[err.kind]) or false
end

local function next_action(err, operation, explained)
    if err.retryable then
        return "retry"
    end
    if CAN_PASS[err.kind]
        or err.kind == "unavailable" and operation.spends_attempt then
        return "check_status"
    end
    return explained.next_action
end

local NOTHING_SENT = "It was cancelled before anything was sent: nothing has "
    .. "changed."

--- The hint when this machine, and not the server, lacks something.
errors.LACKING = "This machine or its limits for the process are the cause, "
    .. "not the server: free what is named, or raise its limit."

local function hint_of(err, explained)
    return err.hint
        or err.kind == "cancelled" and err.sent == "no" and NOTHING_SENT
        or explained.hint
end

--- Completes an error and gives it its class.
-- @tparam table err with `kind`, `message`, `origin`, `sent` and whatever
--   else is known; a `hint` of its own is kept
-- @tparam table operation a row of core.operations(), {} where there is none
-- @tparam[opt] table explained what the table of codes says of it
-- @treturn table the same table
function errors.complete(err, operation, explained)
    explained = explained or kinds[err.kind]
    err.attempt_spent = operation.spends_attempt == true and err.sent ~= "no"
    err.retryable = is_retryable(err, operation)
    err.next_action = next_action(err, operation, explained)
    err.hint = hint_of(err, explained)
    err.retry_after = err.retry_after or explained.retry_after
    return setmetatable(err, Error)
end

--- Whether the server may have done what was asked for without saying so.
-- @tparam table err
-- @treturn boolean
function errors.is_untold(err)
    return err.sent ~= "no" and not err.code and UNTOLD[err.kind] == true
end

--- An error for what was stopped here, before anything was sent.
-- @tparam table err `kind`, `message` and whatever else is known; a `hint` of
--   its own is kept
-- @treturn table
function errors.stopped(err)
    err.origin, err.sent = "local", "no"
    return errors.complete(err, {})
end

--- An error for what was refused here, before anything was sent.
-- @tparam table refusal `{ message =, field = }`
-- @tparam[opt] string operation the name of the operation
-- @treturn table
function errors.refused(refusal, operation)
    return errors.stopped {
        kind = "invalid_request",
        message = refusal.message,
        field = refusal.field,
        operation = operation,
    }
end

--- The same, in the words of the option rules.
-- @tparam string field the option at fault
-- @tparam string expected what it should have been
-- @param got the value, of which only the type is told
-- @treturn table
function errors.expected(field, expected, got)
    return errors.refused {
        field = field,
        message = field .. ": expected " .. expected .. ", got " .. type(got),
    }
end

--- What a code means and what to do about it.
-- @tparam number code as in `err.code`
-- @tparam[opt] number subcode as in `err.subcode`
-- @treturn table `{ kind, next_action, hint, retry_after }`; `retry_after` in
--   seconds, nil where no wait is known
function errors.explain(code, subcode)
    return core.explain(code, subcode)
end

return errors
