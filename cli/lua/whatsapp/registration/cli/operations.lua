--- Commands that do one operation each: set-pin, request-code, verify-code,
-- subscribe, send.
-- @module whatsapp.registration.cli.operations

local clients = require "whatsapp.registration.client"
local codes = require "whatsapp.registration.workflow.codes"
local must = require "whatsapp.registration.cli.must"
local pins = require "whatsapp.registration.cli.pins"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local secret = require "whatsapp.registration.cli.secret"
local session = require "whatsapp.registration.cli.session"

local operations = {}

-- What the command is about: an account or a number
local function object_of(self)
    if self.given.command == "subscribe" then
        return "account", "waba_id", self.given.waba_id
    end
    return "number", "phone_number_id", self.client.phone_number_id
end

local function say_what_would(self, operation)
    local object, field, id = object_of(self)
    self.show({ dry_run = true, operation = operation, [field] = id },
        { ("%s: would be sent for %s %s"):format(operation, object, id) })
end

local function say_what_was(self, operation, result, said)
    local _, field, id = object_of(self)
    result.operation, result[field] = operation, id
    local response = result.response
    self.show(result, { { screens.paint("done", "good"), ": ",
        said:format(id), (" (%.1f s)"):format(response.elapsed) } })
    report.complain_of_loss(self.screen, response)
end

-- Notes that the code is used up, or was refused: `setup` requests another one
local function note_code(self, err)
    local about = { client = self.client, options = {},
        number = self.client.phone_number_id }
    if not err then
        codes.note_used(about)
    elseif err.kind == "code_rejected" or err.kind == "rate_limited" then
        codes.note_refused(about, err)
    end
end

-- Does the operation, or in a dry run says what would be done
local function perform(self, operation, options, said)
    local ok, refusal = clients.check(self.client, operation, options)
    must(ok, not ok and refusal)
    if self.given.dry_run then
        return say_what_would(self, operation)
    end
    local result, err = clients.perform(self.client, operation, options)
    if operation == "verify_code" then
        note_code(self, err)
    end
    return say_what_was(self, operation, must(result, err), said)
end

operations["set-pin"] = function(self)
    local client = session.open(self, { pins = true })
    local pin = pins.new(self, function()
        local number = client:phone_number {}
        self.screen:rest()
        return { number = number, sets_pin = true }
    end)
    return perform(self, "setup_two_step", { pin = pin },
        "number %s has this PIN" .. (self.pin_path and ", kept in "
            .. self.pin_path:gsub("%%", "%%%%") or ""))
end

operations["request-code"] = function(self)
    session.open(self, { journal = true })
    local given = self.given
    return perform(self, "request_code", { code_method = given.method,
        language = given.language, force = given.force }, "a code was sent "
        .. "to number %s: give it to verify-code within ten minutes")
end

operations["verify-code"] = function(self)
    session.open(self, { journal = "optional" })
    return perform(self, "verify_code",
        { code = must(secret.need("code", self.given)) },
        "number %s is verified")
end

function operations.subscribe(self)
    session.open(self, { account = true, waba = true })
    return perform(self, "subscribe_app", { waba_id = self.given.waba_id },
        "the app is subscribed to account %s")
end

function operations.send(self)
    session.open(self, {})
    return perform(self, "send_text", { to = self.given.to,
        body = self.given.text }, "number %s has sent the message")
end

return operations
