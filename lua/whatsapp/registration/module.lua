--- The module as users see it, in two forms: `raising`, and `returning` (`nil,
-- err`). All modules below return.
-- @module whatsapp.registration.module

local core = require "whatsapp.registration.core"
local lazy = require "whatsapp.registration.lazy"

lazy { "errors", "text" }

local errors = require "whatsapp.registration.errors"

-- The modules that send, and libcurl with them: loaded with the first client
local call, client, pages, questions

-- Workflows and the doctor: loaded when the first of them is called
local WORKFLOWS = { "preflight", "setup_number", "migrate_number",
    "change_region", "release_number" }

local VARIABLES = {
    access_token = "WHATSAPP_ACCESS_TOKEN",
    phone_number_id = "WHATSAPP_PHONE_NUMBER_ID",
    api_version = "WHATSAPP_API_VERSION",
    base_url = "WHATSAPP_BASE_URL",
    app_secret = "WHATSAPP_APP_SECRET",
    ca_file = "WHATSAPP_CA_FILE",
}

-- The classes of both forms: a function of one form also takes the clients and
-- calls of the other.
local classes = {}

-- Those that were made: a look into it costs each call less than its class
local clients = setmetatable({}, { __mode = "k" })

local function checked(self, kind, usage)
    if classes[getmetatable(self) or false] ~= kind then
        error("expected " .. usage .. " (with a colon)", 3)
    end
    return self
end

local function call_class(finish)
    local Call = { __name = "whatsapp.registration.call" }
    Call.__index = {
        poll = function(self, seconds)
            return call.poll(checked(self, "call", "call:poll()"), seconds)
        end,
        result = function(self)
            checked(self, "call", "call:result()")
            return finish(call.outcome(self))
        end,
        cancel = function(self)
            call.cancel(checked(self, "call", "call:cancel()"))
        end,
        fd = function(self)
            return call.fd(checked(self, "call", "call:fd()"))
        end,
    }
    Call.__close = function(self)
        call.close(self)
    end
    classes[Call] = "call"
    return Call
end

-- One method a row of the core's table
local function add_operations(methods, finish)
    for name in pairs(core.operations()) do
        local usage = "client:" .. name .. "{...}"
        methods[name] = function(self, options)
            if not clients[self] then
                checked(self, "client", usage)
            end
            local result, err = client.perform(self, name, options)
            if result then
                return result
            end
            return finish(nil, err)
        end
    end
end

-- The iterator over all numbers. An error must not look like the end of the
-- list. So in the form that returns errors, a loop gets `false, err`, and then
-- ends. `last` is what the loop got before.
local function add_pages(methods, finish, fail)
    methods.phone_numbers = function(self, options)
        checked(self, "client", "client:phone_numbers{...}")
        local each, err = pages.each(self, "phone_numbers", options)
        if not each then
            return finish(nil, err)
        end
        return function(_, last)
            local number, problem
            if last ~= false then
                number, problem = each()
            end
            if problem then
                return fail(problem)
            end
            return number
        end
    end
end

-- What the journal knows
local function add_journal(methods, finish)
    for _, name in ipairs { "budget", "attempts", "reconcile" } do
        local usage = "client:" .. name .. "()"
        methods[name] = function(self, number, operation)
            checked(self, "client", usage)
            return finish(questions[name](self, number, operation))
        end
    end
end

local function add_workflows(methods, finish)
    for _, name in ipairs(WORKFLOWS) do
        local usage = "client:" .. name .. "{...}"
        methods[name] = function(self, options)
            checked(self, "client", usage)
            local workflow = require "whatsapp.registration.workflow"
            return finish(workflow[name](self, options))
        end
    end
end

local function add_doctor(methods, finish)
    function methods.doctor(self, options)
        checked(self, "client", "client:doctor{...}")
        local doctor = require "whatsapp.registration.doctor"
        return finish(doctor(self, options))
    end
end

local function client_class(finish, fail)
    local Client = { __name = "whatsapp.registration.client" }
    local Call = call_class(finish)
    local methods = {}
    add_operations(methods, finish)
    add_pages(methods, finish, fail)
    add_journal(methods, finish)
    add_workflows(methods, finish)
    add_doctor(methods, finish)
    function methods.start(self, name, options)
        checked(self, "client", "client:start(operation, options)")
        local started, err = call.start(self, name, options,
            not self.host or self.host.in_background)
        return finish(started and setmetatable(started, Call), err)
    end
    function methods.close(self)
        checked(self, "client", "client:close()")
        client.close(self)
    end
    Client.__index = methods
    Client.__close = methods.close
    classes[Client] = "client"
    return Client, Call
end

local function share(module, Client)
    for name, method in pairs(Client.__index) do
        module[name] = method
    end
    module.regions = core.regions()
    function module.generate_pin()
        return require("whatsapp.registration.pin_store.base").generate()
    end
    function module.is_error(value)
        return errors.is_error(value)
    end
    function module.explain(code, subcode, seen)
        return errors.explain(code, subcode, seen)
    end
    module._VERSION = core.version
end

-- A copy of a configuration with what it lacks taken from the environment. A
-- variable that is empty counts as not set. Anything but a table stays as it
-- is, for the client to refuse.
local function complete(config)
    if config ~= nil and type(config) ~= "table" then
        return config
    end
    local completed = {}
    for key, variable in pairs(VARIABLES) do
        local value = os.getenv(variable)
        if value and value ~= "" then
            completed[key] = value
        end
    end
    for key, value in next, config or {} do
        completed[key] = value
    end
    return completed
end

local TRANSPORT = "whatsapp.registration.transport"

-- Sets all of them or none, because memory may run out on the way. The module
-- in C is mapped before `require` loads it, so that no unused symbol is bound.
local function load_client()
    local search = rawget(package, "searchpath") -- 5.1 has none
    local path = search and not package.preload[TRANSPORT]
        and search(TRANSPORT, package.cpath)
    if path then
        core.map(path)
    end
    lazy { "answer", "attempt", "evidence", "hooks", "json", "number",
        "pages", "questions", "read_back", "response", "retries", "tries" }
    client, call, pages, questions = require "whatsapp.registration.client",
        require "whatsapp.registration.call",
        require "whatsapp.registration.pages",
        require "whatsapp.registration.questions"
end

local function new_module(finish, fail)
    local module = {}
    local Client, Call = client_class(finish, fail)
    share(module, Client)
    function module.new(config)
        if not client then
            load_client()
        end
        local made, err = client.new(config)
        if made then
            clients[made], made.call_class = true, Call
            setmetatable(made, Client)
        end
        return finish(made, err)
    end
    function module.from_env(config)
        return module.new(complete(config))
    end
    return module
end

local function raise(value, err)
    if value == nil then
        error(err, 0)
    end
    return value
end

return {
    raising = function()
        return new_module(raise, function(err)
            error(err, 0)
        end)
    end,
    returning = function()
        return new_module(function(value, err)
            return value, err
        end, function(err)
            return false, err
        end)
    end,
}
