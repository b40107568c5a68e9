-- The commands that ask the server for one thing.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local support = require "spec.support.client"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"
local WABA = "102290129340398"
local on = commands.on

describe("the command", function()
    local sim, command = commands.served()

    it("request-code and verify-code prove the ownership", function()
        local ran = command:run({ "request-code", "--method", "VOICE",
            "--language", "de" }, on(NEW))
        assert.equal(0, ran.code, ran.stderr)
        local body = sim:received { operation = "request_code" }[1].body
        assert.matches("VOICE", body)
        ran = command:run({ "verify-code" },
            on(NEW, { WHATSAPP_CODE = sim:code(NEW) }))
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("VERIFIED", sim:number(NEW).code_verification_status)
    end)

    it("request-code, verify-code and set-pin send nothing in a dry run",
        function()
            for _, name in ipairs { "request-code", "verify-code",
                "set-pin" } do
                local ran = command:json({ name, "--dry-run" },
                    on(NEW, { WHATSAPP_CODE = "123830" }))
                assert.equal(0, ran.code, ran.stdout)
                assert.is_true(ran.documents[1].dry_run)
            end
            assert.same({}, sim:received())
        end)

    it("token says what the token may do, and ends accordingly", function()
        local ran = command:run { "token" }
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("valid +yes\n", ran.stdout)
        assert.matches("permissions +whatsapp_business_management", ran.stdout)
        assert.is_nil(ran.stdout:find(support.TOKEN, 1, true))
        for token, kind in pairs { ["messaging-token"] = "permission",
            ["expired-token"] = "authentication" } do
            ran = command:json({ "token" }, { env = {
                WHATSAPP_ACCESS_TOKEN = token } })
            assert.equal(exits.of_kind[kind], ran.code)
            assert.is_nil(ran.stdout:find(token, 1, true))
        end
        ran = command:json({ "token", "--waba-id", WABA }, { env = {
            WHATSAPP_ACCESS_TOKEN = "other-account-token" } })
        assert.equal(exits.of_kind.permission, ran.code)
        assert.is_true(ran.documents[1].data.is_valid)
    end)

    it("subscribe and send do what they say, but not in a dry run", function()
        for _, arguments in ipairs {
            { "subscribe", WABA, "subscribe_app" },
            { "send", "+16505551234", "Hello there", "send_text" },
        } do
            local operation = table.remove(arguments)
            local given = on(REGISTERED)
            local ran = command:json(arguments, given)
            assert.equal(0, ran.code, ran.stdout)
            assert.equal(operation, ran.documents[1].operation)
            assert.same({ operation }, sim:changes())
            arguments[#arguments + 1] = "--dry-run"
            ran = command:json(arguments, given)
            assert.equal(0, ran.code, ran.stdout)
            assert.is_true(ran.documents[1].dry_run)
            assert.same({ operation }, sim:changes())
            sim:forget_received()
        end
        assert.equal(exits.of_kind.not_registered, command:run({ "send",
            "+16505551234", "Hello", "-n", VERIFIED }).code)
    end)
end)
