--- Reads the server's answer: makes a result, or an error with everything that
-- the answer says.
-- @module whatsapp.registration.answer

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local response = require "whatsapp.registration.response"

local answer = {}

local EXCERPT = 200 -- bytes of an unreadable body that an error shows
local LONGEST = core.longest_text -- bytes of a text of the server's
local REPEATS, INVALID_TOKEN = "www-authenticate", 190

-- A server may send back what it was sent: no secret of that is printed.
local function text(call, value)
    return (call.core:redact(LONGEST, value))
end

local function body_of(call, body)
    return body ~= "" and call.core:redact(EXCERPT, body) or nil
end

local function failure(call, err)
    err.operation = call.operation.name
    err.phone_number_id = call.core:phone_number_id()
    err.sent = call.core:sent()
    err.origin = err.origin or "server"
    return errors.complete(err, call.operation)
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
local function add_wait(err, reply)
    if not err.retry_after or err.kind == "rate_limited" then
        err.retry_after = response.wait(reply) or err.retry_after
    end
end

local function explained(call, err, reply, stands_for)
    local became
    err, became = errors.complete(err, call.operation, stands_for)
    add_wait(err, reply)
    return err, became
end

-- What an error object of the Graph API says
local function refusal_of(call, record, reply)
    record.details, record.field = details_of(record), blamed(record)
    if type(record.fbtrace_id) ~= "string" then
        record.fbtrace_id = reply.trace_id
    end
    return call.core:refusal(record)
end

-- An error without a code is not Graph's: a proxy or gateway on the way has
-- answered, and does not say what Graph did.
local function uncoded(call, record, reply, body)
    local status = reply.http_status
    return unreadable(call, status >= 500 and "unavailable" or "protocol",
        text(call, record.message) or "HTTP " .. status
        .. " with an error that has no code", reply, body)
end

-- An unknown subcode does not stand for a code.
local function refused(call, record, reply, body)
    local err = refusal_of(call, record, reply)
    if err.code or err.subcode and core.is_known(err.subcode) then
        return explained(call, err, reply)
    end
    return uncoded(call, record, reply, body)
end

-- Graph repeats the message in WWW-Authenticate: it is still there if the body
-- was lost on the way, e.g. `"(#133010) Account not registered"`.
-- Returns an error object, and the code that explains it if it has none.
local function repeated(reply)
    local line = core.headers(reply.lines, REPEATS)[REPEATS] or ""
    line = line:sub(1, LONGEST)
    local code = line:match "%(#(%d+)%)"
    if code then
        return { code = code, message = line:match '"(%(#%d+%)[^"]*)"' }
    end
    if line:find('"invalid_token"', 1, true) then
        return { message = line:match '"([^"]*)"%s*$' }, INVALID_TOKEN
    end
    return nil
end

local TOO_LONG = "Ask for less: for fewer entries of a list by `limit`, or for "
    .. "fewer `fields`."

-- The answer has no JSON that says what is wrong
local function unexplained(call, reply, body)
    local status = reply.http_status
    local record, stands_for = repeated(reply)
    if record and status >= 400 and (record.code or status < 500) then
        return explained(call, refusal_of(call, record, reply), reply,
            stands_for)
    end
    if status >= 500 then
        return unreadable(call, "unavailable", "HTTP " .. status
            .. " without a Graph API error", reply, body)
    end
    if status >= 300 and status < 400 then
        return unreadable(call, "protocol", "HTTP " .. status
            .. ": redirects are not followed", reply, body)
    end
    if call.operation.is_read and status < 300 and #body > json.LARGEST then
        return unreadable(call, "protocol", "HTTP " .. status
            .. " with more than is read at once", reply, body, TOO_LONG)
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
    if status > 299 then
        return json.decode_small(body)
    end
    return json.decode_object(body, operation.is_list)
end

-- The document, or an error and what became of the request
local function read_body(call, status, body, reply)
    local operation = call.operation
    local document = document_of(operation, status, body)
    local record = document and document.error
    if record and type(record) == "table" then
        return nil, refused(call, record, reply, body)
    elseif not document or status < 200 or status > 299 then
        return nil, unexplained(call, reply, body)
    end
    local success = SUCCESS[document.success]
    if record or not success or operation.answers_id then
        local err, became = check_success(call, document, success, reply, body)
        if err then
            return nil, err, became
        end
    end
    document.success, document.response = success, reply
    return document
end

--- The outcome of a request that is over.
-- @tparam table call with `core` and `operation`
-- @tparam ?number status of the answer; nil if there is none
-- @tparam ?string body
-- @tparam ?table reply its response
-- @treturn ?table the decoded body with `response`
-- @treturn ?table an error
-- @treturn ?string what became of the request, as errors.complete says it
function answer.read(call, status, body, reply)
    if not status then
        return nil, failed(call)
    end
    local err = status > 299 and call.core:refusal()
    if err then
        return nil, explained(call, err, reply)
    end
    return read_body(call, status, body, reply)
end

return answer
