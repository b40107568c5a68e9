--- A scripted server for specs: literal bytes over TLS on loopback, and a
-- record of the bytes that came in. The server is a process of its own.
-- Scripts are described in raw_script.lua.

local cjson = require "cjson"
local luasocket = require "socket"

local control = require "spec.support.control"
local process = require "spec.support.process"
local script = require "spec.support.raw_script"

local raw = {}

local Server = {}
Server.__index = Server

local HERE = debug.getinfo(1, "S").source:match("^@(.*)spec/support/raw.lua$")

local REASONS = {
    [200] = "OK", [302] = "Found", [400] = "Bad Request",
    [401] = "Unauthorized", [403] = "Forbidden", [404] = "Not Found",
    [429] = "Too Many Requests", [500] = "Internal Server Error",
    [502] = "Bad Gateway", [503] = "Service Unavailable",
}

--- Starts a server.
-- @tparam[opt] table options `tls` (default true), `certificate`: good (the
--   default), wrong_host, expired or unknown_ca; `protocol`, e.g. "tlsv1_1"
-- @treturn Server with `base_url`, `port` and `ca_file`
function raw.start(options)
    options = options or {}
    local tls = options.tls ~= false
    local child = process.start({
        "lua5.4", HERE .. "spec/support/raw_server.lua",
        cjson.encode {
            tls = tls,
            certificate = options.certificate or "good",
            protocol = options.protocol,
        },
    }, { env = { LUA_PATH = HERE .. "?.lua;;", LUA_CPATH = false } })
    local announced = cjson.decode(child.first_line)
    local self = setmetatable({
        child = child,
        scheme = tls and "https" or "http",
        ca_file = announced.ca_file,
    }, Server)
    self.ask, self.control = control.connect(
        math.floor(announced.control_port), function()
            return (select(2, child:output()))
        end)
    self:moved(announced.port)
    return self
end

-- lua-cjson decodes all numbers as floats; a port must not read "80.0".
function Server:moved(port)
    self.port = math.floor(port)
    self.base_url = ("%s://localhost:%d"):format(self.scheme, self.port)
end

--- Sets what connections from the next one on are to meet.
function Server:script(connections)
    self.ask("script", script.encode(connections))
end

--- Answers requests with these literal answers in turn, whichever
-- connection they come on, also one that is already open.
function Server:answers(answers)
    self:script {
        otherwise = { loop = true, "read", "answer" },
        answers = answers,
    }
end

--- Answers every request with the same JSON.
function Server:json(status, body, headers)
    self:script {
        otherwise = { loop = true, "read", "answer" },
        answers = { raw.response(status, body, headers) },
        repeats = true,
    }
end

-- Header by name in lower case; several of one name are joined as HTTP does.
local function index_headers(request)
    request.header = {}
    for _, pair in ipairs(request.headers or {}) do
        local name = pair[1]:lower()
        local before = request.header[name]
        request.header[name] = before and before .. ", " .. pair[2] or pair[2]
    end
end

--- What has come in since the last reset, in order.
-- @treturn {table,...} `connection`, `at` (monotonic seconds), and for a
--   whole request `complete = true`, `method`, `path`, `version`, `headers`
--   ({name, value} as sent), `header` (by lower-case name), `body`; else
--   `complete = false`, `bytes`
function Server:received()
    local requests = self.ask("received")
    for _, request in ipairs(requests) do
        index_headers(request)
    end
    return requests
end

--- How many connections were accepted since the last reset, and are open.
function Server:connections()
    local counts = self.ask("connections")
    return counts.accepted, counts.open
end

--- Waits until the clients have closed all connections.
-- @tparam[opt=15] number seconds
-- @treturn boolean false if some are still open
function Server:wait_closed(seconds)
    local deadline = luasocket.gettime() + (seconds or 15)
    while true do
        local _, open = self:connections()
        if open == 0 or luasocket.gettime() > deadline then
            return open == 0
        end
        luasocket.sleep(0.002)
    end
end

--- Lets connections go on that are at a step "hold", and all that come to one.
function Server:let_go()
    self.ask("let_go")
end

--- Forgets script and record, and resets the connections that are open.
function Server:reset()
    self.ask("reset")
end

--- The same, and goes on at another port.
function Server:renew()
    self:moved(self.ask("renew").port)
end

--- Ends the server. May be called twice.
function Server:stop()
    self.control:close()
    self.child:stop()
end

--- The bytes of an answer that keeps the connection alive.
-- @tparam number status
-- @tparam string|table body a table is sent as JSON
-- @tparam[opt] table headers name to value; they replace the usual ones
function raw.response(status, body, headers)
    if type(body) == "table" then
        body = cjson.encode(body)
    end
    local all = {
        ["Content-Type"] = "application/json; charset=UTF-8",
        ["Content-Length"] = #body,
    }
    for name, value in pairs(headers or {}) do
        all[name] = value
    end
    local lines = { ("HTTP/1.1 %d %s"):format(status, REASONS[status] or "") }
    for name, value in pairs(all) do
        lines[#lines + 1] = name .. ": " .. value
    end
    return table.concat(lines, "\r\n") .. "\r\n\r\n" .. body
end

local bound

--- A port of loopback on which nothing listens, nor can another process.
function raw.closed_port()
    if not bound then
        bound = assert(luasocket.tcp())
        assert(bound:bind("127.0.0.1", 0))
    end
    return tonumber((select(2, bound:getsockname())))
end

--- A port whose queue of connections is full, so that a connect gets neither
-- an answer nor a refusal. Has `port`, `base_url`, `stop()`.
function raw.full_backlog()
    local listener = assert(luasocket.tcp())
    assert(listener:bind("127.0.0.1", 0))
    assert(listener:listen(1))
    local _, port = listener:getsockname()
    local held = { listener }
    for _ = 1, 4 do
        local filler = luasocket.tcp()
        filler:settimeout(0)
        filler:connect("127.0.0.1", port)
        held[#held + 1] = filler
    end
    return {
        port = tonumber(port),
        base_url = "https://127.0.0.1:" .. port,
        stop = function()
            for _, each in ipairs(held) do
                each:close()
            end
        end,
    }
end

return raw
