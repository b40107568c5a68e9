--- Several operations in the right order, as one. Each workflow reads the
-- number first, leaves out what is done, and can be run again after any
-- failure.
-- @module whatsapp.registration.workflow

local call = require "whatsapp.registration.call"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local options = require "whatsapp.registration.workflow.options"
local plans = require "whatsapp.registration.workflow.plans"
local preflight = require "whatsapp.registration.preflight"
local steps = require "whatsapp.registration.workflow.steps"
local storage = require "whatsapp.registration.workflow.storage"

local workflow = {}

-- An error before there are steps, or of the first
local function unbegun(err)
    err.step, err.completed = err.step or "preflight", {}
    return nil, err
end

-- Checks all options
local function new(self, given, sets, plan)
    given = call.copy(given)
    local err = options.check(given, sets)
    if not err and not self.core then
        err = errors.refused { message = "the client is closed" }
    end
    if err then
        return unbegun(err)
    end
    local run = {
        client = self,
        options = given,
        workflow = plan,
        pin = given.pin,
        region = given[plan.region_field or ""],
        has_settings = storage.has_settings(self),
    }
    run.number, err = options.check_values(run, plan.takes_pin)
    if err then
        return unbegun(err)
    end
    return run
end

local function run(self, given, sets, plan)
    local begun, err = new(self, given, sets, plan)
    if not begun then
        return nil, err
    end
    begun.plan = { steps.preflight }
    return flow.run(begun)
end

-- What each takes, and its plan
local KINDS = {
    preflight = { options.PREFLIGHT, {} },
    setup_number = { options.SETUP, plans.setup },
    register_number = { options.REGISTER, plans.register },
    migrate_number = { options.MIGRATE, plans.setup },
    change_region = { options.CHANGE, plans.change },
    release_number = { options.RELEASE, plans.release },
}

--- Checks the options of a workflow without sending anything.
-- @tparam string name of the workflow
-- @tparam ?table given its options
-- @treturn ?string the id of the number that it is about
-- @treturn ?table an error that names the field
function workflow.check(self, name, given)
    local begun, err = new(self, given, KINDS[name][1], KINDS[name][2])
    return begun and begun.number, err
end

--- Whether a workflow takes an option.
-- @tparam string name of the workflow
function workflow.takes(name, option)
    return options.takes(KINDS[name][1], option)
end

-- What users call; types/ says what they take and return.

--- Says what can be done with a number, by one read (and if its health_status
-- does not name the account that is given, by that account's list of numbers).
function workflow.preflight(self, given)
    local begun, err = new(self, given, options.PREFLIGHT, {})
    if not begun then
        return nil, err
    end
    local number
    number, err = preflight.look(self, begun.number, flow.options(begun),
        begun.options.waba_id)
    if err then
        return unbegun(err)
    end
    return preflight.report(number)
end

--- Brings a number from any state to its first message.
function workflow.setup_number(self, given)
    return run(self, given, options.SETUP, plans.setup)
end

--- Registers a number whatever was done before, if nothing speaks against it:
-- for the command line. Takes `pin`, `data_localization_region` and what
-- `release_number` takes.
function workflow.register_number(self, given)
    return run(self, given, options.REGISTER, plans.register)
end

--- Moves a number from the On-Premises API: `setup_number` with a `backup`.
function workflow.migrate_number(self, given)
    return run(self, given, options.MIGRATE, plans.setup)
end

--- Changes the region in which a number's messages are stored: deregisters it,
-- sets the region and registers it again, as far as that is needed.
function workflow.change_region(self, given)
    return run(self, given, options.CHANGE, plans.change)
end

--- Deregisters a number if it is registered.
function workflow.release_number(self, given)
    return run(self, given, options.RELEASE, plans.release)
end

return workflow
