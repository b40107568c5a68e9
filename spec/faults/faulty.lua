--- A server of many ports, each with a fault of its own; see server.lua.

local cjson = require "cjson"

local control = require "spec.support.control"
local process = require "spec.support.process"
local script = require "spec.support.raw_script"

local faulty = {}

local Server = {}
Server.__index = Server

local HERE = debug.getinfo(1, "S").source
    :match("^@(.*)spec/faults/faulty.lua$")

--- Starts a server.
function faulty.start()
    local child = process.start(
        { "lua5.4", HERE .. "spec/faults/server.lua" },
        { env = { LUA_PATH = HERE .. "?.lua;;", LUA_CPATH = false } })
    local port = math.floor(cjson.decode(child.first_line).control_port)
    return setmetatable({ child = child, control_port = port,
        ask = control.connect(port) }, Server)
end

--- Opens a port for each fault that is given.
-- @tparam table faults rows of faults.lua that have `steps`
-- @treturn {table,...} `port` and `ca_file` of each
function Server:listen(faults)
    local wanted = {}
    for i, fault in ipairs(faults) do
        local encoded = script.encode { fault.steps }
        wanted[i] = { script = encoded.connections[1],
            certificate = fault.certificate, protocol = fault.protocol }
    end
    local made = self.ask("listen", { ports = wanted })
    for _, each in ipairs(made) do
        each.port = math.floor(each.port)
    end
    return made
end

--- What came in on ports, in their order: `records` as the raw server's, of
-- which the first `before` came before the port was mended; `accepted`, `open`
function Server:received(ports)
    return self.ask("received", { ports = ports })
end

function Server:close(ports)
    self.ask("close", { ports = ports })
end

function Server:stop()
    self.child:stop()
end

return faulty
