--- What a call raises: a plain table of one class, the same on every Lua.
-- The codes, kinds and hints come from one table in the C core.
-- @module whatsapp.registration.errors

local core = require "whatsapp.registration.core"
local text = require "whatsapp.registration.text"

local errors = {}

local Error = { __name = "whatsapp.registration.error" }

-- The program may have put anything into a field.
local function shown(value)
    local kind = type(value)
    return (kind == "string" or kind == "number") and tostring(value) or kind
end

local function place_of(err)
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
    local line = shown(err.kind) .. ": " .. shown(err.message) .. place_of(err)
    if err.hint then
        line = line .. " " .. shown(err.hint)
    end
    return text.on_one_line(line)
end

--- Whether a value is an error of this module.
-- @param value anything
function errors.is_error(value)
    return type(value) == "table" and getmetatable(value) == Error
end

--- The hint if this machine, not the server, lacks something.
errors.LACKING = "This machine or its limits for the process are the cause, "
    .. "not the server: free what is named, or raise its limit."

--- Completes an error and gives it its class.
-- @tparam table err with `message`, `origin`, `sent`, a `kind` or a `code`, and
--   whatever else is known; a `hint` of its own is kept, unless the outcome is
--   unknown
-- @tparam table operation a row of core.operations(), {} if there is none
-- @tparam[opt] number code that explains an error without one
-- @treturn table the same error
-- @treturn string what became of the request: `refused`, `unknown` or
--   `not_sent`; a read that failed is `refused`, because it can't have changed
--   anything
function errors.complete(err, operation, code)
    local became = core.complete(err, operation.name, code)
    return setmetatable(err, Error), became
end

--- Turns a constructor that returns `nil, err` into one that raises: `new`
-- from `try_new`, which is for programs that use `whatsapp.registration.safe`.
function errors.raising(try)
    return function(...)
        local made, err = try(...)
        if made == nil then
            error(err, 0)
        end
        return made
    end
end

--- An error for what was stopped here, before anything was sent.
-- @tparam table err `kind`, `message` and whatever else is known; a `hint` of
--   its own is kept
function errors.stopped(err)
    err.origin, err.sent = "local", "no"
    return (errors.complete(err, {}))
end

--- An error for what was refused here, before anything was sent.
-- @tparam table refusal `{ message =, field = }`
-- @tparam[opt] string operation the name of the operation
function errors.refused(refusal, operation)
    return errors.stopped {
        kind = "invalid_request",
        message = refusal.message,
        field = refusal.field,
        operation = operation,
    }
end

--- An error for a client that was closed.
-- @tparam[opt] string operation the name of the operation
function errors.closed(operation)
    return errors.refused({ message = "the client is closed" }, operation)
end

--- An error for an option, in the words of the option rules.
-- @tparam string field the option at fault
-- @tparam string expected what it should have been
-- @param got the value; only its type is shown
function errors.expected(field, expected, got)
    return errors.refused {
        field = field,
        message = field .. ": expected " .. expected .. ", got " .. type(got),
    }
end

local function unknown_option(key)
    if type(key) ~= "string" then
        return errors.expected("options", "names as keys", key)
    end
    return errors.refused { field = key,
        message = key .. ": expected a known option" }
end

--- Checks options by name and type.
-- @tparam ?table given
-- @tparam table types what each has to be, such as "string"; true if that is
--   checked elsewhere
-- @tparam ?function unknown gets a key that is none of these, and the types;
--   returns an error
-- @treturn ?table the options, an empty table if none are given
-- @treturn ?table an error
function errors.options(given, types, unknown)
    if given ~= nil and type(given) ~= "table" then
        return nil, errors.expected("options", "a table", given)
    end
    for key, value in pairs(given or {}) do
        local wanted = types[key]
        if not wanted then
            return nil, (unknown or unknown_option)(key, types)
        elseif wanted ~= true and type(value) ~= wanted then
            return nil, errors.expected(key, "a " .. wanted, value)
        end
    end
    return given or {}
end

local ASK_LATER = "Asking earlier makes the wait longer. If this repeats, the "
    .. "number still has a WhatsApp account: delete that first."
local RUN_LATER = "Nothing was sent. Run it again when the time is over."

-- Code 100 means many things. Only one of them can ask for a wait: the number
-- is not ready, for example because of its display name.
local function kind_of_wait(explained)
    return explained.kind == "invalid_request" and "not_ready"
        or explained.kind or "unavailable"
end

--- An error for a wait that the server asked for and that is not over.
-- @tparam table wait `operation`, `phone_number_id`, seconds `left`, and the
--   `code` of the server's answer, if it had one
function errors.too_early(wait)
    local operation, code = wait.operation, wait.code
    local explained = code and core.explain(code) or {}
    local err = errors.stopped {
        kind = kind_of_wait(explained),
        message = ("the server's answer to an earlier %s%s asked to wait: "
            .. "%d seconds are left"):format(operation,
            code and (", code %.0f,"):format(code) or "",
            math.ceil(wait.left)),
        hint = operation == "request_code" and ASK_LATER
            or explained.next_action == "wait" and explained.hint or RUN_LATER,
        retry_after = wait.left,
        operation = operation,
        phone_number_id = wait.phone_number_id,
    }
    err.next_action = "wait"
    return err
end

-- Steps of a workflow that are not named as their operation
local OPERATIONS = { two_step = "setup_two_step", test_message = "send_text",
    confirm = "phone_number", preflight = "phone_number" }

--- What a code means and what to do about it.
-- @tparam number code as in `err.code`
-- @tparam[opt] number subcode as in `err.subcode`
-- @tparam[opt] table seen `step`, the operation or the step of a workflow that
--   was refused, and `text`, the server's words
-- @treturn table `{ kind, next_action, hint, turn, setting, retry_after,
--   field }`: `turn` is `you`, `owner` or `meta`, `setting` the page of Meta's
--   to look at, `retry_after` is in seconds, each nil if it is not known
function errors.explain(code, subcode, seen)
    seen = type(seen) == "table" and seen or {}
    return core.explain(code, subcode, OPERATIONS[seen.step] or seen.step,
        seen.text)
end

local WITHOUT_JOURNAL = "Nothing was sent. Repair the journal, or go on "
    .. "without one and its protection (journal = false)."

local WITHOUT_STORE = "Nothing was sent. Repair the PIN store first: a PIN "
    .. "that is not saved can be lost."

--- The journal could not be read or written.
-- @tparam ?string problem in the journal's words
-- @tparam ?string number
-- @tparam ?string operation
function errors.journal_failed(problem, number, operation)
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
function errors.no_attempt_left(number, call, refusal)
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
function errors.store_failed(what, problem, number, operation)
    return errors.stopped {
        kind = "unavailable",
        message = ("the PIN store failed to %s: %s"):format(what, problem),
        hint = WITHOUT_STORE,
        operation = operation,
        phone_number_id = number,
    }
end

--- The PIN store has no PIN for a number.
function errors.no_pin(number, operation)
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
function errors.refused_pin(number, operation)
    return errors.stopped {
        kind = "pin_mismatch",
        field = "pin",
        message = "the server has refused the PIN in the store: it is not "
            .. "sent again unless you give it",
        operation = operation,
        phone_number_id = number,
    }
end

return errors
