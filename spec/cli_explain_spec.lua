-- What codes, kinds and exit codes mean, and that each kind has an exit code.

local commands = require "spec.support.command"
local core = require "whatsapp.registration.core"
local exits = require "whatsapp.registration.cli.exits"
local registration = require "whatsapp.registration"

describe("the command explain", function()
    local _, command = commands.served()

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
