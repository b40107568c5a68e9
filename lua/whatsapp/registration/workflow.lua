--- Several operations in the right order, as one. Each workflow reads the
-- number first, leaves out what is done, and can be run again after any
-- failure. All options are checked before anything is sent: names and types
-- here, values by the rules of the operations that get them.
-- @module whatsapp.registration.workflow

local call = require "whatsapp.registration.call"
local client = require "whatsapp.registration.client"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local plans = require "whatsapp.registration.workflow.plans"
local preflight = require "whatsapp.registration.preflight"
local steps = require "whatsapp.registration.workflow.steps"
local verification = require "whatsapp.registration.workflow.verification"

local workflow = {}

-- true: the rule of an operation says what the value may be
local COMMON = { phone_number_id = true, access_token = true, timeout = true,
    waba_id = true }

local RUNNING = { on_step = "function", dry_run = "boolean",
    force = "boolean", confirm = true }

local REGISTERING = { pin = true, get_code = "function", code = true,
    code_method = true, language = true }

local SETUP = { data_localization_region = true, test_message = "table" }

-- All options of some sets
local function of(...)
    local all = {}
    for _, set in ipairs { ... } do
        for name, wanted in pairs(set) do
            all[name] = wanted
        end
    end
    return all
end

local SETUP_TAKES = of(COMMON, RUNNING, REGISTERING, SETUP)

-- What each `takes`, what it `needs`, and its `plan`. types/ says what users
-- give and get.
local KINDS = {
    preflight = { takes = COMMON, plan = {} },
    setup_number = { takes = SETUP_TAKES, plan = plans.setup },
    -- Registers whatever was done before, if nothing prevents it: for the
    -- command line
    register_number = { takes = of(COMMON, RUNNING,
        { pin = true, data_localization_region = true }),
        plan = plans.register },
    migrate_number = { takes = of(SETUP_TAKES, { backup = "table" }),
        needs = { "backup", "a table with data and password" },
        plan = plans.setup },
    change_region = { takes = of(COMMON, RUNNING, REGISTERING,
        { region = true }), needs = { "region", "a region code or false" },
        plan = plans.change },
    release_number = { takes = of(COMMON, RUNNING), plan = plans.release },
}

-- Far longer than reads were ever seen to lag
local LONGEST_CONFIRM = 3600

-- Stands for the PIN that the store will give
local ANY_PIN = "000000"

