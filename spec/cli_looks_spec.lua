-- The commands that look at a number, and at what the journal knows of it.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local sqlite = require "whatsapp.registration.journal.sqlite"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"
local WABA = "102290129340398"
local on = commands.on

describe("the command", function()
    local sim, command = commands.served()

    describe("status", function()
        it("shows a number and what is left of ten", function()
            local ran = command:json({ "status" }, on(REGISTERED))
            assert.equal(0, ran.code)
            assert.equal("CONNECTED", ran.documents[1].number.status)
            assert.equal(10, ran.documents[1].budget.left)
            assert.same({}, ran.documents[1].settled)
            assert.matches("%[%]", ran.stdout)
            ran = command:run({ "status" }, on(REGISTERED))
            assert.matches("registered +yes", ran.stdout)
        end)

        it("says in a document whether a number is registered", function()
            for body, is_so in pairs {
                ['{"status":"CONNECTED","platform_type":"CLOUD_API"}'] = true,
                ['{"status":"PENDING"}'] = false,
            } do
                sim:fault { operation = "phone_number", fault = "response",
                    body = body }
                local ran = command:json({ "status" }, on(REGISTERED))
                assert.equal(is_so, ran.documents[1].registered)
            end
            sim:fault { operation = "phone_number", fault = "response",
                body = '{"id":"7"}' }
            local ran = command:json({ "status" }, on(REGISTERED))
            assert.is_nil(ran.documents[1].registered)
        end)

        -- The server shows what it likes, and any id.
        it("shows as much of a number as the server does", function()
            for body, rows in pairs {
                ['{"id":"7"}'] = { "registered +not clear",
                    "status +not shown", "two%-step PIN +not shown",
                    "note +The server does not show status, platform_type" },
                ['{"id":"7","status":"FLAGGED","platform_type":"CLOUD_API",'
                    .. '"is_pin_enabled":false,"name_status":"DECLINED"}'] = {
                    "registered +yes", "status +FLAGGED",
                    "ownership +not shown", "two%-step PIN +off",
                    "note +The display name is not approved" },
                ['{"status":"PENDING","platform_type":"NOT_APPLICABLE"}'] = {
                    "registered +no\n", "can send +not shown" },
            } do
                for _, name in ipairs { "status", "preflight" } do
                    sim:fault { operation = "phone_number",
                        fault = "response", body = body }
                    local ran = command:run({ name }, on(REGISTERED))
                    assert.equal("", ran.stderr)
                    assert.matches("^%?  " .. REGISTERED, ran.stdout)
                    for _, row in ipairs(rows) do
                        assert.matches(row, ran.stdout)
                    end
                    assert.matches(name == "status" and "attempts left +10 of"
                        or "action +%l", ran.stdout)
                end
            end
        end)

        it("and other commands go on without a field that is withheld",
            function()
                local given = on(REGISTERED, { WHATSAPP_PIN = "071934" })
                sim:set_number(REGISTERED, { withheld_fields = {
                    "name_status", "is_on_biz_app", "health_status" } })
                for _, name in ipairs { "status", "preflight", "setup",
                    "register", "deregister" } do
                    local ran = command:run({ name, name == "deregister"
                        and "--yes" or nil }, given)
                    assert.equal(0, ran.code, ran.stderr)
                    if name == "status" or name == "preflight" then
                        assert.matches("display name +not shown", ran.stdout)
                        assert.matches("can send +not shown", ran.stdout)
                        assert.matches("note +The server does not show "
                            .. "name_status, is_on_biz_app, health_status",
                            ran.stdout)
                    end
                end
                local ran = command:json({ "status", "--waba-id", WABA })
                assert.equal(0, ran.code, ran.stdout)
                assert.is_true(#ran.documents > 10)
            end)

        it("shows all numbers of an account, a document a line", function()
            local ran = command:json { "status", "--waba-id", WABA }
            assert.equal(0, ran.code)
            assert.is_true(#ran.documents > 10)
            assert.equal(NEW, ran.documents[1].id)
        end)
    end)

    it("preflight says what can be done, and ends accordingly", function()
        local ran = command:json({ "preflight" }, on(VERIFIED))
        assert.equal(0, ran.code)
        assert.equal("register", ran.documents[1].action)
        ran = command:json({ "preflight" }, on(NEW))
        assert.equal(exits.of_kind.verification_required, ran.code)
        assert.equal("verify_number", ran.documents[1].action)
        assert.equal(exits.of_kind.not_found, command:run({ "preflight",
            "--waba-id", "215589313241560883" }, on(VERIFIED)).code)
        assert.same({}, sim:changes())
    end)

    it("budget and attempts show what the journal knows, without a token",
        function()
            command:run({ "register" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            sim:forget_received()
            local given = on(VERIFIED, { WHATSAPP_ACCESS_TOKEN = false })
            local ran = command:json({ "budget" }, given)
            assert.equal(9, ran.documents[1].left)
            assert.equal(10, ran.documents[1].code_requests.left)
            ran = command:json({ "attempts" }, given)
            assert.equal(1, #ran.documents)
            assert.equal("succeeded", ran.documents[1].state)
            ran = command:run({ "attempts" }, given)
            assert.matches("^%d+%-%d+%-%d+ %S+ UTC  register +succeeded\n$",
                ran.stdout)
            assert.same({}, sim:received())
        end)

    it("reconcile finds out what became of what was left open", function()
        command:run { "budget", VERIFIED } -- makes the journal
        local journal = assert(sqlite.open(command.home
            .. "/state/whatsapp-registration/attempts.db"))
        journal:reserve(VERIFIED, "register")
        journal:close()
        sim:set_number(VERIFIED, { registered = true, pin = "071934",
            registered_at = sim:now() })
        local ran = command:json({ "reconcile", VERIFIED })
        assert.equal(0, ran.code, ran.stdout)
        assert.equal("succeeded", ran.documents[1].settled[1].state)
        assert.same({}, command:json({ "reconcile" }).documents[1].settled)
    end)
end)
