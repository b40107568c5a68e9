--- Commands that do one operation each: register, set-pin, request-code,
-- verify-code.
-- @module whatsapp.registration.cli.operations

local clients = require "whatsapp.registration.client"
local codes = require "whatsapp.registration.cli.codes"
local errors = require "whatsapp.registration.errors"
local pins = require "whatsapp.registration.cli.pins"
local preflight = require "whatsapp.registration.preflight"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local secret = require "whatsapp.registration.cli.secret"
local session = require "whatsapp.registration.cli.session"
local verdicts = require "whatsapp.registration.number.verdict"

local operations = {}

-- What a dry run says in the end; `plan` is what else it found out
local function say_what_would(self, operation, number, plan)
    plan.dry_run, plan.operation, plan.phone_number_id =
        true, operation, number
    local lines = { ("%s: would be sent for number %s"):format(operation,
        number) }
    if plan.action then
        lines[#lines + 1] = screens.row("the number", plan.action)
        lines[#lines + 1] = plan.reason
            and screens.row("reason", plan.reason)
    end
    if plan.budget then
        lines[#lines + 1] = report.budget(plan.budget)[1]
    end
    self.show(plan, lines)
    return true
end

local function say_what_was(self, operation, result, said)
    result.operation = operation
    result.phone_number_id = self.client.phone_number_id
    local response = result.response
    self.show(result, { { screens.paint("done", "good"),
        (": number %s %s (%.1f s%s)"):format(result.phone_number_id, said,
        response.elapsed, response.confirmed
            and ", found by reading the number" or "") } })
    for _, what in ipairs { "journal_error", "pin_store_error" } do
        if response[what] then
            self.screen:complain(("  %s: %s"):format(what:gsub("_", " "),
                response[what]), "bad")
        end
    end
    return true
end

-- Does it, or says so; `look` is what finds out before whether it can be done.
local function perform(self, operation, options, said, look)
    local ok, number = clients.check(self.client, operation, options)
    local plan, err = {}, nil
    if not ok then
        return nil, number
    elseif look then
        plan, err = look(self, operation)
    end
    if not plan then
        return nil, err
    elseif self.given.dry_run then
        return say_what_would(self, operation, number, plan)
    end
    local result
    result, err = self.client[operation](self.client, options)
    codes.note(self, operation, err)
    if not result then
        return nil, err
    end
    return say_what_was(self, operation, result, said)
end

-- What registering it would be refused with
local function verdict_on(number)
    local found = verdicts.judge(number)
    return found.kind and found or nil
end

local function spent(budget, number)
    local at = budget.blocked_until or budget.next_at or os.time()
    return errors.stopped { kind = "registration_limit",
        message = ("%d of %d requests of the last 72 hours are used"):format(
            budget.used, budget.limit),
        retry_after = math.max(at - os.time(), 0), phone_number_id = number }
end

-- Reads the number and the journal: an attempt that is sure to be lost is not
-- made, unless it is forced.
local function look(self, operation)
    local found, err = self.client:preflight { waba_id = self.given.waba_id }
    local number = self.client.phone_number_id
    local plan, refusal
    if found then
        plan = { action = found.action, reason = found.reason }
        refusal = verdict_on(found.number)
    end
    if found and self.journal then
        plan.budget, err = self.client:budget(nil, operation)
    end
    if not err and not self.given.force then
        err = refusal and preflight.failure(refusal, number)
            or plan.budget and plan.budget.left == 0
            and spent(plan.budget, number) or nil
        if err then
            err.operation = operation
        end
    end
    return not err and plan or nil, err
end

function operations.register(self)
    local client, err = session.open(self, { journal = true, pins = true })
    local pin
    if client then
        pin, err = pins.current(self)
    end
    if not pin then
        return nil, err
    end
    return perform(self, "register", { pin = pin,
        data_localization_region = self.region,
        force = self.given.force }, "is registered", look)
end

--- Where it is forced; else it is a workflow.
function operations.deregister(self)
    local client, err = session.open(self, { journal = true })
    if not client then
        return nil, err
    end
    return perform(self, "deregister", { force = self.given.force },
        "is not registered", look)
end

operations["set-pin"] = function(self)
    local client, err = session.open(self, { pins = true })
    local pin
    if client then
        pin, err = pins.new(self)
    end
    if not pin then
        return nil, err
    end
    return perform(self, "setup_two_step", { pin = pin }, "has this PIN"
        .. (self.pin_path and ", kept in " .. self.pin_path or ""))
end

operations["request-code"] = function(self)
    local client, err = session.open(self, {})
    if not client then
        return nil, err
    end
    return perform(self, "request_code", { code_method = self.given.method,
        language = self.given.language }, "is sent a code; verify-code takes "
        .. "it within ten minutes")
end

operations["verify-code"] = function(self)
    local client, err = session.open(self, {})
    local code
    if client then
        code, err = secret.need("code", self.given)
    end
    if not code then
        return nil, err
    end
    return perform(self, "verify_code", { code = code }, "is verified")
end

return operations
