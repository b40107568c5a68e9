-- Each command of the command line, against the simulator: what the server
-- gets, what is printed, how it ends.

local cjson = require("cjson").new()
local commands = require "spec.support.command"
local core = require "whatsapp.registration.core"
local exits = require "whatsapp.registration.cli.exits"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local support = require "spec.support.client"

local NEW, VERIFIED, PIN_ON, REGISTERED = "106540352242922",
    "106540352242923", "106540352242925", "106540352242926"
local WABA = "102290129340398"

describe("the command", function()
    local sim, command = commands.served()

    local function on(number, changes)
        return { env = support.merge({ WHATSAPP_PHONE_NUMBER_ID = number },
            changes) }
    end

    -- Operations that the server got, but for reads
    local function changes()
        return sim:operations { method = "POST" }
    end

    describe("register", function()
        it("registers with the PIN of the environment, and keeps it",
            function()
                local ran = command:json({ "register" },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(0, ran.code, ran.stderr)
                assert.equal(1, #ran.documents)
                assert.is_true(ran.documents[1].success)
                assert.equal(VERIFIED, ran.documents[1].phone_number_id)
                assert.equal("", ran.stderr)
                assert.same({ "register" }, changes())
                assert.equal("071934", sim:number(VERIFIED).pin)
                -- Again, with the PIN that was kept
                assert.equal(0, command:run({ "register" },
                    on(VERIFIED)).code)
                assert.equal(2, #sim:received { operation = "register" })
            end)

        it("ends with the code of the error's kind, and says what to do",
            function()
                local ran = command:run({ "register" },
                    on(PIN_ON, { WHATSAPP_PIN = "071934" }))
                assert.equal(exits.of_kind.pin_mismatch, ran.code)
                assert.equal("", ran.stdout)
                assert.matches("pin_mismatch %(133005%)", ran.stderr)
                assert.is_truthy(ran.stderr:find(
                    core.explain(133005).hint, 1, true))
                assert.matches("attempt spent: yes", ran.stderr)
            end)

        it("prints an error as a document", function()
            local ran = command:json({ "register" },
                on(PIN_ON, { WHATSAPP_PIN = "071934" }))
            assert.equal(exits.of_kind.pin_mismatch, ran.code)
            assert.equal(1, #ran.documents)
            assert.is_false(ran.documents[1].success)
            assert.equal("pin_mismatch", ran.documents[1].error.kind)
            assert.equal("fix_pin", ran.documents[1].error.next_action)
            assert.equal("", ran.stderr)
        end)

        it("sends nothing but reads in a dry run", function()
            local ran = command:json({ "register", "--dry-run" },
                on(VERIFIED))
            assert.equal(0, ran.code, ran.stdout)
            assert.equal("register",
                ran.documents[1].steps[1].result.action)
            assert.equal("planned", ran.documents[1].steps[2].outcome)
            assert.equal(10, ran.documents[1].budget.left)
            ran = command:run({ "register", "--dry-run" }, on(VERIFIED))
            assert.matches("the number +register\n", ran.stdout)
            assert.same({}, changes())
        end)

        it("sends nothing that is sure to fail, and says what it would be",
            function()
                for number, kind in pairs {
                    [NEW] = "verification_required",
                    ["106540352242928"] = "not_registrable",
                    ["106540352242929"] = "not_registrable",
                    ["106540352242930"] = "deregistration_incomplete",
                    ["106540352242934"] = "not_registrable",
                    ["106540352242935"] = "verification_required",
                    ["106540352242936"] = "account_locked",
                } do
                    local given = on(number, { WHATSAPP_PIN = "071934" })
                    for _, words in ipairs { { "register" },
                        { "register", "--dry-run" } } do
                        local ran = command:json(words, given)
                        assert.equal(exits.of_kind[kind], ran.code, ran.stdout)
                        assert.equal(kind, ran.documents[1].error.kind)
                        assert.equal("local", ran.documents[1].error.origin)
                        assert.is_false(ran.documents[1].error.attempt_spent)
                    end
                    assert.same({}, changes())
                    assert.not_equal(0,
                        command:run({ "register", "--force" }, given).code)
                    assert.same({ "register" }, changes())
                    sim:forget_received()
                end
            end)

        it("sets the region as the version of the API wants it", function()
            for version, expected in pairs {
                ["v25.0"] = { "set_local_storage", "register" },
                ["v20.0"] = { "register" },
            } do
                sim:reset()
                command:reset()
                local ran = command:run({ "register", "--region", "DE",
                    "--api-version", version },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(0, ran.code, ran.stderr)
                assert.same(expected, changes())
                assert.equal("DE", sim:number(VERIFIED).storage_region)
            end
        end)

        it("waits while an earlier one may come to show, but with --force",
            function()
                local given = on(VERIFIED, { WHATSAPP_PIN = "071934" })
                sim:fault { operation = "register", fault = "drop_before" }
                sim:fault { operation = "phone_number", fault = "error",
                    code = 190, after = 1 }
                assert.equal(exits.of_kind.network,
                    command:run({ "register" }, given).code)
                sim:clear_faults()
                local child = command:start({ "register" }, given)
                local deadline = os.time() + 60
                local said
                repeat
                    process.sleep(0.05)
                    said = select(2, child:output())
                until said:find "preflight: waiting" or os.time() > deadline
                assert.matches("preflight: waiting %d+ s", said)
                child:stop()
                assert.equal(1, #sim:received { operation = "register" })
                assert.equal(0, command:run({ "register", "--force" },
                    given).code)
                assert.equal(2, #sim:received { operation = "register" })
            end)

        it("shows a look after a lost answer as a look, not as a register",
            function()
                sim:fault { operation = "register", fault = "drop_before" }
                sim:fault { operation = "phone_number", fault = "error",
                    code = 190, after = 2 }
                local ran = command:run({ "register" },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(exits.of_kind.network, ran.code)
                assert.matches("reading the number again", ran.stderr)
                assert.is_nil(ran.stderr:find "register again")
                assert.equal(1, #sim:received { operation = "register" })
            end)

        it("refuses the eleventh here, and sends it with --force", function()
            local given = on(VERIFIED, { WHATSAPP_PIN = "071934" })
            for _ = 1, 10 do
                assert.equal(0, command:run({ "register" }, given).code)
            end
            local ran = command:json({ "register" }, given)
            assert.equal(exits.of_kind.registration_limit, ran.code)
            assert.equal("local", ran.documents[1].error.origin)
            assert.equal(10, #sim:received { operation = "register" })
            assert.equal(ran.code,
                command:run({ "register", "--dry-run" }, given).code)
            assert.equal(0, command:run({ "register", "--dry-run", "--force" },
                given).code)
            ran = command:json({ "register", "--force" }, given)
            assert.equal("server", ran.documents[1].error.origin)
        end)
    end)

    describe("deregister", function()
        it("takes a registered number off", function()
            local ran = command:json({ "deregister", "--yes" },
                on(REGISTERED))
            assert.equal(0, ran.code, ran.stdout)
            assert.same({ "deregister" }, changes())
            assert.equal("deregister", ran.documents[1].steps[2].name)
        end)

        it("sends nothing if the number is not registered", function()
            assert.equal(0, command:run({ "deregister", "--yes" },
                on(VERIFIED)).code)
            assert.same({}, changes())
        end)
    end)

    it("deregister sends what is sure to fail with --force only", function()
        for _, number in ipairs { VERIFIED, "106540352242928" } do
            local is_off = number == VERIFIED
            local given = on(number)
            for _, words in ipairs { { "deregister", "--yes" },
                { "deregister", "--dry-run" } } do
                assert.equal(is_off and 0 or exits.of_kind.not_registrable,
                    command:run(words, given).code)
            end
            assert.same({}, changes())
            -- The server says that it is off: that is what was wanted.
            assert.equal(is_off and 0 or exits.of_kind.not_registrable,
                command:run({ "deregister", "--yes", "--force" },
                    given).code)
            assert.same({ "deregister" }, changes())
            sim:forget_received()
        end
        assert.equal(exits.of_kind.not_found, command:run({ "deregister",
            "--yes", "--force", "--waba-id", "215589313241560883" },
            on(REGISTERED)).code)
        assert.same({}, changes())
    end)

    describe("set-pin", function()
        it("sets and keeps a PIN", function()
            local ran = command:run({ "set-pin" },
                on(VERIFIED, { WHATSAPP_PIN = "860213" }))
            assert.equal(0, ran.code, ran.stderr)
            assert.equal("860213", sim:number(VERIFIED).pin)
            assert.matches("kept in " .. command.home, ran.stdout, 1, true)
            assert.equal("600\n", process.run { "stat", "-c", "%a",
                command.home .. "/state/whatsapp-registration/pins" }.stdout)
        end)

        it("draws one that is kept and not shown", function()
            local ran = command:run({ "set-pin", "--draw-pin" }, on(VERIFIED))
            assert.equal(0, ran.code, ran.stderr)
            local pin = sim:number(VERIFIED).pin
            assert.matches("^%d%d%d%d%d%d$", pin)
            assert.is_nil((ran.stdout .. ran.stderr):find(pin, 1, true))
            assert.equal(0, command:run({ "register" }, on(VERIFIED)).code)
        end)

        it("draws none that would be lost", function()
            local ran = command:run({ "set-pin", "--draw-pin",
                "--no-pin-store" }, on(VERIFIED))
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.same({}, sim:received())
        end)
    end)

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
        assert.same({}, changes())
    end)

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
            assert.same({}, changes())
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

        it("uses the same PIN when it is run again", function()
            sim:fault { operation = "register", fault = "error",
                code = 131031 }
            assert.is_not.equal(0, command:run({ "setup", "--draw-pin" },
                on(VERIFIED)).code)
            local pin = sim:number(VERIFIED).pin
            sim:clear_faults()
            assert.equal(0, command:run({ "setup", "--draw-pin" },
                on(VERIFIED)).code)
            assert.equal(pin, sim:number(VERIFIED).pin)
        end)

        it("draws one PIN when several run at once", function()
            local children = {}
            for each = 1, 4 do
                children[each] = command:start({ "setup", "--draw-pin" },
                    on(VERIFIED))
            end
            for _, child in ipairs(children) do
                local code = child:wait(30)
                local _, said = child:output()
                child:stop()
                assert.equal(0, code, said)
            end
            for _, request in ipairs(sim:received()) do
                assert.is_nil(request.error_code)
            end
            local pins = process.run { "grep", "-c", VERIFIED, command.home
                .. "/state/whatsapp-registration/pins" }
            assert.equal("1\n", pins.stdout)
        end)

        it("takes no drawn PIN and a given one, nor does set-pin", function()
            for _, name in ipairs { "setup", "set-pin" } do
                for _, given in ipairs { { WHATSAPP_PIN = "071934" }, {} } do
                    local words = { name, "--draw-pin" }
                    if not given.WHATSAPP_PIN then
                        words[3] = "--pin-file"
                        words[4] = command:file("pin", "071934")
                    end
                    local ran = command:json(words, on(VERIFIED, given))
                    assert.equal(exits.of_kind.invalid_request, ran.code)
                    assert.matches("--draw-pin", ran.stdout, 1, true)
                end
            end
            assert.same({}, changes())
        end)

        it("plans in a dry run", function()
            local ran = command:json({ "setup", "--dry-run", "--region",
                "DE" }, on(NEW))
            assert.equal(0, ran.code, ran.stdout)
            assert.is_true(ran.documents[1].dry_run)
            assert.same({}, changes())
        end)

        it("takes a region in small letters", function()
            local ran = command:run({ "setup", "--region", "de" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            assert.equal(0, ran.code, ran.stderr)
            assert.equal("DE", sim:number(VERIFIED).storage_region)
        end)

        it("says what is wrong before it asks for anything", function()
            for option, case in pairs {
                ["--region"] = { "xx", "one of AE, AU, " },
                ["--waba-id"] = { "1O2", "waba_id: expected an id" },
                ["--test-to"] = { "me", "to: expected a phone number" },
                ["--language"] = { "german", "language: expected a language" },
                ["--phone-number-id"] = { "no", "number_id: expected an id" },
                ["--timeout"] = { "0", "timeout: expected a number of sec" },
                ["--journal"] = { "", "expected the name of a file" },
                ["--pin-store"] = { "", "expected the name of a file" },
            } do
                -- Nobody is there to ask.
                local ran = command:run({ "setup", option, case[1] },
                    on(VERIFIED))
                assert.equal(exits.of_kind.invalid_request, ran.code)
                assert.matches("^invalid_request: [^\n]*" .. case[2],
                    ran.stderr)
                assert.matches("\n  option: " .. option, ran.stderr, 1, true)
            end
            local ran = command:run({ "change-region", "xx" }, on(VERIFIED))
            assert.matches("region: expected off, or one of AE, ",
                ran.stderr)
            ran = command:run({ "setup" },
                on(VERIFIED, { WHATSAPP_PHONE_NUMBER_ID = false }))
            assert.matches("set WHATSAPP_PHONE_NUMBER_ID", ran.stderr)
            assert.same({}, sim:received())
        end)

        it("speaks of commands, and not of where in the program", function()
            local given = on("106540352242934", { WHATSAPP_PIN = "071934" })
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
        local number = "106540352242934"
        local ran = command:run({ "migrate", "--backup-file",
            command:file("backup", "b4ckup\n"), "--backup-password-file",
            "-" }, { env = on(number, { WHATSAPP_PIN = "071934" }).env,
                input = "p4ssword\n" })
        assert.equal(0, ran.code, ran.stderr)
        local body = sim:received { operation = "register" }[1].body
        assert.matches("b4ckup", body)
        assert.matches("p4ssword", body)
        ran = command:run({ "migrate" }, on(number))
        assert.matches("--backup-file", ran.stderr, 1, true)
    end)

    it("migrate sends the whole of a backup from standard input", function()
        local backup = " line 1\nline 2\r\n\n"
        local ran = command:run({ "migrate", "--backup-file", "-" }, {
            env = on("106540352242934", { WHATSAPP_PIN = "071934",
                WHATSAPP_BACKUP_PASSWORD = "p4ssword" }).env,
            input = backup })
        assert.equal(0, ran.code, ran.stderr)
        local body = sim:received { operation = "register" }[1].body
        assert.equal(backup, cjson.decode(body).backup.data)
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

    describe("explain", function()
        it("says what errors say, for a code, a subcode and a kind", function()
            for given, explained in pairs {
                ["133005"] = core.explain(133005),
                ["100/33"] = core.explain(100, 33),
                ["4711"] = core.explain(4711),
                pin_locked = core.kinds().pin_locked,
            } do
                local shown = command:json({ "explain", given }).documents[1]
                for _, field in ipairs { "kind", "hint", "next_action",
                    "retry_after" } do
                    assert.equal(explained[field], shown[field])
                end
                assert.equal(exits.of_kind[explained.kind], shown.exit_code)
            end
        end)

        it("says what an error means at a step, and with a text", function()
            local registration = require "whatsapp.registration"
            local text = "Please try again in 12 hours."
            for _, words in ipairs { { "136024/2388091" },
                { "136024", "2388091" } } do
                for _, given in ipairs { { "--step", "request_code" },
                    { "--step", "two_step", "--text", text } } do
                    local arguments = { "explain" }
                    for _, list in ipairs { words, given } do
                        for _, word in ipairs(list) do
                            arguments[#arguments + 1] = word
                        end
                    end
                    local shown = command:json(arguments).documents[1]
                    local explained = registration.explain(136024, 2388091,
                        { step = given[2], text = given[4] })
                    assert.equal(given[2], shown.step)
                    for _, field in ipairs { "kind", "next_action", "hint",
                        "retry_after", "turn", "setting" } do
                        assert.equal(explained[field], shown[field])
                    end
                end
            end
            assert.equal(exits.USAGE, command:run({ "explain", "133005",
                "--step", "frobnicate" }).code)
        end)

        it("keeps a code as it was given", function()
            for _, given in ipairs { "9007199254740993", "0100/0033",
                "100/99999999999999999999", "12" } do
                assert.equal(given, command:run({ "explain", given }).stdout
                    :match "^%S+")
            end
            assert.equal("9007199254740993", command:json({ "explain",
                "9007199254740993" }).documents[1].code)
        end)

        it("says for how long to wait", function()
            assert.matches("wait +72 h\n",
                command:run({ "explain", "133016" }).stdout)
        end)

        it("lists all kinds, and refuses what is no code", function()
            local kinds = {}
            for _, each in ipairs(command:json({ "explain" }).documents) do
                kinds[each.kind] = true
            end
            for kind in pairs(core.kinds()) do
                assert.is_true(kinds[kind], kind)
            end
            for _, wrong in ipairs { { "abc" }, { "1/" }, { "/1" },
                { "1/2/3" }, { "1/2", "3" }, { "1", "x" },
                { "pin_locked", "1" } } do
                assert.equal(exits.of_kind.invalid_request, command:run({
                    "explain", wrong[1], wrong[2] }).code)
            end
        end)
    end)

    it("finds the modules of its checkout, wherever it is run from", function()
        for folder, way in pairs { ["."] = "cli/bin/",
            ["cli/bin"] = "", spec = "../cli/bin/" } do
            local ended = process.run { "sh", "-c", ('cd %s && env -i '
                .. '"PATH=$PATH" lua5.4 %swhatsapp-registration explain 10')
                :format(folder, way) }
            assert.matches("^10%s+permission", ended.stdout, 1, ended.stderr)
        end
    end)

    it("simulate serves until it is ended", function()
        local child = process.start { "lua5.4",
            "cli/bin/whatsapp-registration", "simulate", "--quiet" }
        assert.matches('"base_url":"https://localhost:%d+"', child.first_line)
        child:stop()
    end)

    it("ends with 2 if the arguments are wrong, 0 with help", function()
        for _, wrong in ipairs { { "frobnicate" }, { "register", "x" },
            { "register", "--timeout", "soon" }, { "status", "--nothing" },
            { "completion", "tcsh" } } do
            local ran = command:run(wrong)
            assert.equal(exits.USAGE, ran.code, ran.stderr)
            assert.equal("", ran.stdout)
        end
        for name in pairs { setup = 1, status = 1, preflight = 1, register = 1,
            deregister = 1, ["set-pin"] = 1, ["request-code"] = 1,
            ["verify-code"] = 1, ["change-region"] = 1, migrate = 1,
            budget = 1, attempts = 1, explain = 1, simulate = 1 } do
            local ran = command:run { name, "--help" }
            assert.equal(0, ran.code)
            assert.matches("Usage: whatsapp-registration " .. name,
                ran.stdout, 1, true)
        end
        assert.equal("whatsapp-registration " .. core.version .. "\n",
            command:run({ "--version" }).stdout)
    end)
end)

describe("if a library is missing", function()
    local sim, command = commands.served()

    -- A path on which nothing of these names is found
    local function without(names)
        return { LUA_INIT = false, HIDE = names, WHATSAPP_PIN = "071934",
            WHATSAPP_PHONE_NUMBER_ID = VERIFIED }
    end

    local function run(name, arguments)
        local words = { interpreter(), "-e", [[
            for name in os.getenv "HIDE":gmatch "%S+" do
                package.preload[name] = function()
                    error("module not found", 0)
                end
            end
            arg = { [0] = "x", ]] .. arguments .. [[ }
            dofile "cli/bin/whatsapp-registration"]] }
        return process.run(words, { env = command:env(without(name)) })
    end

    it("says how to get argparse", function()
        local ran = run("argparse", '"status"')
        assert.equal(exits.of_kind.unavailable, ran.code)
        assert.matches("lua%-argparse", ran.stderr)
    end)

    it("says how to get the simulator, which the other commands don't need",
        function()
            local name = "whatsapp.registration.simulator."
            for _, words in ipairs { '"simulate"', '"simulate", "--port", "0"' }
            do
                local ran = run(name .. "command_options " .. name
                    .. "main", words)
                assert.equal(exits.of_kind.unavailable, ran.code, ran.stderr)
                assert.matches("whatsapp%-registration%-simulator", ran.stderr)
            end
            assert.equal(0, run(name .. "command_options",
                '"explain", "10"').code)
        end)

    it("says how to get LuaSQL, or how to do without, and sends nothing",
        function()
            local ran = run("luasql.sqlite3", '"register"')
            assert.equal(exits.of_kind.unavailable, ran.code)
            assert.matches("lua%-sql%-sqlite3", ran.stderr)
            assert.matches("%-%-no%-journal", ran.stderr)
            assert.same({}, sim:received())
            ran = run("luasql.sqlite3", '"register", "--no-journal"')
            assert.equal(0, ran.code, ran.stderr)
            assert.equal(1, #sim:received { operation = "register" })
        end)

    it("shows a status without LuaSQL", function()
        local ran = run("luasql.sqlite3", '"status"')
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("no journal", ran.stderr)
    end)
end)

describe("the exit codes", function()
    it("are one for each kind, and for no other", function()
        local seen = {}
        for kind in pairs(core.kinds()) do
            local code = exits.of_kind[kind]
            assert.is_truthy(code, kind .. " has no code in exits.lua")
            assert.is_nil(seen[code])
            assert.is_true(code >= 10 and code < 64)
            seen[code] = kind
        end
        for kind in pairs(exits.of_kind) do
            assert.is_truthy(core.kinds()[kind], kind)
        end
    end)
end)
