--- Reads the server's answer: makes a result, or an error with everything that
-- the answer says.
-- @module whatsapp.registration.answer

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local outcome = require "whatsapp.registration.outcome"
local response = require "whatsapp.registration.response"

local answer = {}

local EXCERPT = 200 -- bytes of an unreadable body that an error shows
local LONGEST = 2048 -- bytes of one of the server's texts
local LARGEST = 2 ^ 53
local INVALID_TOKEN = 190

-- Lua 5.3 and later print a float that is whole with a ".0".
local to_integer = rawget(math, "tointeger") or function(number)
    return number
end

local function integer(value)
    if value == nil then
        return nil
    end
    local number = tonumber(value)
    return number and number % 1 == 0 and number < LARGEST
        and number > -LARGEST and to_integer(number) or nil
end

-- A server may send back what it was sent: no secret of that is printed.
local function text(call, value)
    return (call.core:redact(LONGEST, value))
end

local function body_of(call, body)
    return body ~= "" and call.core:redact(EXCERPT, body) or nil
end

local function failure(call, err, explained)
    err.operation = call.operation.name
    err.phone_number_id = call.core:phone_number_id()
    err.sent = call.core:sent()
    err.origin = err.origin or "server"
    return errors.complete(err, call.operation, explained)
end

local function unreadable(call, kind, message, reply, body, hint)
    return failure(call, {
        kind = kind,
        hint = hint,
        message = message,
        http_status = reply.http_status,
        trace_id = text(call, reply.trace_id),
        body = body_of(call, body),
        retry_after = response.wait(reply),
    })
end

-- Graph sends error_data as an object, and sometimes as a plain string.
local function details_of(record)
    local data = record.error_data
    return type(data) == "table" and data.details or data
end

