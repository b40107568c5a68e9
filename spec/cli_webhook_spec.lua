-- A webhook that was kept in a file: who signed it, and what it means.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local support = require "spec.support.client"
local webhooks = require "spec.support.webhooks"

describe("the command webhook verify", function()
    local sim, command = commands.served()

    local SECRET = "4pps3cret"
    local body = webhooks.body("security", { event = "PIN_CHANGED",
        display_phone_number = "15550100926" })

    local function verify(signature, changes)
        return command:run({ "webhook", "verify", "--signature",
            signature }, support.merge({ input = body,
            env = { WHATSAPP_APP_SECRET = SECRET } }, changes))
    end

    it("says what a signed body means", function()
        local right = webhooks.sign(body, SECRET)
        local ran = verify(right)
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("signature is right.*security: pin_changed.*"
            .. "15550100926.*fix_pin", ran.stdout)
        local shown = command:json({ "webhook", "verify", "--signature",
            right }, { input = body,
            env = { WHATSAPP_APP_SECRET = SECRET } }).documents[1]
        assert.is_true(shown.verified)
        assert.equal("pin_changed", shown.events[1].what)
        assert.same({}, sim:received())
    end)

    it("refuses a body of somebody else's, and shows no secret", function()
        local ran = verify(webhooks.sign(body, "another's"))
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.matches("signature_header", ran.stderr)
        assert.is_nil((ran.stdout .. ran.stderr):find(SECRET, 1, true))
    end)

    it("says that it lacks a signature or a secret", function()
        local ran = command:run({ "webhook", "verify" }, { input = body,
            env = { WHATSAPP_APP_SECRET = SECRET } })
        assert.matches("signature: none is given\n  option: %-%-signature\n"
            .. ".*X%-Hub%-Signature%-256", ran.stderr)
        ran = verify("sha256=00", { env = {} })
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.matches("WHATSAPP_APP_SECRET", ran.stderr)
    end)
end)
