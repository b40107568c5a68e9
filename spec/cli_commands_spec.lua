-- The commands that look around, and the conventions that all commands follow,
-- against the simulator.

local cjson = require("cjson").new()
local commands = require "spec.support.command"
local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"
local exits = require "whatsapp.registration.cli.exits"
local pty = require "spec.support.pty"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"
local webhooks = require "spec.support.webhooks"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"
local WABA = "102290129340398"

describe("the command", function()
    local sim, command = commands.served()

    local function with(changes)
        return { env = changes }
    end

    local function sent()
        local names = {}
        for _, request in ipairs(sim:received()) do
            if request.method ~= "GET" then
                names[#names + 1] = request.operation
            end
        end
        return names
    end

    local function check_of(report, name)
        for _, check in ipairs(report.checks) do
            if check.name == name then
                return check
            end
        end
        error("no check " .. name)
    end

    describe("doctor", function()
        it("says what is in order, and what is not", function()
            local ran = command:run({ "doctor", REGISTERED })
            assert.equal(0, ran.code, ran.stdout .. ran.stderr)
            assert.matches("token +ok: ", ran.stdout)
            assert.matches("account +not looked at: ", ran.stdout)
            assert.equal("", ran.stderr)
            ran = command:run { "doctor", NEW }
            assert.equal(exits.of_kind.verification_required, ran.code)
            assert.matches("number +failed: ", ran.stdout)
            assert.same({}, sent())
            ran = command:run { "doctor", REGISTERED, "--waba-id", WABA }
            assert.equal(exits.FAILURE, ran.code)
            assert.matches("whatsapp%-registration subscribe", ran.stdout)
        end)

        it("is a document with --json", function()
            local ran = command:json({ "doctor" }, with {
                WHATSAPP_PHONE_NUMBER_ID = REGISTERED,
                WHATSAPP_WABA_ID = WABA })
            local report = ran.documents[1]
            assert.equal(1, #ran.documents)
            assert.is_false(report.healthy)
            assert.is_true(check_of(report, "account").ok)
            assert.equal("subscribe_app",
                check_of(report, "app_subscribed").next_action)
            assert.equal(exits.FAILURE, ran.code)
        end)

        it("says how to give what is missing, and asks nobody", function()
            local ran = command:json({ "doctor" }, with {
                WHATSAPP_ACCESS_TOKEN = false })
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
                    local check = check_of(report, name)
                    assert.is_false(check.ok)
                    assert.equal("unavailable", check.kind)
                end
                assert.is_true(check_of(report, "number").ok)
            end)
    end)

    describe("numbers", function()
        local function lines_of(ran)
            local lines = {}
            for line in ran.stdout:gmatch "[^\n]+" do
                lines[#lines + 1] = line
            end
            return lines
        end

        it("lists an account's numbers with tabs through a pipe", function()
            local ran = command:run { "numbers", WABA }
            assert.equal(0, ran.code, ran.stderr)
            local lines = lines_of(ran)
            assert.equal(NEW .. "\t+1 555-010-0922\tLucky Shrub\tPENDING\tno"
                .. "\tno\t10", lines[1])
            assert.is_true(#lines > 16)
            for _, line in ipairs(lines) do
                assert.equal(6, select(2, line:gsub("\t", "")))
            end
            assert.same({}, sent())
        end)

        it("says how many attempts each has left", function()
            command:run({ "register", VERIFIED }, with {
                WHATSAPP_PIN = "071934" })
            local ran = command:run { "numbers", WABA, "--filter",
                "id=" .. VERIFIED }
            assert.matches("\tyes\tyes\t9\n$", ran.stdout)
            ran = command:run { "numbers", WABA, "--no-journal", "--filter",
                "id=" .. VERIFIED }
            assert.matches("\tyes\tyes\t\n$", ran.stdout)
        end)

        it("keeps the numbers that all filters fit", function()
            for wanted, filters in pairs {
                [2] = { "--filter", "verified=no", "--filter",
                    "registered=yes" },
                [1] = { "--filter", "010-0930" },
                [0] = { "--filter", "status=NO" },
            } do
                local arguments = { "numbers", WABA }
                for _, word in ipairs(filters) do
                    arguments[#arguments + 1] = word
                end
                local ran = command:run(arguments)
                assert.equal(wanted, #lines_of(ran), ran.stdout)
            end
            local ran = command:run { "numbers", WABA, "--filter", "x=1" }
            assert.equal(exits.of_kind.invalid_request, ran.code)
        end)

        it("prints a document a number, with what the fields mean", function()
            local ran = command:json({ "numbers", "--filter",
                "id=" .. REGISTERED }, with { WHATSAPP_WABA_ID = WABA })
            local number = ran.documents[1]
            assert.equal(1, #ran.documents)
            assert.equal(REGISTERED, number.id)
            assert.is_true(number.registered)
            assert.is_true(number.verified)
            assert.equal(10, number.attempts_left)
        end)

        it("needs an account, and says how to give it", function()
            local ran = command:run { "numbers" }
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.matches("WHATSAPP_WABA_ID", ran.stderr)
            assert.equal(exits.of_kind.not_found,
                command:run({ "numbers", "123456789" }).code)
        end)

        it("never prints what a terminal would obey, nor breaks a line",
            function()
                sim:set_number(NEW, { verified_name = "a\tb\n\27[2Jc" })
                local ran = command:run { "numbers", WABA, "--filter",
                    "id=" .. NEW }
                assert.is_nil(ran.stdout:find("\27", 1, true))
                assert.equal(6, select(2, ran.stdout:gsub("\t", "")))
                assert.equal(1, select(2, ran.stdout:gsub("\n", "")))
            end)

        for columns, shown in pairs { [80] = "ID +NUMBER .*REG +VER +LEFT\n",
            [40] = "\n +number +" } do
            it("fits a terminal of " .. columns .. " columns", function()
                if not pty.is_available() then
                    return pending "no pseudo-terminal can be had here"
                end
                sim:set_number(NEW, { verified_name =
                    "Caf\195\169 of a very long name indeed" })
                local ran = command:at_terminal({}, { "numbers", WABA },
                    { columns = columns })
                assert.equal(0, ran.code)
                local text = ran.output:gsub("\27%[%d*m", ""):gsub("\r\n",
                    "\n")
                assert.matches(shown, text)
                for line in text:gmatch "([^\n\r]*)[\r\n]" do
                    local length = select(2, line:gsub("[^\128-\191]", ""))
                    assert.is_true(length < columns, line)
                end
            end)
        end
    end)

    it("token says what the token may do, and ends accordingly", function()
        local ran = command:run { "token" }
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("valid +yes\n", ran.stdout)
        assert.matches("permissions +whatsapp_business_management", ran.stdout)
        assert.is_nil(ran.stdout:find(support.TOKEN, 1, true))
        for token, kind in pairs { ["messaging-token"] = "permission",
            ["expired-token"] = "authentication" } do
            ran = command:json({ "token" }, with {
                WHATSAPP_ACCESS_TOKEN = token })
            assert.equal(exits.of_kind[kind], ran.code)
            assert.is_nil(ran.stdout:find(token, 1, true))
        end
        ran = command:json({ "token", "--waba-id", WABA }, with {
            WHATSAPP_ACCESS_TOKEN = "other-account-token" })
        assert.equal(exits.of_kind.permission, ran.code)
        assert.is_true(ran.documents[1].data.is_valid)
    end)

    it("subscribe and send do what they say, but not in a dry run", function()
        for _, arguments in ipairs {
            { "subscribe", WABA, "subscribe_app" },
            { "send", "+16505551234", "Hello there", "send_text" },
        } do
            local operation = table.remove(arguments)
            local given = with { WHATSAPP_PHONE_NUMBER_ID = REGISTERED }
            local ran = command:json(arguments, given)
            assert.equal(0, ran.code, ran.stdout)
            assert.equal(operation, ran.documents[1].operation)
            assert.same({ operation }, sent())
            arguments[#arguments + 1] = "--dry-run"
            ran = command:json(arguments, given)
            assert.equal(0, ran.code, ran.stdout)
            assert.is_true(ran.documents[1].dry_run)
            assert.same({ operation }, sent())
            sim:forget_received()
        end
        assert.equal(exits.of_kind.not_registered, command:run({ "send",
            "+16505551234", "Hello", "-n", VERIFIED }).code)
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

    describe("webhook verify", function()
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
            assert.matches("X%-Hub%-Signature%-256", ran.stderr)
            ran = verify("sha256=00", { env = {} })
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.matches("WHATSAPP_APP_SECRET", ran.stderr)
        end)
    end)

    describe("pin show", function()
        local function keep_a_pin()
            command:run({ "register", VERIFIED }, with {
                WHATSAPP_PIN = "071934" })
        end

        it("shows no PIN but at a terminal", function()
            keep_a_pin()
            local ran = command:run { "pin", "show", VERIFIED }
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.is_nil((ran.stdout .. ran.stderr):find("071934", 1, true))
            assert.equal(exits.USAGE, command:run({ "pin", "show", VERIFIED,
                "--json" }).code)
        end)

        it("shows the one that is kept, and says if there is none",
            function()
                if not pty.is_available() then
                    return pending "no pseudo-terminal can be had here"
                end
                keep_a_pin()
                local ran = command:at_terminal({}, { "pin", "show",
                    VERIFIED })
                assert.equal(0, ran.code)
                assert.matches("071934", ran.output)
                ran = command:at_terminal({}, { "pin", "show", NEW })
                assert.equal(exits.of_kind.invalid_request, ran.code)
                assert.matches("has none", ran.output)
            end)
    end)

    describe("line", function()
        it("shows help with status 0 for no command, help and help COMMAND",
            function()
                local whole = command:run { "--help" }.stdout
                assert.matches("\nCommands:\n", whole)
                for _, arguments in ipairs { {}, { "help" } } do
                    local ran = command:run(arguments)
                    assert.equal(0, ran.code)
                    assert.equal(whole, ran.stdout)
                    assert.equal("", ran.stderr)
                end
                for _, each in ipairs(definition.commands) do
                    local ran = command:run { "help", each[1] }
                    assert.equal(0, ran.code, each[1])
                    assert.matches("^Usage: whatsapp%-registration "
                        .. each[1]:gsub("%-", "%%-"), ran.stdout)
                end
                assert.equal(exits.USAGE,
                    command:run({ "help", "frobnicate" }).code)
            end)

        it("takes an id by itself, and options before the command", function()
            for _, arguments in ipairs {
                { "status", REGISTERED }, { "status", "-n", REGISTERED },
                { "-n", REGISTERED, "status" },
                { "--phone-number-id=" .. REGISTERED, "status" },
                { "--timeout", "5", "status", REGISTERED },
                { "status", REGISTERED, "-n", REGISTERED },
            } do
                local ran = command:json(arguments)
                assert.equal(0, ran.code, ran.stdout)
                assert.equal(REGISTERED, ran.documents[1].number.id)
            end
            local ran = command:run { "--json", "status", REGISTERED }
            assert.equal(REGISTERED, cjson.decode(ran.stdout).number.id)
        end)

        it("takes no PIN for an id, nor two ids, and repeats neither",
            function()
                for _, arguments in ipairs { { "register", "071934" },
                    { "status", REGISTERED, "-n", VERIFIED },
                    { "pin", "show", "071934" }, { "--pin", "071934",
                        "register" }, { "help", "071934" } } do
                    local ran = command:run(arguments)
                    assert.equal(exits.USAGE, ran.code)
                    assert.is_nil(ran.stderr:find("071934", 1, true))
                end
                assert.same({}, sim:received())
            end)

        it("says with --verbose what is sent, and no secret", function()
            local ran = command:run({ "register", VERIFIED, "--verbose" },
                with { WHATSAPP_PIN = "071934" })
            assert.equal(0, ran.code, ran.stderr)
            assert.matches("request: .*operation=phone_number", ran.stderr)
            assert.matches("response: .*operation=register .*status=200",
                ran.stderr)
            assert.matches("attempt: .*state=succeeded", ran.stderr)
            for _, secret in ipairs { "071934", support.TOKEN } do
                assert.is_nil(ran.stderr:find(secret, 1, true))
            end
            ran = command:json { "status", REGISTERED, "--verbose" }
            assert.equal(1, #ran.documents)
            assert.matches("response: ", ran.stderr)
        end)

        it("names itself, libcurl and Lua", function()
            local ran = command:run { "version" }
            assert.equal(0, ran.code)
            assert.matches("^whatsapp%-registration " .. core.version
                :gsub("%p", "%%%0") .. "\nlibcurl/%d.*\nLua", ran.stdout)
        end)

        it("explains the code with which it ended", function()
            for kind, code in pairs(exits.of_kind) do
                local shown = command:json { "explain", "exit",
                    tostring(code) }.documents[1]
                assert.equal(kind, shown.kind)
                assert.equal(code, shown.exit_code)
            end
            assert.matches("signal", command:run({ "explain", "exit", "130" })
                .stdout)
            assert.matches("as an exit code +authentication",
                command:run({ "explain", "12" }).stdout)
            for _, wrong in ipairs { "99", "x" } do
                assert.equal(exits.of_kind.invalid_request,
                    command:run({ "explain", "exit", wrong }).code)
            end
        end)
    end)
end)
