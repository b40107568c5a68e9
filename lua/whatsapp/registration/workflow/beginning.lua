--- The first step: looks at the number, and finds out whether the rest can
-- come to its end, before anything is changed.
-- @module whatsapp.registration.workflow.beginning

local flow = require "whatsapp.registration.workflow.flow"
local lag = require "whatsapp.registration.workflow.lag"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local verdicts = require "whatsapp.registration.number.verdict"

local beginning = {}

-- Whether the number is on, as far as the journal knows and else as it shows
local function find_out(self)
    local err
    self.is_on, self.known, err = lag.heed(self, "preflight")
    if self.is_on == nil then
        self.is_on = numbers.is_registered(self.shown)
    end
    return err
end

-- The number as it is now
local function look(self)
    local err
    self.shown, err = preflight.look(self.client, self.number,
        flow.options(self), self.options.waba_id)
    if err then
        return err
    end
    local found = verdicts.standing(self.shown)
    return found and preflight.failure(found, self.number)
        or find_out(self) or flow.ask_journal(self, "settle")
end

local function load_pin(self)
    if self.pin or not self.workflow.takes_pin then
        return nil
    end
    local err
    self.pin, err = self.client.pins.load(self.number, "register")
    return err
end

-- What the steps behind this one would run into
local function foresee(self)
    local found = self.workflow.foresee(self)
    if found then
        return preflight.failure(found, self.number)
    end
    local registers, deregisters = self.registers, self.deregisters
    return flow.ask_journal(self, "check", registers, deregisters)
        or flow.ask_journal(self, "check_wait", registers, deregisters)
        or load_pin(self)
end

local function go(self)
    local err = look(self)
    if not err then
        err = self.workflow.decide(self)
    end
    if not err and self.needs_registering then
        err = foresee(self)
    end
    if err then
        return nil, err
    end
    flow.insert(self, self.workflow.steps(self))
    return preflight.report(self.shown)
end

-- The flow's `workflow` is one of the plans; it puts its steps in behind.
beginning.preflight = {
    name = "preflight",
    operation = "phone_number",
    is_read = true,
    go = go,
}

return beginning
