--- The command webhook: whether a body that came to a webhook is Meta's, and
-- what it says.
-- @module whatsapp.registration.cli.webhook

local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local must = require "whatsapp.registration.cli.must"
local refuse = require "whatsapp.registration.cli.refuse"
local terminal = require "whatsapp.registration.cli.terminal"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local secret = require "whatsapp.registration.cli.secret"
local webhooks = require "whatsapp.registration.webhook"

local webhook = {}

local INPUT, MOST = 0, 4 * 1024 * 1024 + 1 -- one more than is taken

local function missing_secret()
    return errors.stopped { kind = "invalid_request", field = "app_secret",
        message = "no app secret: WHATSAPP_APP_SECRET is not set",
        hint = "Set WHATSAPP_APP_SECRET, or give --app-secret-file FILE." }
end

local function read_body()
    if terminal.width(INPUT) then
        must(nil, errors.stopped { kind = "invalid_request",
            field = "raw_body", message = "the body is read from standard "
                .. "input, and that is a terminal",
            hint = "Redirect the body as it came: webhook verify < FILE." })
    end
    return io.read(MOST) or ""
end

local function verified(given)
    local app_secret = must(secret.given("app_secret", given))
    must(nil, not app_secret and missing_secret())
    if not given.signature then
        refuse("signature", "none is given",
            "Give what the header X-Hub-Signature-256 says.")
    end
    local body = read_body()
    must(webhooks.verify(body, given.signature, app_secret))
    return must(webhooks.events(body))
end

local function lines_of(events)
    local lines = { screens.paint("the signature is right", "strong") }
    local add = report.adding(lines)
    for _, event in ipairs(events) do
        add("event", event.type .. (event.what and ": " .. event.what or ""))
        add("account", event.waba_id)
        add("number", event.display_phone_number)
        add("next action", event.next_action)
        add("what to do", event.hint)
    end
    return lines
end

function webhook.webhook(self)
    local events = verified(self.given)
    self.show({ verified = true, events = document.list(events) },
        lines_of(events))
end

return webhook
