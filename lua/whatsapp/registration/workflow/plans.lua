--- The workflows: what each decides from the number that it has read, and the
-- steps that it then takes.
-- @module whatsapp.registration.workflow.plans

local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local steps = require "whatsapp.registration.workflow.steps"
local verification = require "whatsapp.registration.workflow.verification"

local plans = {}

-- From this version on a region is set before registering, in the number's
-- settings (Meta's local-storage guide and changelog of 2024-10-02).
local SETTINGS_SINCE = 21

--- Whether a region is set in the number's settings, not in register.
function plans.has_settings(client)
    local major = client.core:api_version():match "^v(%d+)"
    return tonumber(major) >= SETTINGS_SINCE
end

local function region_of(settings)
    local found = settings.storage_configuration
    found = type(found) == "table" and found or {}
    local is_on = tostring(found.status):upper()
        == "IN_COUNTRY_STORAGE_ENABLED"
    local region = found.data_localization_region
    return is_on and (type(region) == "string" and region:match "^%a%a$"
        or "an unknown region") or false
end

-- Reads the region, once until it is changed: the code, or false if local
-- storage is off; or nil and an error
local function read_region(self)
    if self.stored == nil then
        local settings, err = flow.perform(self, "local_storage")
        if not settings then
            return nil, err
        end
        self.stored = region_of(settings)
    end
    return self.stored
end

local function in_words(region)
    return region and "local storage in " .. region or "no local storage"
end

local function fixed(self, found)
    return errors.stopped {
        kind = "invalid_request",
        field = self.workflow.region_field,
        message = ("%s: the number is registered with %s, which can't be "
            .. "changed while it is registered"):format(
            self.workflow.region_field, in_words(found)),
        hint = "Changing the region (change_region) deregisters the number, "
            .. "sets the region and registers it again.",
        remedy = "change_region",
        operation = "set_local_storage",
        phone_number_id = self.number,
    }
end

local function not_taken(self, found)
    local err = errors.stopped {
        kind = "api",
        message = ("the server accepted %s, but shows %s"):format(
            in_words(self.region), in_words(found)),
        hint = "Read the number's local storage before it is used: its "
            .. "messages are not stored as they should be.",
        operation = "local_storage",
        phone_number_id = self.number,
    }
    err.origin, err.sent, err.next_action = "server", "yes", "check_status"
    return err
end

local function check_region(self, otherwise)
    local found, err = read_region(self)
    if err then
        return nil, err
    elseif found ~= self.region then
        return nil, otherwise(self, found)
    end
    return true
end

local function skip_region(self)
    local found, err = read_region(self)
    if err then
        return nil, err
    elseif found == self.region then
        return "the number has " .. in_words(found)
    elseif self.is_on and not self.options.force then
        return nil, fixed(self, found)
    end
    return nil, steps.obstacle(self)
end

local function set_region(self)
    local result, err = flow.perform(self, "set_local_storage",
        { region = self.region })
    if err then
        return nil, err
    end
    self.stored = nil
    local ok
    ok, err = check_region(self, not_taken)
    return ok and result, err
end

local set_storage = {
    name = "local_storage",
    operation = "set_local_storage",
    skip = skip_region,
    go = set_region,
}

-- Only reads the region, after register has set it.
local verify_storage = {
    name = "local_storage",
    operation = "local_storage",
    go = function(self)
        self.stored = nil
        local ok, err = check_region(self, self.needs_registering and not_taken
            or fixed)
        return nil, err, ok and "done"
    end,
}

local subscribe_app = {
    name = "subscribe_app",
    operation = "subscribe_app",
    own = function(self)
        return { waba_id = self.options.waba_id }
    end,
}

local REGISTER_AGAIN = "The number reads as registered, but the server "
    .. "refuses its messages as if it was not. If it was registered a moment "
    .. "ago, try again in two minutes; else register it again, which takes "
    .. "force, as it would be left out as done."

-- No read shows whether a test message was sent before, so each run that is
-- given one sends it.
local function send_test_message(self)
    local result, err = flow.perform(self, "send_text",
        self.options.test_message)
    if err and err.kind == "not_registered"
        and numbers.is_registered(self.shown) then
        err.hint, err.remedy = REGISTER_AGAIN, "force"
    end
    return result, err
end

local test_message = {
    name = "test_message",
    operation = "send_text",
    go = send_test_message,
}

-- The steps from the code to the confirmation
local function registering_steps(self, is_reset)
    local list = { verification.request_code, verification.verify_code }
    local function add(step, is_wanted)
        list[#list + 1] = is_wanted and step or nil
    end
    local has_region, has_settings = self.region ~= nil, self.has_settings
    add(steps.two_step, is_reset)
    add(steps.deregister, self.deregisters > 0)
    add(set_storage, has_region and has_settings)
    add(steps.two_step, not is_reset)
    add(steps.register, true)
    add(steps.confirm, self.options.confirm ~= false)
    add(verify_storage, has_region and not has_settings)
    return list
end

local function setup_steps(self)
    local list = registering_steps(self)
    if self.options.waba_id ~= nil then
        list[#list + 1] = subscribe_app
    end
    if self.options.test_message then
        list[#list + 1] = test_message
    end
    return list
end

local function decide_setup(self)
    -- A number can read as registered although the server does not serve it,
    -- so force registers it again.
    self.needs_registering = not self.is_on
        or self.options.force and numbers.is_registered(self.shown)
        or numbers.is_renamed(self.shown) and not self.known
    self.needless = self.known or "the number is registered"
    self.registers = 1
    self.deregisters = numbers.is_half_deregistered(self.shown) and 1 or 0
end

-- A code that is missing is asked for later.
local function foresee(self)
    local found = steps.verdict(self)
    return found and found.action ~= "verify_number" and found or nil
end

local function decide_register(self)
    self.needs_registering = true
    self.registers, self.deregisters = 1, 0
end

local function foresee_register(self)
    local found = preflight.judge(self.shown)
    return found.kind and found or nil
end

local function register_steps(self)
    if self.region == nil then
        return { steps.register_once }
    elseif self.has_settings then
        return { set_storage, steps.register_once }
    end
    return { steps.register_once, verify_storage }
end

local function decide_change(self)
    local found, err = read_region(self)
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

local function decide_release(self)
    local is_unclear = numbers.is_unclear(self.shown) and not self.known
    self.needs_registering = self.is_on or is_unclear
        or numbers.is_half_deregistered(self.shown)
        or self.options.force == true
    self.needless = self.known or "the number is not registered"
    self.registers, self.deregisters = 0, 1
    if is_unclear and not self.options.force then
        return preflight.failure(preflight.unclear(self.shown), self.number)
    end
    return nil
end

-- Each has
--
-- * `decide(self)`, which returns an error, or sets `needs_registering` (or
--   deregistering), and either `needless`, why it is not needed, or `registers`
--   and `deregisters`, how many of them are to come;
-- * `foresee(self)`, called if it is needed: a verdict on what prevents it, or
--   nil;
-- * `steps(self)` that follow preflight;
-- * `takes_pin`, if one is needed;
-- * `region_field`, the option that has the region.

plans.setup = {
    decide = decide_setup,
    foresee = foresee,
    steps = setup_steps,
    takes_pin = true,
    region_field = "data_localization_region",
}

plans.register = {
    decide = decide_register,
    foresee = foresee_register,
    steps = register_steps,
    takes_pin = true,
    region_field = "data_localization_region",
}

plans.change = {
    decide = decide_change,
    foresee = foresee,
    steps = function(self)
        return registering_steps(self, true)
    end,
    takes_pin = true,
    region_field = "region",
}

plans.release = {
    decide = decide_release,
    foresee = function() end,
    steps = function(self)
        return { steps.release, self.options.confirm ~= false
            and steps.confirm_release or nil }
    end,
}

return plans
