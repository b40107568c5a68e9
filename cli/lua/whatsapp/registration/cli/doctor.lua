--- The command doctor: why it does not work.
-- @module whatsapp.registration.cli.doctor

local advice = require "whatsapp.registration.cli.advice"
local document = require "whatsapp.registration.cli.document"
local exits = require "whatsapp.registration.cli.exits"
local report = require "whatsapp.registration.cli.report"
local session = require "whatsapp.registration.cli.session"

local doctor = {}

local function words_of(check)
    return check.skipped and "not looked at"
        or check.ok and "ok" or "failed"
end

local function colour_of(check)
    return not check.ok and not check.skipped and "bad"
        or check.ok and not check.skipped and "good" or nil
end

local function lines_of(found)
    local lines = {}
    local add = report.adding(lines)
    for _, check in ipairs(found.checks) do
        add(check.name, words_of(check) .. ": " .. check.reason,
            colour_of(check))
        add("", check.hint)
        add("", advice.remedy(check.remedy))
        add("", check.retry_after and "Wait: "
            .. report.wait(check.retry_after))
    end
    return lines
end

-- Why the command has no journal, or no PIN store
local function complete(found, name, err)
    for _, check in ipairs(found.checks) do
        if err and check.name == name then
            check.ok, check.skipped, check.kind = false, nil, err.kind
            check.reason, check.hint = err.message, err.hint
            check.next_action, found.healthy = err.next_action, false
        end
    end
end

-- The exit code, by the first check that failed
local function exit_of(found)
    for _, check in ipairs(found.checks) do
        if not check.ok and not check.skipped then
            return exits.of_kind[check.kind] or exits.FAILURE
        end
    end
    return exits.SUCCESS
end

function doctor.doctor(self)
    local client = session.open(self, { journal = "optional",
        pins = "optional", account = true, is_silent = true })
    local found = client:doctor { waba_id = self.given.waba_id }
    complete(found, "journal", self.journal_error)
    complete(found, "pin_store", self.pin_store_error)
    local settings = found.checks[1]
    settings.hint = session.WHERE_FROM[settings.field] or settings.hint
    document.list(found.checks)
    self.show(found, lines_of(found))
    return exit_of(found)
end

return doctor
