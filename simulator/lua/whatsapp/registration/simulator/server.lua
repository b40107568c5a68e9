--- The simulator's server: the model, served over HTTPS by lua-http.
--
--     require("whatsapp.registration.simulator.server").run { port = 8443 }
--
-- @module whatsapp.registration.simulator.server

local certificate = require "whatsapp.registration.simulator.certificate"
local control = require "whatsapp.registration.simulator.control"
local handler = require "whatsapp.registration.simulator.handler"
local libraries = require "whatsapp.registration.simulator.libraries"
local merged = require "whatsapp.registration.simulator.merged"
local simulator = require "whatsapp.registration.simulator"
local transmit = require "whatsapp.registration.simulator.transmit"

local server = {}

local KEEP_ALIVE = 75
local LOOPBACK = { "127.0.0.1", "::1" }

local OPTIONS = {
    host = "string",
    port = "number",
    tls = "boolean",
    ca_dir = "string",
    host_names = "table",
    control = "boolean",
    control_port = "number",
    app_secret = "string",
    webhook_url = "string",
    webhook_secret = "string",
    model = "table",
    log = "function",
    on_listen = "function",
}

local methods = {}
local metatable = {
    __index = methods,
    __name = "whatsapp.registration.simulator.server",
}

local function check_options(config)
    for name, value in pairs(config) do
        local wanted = OPTIONS[name]
        if not wanted then
            error("unknown option " .. tostring(name), 0)
        end
        if type(value) ~= wanted then
            error(("option %s must be a %s"):format(name, wanted), 0)
        end
    end
    if config.webhook_url and not transmit.may_go_to(config.webhook_url) then
        error("webhook_url must begin with http:// and this machine", 0)
    elseif config.webhook_url
        and not (config.webhook_secret or config.app_secret) then
        error("webhook_url needs a webhook_secret", 0)
    end
end

local function serve_stream(self, stream, only_control)
    local request = transmit.receive(stream)
    if request then
        local response = handler.answer(self, request, only_control)
        transmit.send(stream, request.method, response, self.libraries)
    end
end

-- lua-http raises errors if a request is malformed.
local function serve_stream_safely(self, stream, only_control)
    local pcall_that_may_yield = self.libraries["http.util"].yieldable_pcall
    local ok, problem =
        pcall_that_may_yield(serve_stream, self, stream, only_control)
    if not ok then
        self.log("request: " .. tostring(problem))
        transmit.abandon(stream)
    end
end

-- Returns the port; the system chooses it if 0 was asked for.
local function listen_on(self, host, port, context, only_control)
    local http_server = self.libraries["http.server"]
    local listener, problem = http_server.listen({
        host = host,
        port = port,
        cq = self.loop,
        tls = context ~= nil,
        ctx = context,
        intra_stream_timeout = KEEP_ALIVE,
        onstream = function(_, stream)
            serve_stream_safely(self, stream, only_control)
        end,
        onerror = function(_, _, operation, why)
            self.log("connection: " .. operation .. ": " .. tostring(why))
        end,
    })
    local bound
    if listener then
        bound, problem = listener:listen()
    end
    if not bound then
        return nil, ("%s port %d: %s"):format(host, port, tostring(problem))
    end
    local _, _, actual_port = listener:localname()
    return actual_port
end

-- localhost is two addresses, and clients may try either first.
local function listen(self, host, port, context)
    if host ~= "localhost" then
        return assert(listen_on(self, host, port, context))
    end
    local actual_port = assert(listen_on(self, LOOPBACK[1], port, context))
    local _, problem = listen_on(self, LOOPBACK[2], actual_port, context)
    if problem then
        self.log("only on IPv4: " .. problem)
    end
    return actual_port
end

-- Both `appsecret_proof` and the signature of a webhook are made so.
local function signer(loaded, secret)
    local hmac = loaded["openssl.hmac"]
    return function(text)
        local digest = hmac.new(secret, "sha256"):final(text)
        return (digest:gsub(".", function(byte)
            return ("%02x"):format(byte:byte())
        end))
    end
end

local function new_model(self, config)
    local options = { base_url = self.info.base_url }
    if config.app_secret then
        options.app_secret_proof = signer(self.libraries, config.app_secret)
    end
    if config.webhook_url then
        options.on_webhook = transmit.delivering(self, {
            url = config.webhook_url, sign = signer(self.libraries,
                config.webhook_secret or config.app_secret) })
    end
    return simulator.new(merged(options, config.model or {}))
end

local function new_context(self, config)
    local context, pem =
        certificate.new(self.libraries, config.host_names or {})
    self.info.ca_file, self.clean_up =
        certificate.publish(pem, config.ca_dir)
    return context
end

local function open_control(self, port)
    port = assert(listen_on(self, LOOPBACK[1], port, nil, true))
    self.info.page_url = ("http://%s:%d/"):format(LOOPBACK[1], port)
    self.info.control_url = self.info.page_url .. control.PREFIX:sub(2, -2)
end

local function open(self, config)
    local host = config.host or "localhost"
    local context
    if config.tls ~= false then
        context = new_context(self, config)
    end
    self.info.port = listen(self, host, config.port or 0, context)
    self.info.base_url = ("%s://%s:%d"):format(
        context and "https" or "http", host, self.info.port)
    if self.has_control then
        open_control(self, config.control_port or 0)
    end
    self.model = new_model(self, config)
end

--- Makes a server that listens; `serve` lets it answer. Raises an error if
-- it cannot.
-- @tparam ?table config `host` ("localhost"), `port` (0: any free one), `tls`
--   (true), `ca_dir` (a private directory), `host_names` (a list: names to
--   certify besides localhost), `control` (true), `control_port` (0),
--   `app_secret` (checks `appsecret_proof`), `webhook_url` (of this machine,
--   gets the events) and `webhook_secret` (signs them; `app_secret` if not
--   given), `model` (options of the model), `log(line)`, `on_listen(info,
--   server)`
function server.new(config)
    config = config or {}
    check_options(config)
    local loaded = libraries.load()
    local self = setmetatable({
        libraries = loaded,
        loop = loaded.cqueues.new(),
        sleep = loaded.cqueues.sleep,
        log = config.log or function() end,
        has_control = config.control ~= false,
        info = {},
        clean_up = function() end,
    }, metatable)
    local ok, problem = pcall(open, self, config)
    if not ok then
        self:close()
        error(problem, 0)
    end
    return self
end

--- Answers until `stop` is called, from a callback.
function methods:serve()
    while not self.is_stopped do
        local ok, problem = self.loop:step()
        if not ok then
            self.log("error: " .. tostring(problem))
        end
    end
end

function methods:stop()
    self.is_stopped = true
end

--- Removes the authority's file. The end of the process releases the rest.
function methods:close()
    self.clean_up()
    self.clean_up = function() end
end

local function stop_on_signals(self)
    local signal = self.libraries["cqueues.signal"]
    signal.ignore(signal.SIGPIPE)
    signal.block(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    local listener =
        signal.listen(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    self.loop:wrap(function()
        listener:wait()
        self:stop()
    end)
end

--- Serves until the process gets SIGINT, SIGTERM or SIGHUP, or until `stop`.
-- @tparam ?table config as for `new`; `on_listen` is called before the first
--   request is taken
function server.run(config)
    config = config or {}
    local self = server.new(config)
    stop_on_signals(self)
    if config.on_listen then
        config.on_listen(self.info, self)
    end
    local ok, problem = pcall(self.serve, self)
    self:close()
    if not ok then
        error(problem, 0)
    end
end

return server
