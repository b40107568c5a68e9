--- Finds out by reads what a workflow would do, before a person is asked for
-- anything: if the run is refused, a PIN would be typed in vain.
-- @module whatsapp.registration.cli.rehearsal

local must = require "whatsapp.registration.cli.must"
local registration = require "whatsapp.registration"
local workflow = require "whatsapp.registration.workflow"

local rehearsal = {}

-- A dry run sends no PIN, so any will do.
local function as_dry_run(name, options)
    local trial = { pin = workflow.takes(name, "pin")
        and registration.generate_pin() or nil }
    for key, value in pairs(options) do
        trial[key] = value
    end
    trial.dry_run, trial.on_step = true, nil
    return trial
end

local function is_planned(report, name)
    for _, entry in ipairs(report.steps) do
        if entry.name == name and entry.outcome == "planned" then
            return true
        end
    end
    return false
end

local function rehearse(self, name, options)
    local report, err = workflow[name](self.client, as_dry_run(name, options))
    self.screen:rest()
    must(report, err)
    return {
        number = report.number,
        sets_pin = is_planned(report, "two_step"),
        deregisters = is_planned(report, "deregister"),
    }
end

--- Makes a function that finds it out once, when it is called first.
-- @tparam table self the command's context, its client open
-- @tparam string name of the workflow
-- @tparam table options as the workflow will take them
-- @treturn function returns `number` (as read), `sets_pin` and `deregisters`
--   (whether it would), or raises the error with which it would end
function rehearsal.of(self, name, options)
    local found
    return function()
        found = found or rehearse(self, name, options)
        return found
    end
end

return rehearsal
