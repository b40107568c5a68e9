--- Moves requests and answers over lua-http's streams, the broken answers too,
-- and sends the model's events to a webhook on this machine, signed as Meta's.
-- @module whatsapp.registration.simulator.transmit

local answers = require "whatsapp.registration.simulator.answers"
local http2 = require "whatsapp.registration.simulator.http2"

local transmit = {}

local READ_TIMEOUT = 30
local WRITE_TIMEOUT = 30
-- A body over the limit is read and dropped up to this size, so that the
-- client sees the answer.
local MOST_DROPPED = 64 * 1024 * 1024
-- How long a stalled answer keeps its connection.
local LONGEST_STALL = 600

--- Gives up a request that cannot be read to its end. lua-http would wait for
-- the rest forever, with all of the processor, if an HTTP/1.1 connection had
-- its socket still; in HTTP/2 it resets the stream.
function transmit.abandon(stream)
    local connection = stream.connection
    local socket = not http2.is_spoken(connection) and connection:take_socket()
    if socket then
        socket:close()
    end
end

-- Without its socket lua-http cannot send an answer of its own.
local function break_connection(stream)
    if http2.is_spoken(stream.connection) then
        stream.connection.socket:shutdown("rw")
    else
        transmit.abandon(stream)
    end
end

local function is_complete(stream)
    return stream.state == "half closed (remote)" or stream.state == "closed"
end

local function is_bearable(received)
    local length = tonumber(received:get("content-length") or 0)
    return length ~= nil and length <= MOST_DROPPED
end

local function next_chunk(stream)
    local chunk = stream:get_next_chunk(READ_TIMEOUT)
    http2.look_again(stream.connection)
    return chunk
end

local function read_body(stream)
    local chunks, length = {}, 0
    local chunk = next_chunk(stream)
    while chunk and length < MOST_DROPPED do
        if length <= answers.LARGEST_BODY then
            chunks[#chunks + 1] = chunk
        end
        length = length + #chunk
        chunk = next_chunk(stream)
    end
    return is_complete(stream) and table.concat(chunks) or nil
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
-- @treturn ?table method, path, headers and body; nil if the client is gone
--   or does not speak HTTP
function transmit.receive(stream)
    local received = stream:get_headers(READ_TIMEOUT)
    if not received then
        transmit.abandon(stream)
        return nil
    end
    if received:get("expect") == "100-continue" then
        stream:write_continue(WRITE_TIMEOUT)
    end
    local body = is_bearable(received) and read_body(stream)
    if not body then
        transmit.abandon(stream)
        return nil
    end
    return {
        method = received:get(":method"),
        path = received:get(":path") or "/",
        headers = copy_headers(received),
        body = body,
    }
end

local function write_headers(stream, response, is_last, libraries)
    http2.mend_headers(stream.connection)
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

local function write_chunk(stream, chunk, is_last)
    local written = stream:write_chunk(chunk, is_last, WRITE_TIMEOUT)
    http2.look_again(stream.connection)
    return written
end

local function drip(stream, response, libraries)
    local body = response.body
    for i = 1, #body do
        libraries.cqueues.sleep(response.drip)
        if not write_chunk(stream, body:sub(i, i), i == #body) then
            return
        end
    end
end

local function write_body(stream, response, libraries)
    if response.drip then
        drip(stream, response, libraries)
    elseif response.cut then
        write_chunk(stream, response.body:sub(1, response.cut), false)
    else
        write_chunk(stream, response.body, true)
    end
end

local function write(stream, method, response, libraries)
    local is_last = method == "HEAD" or response.body == ""
    local written = write_headers(stream, response, is_last, libraries)
    http2.look_again(stream.connection)
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

-- Seconds that an event may take
local EVENT_WAIT = 10

local LOOPBACK = { "^http://localhost[:/]", "^http://127%.%d+%.%d+%.%d+[:/]",
    "^http://%[::1%][:/]" }

--- Whether an address is this machine's, over plain HTTP.
function transmit.may_go_to(url)
    for _, pattern in ipairs(LOOPBACK) do
        if (url .. "/"):find(pattern) then
            return not url:find("@", 1, true) -- a user may look like a host
        end
    end
    return false
end

local function new_request(self, hook, body)
    local request = self.libraries["http.request"].new_from_uri(hook.url)
    request.follow_redirects = false
    request.proxies = false
    request.headers:upsert(":method", "POST")
    request.headers:upsert("content-type", "application/json")
    request.headers:upsert("x-hub-signature-256",
        "sha256=" .. hook.sign(body))
    request:set_body(body)
    return request
end

--- Makes the function that the model gives its events to.
-- @tparam table self the server: libraries, loop, log
-- @tparam table hook `url`, `sign(body)`
function transmit.delivering(self, hook)
    return function(body)
        self.loop:wrap(function()
            local headers, stream = new_request(self, hook, body):go(EVENT_WAIT)
            self.log("webhook: " .. (headers and headers:get(":status")
                or tostring(stream)))
            if headers then
                stream:shutdown()
            end
        end)
    end
end

return transmit
