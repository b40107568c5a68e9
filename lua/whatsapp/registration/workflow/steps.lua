--- The steps that read the number, set the PIN, register and deregister.
-- @module whatsapp.registration.workflow.steps

local core = require "whatsapp.registration.core"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local verification = require "whatsapp.registration.workflow.verification"
local waiting = require "whatsapp.registration.workflow.waiting"

local steps = {}

-- A verdict as an error, unless the caller forces the workflow: then the
-- server decides.
local function refuse(self, verdict)
    return verdict and not self.options.force
        and preflight.failure(verdict, self.number) or nil
end

--- What keeps the number from being registered.
-- @treturn ?table a verdict
function steps.verdict(self)
    local shown = self.shown
    if self.judged ~= shown then -- a number does not change after it was read
        self.judged = shown
        self.verdict = preflight.obstacle(shown, self.options.backup ~= nil)
    end
    return self.verdict
end

--- The same as an error.
-- @treturn ?table
function steps.obstacle(self)
    return refuse(self, steps.verdict(self))
end

-- Whether the number is registered: by the journal, or else by what a read
-- shows
local function find_out(self)
    local err
    self.is_on, self.known, err = waiting.heed(self, "preflight")
    if self.is_on == nil then
        self.is_on = numbers.is_registered(self.shown)
    end
    return err
end

local function look(self)
    local err
    self.shown, err = preflight.look(self.client, self.number,
        flow.options(self), self.options.waba_id)
    return err or refuse(self, preflight.standing(self.shown))
        or flow.ask_journal(self, "read")
        or find_out(self)
        or flow.ask_journal(self, "settle")
end

local function load_pin(self)
    if self.pin or not self.workflow.takes_pin then
        return nil
    end
    local err
    self.pin, err = self.client.pin_store.load(self.client, self.number,
        "register")
    return err
end

-- Why the steps that follow would fail
local function foresee(self)
    local registers, deregisters = self.registers, self.deregisters
    return refuse(self, self.workflow.foresee(self))
        or flow.ask_journal(self, "check_room", registers, deregisters)
        or flow.ask_journal(self, "check_wait", registers, deregisters)
        or load_pin(self)
end

--- The first step: reads the number and finds out whether the rest can succeed
-- before anything is changed. The flow's `workflow` is one of the plans; its
-- steps are added to the flow.
steps.preflight = {
    name = "preflight",
    operation = "phone_number",
    is_read = true,
    go = function(self)
        local err = look(self) or self.workflow.decide(self)
            or self.needs_registering and foresee(self) or nil
        if err then
            return nil, err
        end
        flow.insert(self, self.workflow.steps(self))
        return preflight.judge(self.shown, not self.options.backup
            and not steps.verdict(self))
    end,
}

-- Why there is nothing to do, or why it can't be done
local function skip(self)
    if not self.needs_registering then
        return self.needless
    end
    return nil, steps.obstacle(self)
end

-- Sets the PIN whatever the PIN store has: no read shows which PIN the number
-- has, and somebody may have changed it elsewhere. Setting the same PIN again
-- costs no attempt; a register with a wrong one does.
--
-- Some numbers accept no PIN before they are registered; registering sets it.
local function set_pin(self)
    local result, err = flow.perform(self, "setup_two_step",
        { pin = self.pin })
    if err and err.kind == "not_registered" then
        return nil, nil, "skipped", "registering sets the PIN"
    end
    return result, err
end

steps.two_step = {
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

steps.deregister = {
    name = "deregister",
    operation = "deregister",
    skip = skip,
    go = deregister,
    imagine = mark_unregistered,
}

-- The same for release_number, which leaves the number unregistered
steps.release = flow.changed(steps.deregister, {
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

-- What can be done about an error: steps, and how many of them deregister
local remedies = {}

function remedies.deregistration_incomplete()
    return { steps.deregister, steps.register }, 1
end

function remedies.verification_required(self)
    if not self.options.get_code then
        return nil
    end
    self.needs_code = true
    return { verification.request_code, verification.verify_code,
        steps.register }, 0
end

local CAN_BE_DONE = { invalid_request = true, api = true }

-- One reading of Meta's documents: the server refuses a number that is
-- registered but does not show it. Another provider may hold it as well, so
-- that the number itself has to show it.
local function may_be_done(err)
    local text = core.words(err):lower()
    return err.code ~= nil and CAN_BE_DONE[err.kind]
        and (text:find "already registered"
        or text:find "already been registered") ~= nil
end

local function shows(self, step)
    local patience = self.options.confirm
    return waiting.wait(self, step.name, patience == false and 0
        or patience or waiting.LAG, numbers.is_registered) ~= nil
end

-- A number that was migrated keeps the region that it had.
local function name_region(err)
    local region = err.field == "data_localization_region"
        and core.words(err):match "[Rr]egion:? *['\"]?(%u%u)%f[%W]"
    if region then
        err.remedy = "set_local_storage"
        err.hint = ("The number keeps the region %s in which its data was "
            .. "stored before: set its local storage to %s "
            .. "(set_local_storage), then register it."):format(region, region)
    end
end

local function register(self, step)
    local result, err = flow.perform(self, "register", own_of_register(self))
    if err and may_be_done(err) and shows(self, step) then
        return nil, nil, "skipped", "the server says that it is registered"
    elseif err then
        name_region(err)
    end
    return result, err
end

local function remedy(self, err)
    if not remedies[err.kind] or self.remedied then
        return false
    end
    self.remedied = true
    local added, deregisters = remedies[err.kind](self)
    if not added or flow.ask_journal(self, "read")
        or flow.ask_journal(self, "check_room", 1, deregisters) then
        return false
    end
    flow.insert(self, added)
    return true
end

-- Somebody else may have registered it meanwhile, such as while a person was
-- asked for the code.
local function skip_register(self, step)
    local reason, err = skip(self)
    if reason or err or self.options.force then
        return reason, err
    end
    err = flow.ask_journal(self, "read")
    if err then
        return nil, err
    end
    local is_on, known
    is_on, known, err = waiting.heed(self, step.name)
    return is_on and known, err
end

steps.register = {
    name = "register",
    operation = "register",
    skip = skip_register,
    go = register,
    remedy = remedy,
}

-- The same for `register_number`, which registers even if that was done.
steps.register_once = flow.changed(steps.register,
    { skip = false, remedy = false })

local function is_not_registered(shown)
    return not numbers.is_registered(shown)
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

steps.confirm = confirmation(numbers.is_registered)
steps.confirm_release = confirmation(is_not_registered)

return steps
