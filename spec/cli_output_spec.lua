-- What the command line prints if that can't be written, if nobody reads
-- it, and if others have had a say in it.

local cjson = require("cjson").new()
local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"

local BROKEN_PIPE = 141

local sim, command = commands.served()

local function on(number, changes)
    return support.merge({ WHATSAPP_PHONE_NUMBER_ID = number,
        WHATSAPP_PIN = "071934" }, changes)
end

-- Runs a line of the shell in which $RUN is the command; a pipe that breaks is
-- none that is ignored, whatever this process was started with.
local function shell(line, env)
    return process.run({ "env", "--default-signal=PIPE", "bash", "-c", line },
        { env = command:env(support.merge({ RUN = "setsid --wait "
            .. interpreter() .. " cli/bin/whatsapp-registration" }, env)) })
end

describe("output that can't be written", function()
    it("is said, and ends with 1 if all went well otherwise", function()
        command:run({ "register" }, { env = on(VERIFIED) })
        for _, arguments in ipairs { "status", "status --json",
            "budget --json", "attempts --json", "explain 133005", "--help",
            "register --help", "--version", "completion zsh",
            "register --json" } do
            local ran = shell("$RUN " .. arguments .. " >/dev/full",
                on(VERIFIED))
            assert.equal(exits.FAILURE, ran.code, arguments)
            assert.matches("standard output: No space left on device",
                ran.stderr, 1, true)
        end
    end)

    it("leaves the code of an error as it is", function()
        local ran = shell("$RUN register --json >/dev/full",
            on(VERIFIED, { WHATSAPP_PIN = "no PIN" }))
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.matches("standard output", ran.stderr)
    end)

    it("ends with 1 if standard output is closed, and gets into nothing",
        function()
            local ran = shell("$RUN status >&-", on(VERIFIED))
            assert.equal(exits.FAILURE, ran.code)
            assert.matches("Bad file descriptor", ran.stderr)
            -- Without a journal: SQLite takes those descriptors itself.
            for _, name in ipairs { "preflight", "set-pin",
                "register --no-journal" } do
                sim:forget_received()
                ran = shell("$RUN " .. name .. " <&- >&- 2>&-", on(VERIFIED))
                assert.equal(exits.FAILURE, ran.code, name)
                for _, request in ipairs(sim:received()) do
                    assert.equal(200, request.status)
                end
            end
            assert.is_true(sim:number(VERIFIED).registered)
        end)
end)

