--- A real nginx with its Lua module, on a free port and with a folder of its
-- own.
--
--     local server = nginx.start {
--         server = [[location / { content_by_lua_block { ... } }]],
--     }
--     server:get("/")
--     server:stop()

local luasocket = require "socket"

local files = require "spec.support.files"
local ports = require "spec.support.ports"
local process = require "spec.support.process"

local nginx = {}

local Server = {}
Server.__index = Server

local CONFIGURATION = [[
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
@USER
@MAIN
daemon off;
worker_processes @WORKERS;
pid @FOLDER/nginx.pid;
error_log @FOLDER/error.log @LEVEL;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path @FOLDER/body;
    proxy_temp_path @FOLDER/proxy;
    fastcgi_temp_path @FOLDER/fastcgi;
    uwsgi_temp_path @FOLDER/uwsgi;
    scgi_temp_path @FOLDER/scgi;
    client_body_buffer_size 1m;
    keepalive_requests 1000000;
    lua_package_path "@ROOT/lua/?.lua;@ROOT/?.lua;;";
    lua_package_cpath "@ROOT/build/5.1/?.so;;";
    @HTTP
    server {
        listen @LISTEN;
        @SERVER
    }
}
]]

local TLS = [[
        ssl_certificate @FOLDER/certificate.pem;
        ssl_certificate_key @FOLDER/key.pem;
]]

local function write_certificates(folder)
    local pem = require("spec.support.certificates").server "good"
    files.write(folder .. "/certificate.pem", pem.certificate)
    files.write(folder .. "/key.pem", pem.key)
    files.write(folder .. "/ca.pem", pem.authority)
end

local function configuration(self, options)
    local listen = options.socket and "unix:" .. self.folder .. "/nginx.sock"
        or "127.0.0.1:" .. self.port
    if options.tls then
        listen = listen .. " ssl"
    end
    local values = {
        ROOT = process.run({ "pwd" }).stdout:match "[^\n]+",
        FOLDER = self.folder,
        LISTEN = listen,
        -- Workers of an nginx that root starts may read what root may.
        USER = process.run({ "id", "-u" }).stdout == "0\n" and "user root;"
            or "",
        MAIN = options.main or "",
        WORKERS = options.workers or 1,
        LEVEL = options.level or "notice",
        HTTP = options.http or "",
        SERVER = (options.tls and TLS or "") .. (options.server or ""),
    }
    local text = CONFIGURATION
    for _ = 1, 2 do -- what is filled in may name others
        text = text:gsub("@(%u+)", values)
    end
    return text
end

local function connect(socket_path, port)
    if not socket_path then
        return assert(luasocket.connect("127.0.0.1", port))
    end
    local socket = require("socket.unix")()
    assert(socket:connect(socket_path))
    return socket
end

-- Waits until nginx listens: from then on there is the file with its id. False
-- if the port was taken.
local function is_up(self)
    local deadline = luasocket.gettime() + 60
    while not files.exists(self.folder .. "/nginx.pid") do
        if not self.child:alive() then
            return not assert(self:log():find "Address already in use",
                self:log())
        end
        assert(luasocket.gettime() < deadline, self:log())
        process.sleep(0.01)
    end
    return true
end

local function launch(self, options)
    files.write(self.folder .. "/nginx.conf", configuration(self, options))
    self.child = process.start({ "nginx", "-e", self.folder .. "/error.log",
        "-c", self.folder .. "/nginx.conf" },
        { wait = false, env = options.env })
    return is_up(self)
end

local function launch_on_port(self, options)
    ports.with_free(function(port)
        self.port = port
        self.base_url = ("http%s://localhost:%d"):format(
            options.tls and "s" or "", port)
        return launch(self, options)
    end)
end

--- Starts nginx and waits until it listens.
-- @tparam table options `server` (text of its server block), `http` and `main`
--   (text of those), `workers` (1), `tls`, `socket` (a Unix socket
--   in place of a port), `level` of the log ("notice"), `env`. `@FOLDER` and
--   `@ROOT` in the texts stand for the folder and the checkout
-- @treturn Server with `folder`, and `port`, `base_url` and `ca_file` or
--   `socket`, the path
function nginx.start(options)
    local folder = files.folder()
    local self = setmetatable({ folder = folder }, Server)
    if options.tls then
        write_certificates(folder)
        self.ca_file = folder .. "/ca.pem"
    end
    if options.socket then
        self.socket = folder .. "/nginx.sock"
        launch(self, options)
    else
        launch_on_port(self, options)
    end
    return self
end

--- What nginx has written down.
function Server:log()
    return files.read_any(self.folder .. "/error.log")
end

--- Sends a request to a server without TLS.
-- @tparam string path
-- @tparam ?string body POSTed, if there is one
-- @tparam ?string socket_path of another server block
-- @treturn number the status
-- @treturn string the answer's body
function Server:get(path, body, socket_path)
    local socket = connect(socket_path or self.socket, self.port)
    socket:settimeout(60)
    socket:send(("%s %s HTTP/1.0\r\nHost: localhost\r\n%s\r\n%s"):format(
        body and "POST" or "GET", path,
        body and ("Content-Type: application/x-www-form-urlencoded\r\n"
            .. "Content-Length: %d\r\n"):format(#body) or "", body or ""))
    local answer = assert(socket:receive "*a")
    socket:close()
    return tonumber(answer:match "^HTTP/%S+ (%d+)"),
        answer:match "\r\n\r\n(.*)$"
end

--- Sends a signal to the master, such as "HUP" or "QUIT".
function Server:signal(name)
    process.signal(name, self.child.pid)
end

function Server:stop()
    self.child:stop()
    files.remove(self.folder)
end

return nginx
