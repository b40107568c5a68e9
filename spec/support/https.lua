--- An HTTPS client for specs of the simulator, by lua-http: one connection, one
-- request after another, every certificate checked.

local http2 = require "whatsapp.registration.simulator.http2"
local libraries = require("whatsapp.registration.simulator.libraries").load {
    "cqueues", "http.client", "http.headers", "openssl.ssl.context",
    "openssl.x509",
}

local files = require "spec.support.files"

local https = {}

local TIMEOUT = 30

https.now = libraries.cqueues.monotime

local methods = {}
local metatable = { __index = methods }

local function trusting(ca_file)
    local pem = files.read(ca_file)
    local ssl_context = libraries["openssl.ssl.context"]
    local context = ssl_context.new("TLS", false)
    context:setVerify(ssl_context.VERIFY_PEER)
    context:getStore():add(libraries["openssl.x509"].new(pem))
    return context
end

--- Connects to a simulator.
-- @tparam table sim port and ca_file
-- @tparam ?table options `version` (1.1 or 2; as agreed on), `host`
--   ("127.0.0.1"), `port`, `plain`
-- @return a connection; or nil and what went wrong
function https.connect(sim, options)
    options = options or {}
    local connection, problem = libraries["http.client"].connect({
        host = options.host or "127.0.0.1",
        port = options.port or sim.port,
        tls = not options.plain,
        ctx = not options.plain and trusting(sim.ca_file) or nil,
        version = options.version,
    }, TIMEOUT)
    if not connection then
        return nil, problem
    end
    http2.mend_headers(connection)
    return setmetatable({ connection = connection }, metatable)
end

local function headers_of(method, path, options)
    local headers = libraries["http.headers"].new()
    headers:append(":method", method)
    headers:append(":authority", "localhost")
    headers:append(":scheme", "https")
    headers:append(":path", path)
    headers:append("authorization", "Bearer a-token")
    for name, value in pairs(options.headers or {}) do
        headers:upsert(name, value)
    end
    local body = options.body
    if body then
        headers:append("content-length", tostring(#body))
    end
    return headers
end

--- Sends a request and does not wait for the answer.
-- @tparam string method
-- @tparam string path
-- @tparam ?table options headers, body
-- @return the stream, for `receive`
function methods:send(method, path, options)
    options = options or {}
    local body = options.body
    local headers = headers_of(method, path, options)
    local stream = self.connection:new_stream()
    assert(stream:write_headers(headers, not body, TIMEOUT))
    if body then
        assert(stream:write_chunk(body, true, TIMEOUT))
    end
    return stream
end

-- lua-http reads on forever if an HTTP/2 server has hung up.
local function wait_for_http2(connection, stream, timeout)
    local deadline = https.now() + timeout
    while stream.state ~= "closed" do
        local left = deadline - https.now()
        if connection:empty() then
            return nil, "closed"
        elseif left <= 0 then
            return nil, "timed out"
        end
        local ok, problem = connection:step(left)
        if not ok then
            return nil, problem
        end
    end
    return true
end

local function read_answer(stream, timeout)
    local received, problem = stream:get_headers(timeout)
    if not received then
        return nil, problem or "closed"
    end
    local body
    body, problem = stream:get_body_as_string(timeout)
    if not body then
        return nil, problem or "closed"
    end
    local length = received:get("content-length")
    if length and tonumber(length) ~= #body then
        return nil, "cut off"
    end
    return received, body
end

--- Waits for the answer.
-- @treturn ?table status, headers (by name), body; nil if there is none
-- @return what went wrong
function methods:receive(stream, timeout)
    timeout = timeout or TIMEOUT
    if self:version() == 2 then
        local ok, problem = wait_for_http2(self.connection, stream, timeout)
        if not ok then
            return nil, problem
        end
    end
    local received, body = read_answer(stream, timeout)
    if not received then
        return nil, body
    end
    local headers = {}
    for name, value in received:each() do
        headers[name] = value
    end
    return {
        status = tonumber(received:get(":status")),
        headers = headers,
        body = body,
    }
end

--- Sends a request and waits for the answer.
function methods:request(method, path, options)
    local stream = self:send(method, path, options)
    return self:receive(stream, options and options.timeout)
end

--- Writes bytes as they are over HTTP/1.1, or as many as the server takes, and
-- hangs up.
function methods:break_off(bytes)
    local socket = self.connection:take_socket()
    socket:onerror(function(_, _, code)
        return code
    end)
    socket:xwrite(bytes, "n", TIMEOUT)
    socket:close()
end

--- The HTTP version that was agreed on.
function methods:version()
    return self.connection.version
end

-- With its socket, lua-http would wait for the rest of an answer forever.
function methods:close()
    if self:version() == 2 then
        self.connection:close()
        return
    end
    local socket = self.connection:take_socket()
    if socket then
        socket:close()
    end
end

--- Runs functions at the same time, and raises the first error of one.
function https.together(functions)
    local loop = libraries.cqueues.new()
    for _, each in ipairs(functions) do
        loop:wrap(each)
    end
    assert(loop:loop())
end

return https
