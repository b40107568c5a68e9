--- A bare client for proving the raw server: LuaSocket and LuaSec only.

local luasocket = require "socket"
local ssl = require "ssl"

local tls_client = {}

--- A TCP connection to the server.
function tls_client.tcp(server)
    local client = luasocket.tcp()
    client:settimeout(30)
    -- A quick reset may already be seen here; the caller meets it later.
    client:connect("127.0.0.1", server.port)
    return client
end

--- A TLS connection and the outcome of its handshake.
-- @tparam[opt] table options `protocol`, `ciphers`, `timeout`
function tls_client.handshake(server, options)
    options = options or {}
    local client = assert(ssl.wrap(tls_client.tcp(server), {
        mode = "client", protocol = options.protocol or "any",
        verify = "peer", cafile = server.ca_file,
        ciphers = options.ciphers,
    }))
    client:settimeout(options.timeout or 30)
    return client, client:dohandshake()
end

--- A TLS connection; raises if there is none.
function tls_client.connect(server)
    local client, ok, problem = tls_client.handshake(server)
    assert(ok, problem)
    return client
end

--- Reads an answer.
-- @treturn number status, or nil at the end of the connection
-- @treturn string body
function tls_client.read_answer(client)
    local status = client:receive("*l")
    if not status then
        return nil
    end
    local length = 0
    repeat
        local line = client:receive("*l")
        length = tonumber(line:match("^Content%-Length: (%d+)")) or length
    until line == ""
    -- LuaSec waits for a byte even if none is asked for.
    local body = length > 0 and client:receive(length) or ""
    return tonumber(status:match(" (%d+)")), body
end

--- Posts a body and reads the answer.
function tls_client.request(client, body)
    body = body or ""
    client:send(("POST /v25.0/1/register HTTP/1.1\r\nHost: x\r\n"
        .. "Content-Length: %d\r\n\r\n%s"):format(#body, body))
    return tls_client.read_answer(client)
end

return tls_client
