-- The manual page and the completion scripts say what the command line takes.

local commands = require "spec.support.command"
local definition = require "whatsapp.registration.cli.definition"
local parser = require "whatsapp.registration.cli.parser"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"

local unpack = table.unpack or unpack

local PAGE = "cli/man/whatsapp-registration.1"

describe("the example command_line", function()
    it("sets a number up, and shows what is refused", function()
        local ran = process.run({ "examples/command_line.sh" },
            { timeout = 60 })
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("done: 106540352242922 is registered", ran.stdout)
        assert.matches("attempts left +9 of 10", ran.stdout)
        assert.matches('"state":"succeeded"', ran.stdout)
        assert.matches("exit code +16\n$", ran.stdout)
    end)
end)

describe("the manual's transcript", function()
    local sim, command = commands.served()

    -- What is left to be seen of what was shown at a terminal
    local function seen(output)
        local lines = {}
        for line in output:gmatch "([^\n]*)\n" do
            local now = ""
            for part in (line .. "\r"):gmatch "([^\r]*)\r" do
                now = part .. now:sub(#part + 1)
            end
            lines[#lines + 1] = now:gsub(" +$", "")
        end
        return table.concat(lines, "\n")
    end

    -- Without what is another each time
    local function lasting(text)
        return (text:gsub(" +%d+%.%d s", " N s"):gsub("wamid%.%S+", "wamid")
            :gsub("trace: %S+", "trace"))
    end

    it("is what is seen", function()
        local page = files.read "doc/command-line.md"
        local transcript = page:match "```console\n(.-)\n```"
        local lines, shown = { [[whatsapp-registration() {
            "$LUA" cli/bin/whatsapp-registration "$@"; }]] }, {}
        for line in transcript:gmatch "[^\n]+" do
            local typed = line:match "^%$ (.*)"
            lines[#lines + 1] = typed
            shown[#shown + 1] = not typed and line:gsub(" +$", "") or nil
        end
        local code = command.home .. "/code"
        local started = command:start_shell_at_terminal({ "?Code sent to",
            "@" .. code, "<" .. code }, table.concat(lines, "\n"),
            { columns = 100, env = { LUA = interpreter(), NO_COLOR = "1",
                WHATSAPP_ACCESS_TOKEN = false,
                WHATSAPP_PHONE_NUMBER_ID = false } })
        local deadline = os.time() + 60
        while not sim:code(commands.NUMBER) do
            assert(os.time() < deadline, "no code was requested")
            process.sleep(0.05)
        end
        command:file("code.new", sim:code(commands.NUMBER) .. "\r")
        os.rename(command.home .. "/code.new", code)
        local ran = started:finish()
        assert.equal(lasting(table.concat(shown, "\n")),
            lasting(seen(ran.output)), ran.errors)
    end)
end)

describe("what is made of the command line's definition", function()
    local folder

    setup(function()
        folder = files.folder()
        for shell, name in pairs { bash = "/bash", fish = "/fish",
            zsh = "/_whatsapp-registration" } do
            files.write(folder .. name, process.run { interpreter(),
                "cli/bin/whatsapp-registration", "completion", shell }.stdout)
        end
    end)

    teardown(function()
        files.remove(folder)
    end)

    it("is the manual as cli/man/generate.lua makes it", function()
        local ran = process.run { interpreter(), "cli/man/generate.lua" }
        assert.equal(ran.stdout, files.read(PAGE), ran.stderr
            .. "run lua5.4 cli/man/generate.lua > " .. PAGE)
    end)

    it("names each command, option and exit code in the manual", function()
        local manual = files.read(PAGE)
        for _, command in ipairs(definition.commands) do
            assert.is_truthy(manual:find(".SS \\fB"
                .. command[1]:gsub("%-", "\\-"), 1, true), command[1])
        end
        assert.matches("10 invalid_request", manual, 1, true)
    end)

    it("names in the manual the options that each command takes", function()
        local manual = files.read(PAGE):gsub("\\f.", ""):gsub("\\%-", "-")
        local function named_in(text)
            local names, seen = {}, {}
            for name in text:gmatch "%-%-[%a-]+" do
                names[#names + 1] = not seen[name] and name or nil
                seen[name] = true
            end
            table.sort(names)
            return names
        end
        for _, command in ipairs(definition.commands) do
            local section = manual:match("\n%.SS " .. command[1]:gsub("%-",
                "%%-") .. "[ \n](.-)\n%.S")
            local help = process.run({ interpreter(),
                "cli/bin/whatsapp-registration", command[1], "--help" })
                .stdout:match "\nOptions:(.*)":gsub("%-%-help", "")
            assert.same(named_in(help), named_in(section), command[1])
        end
    end)

    it("lists in doc/command-line.md the fields of an error", function()
        local rows = {}
        for name, meaning in files.read("doc/command-line.md")
            :match "\n## JSON\n(.-)\n## "
            :gmatch "\n| `([%w_]+)` | ([^|\n]+) |" do
            rows[#rows + 1] = { name, meaning }
        end
        assert.same(require "whatsapp.registration.cli.error_fields", rows)
    end)

    it("completes commands, options and choices in fish", function()
        for line, shown in pairs {
            ["dereg"] = "deregister\t",
            ["register --dr"] = "--dry-run\t",
            ["budget --no"] = "--no-journal\t",
            ["completion f"] = "fish\t",
            ["request-code --method V"] = "VOICE\t",
        } do
            local ran = process.run { "fish", "--no-config", "-c",
                ("source %s; complete -C 'whatsapp-registration %s'")
                :format(folder .. "/fish", line) }
            assert.equal("", ran.stderr)
            assert.matches(shown, ran.stdout, 1, true)
        end
    end)

    it("names each command in doc/command-line.md", function()
        local page = files.read "doc/command-line.md"
        for _, command in ipairs(definition.commands) do
            assert.matches("[` ]" .. command[1]:gsub("%-", "%%-") .. "[` ]",
                page)
        end
    end)

    it("is a manual page that groff and mandoc have nothing against", function()
        for _, words in ipairs {
            { "groff", "-man", "-ww", "-Tutf8", "-z", PAGE },
            { "mandoc", "-T", "lint", "-W", "warning", PAGE },
        } do
            local ran = process.run(words)
            assert.equal("", ran.stdout .. ran.stderr)
            assert.equal(0, ran.code)
        end
        local shown = process.run { "mandoc", "-T", "ascii", PAGE }
        assert.matches("WHATSAPP%-REGISTRATION%(1%)", shown.stdout)
    end)

    it("has texts of one sentence, which completions show whole", function()
        local script = files.read(folder .. "/_whatsapp-registration")
        for _, command in ipairs(definition.commands) do
            for _, option in ipairs(parser.options(command)) do
                local text = option[3]:gsub("%.$", "")
                    :gsub('["%]:`$]', "\\%0")
                assert.is_truthy(script:find("[" .. text .. "]", 1, true),
                    text)
            end
        end
    end)

    it("completes commands and options in bash", function()
        local function complete(...)
            local words = table.concat({ "whatsapp-registration", ... }, " ")
            return process.run({ "bash", "-c", ". " .. folder .. [[/bash
                COMP_WORDS=(]] .. words .. [[)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _whatsapp-registration
                echo "${COMPREPLY[@]}"]] }).stdout
        end
        assert.equal("set-pin setup\n",
            (complete("set"):gsub("^(setup) (set%-pin)", "%2 %1")))
        assert.equal("--dry-run\n", complete("register", "--dr"))
        assert.equal("--waba-id\n", complete("setup", "--waba"))
        assert.equal("SMS VOICE\n", complete("request-code", "--method",
            "''"))
    end)

    -- An interactive zsh of its own, in which a line is typed
    local function complete_in_zsh(line, ...)
        local steps = { "?READY> ", "!whatsapp-registration " .. line }
        for _, shown in ipairs { ... } do
            steps[#steps + 1] = "?" .. shown
        end
        steps[#steps + 1] = "!\3"
        steps[#steps + 1] = "!\21exit\r"
        return pty.run(steps, { "zsh", "-i" },
            { columns = 160, env = { ZDOTDIR = folder } })
    end

    it("completes commands, options and choices in zsh", function()
        if not pty.is_available() then
            return pending "no pseudo-terminal can be had here"
        end
        files.write(folder .. "/.zshrc",
            "fpath=($ZDOTDIR $fpath)\nautoload -Uz compinit\n"
            .. "compinit -u -d $ZDOTDIR/dump\nPS1='READY> '\n")
        assert.equal("", process.run({ "zsh", "-n",
            folder .. "/_whatsapp-registration" }).stderr)
        for line, shown in pairs {
            ["dereg\t"] = { "deregister" },
            ["register --dr\t"] = { "--dry-run" },
            ["budget --no\t"] = { "--no-journal" },
            ["completion \t\t"] = { "bash", "fish", "zsh" },
            ["request-code --method \t\t"] = { "SMS", "VOICE" },
        } do
            local ran = complete_in_zsh(line, unpack(shown))
            assert.is_nil(ran.errors:find "too late", ran.output)
        end
    end)
end)
