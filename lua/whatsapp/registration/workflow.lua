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

-- What each takes, and its plan. types/ says what users give and get.
local KINDS = {
    preflight = { options.PREFLIGHT, {} },
    setup_number = { options.SETUP, plans.setup },
    -- Whatever was done before, if nothing speaks against it: for the command
    -- line
    register_number = { options.REGISTER, plans.register },
    migrate_number = { options.MIGRATE, plans.setup },
    change_region = { options.CHANGE, plans.change },
    release_number = { options.RELEASE, plans.release },
}

-- Checks all options
local function new(self, name, given)
    local known, plan = KINDS[name][1], KINDS[name][2]
    given = call.copy(given)
    local err = options.check(given, known)
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

for name in pairs(KINDS) do
    workflow[name] = function(self, given)
        local run, err = new(self, name, given)
        if not run then
            return nil, err
        end
        run.plan = { steps.preflight }
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
    return KINDS[name][1].takes[option] ~= nil
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
    return preflight.report(number)
end

return workflow