local function unknown(key, takes)
    local names = {}
    for name in pairs(takes) do
        names[#names + 1] = name
    end
    table.sort(names)
    return errors.refused {
        field = tostring(key),
        message = tostring(key) .. ": expected one of "
            .. table.concat(names, ", "),
    }
end

local function check_confirm(seconds)
    if seconds == nil or seconds == false or type(seconds) == "number"
        and seconds > 0 and seconds <= LONGEST_CONFIRM then
        return nil
    end
    return errors.expected("confirm", "seconds, from above 0 to 3600, or "
        .. "false", seconds)
end

local function check_needs(given, needs)
    return needs and given[needs[1]] == nil
        and errors.expected(needs[1], needs[2], nil) or nil
end

--- Checks the names and types of a workflow's options, and that the client is
-- open.
-- @tparam table self a client
-- @tparam string name of the workflow
-- @param given a copy of what the caller gave
-- @treturn ?table an error
function workflow.check_names(self, name, given)
    local known = KINDS[name]
    local _, err = errors.options(given, known.takes, unknown)
    return err or check_confirm(given.confirm)
        or check_needs(given, known.needs)
        or not self.core and errors.closed() or nil
end

-- phone_number_id, access_token and timeout among a step's own options would be
-- ignored.
local function check_own(own)
    for _, field in ipairs(flow.CALL_OPTIONS) do
        if own[field] ~= nil then
            return errors.refused { field = field, message = field
                .. ": expected beside the options of the whole workflow" }
        end
    end
    return nil
end

-- Checks what an operation gets. `given_as` is what the workflow calls such an
-- option ("%s" for its name). Returns an error in the words of the workflow's
-- options, or nil and the number's id.
local function check(self, step, operation, own, given_as)
    local err = given_as and check_own(own)
    if not err then
        local is_fine, about = client.check(self.client, operation,
            flow.options(self, own))
        if is_fine then
            return nil, about
        end
        err = about
    end
    if err.field and given_as then
        local given = given_as:format(err.field)
        err.message = given .. err.message:sub(#err.field + 1)
        err.field = given
    end
    err.step = step
    return err
end

local function check_registering(self)
    local given = self.options
    local pin = given.pin
    if pin == nil and self.client.pin_store then
        pin = ANY_PIN
    end
    local region = not self.has_settings and self.region or nil
    return (given.code_method ~= nil or given.language ~= nil)
        and check(self, "request_code", "request_code",
            verification.request_code.own(self))
        or check(self, "two_step", "setup_two_step", { pin = pin })
        or (given.backup ~= nil or region ~= nil) -- besides the same PIN
        and check(self, "register", "register", { pin = pin,
            backup = given.backup, data_localization_region = region })
        or given.code ~= nil
        and check(self, "verify_code", "verify_code", { code = given.code })
end

-- Checks values, and finds the id of the number that it is about. Returns the
-- first error.
local function check_values(self)
    local given, plan = self.options, self.workflow
    local err
    err, self.number = check(self, "preflight", "phone_number")
    return err or plan.takes_pin and check_registering(self)
        or self.region ~= nil and check(self, "local_storage",
            "set_local_storage", { region = self.region }, plan.region_field)
        or given.waba_id ~= nil and check(self, "subscribe_app",
            "subscribe_app", { waba_id = given.waba_id })
        or given.test_message ~= nil and check(self, "test_message",
            "send_text", given.test_message, "test_message.%s")
        or nil
end

-- An error before the steps, or of the first step
local function unbegun(err)
    err.step, err.completed = err.step or "preflight", {}
    return nil, err
end

-- Checks all options
local function new(self, name, given)
    local plan = KINDS[name].plan
    given = call.copy(given)
    local err = workflow.check_names(self, name, given)
    if err then
        return unbegun(err)
    end
    local region = given[plan.region_field or false]
    local run = { -- with the fields that it gets later, so as not to grow
        number = nil, steps = nil, position = nil, shown = nil, judged = nil,
        verdict = nil, record = nil, is_on = nil, needs_registering = nil,
        client = self,
        options = given,
        workflow = plan,
        pin = given.pin,
        region = region,
        has_settings = region ~= nil and plans.has_settings(self),
        plan = { steps.preflight },
    }
    err = check_values(run)
    if err then
        return unbegun(err)
    end
    return run
end

for name in pairs(KINDS) do
    workflow[name] = function(self, given)
        local run, err = new(self, name, given)
        if not run then
            return nil, err
        end
        return flow.run(run)
    end
end

--- Checks the options of a workflow without sending anything.
-- @tparam string name of the workflow
-- @tparam ?table given its options
-- @treturn ?string the id of the number that it is about
-- @treturn ?table an error that names the field
function workflow.check(self, name, given)
    local run, err = new(self, name, given)
    return run and run.number, err
end

--- Whether a workflow takes an option.
function workflow.takes(name, option)
    return KINDS[name].takes[option] ~= nil
end

--- Says what can be done with a number, by one read (and if its health_status
-- does not name the account that is given, by that account's list of numbers).
function workflow.preflight(self, given)
    local run, err = new(self, "preflight", given)
    if not run then
        return nil, err
    end
    local number
    number, err = preflight.look(self, run.number, flow.options(run),
        run.options.waba_id)
    if err then
        return unbegun(err)
    end
    return preflight.judge(number)
end

return workflow
