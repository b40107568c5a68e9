-- The commands that take several steps: setup, change-region and migrate.

local cjson = require("cjson").new()
local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"

local NEW, VERIFIED, REGISTERED, IN_APP = "106540352242922",
    "106540352242923", "106540352242926", "106540352242934"
local WABA = "102290129340398"
local on = commands.on

describe("the command", function()
    local sim, command = commands.served()

    describe("setup", function()
        it("stops for the code, and goes on with it", function()
            local given = on(NEW, { WHATSAPP_PIN = "071934" })
            local ran = command:json({ "setup" }, given)
            assert.equal(exits.of_kind.verification_required, ran.code)
            assert.equal("verify_code", ran.documents[1].step)
            given.env.WHATSAPP_CODE = sim:code(NEW)
            ran = command:json({ "setup", "--waba-id", WABA, "--test-to",
                "+16505551234" }, given)
            assert.equal(0, ran.code, ran.stdout)
            assert.equal(1, #ran.documents)
            assert.is_true(sim:number(NEW).registered)
            assert.equal(1, #sim:received { operation = "request_code" })
            assert.equal(1, #sim:received { operation = "send_text" })
            -- Once more: nothing is left to be done
            sim:forget_received()
            assert.equal(0, command:run({ "setup" }, given).code)
            assert.same({}, sim:changes())
        end)

        it("shows each step with its time", function()
            local ran = command:run({ "setup" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            assert.equal(0, ran.code)
            assert.matches("\n  register +done +%d+%.%d s\n", ran.stderr)
            assert.matches("\n  verify_code +skipped [^\n]*verified\n",
                ran.stderr)
            assert.equal("done: " .. VERIFIED .. " is registered\n",
                ran.stdout)
        end)

        it("plans in a dry run", function()
            local ran = command:json({ "setup", "--dry-run", "--region",
                "DE" }, on(NEW))
            assert.equal(0, ran.code, ran.stdout)
            assert.is_true(ran.documents[1].dry_run)
            assert.same({}, sim:changes())
        end)

        it("takes a region in small letters", function()
            local ran = command:run({ "setup", "--region", "de" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            assert.equal(0, ran.code, ran.stderr)
            assert.equal("DE", sim:number(VERIFIED).storage_region)
        end)

        it("speaks of commands, and not of where in the program", function()
            local given = on(IN_APP, { WHATSAPP_PIN = "071934" })
            local ran = command:run({ "setup" }, given)
            assert.matches("command: whatsapp-registration migrate takes",
                ran.stderr, 1, true)
            ran = command:run({ "setup", "--region", "BR" },
                on(REGISTERED, { WHATSAPP_PIN = "071934" }))
            assert.matches("command: whatsapp-registration change-region ",
                ran.stderr, 1, true)
            for _, name in ipairs { "setup", "status" } do
                ran = command:run({ name, "--journal", "/dev/full" }, given)
                assert.matches("journal /dev/full: ", ran.stderr)
                assert.is_nil(ran.stderr:find "%.lua")
            end
        end)

        it("names the step that failed", function()
            local ran = command:json({ "setup" },
                on("106540352242928", { WHATSAPP_PIN = "071934" }))
            assert.equal(exits.of_kind.not_registrable, ran.code)
            assert.equal("preflight", ran.documents[1].error.step)
            assert.same({}, ran.documents[1].error.completed)
        end)
    end)

    it("change-region deregisters, sets the region and registers", function()
        local ran = command:run({ "change-region", "de", "--yes" },
            on(REGISTERED, { WHATSAPP_PIN = "071934" }))
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("DE", sim:number(REGISTERED).storage_region)
        assert.equal(1, #sim:received { operation = "deregister" })
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("migrate sends the backup that is in a file", function()
        local ran = command:run({ "migrate", "--backup-file",
            command:file("backup", "b4ckup\n"), "--backup-password-file",
            "-" }, { env = on(IN_APP, { WHATSAPP_PIN = "071934" }).env,
                input = "p4ssword\n" })
        assert.equal(0, ran.code, ran.stderr)
        local body = sim:received { operation = "register" }[1].body
        assert.matches("b4ckup", body)
        assert.matches("p4ssword", body)
        ran = command:run({ "migrate" }, on(IN_APP))
        assert.matches("--backup-file", ran.stderr, 1, true)
    end)

    it("migrate sends the whole of a backup from standard input", function()
        local backup = " line 1\nline 2\r\n\n"
        local ran = command:run({ "migrate", "--backup-file", "-" }, {
            env = on(IN_APP, { WHATSAPP_PIN = "071934",
                WHATSAPP_BACKUP_PASSWORD = "p4ssword" }).env,
            input = backup })
        assert.equal(0, ran.code, ran.stderr)
        local body = sim:received { operation = "register" }[1].body
        assert.equal(backup, cjson.decode(body).backup.data)
    end)
end)
