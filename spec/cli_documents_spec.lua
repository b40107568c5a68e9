-- The manual page and the completion scripts are those of the command line as
-- it is.

local definition = require "whatsapp.registration.cli.definition"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local FILES = { "man/whatsapp-registration.1",
    "completions/whatsapp-registration.bash",
    "completions/_whatsapp-registration" }

local function read(path)
    local file = assert(io.open(path))
    local text = file:read "*a"
    file:close()
    return text
end

local function has(program)
    return process.run({ "sh", "-c", "command -v " .. program }).code == 0
end

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

describe("what is made of the command line's definition", function()
    local folder

    setup(function()
        folder = process.run({ "mktemp", "-d" }).stdout:match "%S+"
        process.run { "mkdir", folder .. "/man", folder .. "/completions" }
    end)

    teardown(function()
        process.run { "rm", "-rf", folder }
    end)

    it("is as man/generate.lua makes it", function()
        local ran = process.run { interpreter(), "man/generate.lua", folder }
        assert.equal(0, ran.code, ran.stderr)
        for _, path in ipairs(FILES) do
            assert.equal(read(folder .. "/" .. path), read(path),
                path .. ": run lua5.4 man/generate.lua")
        end
    end)

    it("names each command, option and exit code in the manual", function()
        local manual = read(FILES[1])
        for _, command in ipairs(definition.commands) do
            assert.is_truthy(manual:find(".SS \\fB"
                .. command[1]:gsub("%-", "\\-"), 1, true), command[1])
        end
        assert.matches("10 invalid_request", manual, 1, true)
    end)

    it("names in the manual the options that each command takes", function()
        local manual = read(FILES[1]):gsub("\\f.", ""):gsub("\\%-", "-")
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
                "bin/whatsapp-registration", command[1], "--help" }).stdout
                :match "\nOptions:(.*)":gsub("%-%-help", "")
            assert.same(named_in(help), named_in(section), command[1])
        end
    end)

    it("names each command in the README", function()
        local readme = read "README.md"
        for _, command in ipairs(definition.commands) do
            assert.matches("[` ]" .. command[1]:gsub("%-", "%%-") .. "[` ]",
                readme)
        end
    end)

    if has "groff" then
        it("is a manual page that groff has nothing against", function()
            local ran = process.run { "groff", "-man", "-ww", "-Tutf8", "-z",
                FILES[1] }
            assert.equal(0, ran.code)
            assert.equal("", ran.stderr)
        end)
    end

    if has "mandoc" then
        it("is a manual page that mandoc has nothing against", function()
            local ran = process.run { "mandoc", "-T", "lint", "-W", "warning",
                FILES[1] }
            assert.equal("", ran.stdout .. ran.stderr)
        end)
    end

    it("completes commands and options in bash", function()
        local function complete(...)
            local words = table.concat({ "whatsapp-registration", ... }, " ")
            return process.run({ "bash", "-c", [[
                . completions/whatsapp-registration.bash
                COMP_WORDS=(]] .. words .. [[)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _whatsapp-registration
                echo "${COMPREPLY[@]}"]] }).stdout
        end
        assert.equal("set-pin setup\n",
            (complete("se"):gsub("^(setup) (set%-pin)", "%2 %1")))
        assert.equal("--dry-run\n", complete("register", "--dr"))
        assert.equal("--waba-id\n", complete("setup", "--waba"))
        assert.equal("SMS VOICE\n", complete("request-code", "--method",
            "''"))
    end)

    if has "zsh" then
        it("is a script that zsh can read", function()
            assert.equal(0, process.run({ "zsh", "-n", FILES[3] }).code)
        end)
    end
end)
