--- A real nginx with four workers and its Lua module, on a socket in a folder
-- of its own; and journals in it that a spec uses as if they were here.

local json = require("cjson").new()

local nginx = require "spec.support.nginx"

local servers = {}

local Server = {}
Server.__index = Server

local HTTP = [[
    lua_shared_dict journal 8m;
    lua_shared_dict small 64k;
    lua_shared_dict races 256k;
    init_worker_by_lua_block {
        require("spec.support.journal_nginx_handler").start_worker()
    }
]]

local SERVER = [[
        location / {
            content_by_lua_block {
                require("spec.support.journal_nginx_handler").answer()
            }
        }
]]

--- Starts nginx.
function servers.start()
    return setmetatable({
        nginx = nginx.start { socket = true, workers = 4, http = HTTP,
            server = SERVER },
    }, Server)
end

--- Asks the handler in nginx.
-- @return what it returned
function Server:ask(request)
    local status, body = self.nginx:get("/", json.encode(request))
    if status ~= 200 then
        error(status .. " " .. body .. self.nginx:log(), 0)
    end
    local results = json.decode(body)
    for i = 1, 3 do
        if results[i] == json.null then
            results[i] = nil
        end
    end
    return results[1], results[2], results[3]
end

local Proxy = {}

function Proxy.__index(self, method)
    return function(_, ...)
        local arguments = { ... }
        for i = 1, 4 do
            if arguments[i] == nil then
                arguments[i] = json.null
            end
        end
        return self.server:ask {
            command = "call",
            dictionary = self.dictionary,
            redis = self.redis,
            patience = self.patience,
            options = self.options,
            now = self.now and self.now(),
            method = method,
            arguments = arguments,
        }
    end
end

--- A journal in nginx. Which worker answers is nginx's choice, each time.
-- @tparam ?string dictionary
-- @tparam ?table options as the journal's; `redis`, a server's socket, for the
--   journal there, and `patience`, seconds that an answer of it may take (30)
function Server:journal(dictionary, options)
    options = options or {}
    return setmetatable({ server = self, redis = options.redis or false,
        dictionary = dictionary or false, now = options.now or false,
        patience = options.patience or 30,
        options = { shared = options.shared ~= false,
            prefix = options.prefix or "whatsapp" } }, Proxy)
end

function Server:stop()
    self.nginx:stop()
end

return servers
