--- The simulator in a child process, for specs on any Lua.
--
--     local sim = simulator.start()
--     sim.base_url, sim.ca_file      -- for the client under test
--     sim:fault { operation = "register", fault = "drop_after" }
--     sim:received { operation = "register" }
--     sim:stop()

local cjson = require("cjson").new()
local http = require "socket.http"
local ltn12 = require "ltn12"
local process = require "spec.support.process"

local simulator = {}

local MAIN = "simulator/bin/whatsapp-simulator"
local PATH = ";;"

local methods = {}
local metatable = { __index = methods }

local function arguments(options)
    local list = { options.lua or "lua5.4", MAIN }
    local function add(...)
        for _, argument in ipairs { ... } do
            list[#list + 1] = tostring(argument)
        end
    end
    for name, value in pairs(options.model or {}) do
        add("--set", name .. "=" .. tostring(value))
    end
    if options.port then
        add("--port", options.port)
    end
    if options.tls == false then
        add("--no-tls")
    end
    for _, name in ipairs(options.host_names or {}) do
        add("--host-name", name)
    end
    add(options.show_codes and "--show-codes" or nil)
    return list
end

--- Starts a simulator and waits until it listens.
-- @tparam ?table options `lua` (the interpreter, "lua5.4"), `model` (options of
--   the model), `port`, `tls` (true), `host_names`, `show_codes`, `app_secret`,
--   `webhook_url`
-- @return the simulator: `base_url`, `port`, `ca_file`, `control_url`, `child`
function simulator.start(options)
    options = options or {}
    local child = process.start(arguments(options), {
        env = {
            LUA_PATH = PATH,
            LUA_PATH_5_3 = PATH,
            LUA_PATH_5_4 = PATH,
            SIMULATOR_APP_SECRET = options.app_secret or false,
            SIMULATOR_WEBHOOK_URL = options.webhook_url or false,
        },
    })
    local self = cjson.decode(child.first_line)
    self.port = math.floor(self.port) -- JSON's is a float
    self.child = child
    return setmetatable(self, metatable)
end

local function query_of(filter)
    local pairs_of_query = {}
    for name, value in pairs(filter or {}) do
        pairs_of_query[#pairs_of_query + 1] = name .. "=" .. tostring(value)
    end
    return table.concat(pairs_of_query, "&")
end

-- A request to the control API. An error is the spec's own fault: it is raised
-- where the spec called.
local function control(self, method, path, body)
    local text = body and cjson.encode(body) or ""
    local chunks = {}
    local sent, status = http.request({
        url = self.control_url .. path,
        method = method,
        headers = { ["content-length"] = #text },
        source = ltn12.source.string(text),
        sink = ltn12.sink.table(chunks),
    })
    if not sent then
        error("the simulator does not answer: " .. tostring(status), 3)
    end
    local answer = cjson.decode(table.concat(chunks))
    if status ~= 200 then
        error(answer.error.message, 3)
    end
    return answer
end

--- Puts everything back to how it was at the start.
function methods:reset()
    control(self, "POST", "/reset")
end

--- The requests that arrived, oldest first, each with method, path, query,
-- headers, body, time, operation, id, status, error_code, fault.
-- @tparam ?table filter fields that must be equal
function methods:received(filter)
    return control(self, "GET", "/requests?" .. query_of(filter)).requests
end

--- The operations of those requests, oldest first.
-- @treturn table a list of names; the path of a request that is for none
function methods:operations()
    local names = {}
    for index, request in ipairs(self:received()) do
        names[index] = request.operation or request.path
    end
    return names
end

--- The operations of the requests that were no reads, oldest first.
function methods:changes()
    local names = {}
    for _, request in ipairs(self:received()) do
        if request.method ~= "GET" then
            names[#names + 1] = request.operation
        end
    end
    return names
end

function methods:forget_received()
    control(self, "DELETE", "/requests")
end

--- Adds a fault.
function methods:fault(spec)
    control(self, "POST", "/faults", spec)
end

function methods:clear_faults()
    control(self, "DELETE", "/faults")
end

--- The fields of a phone number, its PIN and attempts among them.
function methods:number(id)
    return control(self, "GET", "/numbers/" .. id)
end

--- Changes fields of a phone number, or adds one; `false` clears a field.
-- @treturn table all of its fields
function methods:set_number(id, fields)
    return control(self, "POST", "/numbers/" .. id, fields)
end

--- The fields of an account; `changes` are made first.
function methods:account(id, changes)
    return control(self, changes and "POST" or "GET", "/accounts/" .. id,
        changes)
end

--- Sends an event to the webhook.
function methods:tell(field, value)
    control(self, "POST", "/webhooks", { field = field, value = value })
end

--- The verification code that was last sent to a number, or nil.
function methods:code(id)
    return control(self, "GET", "/codes/" .. id).code
end

--- Moves the clock on.
-- @treturn number the simulator's time
function methods:advance(seconds)
    return control(self, "POST", "/clock", { advance = seconds }).now
end

--- The simulator's time.
function methods:now()
    return control(self, "GET", "/clock").now
end

--- Changes options of the model, until `reset`.
function methods:set_options(changes)
    control(self, "POST", "/options", changes)
end

--- Ends the child process.
function methods:stop()
    self.child:stop()
end

return simulator
