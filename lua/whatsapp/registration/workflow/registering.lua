--- The steps that set the PIN, and register and deregister.
-- @module whatsapp.registration.workflow.registering

local flow = require "whatsapp.registration.workflow.flow"
local lag = require "whatsapp.registration.workflow.lag"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local verdicts = require "whatsapp.registration.number.verdict"
local verification = require "whatsapp.registration.workflow.verification"
local waiting = require "whatsapp.registration.workflow.waiting"

local registering = {}

-- Why there is nothing to do, or what is in the way
local function skip(self)
    if not self.needs_registering then
        return self.needless
    end
    local found = verdicts.obstacle(self.shown,
        self.options.backup ~= nil)
    return nil, found and preflight.failure(found, self.number)
end

-- Sets the PIN whatever the PIN store believes: no read tells which one the
-- number has, somebody may have changed it elsewhere, and to set the same one
-- again costs no attempt, as a register with another one would.
--
-- Some numbers take none before they are registered; registering sets it.
local function set_pin(self)
    local result, err = flow.perform(self, "setup_two_step",
        { pin = self.pin })
    if err and err.kind == "not_registered" then
        return nil, nil, "skipped", "registering sets the PIN"
    end
    return result, err
end

registering.two_step = {
    name = "two_step",
    operation = "setup_two_step",
    skip = skip,
    go = set_pin,
}

local function mark_unregistered(self)
    self.is_on = false
end

local function deregister(self)
    local result, err = flow.perform(self, "deregister",
        { force = self.options.force })
    if err and err.kind ~= "not_registered" then
        return nil, err
    end
    mark_unregistered(self)
    if err then
        return nil, nil, "skipped", "the number is not registered"
    end
    return result
end

registering.deregister = {
    name = "deregister",
    operation = "deregister",
    skip = skip,
    go = deregister,
    imagine = mark_unregistered,
}

-- The same where the number is to stay off
registering.release = flow.changed(registering.deregister, {
    skip = function(self)
        return not self.needs_registering and self.needless or nil
    end,
})

local function own_of_register(self)
    return {
        pin = self.pin,
        backup = self.options.backup,
        force = self.options.force,
        data_localization_region = not self.has_settings
            and self.region or nil,
    }
end

-- What can be done about it: steps, registers and deregisters among them
local remedies = {}

function remedies.deregistration_incomplete()
    return { registering.deregister, registering.register }, 1
end

function remedies.verification_required(self)
    if not self.options.get_code then
        return nil
    end
    self.needs_code = true
    return { verification.request_code, verification.verify_code,
        registering.register }, 0
end

-- One reading of Meta's documents: a number that is registered, though it may
-- not show it, is refused. Confirming tells.
local function is_done(err)
    local text = ((err.message or "") .. " " .. (err.details or "")):lower()
    return err.code ~= nil and (text:find "already registered"
        or text:find "already been registered") ~= nil
end

local function register(self)
    local result, err = flow.perform(self, "register", own_of_register(self))
    if err and is_done(err) then
        return nil, nil, "skipped", "the number is registered, the server says"
    end
    return result, err
end

local function remedy(self, err)
    if not remedies[err.kind] or self.remedied then
        return false
    end
    self.remedied = true
    local steps, deregisters = remedies[err.kind](self)
    if not steps or flow.ask_journal(self, "check", 1,
        deregisters) then
        return false
    end
    flow.insert(self, steps)
    return true
end

-- Somebody else may have registered it meanwhile, such as while a person was
-- asked for the code.
local function skip_register(self, step)
    local reason, err = skip(self)
    if reason or err then
        return reason, err
    end
    local is_on, known
    is_on, known, err = lag.heed(self, step.name)
    return is_on and known, err
end

registering.register = {
    name = "register",
    operation = "register",
    skip = skip_register,
    go = register,
    remedy = remedy,
}

local function is_not_registered(number)
    return not numbers.is_registered(number)
end

-- Reads the number until it shows what has been done
local function confirmation(is_so)
    return {
        name = "confirm",
        operation = "phone_number",
        skip = function(self)
            return not self.needs_registering and is_so(self.shown)
                and self.needless or nil
        end,
        go = function(self, step)
            return waiting.wait(self, step.name,
                self.options.confirm or waiting.LAG, is_so)
        end,
    }
end

registering.confirm = confirmation(numbers.is_registered)
registering.confirm_release = confirmation(is_not_registered)

return registering
