-- What the command line prints where that can't be written, where nobody reads
-- it, and where others have had a say in it.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"

local BROKEN_PIPE = 141

local sim = served(simulator.start)
local command

setup(function()
    command = commands.new(sim)
end)

teardown(function()
    command:stop()
end)

before_each(function()
    command:reset()
end)

local function on(number, changes)
    return support.merge({ WHATSAPP_PHONE_NUMBER_ID = number,
        WHATSAPP_PIN = "071934" }, changes)
end

-- Runs a line of the shell in which $RUN is the command; a pipe that breaks is
-- none that is ignored, whatever this process was started with.
local function shell(line, env)
    return process.run({ "env", "--default-signal=PIPE", "bash", "-c", line },
        { env = command:env(support.merge({ RUN = "setsid --wait "
            .. interpreter() .. " bin/whatsapp-registration" }, env)) })
end

describe("output that can't be written", function()
    it("is said, and ends with 1 where all went well otherwise", function()
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

    it("ends with 1 where standard output is closed, and gets into nothing",
        function()
            local ran = shell("$RUN status >&-", on(VERIFIED))
            assert.equal(exits.FAILURE, ran.code)
            assert.matches("Bad file descriptor", ran.stderr)
            sim:forget_received()
            ran = shell("$RUN register <&- >&- 2>&-", on(VERIFIED))
            assert.equal(exits.FAILURE, ran.code)
            local register = sim:received { operation = "register" }
            assert.equal(1, #register)
            assert.equal(200, register[1].status)
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
        for _, arguments in ipairs { "status", "--help", "explain",
            "status --json" } do
            local ran = shell("{ $RUN " .. arguments
                .. "; echo $? >&2; } | true", on(VERIFIED))
            assert.equal(BROKEN_PIPE .. "\n", ran.stderr, arguments)
        end
    end)

    it("stops a workflow between two steps", function()
        sim:fault { operation = "setup_two_step", delay = 1 }
        local ran = shell("{ $RUN setup 2>&1; echo $? >&3; } 3>&2 | head -n 1",
            on(VERIFIED))
        assert.equal(BROKEN_PIPE .. "\n", ran.stderr)
        assert.matches("^  preflight +done[^\n]+\n$", ran.stdout)
        assert.same({}, sim:received { operation = "register" })
    end)

    -- The outcome is unknown, so the number is read, and that again and again:
    -- the first word about it can't be written.
    it("leaves no attempt pending that was under way", function()
        sim:fault { operation = "register", fault = "drop_after" }
        sim:fault { operation = "phone_number", fault = "error", code = 2,
            times = 0 }
        local ran = shell("{ $RUN register 2>&1; echo $? >&3; } 3>&2 | true",
            on(VERIFIED))
        assert.equal(BROKEN_PIPE .. "\n", ran.stderr)
        assert.equal(1, #sim:received { operation = "register" })
        assert.equal(1, #attempts())
        assert.equal("unknown", attempts()[1].state)
    end)
end)

describe("what others wrote", function()
    local EVIL = "\27]0;owned\7\r\nnext\194\155\50J\27[31m"

    -- But for line ends, and what takes the screen's own last line away
    local function assert_clean(shown)
        local rest = shown:gsub("\r", "")
        assert.is_nil(rest:find "[%z\1-\9\11-\31\127]", rest)
        assert.is_nil(rest:find "\194[\128-\159]")
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
                sim:fault { operation = "register", fault = "error", code = 1,
                    message = EVIL, details = EVIL, user_message = EVIL }
                local ran = command:run({ name }, { env = on(VERIFIED) })
                assert.equal(exits.of_kind.unavailable, ran.code)
                assert.matches("next", ran.stderr)
                assert_clean(ran.stderr)
            end
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
