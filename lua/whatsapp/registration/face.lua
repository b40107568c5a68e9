--- The module as users see it, in two manners: one raises errors, the other
-- returns `nil, err`. Everything below returns; `finish` makes the manner.
-- @module whatsapp.registration.face

local call = require "whatsapp.registration.call"
local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local environment = require "whatsapp.registration.environment"
local errors = require "whatsapp.registration.errors"
local pages = require "whatsapp.registration.pages"
local pin = require "whatsapp.registration.pin"

local function checked(self, class, usage)
    if getmetatable(self) ~= class then
        error("expected " .. usage .. " (with a colon)", 3)
    end
    return self
end

local function call_class(finish)
    local Call = { __name = "whatsapp.registration.call" }
    Call.__index = {
        poll = function(self, seconds)
            return call.poll(checked(self, Call, "call:poll()"), seconds)
        end,
        result = function(self)
            return finish(call.outcome(checked(self, Call, "call:result()")))
        end,
        cancel = function(self)
            call.cancel(checked(self, Call, "call:cancel()"))
        end,
        fd = function(self)
            return call.fd(checked(self, Call, "call:fd()"))
        end,
    }
    Call.__close = call.close
    return Call
end

-- The operations that wait: one method a row of the core's table
local function add_operations(methods, Client, finish)
    for name in pairs(core.operations()) do
        local usage = "client:" .. name .. "{...}"
        methods[name] = function(self, options)
            checked(self, Client, usage)
            return finish(client.perform(self, name, options))
        end
    end
    methods.phone_numbers = function(self, options)
        checked(self, Client, "client:phone_numbers{...}")
        local each, err = finish(pages.each(self, "phone_numbers", options))
        if not each then
            return nil, err
        end
        return function()
            local number, problem = each()
            if problem then
                return finish(nil, problem)
            end
            return number
        end
    end
end

-- What the journal knows
local function add_journal(methods, Client, finish)
    function methods.budget(self, number, operation)
        checked(self, Client, "client:budget()")
        return finish(client.budget(self, number, operation))
    end
    function methods.attempts(self, number)
        checked(self, Client, "client:attempts()")
        return finish(client.attempts(self, number))
    end
    function methods.reconcile(self, number)
        checked(self, Client, "client:reconcile()")
        return finish(client.settle_open(self, number))
    end
end

-- Several operations as one: loaded when the first of them is called
local WORKFLOWS = { "preflight", "setup_number", "migrate_number",
    "change_region", "release_number" }

local function add_workflows(methods, Client, finish)
    for _, name in ipairs(WORKFLOWS) do
        local usage = "client:" .. name .. "{...}"
        methods[name] = function(self, options)
            checked(self, Client, usage)
            local workflow = require "whatsapp.registration.workflow"
            return finish(workflow[name](self, options))
        end
    end
end

local function client_class(finish)
    local Client = { __name = "whatsapp.registration.client" }
    local Call = call_class(finish)
    local methods = {}
    add_operations(methods, Client, finish)
    add_journal(methods, Client, finish)
    add_workflows(methods, Client, finish)
    function methods.start(self, name, options)
        checked(self, Client, "client:start(operation, options)")
        local started, err = call.start(self, name, options,
            not self.host or self.host.in_background)
        return finish(started and setmetatable(started, Call), err)
    end
    function methods.close(self)
        client.close(checked(self, Client, "client:close()"))
    end
    Client.__index = methods
    Client.__close = methods.close
    return Client, Call
end

local function share(module, Client)
    for name, method in pairs(Client.__index) do
        module[name] = method
    end
    module.regions = core.regions()
    module.generate_pin = pin.generate
    module.is_error = errors.is_error
    module.explain = errors.explain
    module._VERSION = core.version
end

--- @tparam function finish takes a value, or nil and an error
-- @treturn table the module
return function(finish)
    local module = {}
    local Client, Call = client_class(finish)
    share(module, Client)
    function module.new(config)
        local made, err = client.new(config)
        if made then
            made.call_class = Call -- for a host that is a function
            setmetatable(made, Client)
        end
        return finish(made, err)
    end
    function module.from_env(config)
        return module.new(environment.complete(config))
    end
    return module
end
