--- What each workflow does: what it decides by the number that it has read,
-- and the steps that it takes then.
-- @module whatsapp.registration.workflow.plans

local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local registering = require "whatsapp.registration.workflow.registering"
local storage = require "whatsapp.registration.workflow.storage"
local verdicts = require "whatsapp.registration.number.verdict"
local verification = require "whatsapp.registration.workflow.verification"

local plans = {}

local subscribe_app = {
    name = "subscribe_app",
    operation = "subscribe_app",
    own = function(self)
        return { waba_id = self.options.waba_id }
    end,
}

-- No read tells that it was sent before: who asks for it again gets it again.
local test_message = {
    name = "test_message",
    operation = "send_text",
    own = function(self)
        return self.options.test_message
    end,
}

-- The steps from the code to the confirmation
local function registering_steps(self, is_reset)
    local steps = { verification.request_code, verification.verify_code }
    local function add(step, is_wanted)
        steps[#steps + 1] = is_wanted and step or nil
    end
    local has_region, has_settings = self.region ~= nil, self.has_settings
    add(registering.two_step, is_reset)
    add(registering.deregister, self.deregisters > 0)
    add(storage.set, has_region and has_settings)
    add(registering.two_step, not is_reset)
    add(registering.register, true)
    add(registering.confirm, self.options.confirm ~= false)
    add(storage.verify, has_region and not has_settings)
    return steps
end

local function setup_steps(self)
    local steps = registering_steps(self)
    if self.options.waba_id ~= nil then
        steps[#steps + 1] = subscribe_app
    end
    if self.options.test_message then
        steps[#steps + 1] = test_message
    end
    return steps
end

local function decide_setup(self)
    self.needs_registering = not self.is_on
        or numbers.is_renamed(self.shown) and not self.known
    self.needless = self.known or "the number is registered"
    self.registers = 1
    self.deregisters = numbers.is_half_deregistered(self.shown) and 1 or 0
end

-- A code that is missing is asked for later.
local function foresee(self)
    local found = verdicts.obstacle(self.shown, self.options.backup ~= nil)
    return found and found.action ~= "verify_number" and found or nil
end

local function decide_change(self)
    local found, err = storage.read(self)
    if err then
        return err
    end
    self.needs_registering = not self.is_on or found ~= self.region
    self.needless = "the number is registered with this region"
    self.registers = 1
    self.deregisters = (self.is_on
        or numbers.is_half_deregistered(self.shown)) and 1 or 0
    return nil
end

local function change_steps(self)
    return registering_steps(self, true)
end

local function decide_release(self)
    self.needs_registering = self.is_on
        or numbers.is_half_deregistered(self.shown)
    self.needless = self.known or "the number is not registered"
    self.registers, self.deregisters = 0, 1
    local found = verdicts.judge(self.shown)
    if found.kind == "api" and not self.known then
        return preflight.failure(found, self.number)
    end
    return nil
end

local function nothing() end

local function release_steps(self)
    return { registering.release, self.options.confirm ~= false
        and registering.confirm_release or nil }
end

-- Each has
--
-- * `decide(self)`, which returns an error, or sets `needs_registering` (or
--   deregistering), and either `needless`, why it does not, or `registers` and
--   `deregisters`, how many of them are to come;
-- * `foresee(self)`, where it does: a verdict on what is in the way, or nil;
-- * `steps(self)` behind preflight;
-- * `takes_pin`, where one is needed;
-- * `region_field`, the option that has the region.

plans.setup = {
    decide = decide_setup,
    foresee = foresee,
    steps = setup_steps,
    takes_pin = true,
    region_field = "data_localization_region",
}

plans.change = {
    decide = decide_change,
    foresee = foresee,
    steps = change_steps,
    takes_pin = true,
    region_field = "region",
}

plans.release = {
    decide = decide_release,
    foresee = nothing,
    steps = release_steps,
}

return plans
