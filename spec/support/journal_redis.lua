--- A real Redis server for specs, on a socket in a folder of its own.

local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local clients = require "whatsapp.registration.journal.redis_clients"

local servers = {}

local Server = {}
Server.__index = Server

local lua_path = os.getenv "LUA_PATH_5_4"

--- For a program on this Lua: Debian has redis-lua for 5.3 as the newest. It is
-- plain Lua, and runs on 5.4.
servers.ENVIRONMENT = { LUA_PATH_5_4 = lua_path
    and lua_path .. ";/usr/share/lua/5.3/?.lua" }

--- Whether a program with that environment can load redis-lua.
function servers.has_library()
    return process.run({ interpreter(), "-e", "require 'redis'" },
        { env = servers.ENVIRONMENT }).code == 0
end

-- redis-lua if this Lua finds one; else the protocol, as far as the journal
-- needs it.
local plain = {}

local function read_reply(socket)
    local line, why = socket:receive("*l")
    if not line then
        error("connection error: " .. why, 0)
    end
    local kind, rest = line:sub(1, 1), line:sub(2)
    if kind == "-" then
        error("redis error: " .. rest, 0)
    elseif kind == "$" then
        return tonumber(rest) >= 0
            and assert(socket:receive(tonumber(rest) + 2)):sub(1, -3) or nil
    elseif kind == "*" then
        local list = {}
        for i = 1, tonumber(rest) do
            list[i] = read_reply(socket)
        end
        return list
    end
    return kind == ":" and tonumber(rest) or rest
end

local function send(self, ...)
    local words = { ... }
    local parts = { ("*%d\r\n"):format(#words) }
    for i, word in ipairs(words) do
        word = tostring(word)
        parts[i + 1] = ("$%d\r\n%s\r\n"):format(#word, word)
    end
    local socket = self.network.socket
    local sent, why = socket:send(table.concat(parts))
    if not sent then
        error("connection error: " .. why, 0)
    end
    return read_reply(socket)
end

-- An object with redis-lua's shape: a method a command, and its socket
function plain.connect(parameters)
    local socket = require("socket.unix")()
    local connected, why = socket:connect(parameters.path)
    if not connected then
        error("could not connect to " .. parameters.path .. ": " .. why, 0)
    end
    return setmetatable({ network = { socket = socket } }, {
        __index = function(_, name)
            return function(self, ...)
                return send(self, name:upper(), ...)
            end
        end,
    })
end

--- Connects to the server on this socket.
function servers.connect(path)
    local found, library = pcall(require, "redis")
    return (found and library or plain).connect { scheme = "unix", path = path }
end

--- A client for the journal.
-- @tparam string path of the socket
-- @tparam ?table options of the adapter
function servers.client(path, options)
    return clients.redis_lua(function()
        return servers.connect(path)
    end, options)
end

local function launch(self)
    self.child = process.start({ "redis-server", "--port", "0",
        "--unixsocket", self.path, "--dir", self.folder,
        "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        "--daemonize", "no", "--enable-debug-command", "local" })
    local deadline = os.time() + 30
    local ready
    repeat
        process.sleep(0.01)
        -- Refused while it loads its data
        ready = pcall(function()
            servers.connect(self.path):get("x")
        end)
    until ready or os.time() > deadline
end

--- Starts a server without data.
function servers.start()
    local folder = files.folder()
    local self = setmetatable({ folder = folder,
        path = folder .. "/redis.sock" }, Server)
    launch(self)
    return self
end

--- A client that raises, for the spec's own questions.
function Server:connect()
    return servers.connect(self.path)
end

local function signal(self, name)
    assert(process.signal(name, -self.child.pid))
end

--- Ends the server: at once, as a power cut would.
function Server:kill()
    signal(self, "KILL")
    self.child:stop()
    os.remove(self.path)
end

--- Starts it again after it was killed.
-- @tparam ?table options `data = false` loses what it knew
function Server:restart(options)
    if options and options.data == false then
        process.run { "rm", "-rf", self.folder .. "/appendonlydir" }
    end
    launch(self)
end

--- Stops all its threads for some seconds, while others go on.
function Server:pause()
    signal(self, "STOP")
end

function Server:resume()
    signal(self, "CONT")
end

function Server:stop()
    self:resume()
    self.child:stop()
    files.remove(self.folder)
end

return servers
