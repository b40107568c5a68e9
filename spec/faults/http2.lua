--- Frames of HTTP/2, as bytes: just enough of it for a scripted server to
-- answer, and to break the rules.

local http2 = {}

http2.PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

http2.END_STREAM, http2.END_HEADERS, http2.ACK = 1, 4, 1

local TYPES = { data = 0, headers = 1, priority = 2, rst_stream = 3,
    settings = 4, push_promise = 5, ping = 6, goaway = 7, window_update = 8,
    continuation = 9 }

-- Of the static table
local STATUS_200 = "\136"
local METHODS = { [130] = "GET", [131] = "POST" }

local function number(value, size)
    local bytes = {}
    for i = size, 1, -1 do
        bytes[i] = string.char(value % 256)
        value = math.floor(value / 256)
    end
    return table.concat(bytes)
end

--- One frame.
-- @tparam string kind
-- @tparam number stream
-- @tparam[opt=""] string payload
-- @tparam[opt=0] number flags
-- @tparam[opt] number length to claim, where that is not the payload's
function http2.frame(kind, stream, payload, flags, length)
    payload = payload or ""
    return number(length or #payload, 3)
        .. string.char(TYPES[kind] or kind, flags or 0)
        .. number(stream, 4) .. payload
end

http2.SETTINGS = http2.frame("settings", 0)

--- The header of an answer with status 200.
function http2.headers(stream, flags, block)
    return http2.frame("headers", stream, block or STATUS_200,
        flags or http2.END_HEADERS)
end

--- A header field that no table has.
function http2.field(name, value)
    return "\0" .. string.char(#name) .. name .. string.char(#value) .. value
end

http2.STATUS_200 = STATUS_200

--- A whole answer.
function http2.answer(stream, body)
    return http2.headers(stream)
        .. http2.frame("data", stream, body, http2.END_STREAM)
end

--- The end of one stream, with the number of an error.
function http2.reset(stream, code)
    return http2.frame("rst_stream", stream, number(code, 4))
end

--- The end of a connection; `last` is the last stream that was looked at.
function http2.goaway(last, code)
    return http2.frame("goaway", 0, number(last, 4) .. number(code, 4))
end

--- Takes a frame off the beginning of `buffer`.
-- @treturn ?table `kind` (a number), `flags`, `stream`, `payload`; nil where
--   the buffer has no whole one
-- @treturn string what is left of the buffer
function http2.take(buffer)
    if #buffer < 9 then
        return nil, buffer
    end
    local a, b, c, kind, flags, d, e, f, g = buffer:byte(1, 9)
    local length = (a * 256 + b) * 256 + c
    if #buffer < 9 + length then
        return nil, buffer
    end
    return {
        kind = kind, flags = flags,
        stream = ((d % 128 * 256 + e) * 256 + f) * 256 + g,
        payload = buffer:sub(10, 9 + length),
    }, buffer:sub(10 + length)
end

--- What a frame tells of a request.
-- @treturn ?string the method, where it begins one
-- @treturn boolean whether it ends one
function http2.begins(frame)
    local is_request = frame.kind == TYPES.headers
    local block = frame.payload
    if is_request and math.floor(frame.flags / 32) % 2 == 1 then
        block = block:sub(6) -- its priority
    end
    local ends = (is_request or frame.kind == TYPES.data)
        and frame.flags % 2 == http2.END_STREAM
    return is_request and (METHODS[block:byte()] or "unknown") or nil, ends
end

return http2
