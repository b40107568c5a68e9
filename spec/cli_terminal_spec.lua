-- What is typed at a prompt is not shown, and the terminal is as it was before,
-- however the prompt ends.

local posix = require "whatsapp.registration.posix"
local terminal = require "whatsapp.registration.cli.terminal"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"

local SIGINT, SIGQUIT, SIGPIPE, SIGTERM = 2, 3, 13, 15

-- Runs Lua at a terminal, with `core` at hand
local function at_terminal(steps, code)
    return pty.run(steps, { interpreter(), "-e", [[
        local terminal = require "whatsapp.registration.cli.terminal"
        local function show(...)
            io.write("<", table.concat({ tostring((...)),
                tostring((select(2, ...))) }, "|"), ">\n")
        end
        ]] .. code })
end

-- A sanitizer handles SIGSEGV itself.
local IS_SANITIZED = os.getenv "MEMORY_IS_CHECKED" ~= nil

local ASK = [[show(terminal.ask "PIN: ")]]

if not pty.is_available() then
    pending "no pseudo-terminal can be had here: /dev/pts is not mounted"
    return
end

describe("a prompt at a terminal", function()
    it("takes a line that is not shown, and shows what is typed after",
        function()
            local ran = at_terminal({ "?PIN: ", "=", "!071934\r" },
                [[local pin = terminal.ask "PIN: "
                io.write(#pin, pin == "071934" and " right" or " wrong")]])
            assert.same({ "off", "on" }, ran.echo)
            assert.equal("PIN: \r\n6 right", ran.output)
            assert.equal(0, ran.code)
        end)

    it("shows what is typed if that is no secret", function()
        local ran = at_terminal({ "?Sure? ", "=", "!y\r" },
            [[show(terminal.ask("Sure? ", true))]])
        assert.same({ "on", "on" }, ran.echo)
        assert.equal("Sure? y\r\n<y|nil>\r\n", ran.output)
    end)

    it("takes what can be mended while it is typed", function()
        local ran = at_terminal({ "?PIN: ", "!0719\127\127" .. "34\r" }, ASK)
        assert.matches("<0734|nil>", ran.output, 1, true)
    end)

    it("takes a line as long as a token", function()
        local ran = at_terminal({ "?PIN: ", "!" .. ("x"):rep(2000) .. "\r" },
            [[io.write("<", #terminal.ask "PIN: ", ">")]])
        assert.matches("<2000>", ran.output, 1, true)
        assert.is_nil(ran.output:find "xx")
    end)

    it("takes an end of input for no answer", function()
        local ran = at_terminal({ "?PIN: ", "!\4" }, ASK)
        assert.matches("<nil|nil>", ran.output, 1, true)
        assert.same({ "on" }, ran.echo)
    end)

    it("ends at Ctrl-C, and the program goes on to end in good order",
        function()
            local ran = at_terminal({ "?PIN: ", "!0719\3" }, ASK .. [[
                show(terminal.interrupted())
                show(terminal.ask "Again: ")]])
            assert.matches("<nil|interrupted>", ran.output, 1, true)
            assert.matches("<" .. SIGINT .. "|nil>", ran.output, 1, true)
            assert.matches("Again: \r\n<nil|interrupted>", ran.output, 1, true)
            assert.is_nil(ran.output:find "0719")
            assert.same({ "on" }, ran.echo)
        end)

    it("ends at SIGTERM and SIGQUIT as well", function()
        for _, number in ipairs { SIGTERM, SIGQUIT } do
            local ran = at_terminal({ "?PIN: ", "-" .. number },
                ASK .. "show(terminal.interrupted())")
            assert.matches("<nil|interrupted>", ran.output, 1, true)
            assert.matches("<" .. number .. "|nil>", ran.output, 1, true)
            assert.same({ "on" }, ran.echo)
        end
    end)

    it("leaves the terminal as it was when another signal ends the program",
        function()
            for name, number in pairs { USR1 = 10, USR2 = 12, ALRM = 14,
                VTALRM = 26, PROF = 27, XCPU = 24, XFSZ = 25, IO = 29,
                ABRT = 6, SEGV = not IS_SANITIZED and 11 or nil,
                RTMIN = 34 } do
                local ran = at_terminal({ "?PIN: ", "!0719", "-" .. number },
                    ASK)
                assert.equal(128 + number, ran.code, name)
                assert.same({ "on" }, ran.echo, name)
            end
        end)

    it("ends at Ctrl-\\, which would leave it hidden", function()
        local ran = at_terminal({ "?PIN: ", "!0719\28" }, ASK)
        assert.matches("<nil|interrupted>", ran.output, 1, true)
        assert.same({ "on" }, ran.echo)
    end)

    it("is not stopped by Ctrl-Z, which would leave it hidden", function()
        local ran = at_terminal({ "?PIN: ", "!12\26" .. "3\r" }, ASK)
        assert.matches("<12\26" .. "3|nil>", ran.output, 1, true)
        assert.same({ "on" }, ran.echo)
    end)

    it("says so if there is no terminal", function()
        local ran = process.run { "setsid", "--wait", interpreter(), "-e",
            [[print(require("whatsapp.registration.cli.terminal").ask "x")]] }
        assert.equal("nil\tthere is no terminal\n", ran.stdout)
    end)
end)

describe("signals that end a program", function()
    local function run(code)
        return process.run { interpreter(), "-e", [[
            local terminal = require "whatsapp.registration.cli.terminal"
            local ppid = io.popen "echo $PPID"
            local kill = "kill -%s " .. ppid:read "*l"
            ]] .. code }
    end

    it("are noted if they are caught, one at a time", function()
        local ran = run [[
            terminal.catch_interrupts()
            print(terminal.interrupted())
            io.popen(kill:format "INT"):close() -- os.execute ignores it
            print(terminal.interrupted())]]
        assert.equal("nil\n2\n", ran.stdout)
    end)

    it("end it at once when they come twice", function()
        local ran = run [[
            terminal.catch_interrupts()
            os.execute(kill:format "TERM")
            os.execute(kill:format "TERM")
            print "still here"]]
        assert.equal("", ran.stdout)
        assert.equal(128 + SIGTERM, ran.code)
    end)

    it("stay ignored if SIGHUP was", function()
        local ran = process.run { "sh", "-c",
            [[trap "" HUP; exec "$0" -e "
            local terminal = require 'whatsapp.registration.cli.terminal'
            terminal.catch_interrupts()
            local ppid = io.popen 'echo \$PPID'
            os.execute('kill -HUP ' .. ppid:read '*l')
            print(terminal.interrupted())"]], interpreter() }
        assert.equal("nil\n", ran.stdout)
    end)
end)

describe("what a program writes", function()
    local function shell(line, code)
        return process.run { "sh", "-c", line, interpreter(), [[
            local terminal = require "whatsapp.registration.cli.terminal"
            ]] .. code }
    end

    it("is noted as SIGPIPE if nobody reads it, and the program goes on",
        function()
            -- The writer begins when nobody holds the reading end, not even
            -- the shell.
            local ran = shell([[{
                (trap '' PIPE; while printf . 2>&-; do sleep 0.01; done)
                env --default-signal=PIPE "$0" -e "$1"; } | exec true]], [[
                terminal.catch_interrupts()
                local written, problem = terminal.standard_write(1, "x")
                io.stderr:write(tostring(written), " ", problem, " ",
                    terminal.interrupted(), "\n")
                os.execute "kill -PIPE $$; echo still here >&2"]])
            assert.equal("nil Broken pipe " .. SIGPIPE .. "\n", ran.stderr)
        end)

    it("is written whole if there is no room at once", function()
        local ran = shell([["$0" -e "$1" | { sleep 0.3; wc -c; }]], [[
            assert(terminal.standard_write(1, ("x"):rep(1000000)))]])
        assert.equal("1000000", ran.stdout:match "%d+")
    end)

    it("is not written if there is no room at all", function()
        local ran = shell([["$0" -e "$1" >/dev/full]], [[
            io.stderr:write(select(2, terminal.standard_write(1, "x")))]])
        assert.equal("No space left on device", ran.stderr)
    end)

    it("gets into no file that takes the number of a closed descriptor",
        function()
            local path = os.tmpname()
            local ran = shell([["$0" -e "$1" <&- >&-]], ([[
                assert(terminal.standard_take())
                local file = assert(io.open(%q, "w"))
                local _, problem = terminal.standard_write(1, "secret")
                io.stderr:write(problem, " ",
                    select(2, io.read "*l") or "nothing")]]):format(path))
            assert.equal("Bad file descriptor Bad file descriptor",
                ran.stderr)
            local file = assert(io.open(path))
            assert.equal("", file:read "*a")
            file:close()
            os.remove(path)
        end)
end)

describe("the width of a terminal", function()
    it("is that of the terminal a descriptor is on, nil of anything else",
        function()
            local ran = pty.run({}, { interpreter(), "-e", [[
                local terminal = require "whatsapp.registration.cli.terminal"
                print(terminal.width(1), terminal.width(9))]] },
                { columns = 43 })
            assert.matches("^43%s+nil", ran.output)
            assert.is_nil(terminal.width(-1))
        end)
end)

describe("a private directory", function()
    local folder

    before_each(function()
        folder = files.folder()
    end)

    after_each(function()
        files.remove(folder)
    end)

    local function mode_of(path)
        return process.run({ "stat", "-c", "%a", path }).stdout:match "%d+"
    end

    it("is made with all above it that is missing, for its owner alone",
        function()
            local path = folder .. "/a/b/c"
            assert.is_true(posix.private_directory(path))
            for _, each in ipairs { "/a", "/a/b", "/a/b/c" } do
                assert.equal("700", mode_of(folder .. each))
            end
        end)

    it("stays as it is if it is there", function()
        process.run { "chmod", "755", folder }
        assert.is_true(posix.private_directory(folder .. "/"))
        assert.equal("755", mode_of(folder))
    end)

    it("says what is in the way", function()
        process.run { "touch", folder .. "/file" }
        local made, problem = posix.private_directory(folder .. "/file")
        assert.is_nil(made)
        assert.equal(folder .. "/file: is not a directory", problem)
        assert.is_nil(posix.private_directory(folder .. "/file/below"))
        assert.is_nil((posix.private_directory ""))
        assert.is_nil((posix.private_directory(("/x"):rep(3000))))
    end)
end)
