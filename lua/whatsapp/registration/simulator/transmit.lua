--- Moves requests and answers over lua-http's streams, the broken answers too.
-- @module whatsapp.registration.simulator.transmit

local answers = require "whatsapp.registration.simulator.answers"

local transmit = {}

local READ_TIMEOUT = 30
local WRITE_TIMEOUT = 30
-- A body beyond the limit is read and dropped, so that the client gets to see
-- the answer; up to here.
local MOST_DROPPED = 64 * 1024 * 1024
-- How long a stalled answer keeps its connection.
local LONGEST_STALL = 600

local function read_body(stream)
    local chunks, length = {}, 0
    while length < MOST_DROPPED do
        local chunk, problem = stream:get_next_chunk(READ_TIMEOUT)
        if not chunk then
            return not problem and table.concat(chunks) or nil
        end
        if length <= answers.LARGEST_BODY then
            chunks[#chunks + 1] = chunk
        end
        length = length + #chunk
    end
    return table.concat(chunks)
end

local function copy_headers(received)
    local headers = {}
    for name, value in received:each() do
        local former = headers[name]
        headers[name] = former and former .. ", " .. value or value
    end
    headers.host = headers.host or headers[":authority"]
    for _, pseudo in ipairs({ ":method", ":path", ":scheme", ":authority" }) do
        headers[pseudo] = nil
    end
    return headers
end

--- Reads one request.
-- @treturn ?table method, path, headers and body; nil where the client is gone
function transmit.receive(stream)
    local received = stream:get_headers(READ_TIMEOUT)
    if not received then
        return nil
    end
    if received:get("expect") == "100-continue" then
        stream:write_continue(WRITE_TIMEOUT)
    end
    local body = read_body(stream)
    if not body then
        return nil
    end
    return {
        method = received:get(":method"),
        path = received:get(":path") or "/",
        headers = copy_headers(received),
        body = body,
    }
end

-- For HTTP/2. lua-http 0.4 writes HPACK integers wrongly that just fill their
-- prefix: index 63 of the dynamic table, string length 127. So nothing goes
-- into that table, and strings of that length are compressed.
local function encode_headers(context, headers)
    for name, value in headers:each() do
        context:add_header_never_indexed(name, value, #value == 127)
    end
    return true
end

local function write_headers(stream, response, is_last, libraries)
    local context = stream.connection.encoding_context
    if context then
        context.encode_headers = encode_headers
    end
    local headers = libraries["http.headers"].new()
    headers:append(":status", tostring(math.floor(response.status)))
    for name, value in pairs(response.headers) do
        headers:append(name:lower(), tostring(value))
    end
    if response.status ~= 204 and response.status ~= 304 then
        headers:upsert("content-length", tostring(#response.body))
    end
    return stream:write_headers(headers, is_last, WRITE_TIMEOUT)
end

local function drip(stream, response, libraries)
    local body = response.body
    for i = 1, #body do
        local byte, is_last = body:sub(i, i), i == #body
        libraries.cqueues.sleep(response.drip)
        if not stream:write_chunk(byte, is_last, WRITE_TIMEOUT) then
            return
        end
    end
end

local function write_body(stream, response, libraries)
    if response.drip then
        return drip(stream, response, libraries)
    end
    if response.cut then
        local part = response.body:sub(1, response.cut)
        return stream:write_chunk(part, false, WRITE_TIMEOUT)
    end
    return stream:write_chunk(response.body, true, WRITE_TIMEOUT)
end

-- lua-http would still send an answer of its own; now it cannot.
local function break_connection(stream)
    local socket = stream.connection.socket
    if socket then
        socket:shutdown("rw")
    end
end

local function write(stream, method, response, libraries)
    local is_last = method == "HEAD" or response.body == ""
    local written = write_headers(stream, response, is_last, libraries)
    if written and not is_last then
        write_body(stream, response, libraries)
    end
end

--- Sends an answer the way its fault wants it.
function transmit.send(stream, method, response, libraries)
    if response.delay then
        libraries.cqueues.sleep(response.delay)
    end
    if not response.close and not (response.stall and not response.cut) then
        write(stream, method, response, libraries)
    end
    if response.stall then
        libraries.cqueues.sleep(LONGEST_STALL)
    end
    if response.close or response.cut or response.stall then
        break_connection(stream)
    end
end

return transmit
