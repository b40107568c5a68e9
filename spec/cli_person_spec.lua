-- The command line as a person has it: at a terminal, with prompts, colour,
-- a clock, and Ctrl-C.

local commands = require "spec.support.command"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local support = require "spec.support.client"
local sqlite = require "whatsapp.registration.journal.sqlite"

local NEW, VERIFIED, REGISTERED =
    "106540352242922", "106540352242923", "106540352242926"

local INTERRUPTED = 130

if not pty.is_available() then
    pending "no pseudo-terminal can be had here: /dev/pts is not mounted"
    return
end

describe("at a terminal", function()
    local sim, command = commands.served()

    local function on(number, changes)
        return { env = support.merge({ WHATSAPP_PHONE_NUMBER_ID = number,
            NO_COLOR = "1" }, changes) }
    end

    it("PIN and token are asked for, and not shown", function()
        local ran = command:at_terminal({ "?Access token: ", "=",
            "!EAAGtypedtoken\r", "?PIN: ", "=", "!071934\r" }, { "register" },
            on(VERIFIED, { WHATSAPP_ACCESS_TOKEN = false }))
        assert.equal(0, ran.code, ran.output)
        assert.same({ "off", "off", "on" }, ran.echo)
        assert.is_nil(ran.output:find "071934")
        assert.is_nil(ran.output:find "EAAGtyped")
        local request = sim:received { operation = "register" }[1]
        assert.equal("Bearer EAAGtypedtoken", request.headers.authorization)
        assert.equal("071934", sim:number(VERIFIED).pin)
    end)

    it("a new PIN is asked for twice", function()
        local ran = command:at_terminal({ "?New PIN: ", "!860213\r",
            "?Again: ", "!860214\r" }, { "set-pin" }, on(VERIFIED))
        assert.matches("not the same", ran.output)
        assert.same({}, sim:received { method = "POST" })
        ran = command:at_terminal({ "?New PIN: ", "!860213\r", "?Again: ",
            "!860213\r" }, { "set-pin" }, on(VERIFIED))
        assert.equal(0, ran.code, ran.output)
        assert.equal("860213", sim:number(VERIFIED).pin)
    end)

    it("setup asks for the code, again if it was mistyped", function()
        local started = command:start_at_terminal({
            "?Code sent to +1 555-010-0922: ", "!000000\r", "?incorrect",
            "?Code sent to", "@" .. command.home .. "/go", "!\4" },
            { "setup" }, on(NEW, { WHATSAPP_PIN = "071934" }))
        command:file("go", "")
        local ran = started:finish()
        assert.equal(18, ran.code, ran.output)
        assert.matches("stopped at +verify_code", ran.output)
        assert.equal(1, #sim:received { operation = "verify_code" })
        -- The code is known only after it was requested.
        local code = sim:code(NEW)
        ran = command:at_terminal({}, { "setup" },
            on(NEW, { WHATSAPP_PIN = "071934", WHATSAPP_CODE = code }))
        assert.equal(0, ran.code, ran.output)
        assert.is_true(sim:number(NEW).registered)
    end)

    it("setup asks for the code that was sent before, and for no other",
        function()
            local given = on(NEW, { WHATSAPP_PIN = "071934" })
            for _, before in ipairs { { "setup" }, { "request-code" } } do
                sim:reset()
                command:reset()
                local ran = command:at_terminal(before[1] == "setup"
                    and { "?Code sent to", "!\4" } or {}, before, given)
                assert.equal(before[1] == "setup" and 18 or 0, ran.code)
                ran = command:at_terminal({ "?Code sent to",
                    "!" .. sim:code(NEW) .. "\r" }, { "setup" }, given)
                assert.equal(0, ran.code, ran.output)
                assert.equal(1, #sim:received { operation = "request_code" })
                local budget = command:json({ "budget" }, given).documents[1]
                assert.equal(9, budget.code_requests.left)
            end
        end)

    -- A code that was refused or used is of no use to the next run.
    it("setup requests another code after the one before was tried",
        function()
            local given = on(NEW, { WHATSAPP_PIN = "071934" })
            for _, code in ipairs { "wrong", "right" } do
                sim:reset()
                command:reset()
                command:run({ "request-code" }, given)
                given.env.WHATSAPP_CODE = code == "right" and sim:code(NEW)
                    or "000000"
                command:run({ "verify-code" }, given)
                given.env.WHATSAPP_CODE = nil
                sim:set_number(NEW, { code_verification_status =
                    "NOT_VERIFIED" })
                command:at_terminal({ "?Code sent to", "!\4" }, { "setup" },
                    given)
                assert.equal(2, #sim:received { operation = "request_code" })
            end
        end)

    it("setup asks for the code of a number that shows nothing of itself",
        function()
            sim:set_number(NEW, { withheld_fields = {
                "display_phone_number", "name_status" } })
            local ran = command:at_terminal({ "?Code sent to " .. NEW,
                "!\4" }, { "setup" }, on(NEW, { WHATSAPP_PIN = "071934" }))
            assert.equal(18, ran.code, ran.output)
        end)

    it("Ctrl-C at a prompt ends it before anything is sent", function()
        local ran = command:at_terminal({ "?PIN: ", "!07\3" }, { "register" },
            on(VERIFIED))
        assert.equal(INTERRUPTED, ran.code, ran.output)
        assert.same({ "on" }, ran.echo)
        assert.same({}, sim:received { method = "POST" })
        assert.matches("PIN: \r\n$", ran.output)
    end)

    it("Ctrl-C ends the wait for a pipe that nobody writes to", function()
        process.run { "mkfifo", "-m", "600", command.home .. "/fifo" }
        local started = command:start_at_terminal({ "@" .. command.home
            .. "/waits", "!\3" }, { "register", "--pin-file",
            command.home .. "/fifo" }, on(VERIFIED))
        -- Both ends are open now; nothing comes.
        local writer = process.start({ "sh", "-c", [[
            exec 3>"$1/fifo"; : >"$1/waits"; exec sleep 100]], "sh",
            command.home }, { wait = false })
        local ran = started:finish()
        writer:stop()
        assert.equal(INTERRUPTED, ran.code, ran.output)
        assert.equal("^C", ran.output)
    end)

    it("a secret from standard input is not shown if that is a terminal",
        function()
            local ran = command:at_terminal({ "?PIN: ", "=", "!071934\r" },
                { "register", "--pin-file", "-" }, on(VERIFIED))
            assert.equal(0, ran.code, ran.output)
            assert.same({ "off", "on" }, ran.echo)
            assert.is_nil(ran.output:find "071934")
            ran = command:at_terminal({ "?PIN: ", "!\4" },
                { "register", "--pin-file", "-" }, on(VERIFIED))
            assert.equal(10, ran.code)
            assert.matches("nothing was typed", ran.output)
        end)

    it("Ctrl-C at the prompt for the code ends it as well", function()
        local ran = command:at_terminal({ "?Code sent to", "!\3" },
            { "setup" }, on(NEW, { WHATSAPP_PIN = "071934" }))
        assert.equal(INTERRUPTED, ran.code, ran.output)
        assert.same({ "on" }, ran.echo)
        assert.same({}, sim:received { operation = "register" })
    end)

    -- The attempts of a number in the command's journal
    local function attempts_of(number)
        local journal = assert(sqlite.open(command.home
            .. "/state/whatsapp-registration/attempts.db"))
        local attempts = journal:attempts(number)
        journal:close()
        return attempts
    end

    local function interrupt(arguments, number, operation)
        os.remove(command.home .. "/arrived")
        sim:fault { operation = operation, delay = 60 }
        local started = command:start_at_terminal({ "@" .. command.home
            .. "/arrived", "!\3" }, arguments,
            on(number, { WHATSAPP_PIN = "071934" }))
        local deadline = os.time() + 60
        while #sim:received { operation = operation } == 0 do
            assert(os.time() < deadline, "the request never came")
            process.sleep(0.02)
        end
        command:file("arrived", "")
        return started:finish()
    end

    for _, arguments in ipairs { { "register" }, { "setup" } } do
        it("Ctrl-C during " .. arguments[1] .. " settles the journal first",
            function()
                local ran = interrupt(arguments, VERIFIED, "register")
                assert.equal(INTERRUPTED, ran.code, ran.output)
                assert.same({ "on" }, ran.echo)
                assert.matches("cancelled", ran.output)
                assert.matches("to go on: whatsapp%-registration status "
                    .. "finds%s+out what became of it. Then run",
                    ran.output)
                local attempts = attempts_of(VERIFIED)
                assert.equal(1, #attempts)
                assert.equal("unknown", attempts[1].state)
            end)
    end

    it("the terminal's last line says what is done, and for how long",
        function()
            sim:fault { operation = "register", delay = 3 }
            local ran = command:at_terminal({}, { "register" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            assert.equal(0, ran.code, ran.output)
            assert.matches("\r  register %.%.%. 0%.%d s", ran.output)
            assert.matches("\r  register %.%.%. [12]%.%d s", ran.output)
        end)

    it("a wait counts down", function()
        sim:fault { operation = "phone_number", fault = "error", code = 2,
            times = 2 }
        local ran = command:at_terminal({}, { "status" }, on(REGISTERED))
        assert.equal(0, ran.code, ran.output)
        assert.matches("\r  reading the number again: 1 s to wait",
            ran.output, 1, true)
    end)

    it("nothing is coloured under NO_COLOR, nor through a pipe", function()
        local ran = command:at_terminal({}, { "status" }, on(REGISTERED))
        assert.is_nil(ran.output:find "\27")
        ran = command:at_terminal({}, { "status" },
            on(REGISTERED, { NO_COLOR = "" }))
        assert.matches("registered *\27%[0m\27%[32myes", ran.output)
        ran = command:run({ "status" }, on(REGISTERED, { NO_COLOR = "" }))
        assert.is_nil(ran.stdout:find "\27")
    end)

    it("CLICOLOR_FORCE colours what goes through a pipe, but NO_COLOR doesn't",
        function()
            for _, case in ipairs { { "1", "", true }, { "0", "", false },
                { "", "", false }, { "1", "1", false } } do
                local given = on(REGISTERED, { CLICOLOR_FORCE = case[1],
                    NO_COLOR = case[2] })
                local ran = command:run({ "status" }, given)
                assert.equal(case[3], ran.stdout:find "\27" ~= nil)
                ran = command:json({ "status" }, given)
                assert.is_nil(ran.stdout:find "\27")
            end
        end)

    it("steps and errors are not coloured under NO_COLOR either", function()
        for _, colour in ipairs { "", "1" } do
            sim:reset()
            command:reset()
            sim:fault { operation = "register", fault = "error",
                code = 133005 }
            local ran = command:at_terminal({}, { "setup" }, on(VERIFIED,
                { WHATSAPP_PIN = "071934", NO_COLOR = colour }))
            assert.equal(16, ran.code, ran.output)
            if colour == "" then
                assert.matches("preflight +\27%[32mdone", ran.output)
                assert.matches("register +\27%[31mfailed", ran.output)
                assert.matches("\27%[31mregister: pin_mismatch", ran.output)
            else
                assert.matches("preflight +done", ran.output)
                assert.matches("register +failed", ran.output)
                assert.is_nil(ran.output:find "\27")
            end
            ran = command:run({ "setup" }, on(NEW, { NO_COLOR = colour,
                WHATSAPP_PIN = "071934" }))
            assert.is_nil((ran.stdout .. ran.stderr):find "\27")
        end
    end)

    it("what is shown fits a narrow terminal", function()
        local options = on(VERIFIED, { WHATSAPP_PIN = "071934" })
        options.columns = 24
        sim:fault { operation = "phone_number", fault = "error", code = 2 }
        local ran = command:at_terminal({}, { "setup" }, options)
        assert.equal(0, ran.code, ran.output)
        local count = 0
        for part in ran.output:gmatch "\r([^\r\n]+)" do
            if part:find "%.%.%. " or part:find "again" then
                count = count + 1
                assert.is_true(#part < 24, part)
            end
        end
        assert.is_true(count > 0)
        options.columns = 50
        ran = command:at_terminal({}, { "explain", "100/33" }, options)
        for line in ran.output:gmatch "[^\r\n]+" do
            assert.is_true(#line <= 50, line)
        end
    end)

    it("every line fits 40 columns, and none breaks within a word", function()
        local function lines_of(steps, words, number, changes)
            local given = on(number, changes)
            given.columns = 40
            local ran = command:at_terminal(steps, words, given)
            local lines = {}
            for line in ran.output:gmatch "[^\r\n]+" do
                lines[#lines + 1] = line
            end
            return lines, ran.output
        end
        for _, case in ipairs { { {}, { "setup" }, REGISTERED },
            { {}, { "status" }, REGISTERED }, { {}, { "preflight" }, NEW },
            { {}, { "register" }, "106540352242928" },
            { {}, { "budget" }, NEW }, { {}, { "doctor" }, NEW },
            { { "?[y/N]", "!n\r" }, { "deregister" }, REGISTERED },
            { {}, { "explain", "133005" }, NEW },
            { {}, { "register", "-n", "1" }, NEW } } do
            local lines, output = lines_of(case[1], case[2], case[3],
                { WHATSAPP_PIN = "071934" })
            assert.is_true(#lines > 1, output)
            for _, line in ipairs(lines) do
                -- The address of a page is one word.
                assert.is_true(#line < 40 or line:find "^https:%S+$" ~= nil,
                    line)
            end
        end
    end)

    it("--json prints documents only", function()
        local ran = command:at_terminal({}, { "setup", "--json" },
            on(VERIFIED, { WHATSAPP_PIN = "071934" }))
        assert.equal(0, ran.code)
        assert.matches("^{[^\n]+}\r\n$", ran.output)
    end)
end)
