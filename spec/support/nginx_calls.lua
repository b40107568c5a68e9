--- An nginx whose workers make calls, for specs of that host. In it,
-- `require "calls"` is
--
-- * `client`, made by the master, and `new(changes)` for another one;
-- * `say(result, err)`: answers "success" or the error;
-- * `count(name)`: how many descriptors or threads the worker has ("fd" or
--   "task").

local cjson = require("cjson").new()
local luasocket = require "socket"

local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local support = require "spec.support.client"

local calls = {}

local HTTP = [[
    lua_shared_dict journal 1m;
    lua_shared_dict notes 1m;
    init_by_lua_block {
        local registration = require "whatsapp.registration.safe"
        local config = os.getenv "CONFIG"
        local calls = { registration = registration }

        function calls.new(changes)
            local own = require("cjson").decode(config)
            for key, value in pairs(changes or {}) do
                own[key] = value
            end
            return assert(registration.new(own))
        end

        function calls.say(result, err)
            ngx.say(result and "success" or tostring(err))
        end

        function calls.count(name)
            local pipe = io.popen(("ls /proc/%d/%s"):format(ngx.worker.pid(),
                name))
            local _, lines = pipe:read "*a":gsub("\n", "")
            pipe:close()
            return lines
        end

        calls.client = calls.new()
        package.loaded.calls = calls
        INIT
    }
]]

local LOCATIONS = [[
    location /call {
        content_by_lua_block {
            local calls = require "calls"
            calls.say(calls.client:deregister())
        }
    }
    location /state {
        content_by_lua_block {
            local calls = require "calls"
            collectgarbage()
            collectgarbage()
            ngx.say(require("cjson").encode {
                pid = ngx.worker.pid(),
                requests = tonumber(ngx.var.connections_active),
                descriptors = calls.count "fd", threads = calls.count "task",
            })
        }
    }
]]

local Server = {}

--- The first line of what a path answers.
function Server:ask(path)
    local status, body = self:get(path)
    return status == 200 and body:match "^[^\n]*" or "status " .. status
end

--- Of a worker, once it has collected its garbage.
-- @treturn table `pid` (a string), `descriptors`, `threads`; `requests`: how
--   many there are in all workers, this one counted
function Server:state()
    local state = cjson.decode(self:ask "/state")
    state.pid = ("%d"):format(state.pid)
    return state
end

--- Sends a request for each of `count` connections.
-- @treturn table the sockets
function Server:begin(path, count)
    local sockets = {}
    for i = 1, count do
        sockets[i] = assert(luasocket.connect("127.0.0.1", self.port))
        sockets[i]:settimeout(60)
        sockets[i]:send("GET " .. path .. " HTTP/1.0\r\n\r\n")
    end
    return sockets
end

--- How many of them are answered in which way.
-- @treturn table from the first line to a number
function Server.finish(_, sockets)
    local outcomes = {}
    for _, socket in ipairs(sockets) do
        local answer = socket:receive "*a" or "no answer"
        local line = answer:match "\r\n\r\n([^\n]*)" or answer
        outcomes[line] = (outcomes[line] or 0) + 1
        socket:close()
    end
    return outcomes
end

--- Waits until a function returns something.
function calls.eventually(what)
    local deadline = luasocket.gettime() + 60
    repeat
        local found = what()
        if found then
            return found
        end
        process.sleep(0.02)
    until luasocket.gettime() > deadline
    return nil
end

--- Starts an nginx.
-- @tparam table upstream the server that it calls
-- @tparam string locations
-- @tparam ?table options `workers`, `tls`; `init`: what the master does as
--   well; `http`: more of that block; `folder`, for what workers put into /tmp
function calls.start(upstream, locations, options)
    options = options or {}
    local front = nginx.start {
        main = "env CONFIG; env TMPDIR;",
        env = { CONFIG = cjson.encode(support.config_for(upstream)),
            TMPDIR = options.folder },
        http = HTTP:gsub("INIT", { INIT = options.init or "" })
            .. (options.http or ""),
        server = LOCATIONS .. locations,
        workers = options.workers,
        tls = options.tls,
    }
    for name, method in pairs(Server) do
        rawset(front, name, method)
    end
    return front
end

return calls
