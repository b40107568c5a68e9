-- lua-http: a connection that is kept, a coroutine for each call in flight.
-- Debian files it, which is plain Lua, under older versions only.

package.path = package.path
    .. ";/usr/share/lua/5.3/?.lua;/usr/share/lua/5.1/?.lua"

local before = os.clock()
local cjson = require "cjson"
local cqueues = require "cqueues"
local http_client = require "http.client"
local http_headers = require "http.headers"
local http_tls = require "http.tls"
local loading = os.clock() - before

local commands = require "bench.clients.commands"

local context = http_tls.new_client_context()
if commands.ca_file then
    context:getStore():add(commands.ca_file)
end

local connections = {}

local function connection(i)
    connections[i] = connections[i] or assert(http_client.connect {
        host = commands.host,
        port = commands.port,
        tls = true,
        ctx = context,
        version = 1.1,
    })
    return connections[i]
end

local function request_headers(body)
    local headers = http_headers.new()
    headers:append(":method", "POST")
    headers:append(":scheme", "https")
    headers:append(":authority", commands.host .. ":" .. commands.port)
    headers:append(":path", commands.path)
    for _, header in ipairs(commands.headers) do
        headers:append(header[1]:lower(), header[2])
    end
    headers:append("content-length", tostring(#body))
    return headers
end

local function call(i)
    local body = commands.body(cjson.encode)
    local stream = assert(connection(i):new_stream())
    assert(stream:write_headers(request_headers(body), false))
    assert(stream:write_body_from_string(body))
    local headers = assert(stream:get_headers())
    assert(headers:get ":status" == "200")
    local answer = cjson.decode(assert(stream:get_body_as_string()))
    assert(answer.success == true)
end

local function one(count)
    for _ = 1, count do
        call(1)
    end
end

local function many(count, at_once)
    local loop, started = cqueues.new(), 0
    for i = 1, at_once do
        loop:wrap(function()
            while started < count do
                started = started + 1
                call(i)
            end
        end)
    end
    assert(loop:loop())
end

commands.serve(loading, one, many)
