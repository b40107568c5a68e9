-- How all commands take their arguments, and what they say of them.

local cjson = require("cjson").new()
local commands = require "spec.support.command"
local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"
local exits = require "whatsapp.registration.cli.exits"
local support = require "spec.support.client"

local VERIFIED, REGISTERED = "106540352242923", "106540352242926"

describe("the command line", function()
    local sim, command = commands.served()

    it("shows help with status 0 for no command, for help and for each "
        .. "command, either way", function()
        local whole = command:run { "--help" }.stdout
        assert.matches("\nCommands:\n", whole)
        for _, arguments in ipairs { {}, { "help" } } do
            local ran = command:run(arguments)
            assert.equal(0, ran.code)
            assert.equal(whole, ran.stdout)
            assert.equal("", ran.stderr)
        end
        for _, each in ipairs(definition.commands) do
            for _, arguments in ipairs { { "help", each[1] },
                { each[1], "--help" } } do
                local ran = command:run(arguments)
                assert.equal(0, ran.code, each[1])
                assert.matches("^Usage: whatsapp%-registration "
                    .. each[1]:gsub("%-", "%%-"), ran.stdout)
            end
        end
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
            { env = { WHATSAPP_PIN = "071934" } })
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
        assert.equal("whatsapp-registration " .. core.version .. "\n",
            command:run({ "--version" }).stdout)
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
                commands.on(VERIFIED))
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.matches("^[%l_]*:? ?invalid_request: [^\n]*" .. case[2],
                ran.stderr)
            assert.matches("\n  option: " .. option, ran.stderr, 1, true)
        end
        local ran = command:run({ "change-region", "xx" },
            commands.on(VERIFIED))
        assert.matches("region: expected off, or one of AE, ",
            ran.stderr)
        ran = command:run({ "send", "me", "hi" }, commands.on(REGISTERED))
        assert.matches("to: expected a phone number", ran.stderr)
        assert.is_nil(ran.stderr:find("option:", 1, true))
        ran = command:run({ "budget", "--journal", "a", "--no-journal" },
            commands.on(VERIFIED))
        assert.equal(exits.of_kind.invalid_request, ran.code)
        ran = command:run({ "setup" },
            commands.on(VERIFIED, { WHATSAPP_PHONE_NUMBER_ID = false }))
        assert.matches("set WHATSAPP_PHONE_NUMBER_ID", ran.stderr)
        assert.same({}, sim:received())
    end)

    it("ends with 2 if the arguments are wrong", function()
        for _, wrong in ipairs { { "frobnicate" },
            { "help", "frobnicate" }, { "register", "x" },
            { "register", "--timeout", "soon" }, { "status", "--nothing" },
            { "completion", "tcsh" } } do
            local ran = command:run(wrong)
            assert.equal(exits.USAGE, ran.code, ran.stderr)
            assert.equal("", ran.stdout)
        end
        local ran = command:run { "fleet", "run", "x", "--canary", "few" }
        assert.matches("%-%-canary: expected a number", ran.stderr)
    end)
end)
