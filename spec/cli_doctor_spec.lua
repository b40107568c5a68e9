-- What the command says of a set-up, and how it ends.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local support = require "spec.support.client"

local NEW, REGISTERED = "106540352242922", "106540352242926"
local WABA = "102290129340398"

describe("the command doctor", function()
    local sim, command = commands.served()

    it("says what is in order, and what is not", function()
        local ran = command:run({ "doctor", REGISTERED })
        assert.equal(0, ran.code, ran.stdout .. ran.stderr)
        assert.matches("token +ok: ", ran.stdout)
        assert.matches("account +not looked at: ", ran.stdout)
        assert.equal("", ran.stderr)
        ran = command:run { "doctor", NEW }
        assert.equal(exits.of_kind.verification_required, ran.code)
        assert.matches("number +failed: ", ran.stdout)
        assert.same({}, sim:changes())
        ran = command:run { "doctor", REGISTERED, "--waba-id", WABA }
        assert.equal(exits.FAILURE, ran.code)
        assert.matches("whatsapp%-registration subscribe", ran.stdout)
    end)

    it("is a document with --json", function()
        local ran = command:json({ "doctor" },
            commands.on(REGISTERED, { WHATSAPP_WABA_ID = WABA }))
        local report = ran.documents[1]
        local function check_of(name)
            return support.named(report.checks, name)
        end
        assert.equal(1, #ran.documents)
        assert.is_false(report.healthy)
        assert.is_true(check_of("account").ok)
        assert.equal("subscribe_app",
            check_of("app_subscribed").next_action)
        assert.equal(exits.FAILURE, ran.code)
    end)

    it("says how to give what is missing, and asks nobody", function()
        local ran = command:json({ "doctor" }, { env = {
            WHATSAPP_ACCESS_TOKEN = false } })
        assert.matches("WHATSAPP_ACCESS_TOKEN",
            ran.documents[1].checks[1].hint)
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.same({}, sim:received())
    end)

    it("goes on without a journal or a PIN store, and says why",
        function()
            local report = command:json({ "doctor", REGISTERED,
                "--journal", "/no/such/folder/attempts.db",
                "--pin-store", "/no/such/folder/pins" }).documents[1]
            for _, name in ipairs { "journal", "pin_store" } do
                local check = support.named(report.checks, name)
                assert.is_false(check.ok)
                assert.equal("unavailable", check.kind)
            end
            assert.is_true(support.named(report.checks, "number").ok)
        end)
end)
