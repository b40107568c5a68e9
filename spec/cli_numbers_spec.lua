-- The list of an account's numbers.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local pty = require "spec.support.pty"

local NEW, VERIFIED, REGISTERED = "106540352242922", "106540352242923",
    "106540352242926"
local WABA = "102290129340398"

describe("the command numbers", function()
    local sim, command = commands.served()

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
        assert.same({}, sim:changes())
    end)

    it("says how many attempts each has left", function()
        command:run({ "register" },
            commands.on(VERIFIED, { WHATSAPP_PIN = "071934" }))
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
            "id=" .. REGISTERED }, { env = {
            WHATSAPP_WABA_ID = WABA } })
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