-- The option that `blame_field_specs` names: a list of paths, in an object or
-- in a string that holds one
local function blamed(record)
    local data = record.error_data
    if type(data) == "string" then
        data = json.decode_small(data)
    end
    local specs = type(data) == "table" and data.blame_field_specs
    if not specs then
        return nil
    end
    local path = type(specs) == "table" and specs[1]
    if type(path) ~= "table" then
        return type(path) == "string" and path or nil
    end
    local parts = {}
    for _, part in ipairs(path) do
        parts[#parts + 1] = type(part) == "string" and part or nil
    end
    return parts[1] and table.concat(parts, ".")
end

-- The usage header is about rates; Retry-After counts if nothing else names a
-- time.
local function wait_of(explained, reply)
    local wait = explained.retry_after
    if not wait or explained.kind == "rate_limited" then
        wait = response.wait(reply) or wait
    end
    return wait
end

-- An error object of the Graph API; `stands_for` is the code that explains it
-- if it has none
local function refused(call, record, reply, stands_for)
    local trace_id = record.fbtrace_id
    local message, details, title, user_message, kind, trace, field =
        call.core:redact(LONGEST, record.message, details_of(record),
            record.error_user_title, record.error_user_msg, record.type,
            type(trace_id) == "string" and trace_id or reply.trace_id,
            blamed(record))
    local err = { -- with the fields that it gets later, so as not to grow
        kind = nil, retry_after = nil, operation = nil, phone_number_id = nil,
        sent = nil, origin = nil, attempt_spent = nil, retryable = nil,
        next_action = nil, hint = nil, is_transient = nil,
        message = message,
        details = details,
        user_title = title,
        user_message = user_message,
        type = kind,
        code = integer(record.code),
        subcode = integer(record.error_subcode),
        trace_id = trace,
        field = field,
        http_status = reply.http_status,
    }
    if type(record.is_transient) == "boolean" then
        err.is_transient = record.is_transient
    end
    local explained = core.explain(err.code or stands_for, err.subcode,
        call.operation.name, outcome.words(err))
    err.message = err.message or "HTTP " .. reply.http_status
        .. " without a message"
    err.kind = explained.kind
    err.field = field or explained.field
    err.retry_after = wait_of(explained, reply)
    return failure(call, err, explained)
end

-- An unknown subcode does not stand for a code.
local function has_code(record)
    if integer(record.code) then
        return true
    end
    local subcode = integer(record.error_subcode)
    return subcode ~= nil and core.explain(nil, subcode).is_known
end

-- An error without a code is not Graph's: a proxy or gateway on the way has
-- answered, and does not say what Graph did.
local function uncoded(call, record, reply, body)
    local status = reply.http_status
    return unreadable(call, status >= 500 and "unavailable" or "protocol",
        text(call, record.message) or "HTTP " .. status
        .. " with an error that has no code", reply, body)
end

-- Graph repeats the message in WWW-Authenticate: it is still there if the body
-- was lost on the way, e.g. `"(#133010) Account not registered"`.
local function repeated(headers)
    local line = (headers["www-authenticate"] or ""):sub(1, LONGEST)
    local code = line:match "%(#(%d+)%)"
    if code then
        return { code = code, message = line:match '"(%(#%d+%)[^"]*)"' }
    end
    if line:find('"invalid_token"', 1, true) then
        return { message = line:match '"([^"]*)"%s*$' }, INVALID_TOKEN
    end
    return nil
end

-- The answer has no JSON that says what is wrong
local function unexplained(call, reply, body)
    local status = reply.http_status
    local record, stands_for = repeated(reply.headers)
    if record and status >= 400 and (record.code or status < 500) then
        return refused(call, record, reply, stands_for)
    end
    if status >= 500 then
        return unreadable(call, "unavailable", "HTTP " .. status
            .. " without a Graph API error", reply, body)
    end
    if status >= 300 and status < 400 then
        return unreadable(call, "protocol", "HTTP " .. status
            .. ": redirects are not followed", reply, body)
    end
    return unreadable(call, "protocol", "HTTP " .. status
        .. " with an answer that is not a Graph API object", reply, body)
end

local SUCCESS = { [true] = true, ["true"] = true, [false] = false,
    ["false"] = false }

-- Whether an answer lacks what its operation promises
local function is_incomplete(operation, document, success)
    return operation.answers_id and type(document.id) ~= "string"
        or success == nil
            and (document.success ~= nil or operation.answers_success)
end

local NO_REASON = "Read the number's status, which may show what is in the "
    .. "way, and give the trace id to Meta's support."

-- "success" if the operation promises one: true, or an error. Only false is a
-- refusal: any other answer does not say what was done.
local function check_success(call, document, success, reply, body)
    if success == false then
        return unreadable(call, "api", "the server answered that it did not "
            .. "succeed, without saying why", reply, body, NO_REASON)
    elseif document.error then
        return unreadable(call, "protocol", "the answer has an error that "
            .. "can't be read", reply, body)
    elseif is_incomplete(call.operation, document, success) then
        return unreadable(call, "protocol", "the answer does not say whether "
            .. "it succeeded", reply, body)
    end
    return nil
end

-- The error for a request that got no answer
local function failed(call)
    local kind, message, field, http_status, body = call.core:failure()
    return failure(call, {
        kind = kind,
        message = text(call, message),
        field = field ~= "" and field or nil,
        hint = kind == "unavailable" and errors.LACKING or nil,
        origin = http_status and "server" or "network",
        http_status = http_status,
        body = http_status and body_of(call, body) or nil,
    })
end

local function document_of(operation, status, body)
    if operation.is_brief or status > 299 then
        return json.decode_small(body)
    end
    return json.decode_object(body, operation.is_list)
end

--- The outcome of a request that is over.
-- @tparam table call with `core` and `operation`
-- @tparam ?number status of the answer; nil if there is none
-- @tparam ?string body
-- @tparam ?table reply its response
-- @treturn ?table the decoded body with `response`
-- @treturn ?table an error
function answer.read(call, status, body, reply)
    if not status then
        return nil, failed(call)
    end
    local operation = call.operation
    local document = document_of(operation, status, body)
    local record = document and document.error
    if record and type(record) == "table" then
        return nil, has_code(record) and refused(call, record, reply)
            or uncoded(call, record, reply, body)
    elseif not document or status < 200 or status > 299 then
        return nil, unexplained(call, reply, body)
    end
    local success = SUCCESS[document.success]
    local err = (record or not success or operation.answers_id)
        and check_success(call, document, success, reply, body)
    if err then
        return nil, err
    end
    document.success, document.response = success, reply
    return document
end

return answer
