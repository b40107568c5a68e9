--- Commands that do one operation each: register, set-pin, request-code,
-- verify-code.
-- @module whatsapp.registration.cli.operations

local clients = require "whatsapp.registration.client"
local pins = require "whatsapp.registration.cli.pins"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local secret = require "whatsapp.registration.cli.secret"
local session = require "whatsapp.registration.cli.session"

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

local function try(self, operation, options, look)
    local ok, number = clients.check(self.client, operation, options)
    local plan, err = {}, nil
    if not ok then
        return nil, number
    elseif look then
        plan, err = look(self)
    end
    if not plan then
        return nil, err
    end
    return say_what_would(self, operation, number, plan)
end

local function perform(self, operation, options, said, look)
    if self.given.dry_run then
        return try(self, operation, options, look)
    end
    local result, err = self.client[operation](self.client, options)
    if not result then
        return nil, err
    end
    result.operation = operation
    result.phone_number_id = self.client.core:phone_number_id()
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

-- What a dry run of register reads
local function preflight(self)
    local found, err = self.client:preflight {}
    if not found then
        return nil, err
    end
    local budget
    if self.journal then
        budget, err = self.client:budget()
    end
    return not err and { action = found.action, reason = found.reason,
        budget = budget } or nil, err
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
        force = self.given.force }, "is registered", preflight)
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
