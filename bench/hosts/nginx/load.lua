--- An nginx that makes calls, and those who ask it to.

local cjson = require("cjson").new()
local luasocket = require "socket"

local files = require "spec.support.files"
local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local slow = require "bench.slow"

local load = {}

local TICKS = 100 -- a second, of /proc

local HTTP = [[
    lua_ssl_trusted_certificate CA_FILE;
    init_by_lua_block {
        local registration = require "whatsapp.registration.safe"
        local config = require("cjson").decode(os.getenv "CONFIG")
        package.loaded.client = assert(registration.new(config))

        local request = table.concat({
            "POST /v25.0/106540352242922/deregister HTTP/1.1",
            "Host: localhost", "Authorization: Bearer EAAG",
            "Content-Type: application/json", "Content-Length: 32", "",
            '{"messaging_product":"whatsapp"}' }, "\r\n")

        -- The same with what nginx has: no retries, no errors explained
        package.loaded.cosocket = function()
            local socket = ngx.socket.tcp()
            assert(socket:connect("127.0.0.1", PORT))
            if socket:getreusedtimes() == 0 then
                assert(socket:sslhandshake(nil, "localhost", true))
            end
            assert(socket:send(request))
            local length, chunked
            repeat
                local line = assert(socket:receive "*l")
                length = line:match "^Content%-Length: (%d+)" or length
                chunked = chunked or line == "Transfer-Encoding: chunked"
            until line == ""
            local body = ""
            if chunked then
                repeat
                    local size = tonumber(assert(socket:receive "*l"), 16)
                    body = body .. assert(socket:receive(size))
                    assert(socket:receive "*l")
                until size == 0
            else
                body = assert(socket:receive(tonumber(length)))
            end
            assert(socket:setkeepalive(60000, 200))
            return require("cjson").decode(body)
        end
    }
]]

local SERVER = [[
    location = /fast {
        content_by_lua_block {
            ngx.header["Content-Length"] = 2
            ngx.print "hi"
        }
    }
    location = /call {
        content_by_lua_block {
            local another = require "bench.numbers"
            local result, err = require("client"):deregister(another())
            if not result then
                ngx.status = 502
            end
            ngx.say(result and "success" or err.kind)
        }
    }
    location = /cosocket {
        content_by_lua_block {
            ngx.say(require "cosocket" ().success and "success")
        }
    }
]]

-- Seconds that the worker has used
local function cpu(front)
    local own = process.run { "pgrep", "-P", front.child.pid }
    local fields = files.read("/proc/" .. own.stdout:match "%d+" .. "/stat")
        :match "%) (.*)"
    local user, system = fields:match(("%S+ "):rep(11) .. "(%d+) (%d+)")
    return (user + system) / TICKS
end

--- Starts it.
-- @tparam table upstream what it calls
-- @tparam ?table changes `base_url`, `timeout`, `bundle`: with all of
--   the system's authorities
function load.start(upstream, changes)
    changes = changes or {}
    local config = {
        access_token = "EAAG",
        base_url = changes.base_url or upstream.base_url,
        ca_file = changes.bundle and slow.bundle(upstream)
            or upstream.ca_file,
        connect_timeout = changes.timeout,
        timeout = changes.timeout,
    }
    local front = nginx.start {
        main = "env CONFIG;", env = { CONFIG = cjson.encode(config) },
        http = HTTP:gsub("CA_FILE", upstream.ca_file)
            :gsub("PORT", tostring(upstream.port)),
        server = SERVER,
    }
    rawset(front, "cpu", cpu)
    return front
end

local function milliseconds(text)
    local figure, unit = text:match "([%d.]+)(%a+)"
    return figure * ({ us = 1e-3, ms = 1, s = 1e3 })[unit]
end

--- Keeps so many requests in flight for so many seconds.
-- @treturn function waits for the end; returns `p50`, `p99`, `count`, `failed`
function load.begin(front, path, count, seconds)
    local pipe = assert(io.popen(("wrk -t1 -c%d -d%ds --timeout 20s --latency "
        .. "http://127.0.0.1:%d%s"):format(count, math.ceil(seconds),
        front.port, path)))
    luasocket.sleep(0.5) -- until all are in flight
    return function()
        local text = pipe:read "*a"
        pipe:close()
        local errors = text:match "Socket errors:[^\n]*" or ""
        local failed = tonumber(text:match "Non%-2xx[^:]*: (%d+)" or 0)
        for times in errors:gmatch "%a+ (%d+)" do
            failed = failed + times
        end
        return {
            p50 = milliseconds(text:match "\n%s+50%%%s+(%S+)"),
            p99 = milliseconds(text:match "\n%s+99%%%s+(%S+)"),
            count = tonumber(text:match "(%d+) requests in"),
            failed = failed,
        }
    end
end

--- Asks once with so many at once.
-- @treturn function waits for the answers, which must be right
function load.burst(front, path, count)
    local sockets = {}
    for i = 1, count do
        sockets[i] = assert(luasocket.connect("127.0.0.1", front.port))
        sockets[i]:settimeout(60)
        sockets[i]:send("GET " .. path .. " HTTP/1.0\r\n\r\n")
    end
    return function(outcome)
        for i = 1, count do
            local answer = assert(sockets[i]:receive "*a")
            assert(answer:find("\r\n\r\n" .. outcome, 1, true), answer)
            sockets[i]:close()
        end
    end
end

--- Has the connections made that calls use later.
function load.warm(front, path)
    load.burst(front, path, 50)("success")
end

return load
