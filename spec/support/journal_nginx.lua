--- A real nginx with four workers and its Lua module, on a socket in a folder
-- of its own; and journals in it that a spec uses as if they were here.

local json = require("cjson").new()

local process = require "spec.support.process"

local servers = {}

local Server = {}
Server.__index = Server

local CONFIGURATION = [[
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
%s
daemon off;
worker_processes 4;
pid FOLDER/nginx.pid;
error_log FOLDER/error.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    client_body_buffer_size 1m;
    lua_package_path "ROOT/lua/?.lua;ROOT/?.lua;;";
    lua_package_cpath "ROOT/build/5.1/?.so;;";
    lua_shared_dict journal 8m;
    lua_shared_dict small 64k;
    lua_shared_dict races 256k;
    init_worker_by_lua_block {
        require("spec.support.journal_nginx_handler").start_worker()
    }
    server {
        listen unix:FOLDER/nginx.sock;
        location / {
            content_by_lua_block {
                require("spec.support.journal_nginx_handler").answer()
            }
        }
    }
}
]]

local function write(path, text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
end

--- Starts nginx.
function servers.start()
    local folder = process.run({ "mktemp", "-d" }).stdout:match("%S+")
    local root = process.run({ "pwd" }).stdout:match("[^\n]+")
    -- Workers of an nginx that root starts may read what root may.
    local user = process.run({ "id", "-u" }).stdout == "0\n" and "user root;"
    local self = setmetatable({ folder = folder,
        path = folder .. "/nginx.sock" }, Server)
    write(folder .. "/nginx.conf", (CONFIGURATION:format(user or "")
        :gsub("FOLDER", folder):gsub("ROOT", (root:gsub("%%", "%%%%")))))
    self.child = process.start({ "nginx", "-e", folder .. "/error.log",
        "-c", folder .. "/nginx.conf" }, { wait = false })
    local deadline = os.time() + 10
    while not pcall(self.ask, self, { command = "keys",
        dictionary = "journal" }) do
        assert(os.time() < deadline and self.child:alive(), self:log())
        process.sleep(0.02)
    end
    return self
end

--- What nginx has written down.
function Server:log()
    return process.run({ "cat", self.folder .. "/error.log" }).stdout
end

--- Asks the handler in nginx.
-- @return what it returned
function Server:ask(request)
    local socket = require("socket.unix")()
    assert(socket:connect(self.path))
    local body = json.encode(request)
    socket:send(("POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s")
        :format(#body, body))
    local answer = socket:receive("*a")
    socket:close()
    if not answer:find("^HTTP/1.1 200") then
        error(answer .. self:log(), 0)
    end
    local results = json.decode(answer:match("\r\n\r\n(.*)"))
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
--   journal there
function Server:journal(dictionary, options)
    options = options or {}
    return setmetatable({ server = self, redis = options.redis or false,
        dictionary = dictionary or false, now = options.now or false,
        options = { shared = options.shared ~= false,
            prefix = options.prefix or "whatsapp" } }, Proxy)
end

function Server:stop()
    self.child:stop()
    process.run { "rm", "-rf", self.folder }
end

return servers