describe("output that nobody reads", function()
    local function attempts()
        local journal = assert(sqlite.open(command.home
            .. "/state/whatsapp-registration/attempts.db"))
        local found = journal:attempts(VERIFIED)
        journal:close()
        return found
    end

    it("ends it quietly", function()
        -- The shell, too, holds the reading end for a moment.
        local until_unread = "(trap '' PIPE; while printf . 2>&-; do "
            .. "sleep 0.01; done); "
        for _, arguments in ipairs { "status", "--help", "explain",
            "status --json" } do
            local ran = shell("{ " .. until_unread .. "$RUN " .. arguments
                .. "; echo $? >&2; } | exec true", on(VERIFIED))
            assert.equal(BROKEN_PIPE .. "\n", ran.stderr, arguments)
        end
    end)

    it("stops a workflow between two steps", function()
        -- The reader goes meanwhile.
        sim:fault { operation = "setup_two_step", delay = 3 }
        local ran = shell("{ $RUN setup 2>&1; echo $? >&3; } 3>&2 | "
            .. "{ read -r line; exec <&-; echo \"  $line\"; }", on(VERIFIED))
        assert.equal(BROKEN_PIPE .. "\n", ran.stderr)
        assert.matches("^  preflight +done[^\n]+\n$", ran.stdout)
        assert.same({}, sim:received { operation = "register" })
    end)

    -- The outcome is unknown, so the number is read again and again: after the
    -- step before, nothing that is said about it can be written.
    it("leaves no attempt pending that was under way", function()
        sim:fault { operation = "register", fault = "drop_after" }
        sim:fault { operation = "phone_number", fault = "error", code = 2,
            after = 1, times = 0 }
        local ran = shell("{ $RUN register 2>&1; echo $? >&3; } 3>&2 | "
            .. "head -n 1", on(VERIFIED))
        assert.equal(BROKEN_PIPE .. "\n", ran.stderr)
        assert.equal(1, #sim:received { operation = "register" })
        assert.equal(1, #attempts())
        assert.equal("unknown", attempts()[1].state)
    end)
end)

describe("what others wrote", function()
    local EVIL = "\27]0;owned\7\r\nnext\194\155\50J\27[31m"
        .. "\226\128\170\226\128\174\226\129\166\226\129\169"

    -- But for line ends, and what takes the screen's own last line away
    local function assert_clean(shown)
        local rest = shown:gsub("\r", "")
        assert.is_nil(rest:find "[%z\1-\9\11-\31\127]", rest)
        assert.is_nil(rest:find "\194[\128-\159]")
        assert.is_nil(rest:find "\226\128[\168-\174]")
        assert.is_nil(rest:find "\226\129[\166-\169]")
        assert.is_nil(rest:find "\nnext")
    end

    it("is no command to the terminal in results, steps and errors",
        function()
            sim:set_number(REGISTERED, { verified_name = EVIL })
            for _, arguments in ipairs { { "status" }, { "preflight" },
                { "status", "--waba-id", "102290129340398" } } do
                local ran = command:run(arguments, { env = on(REGISTERED) })
                assert.equal(0, ran.code, ran.stderr)
                assert.matches("next", ran.stdout)
                assert_clean(ran.stdout)
            end
            for _, name in ipairs { "register", "setup" } do
                sim:fault { operation = "register", fault = "error", code = 10,
                    message = EVIL, details = EVIL, user_message = EVIL }
                local ran = command:run({ name }, { env = on(VERIFIED) })
                assert.equal(exits.of_kind.permission, ran.code)
                assert.matches("next", ran.stderr)
                assert_clean(ran.stderr)
            end
        end)

    it("is text in a document, and can be shown as well", function()
        sim:set_number(REGISTERED, { verified_name = EVIL })
        local ran = command:json({ "status" }, { env = on(REGISTERED) })
        assert.equal(EVIL, ran.documents[1].number.verified_name)
        assert_clean(ran.stdout)
    end)

    if pty.is_available() then
        it("is no command to the terminal in a prompt", function()
            sim:set_number(NEW, { display_phone_number = EVIL .. "+1" })
            local ran = command:at_terminal({ "?Code sent to", "!\4" },
                { "setup" }, { env = on(NEW, { NO_COLOR = "1" }) })
            assert.equal(exits.of_kind.verification_required, ran.code)
            assert_clean(ran.output)
        end)
    end
end)

describe("with --json there is one document", function()
    -- The command with something in the place of its modules
    local function run(code, arguments, env)
        local ran = process.run({ interpreter(), "-e", code
            .. " arg = { " .. arguments .. [[, "--json" }
            dofile "cli/bin/whatsapp-registration"]] },
            { env = command:env(support.merge(on(REGISTERED), env)) })
        local line = ran.stdout:match "^([^\n]+)\n$"
        ran.document = cjson.decode((assert(line, ran.stdout)))
        return ran
    end

    it("if the program has a mistake, and if it lacks a library",
        function()
            local ran = run([[
                package.preload["whatsapp.registration.cli.looks"] = function()
                    return { status = function() error "boom" end }
                end]], '"status"')
            assert.equal(exits.FAILURE, ran.code)
            assert.equal("internal", ran.document.error.kind)
            assert.matches("boom", ran.document.error.message)
            assert.matches("traceback", ran.stderr)
            ran = run([[package.preload.argparse = function() error "no" end]],
                '"status"')
            assert.equal(exits.of_kind.unavailable, ran.code)
            assert.equal("unavailable", ran.document.error.kind)
            assert.equal("", ran.stderr)
        end)

    it("if the arguments are wrong", function()
        for _, arguments in ipairs { '"status", "--nothing"', '"frobnicate"',
            '"register", "x"' } do
            local ran = run("", arguments)
            assert.equal(exits.USAGE, ran.code)
            assert.is_false(ran.document.success)
            assert.equal("invalid_request", ran.document.error.kind)
            assert.matches("%-%-help", ran.document.error.hint)
            assert.equal("", ran.stderr)
        end
    end)

    it("that says why there is no journal", function()
        local ran = run("", '"status", "--journal", "/dev/full"')
        assert.equal(0, ran.code)
        assert.matches("/dev/full", ran.document.journal_error)
        assert.is_nil(ran.document.budget)
        assert.equal("", ran.stderr)
    end)

    it("that keeps empty lists and all digits, and leaves texts as they are",
        function()
            sim:fault { operation = "phone_number", fault = "response",
                body = [=[{"big":[1065403522429221234,-9007199254740993,
                    9007199254740991,1.5],"empty":[],"health_status":
                    {"entities":[[],{"errors":[ ]},null]},"id":"]=]
                    .. REGISTERED .. [[","none":{},"nulls":[null],
                    "text":"[],12345678901234567890:\"[]"}]] }
            local ran = run("", '"status", "--no-journal"')
            assert.is_truthy(ran.stdout:gsub('"response":%b{},', "")
                :find([["number":{"big":["1065403522429221234",]]
                .. [["-9007199254740993",9007199254740991,1.5],"empty":[],]]
                .. [=["health_status":{"entities":[[],{"errors":[]}]},]=]
                .. [["id":"]]
                .. REGISTERED .. [[","none":{},"nulls":[],"text":"[],]]
                .. [[12345678901234567890:\"[]"}]], 1, true), ran.stdout)
        end)

    it("whatever the server answered", function()
        sim:fault { operation = "phone_number", fault = "response", body =
            '{"id":"1","many":1e999,"list":[1,null,3],"name":"\\u0007"}' }
        local ran = run("", '"status", "--no-journal"')
        assert.equal(0, ran.code, ran.stdout)
        assert.same({ 1, 3 }, ran.document.number.list)
        sim:fault { operation = "request_code", fault = "response",
            http_status = 502,
            body = ("x"):rep(199) .. "\195\169\195\169 \233" }
        ran = run("", '"request-code"')
        assert.equal(exits.of_kind.unavailable, ran.code)
        assert.equal(("x"):rep(199), ran.document.error.body)
    end)
end)
