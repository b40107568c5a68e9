-- What the command line asks a person before it does what can't be taken back,
-- and what it does if nobody is there to answer.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local pty = require "spec.support.pty"
local support = require "spec.support.client"

local NEW, VERIFIED, PIN_ON, REGISTERED, COEXISTING = "106540352242922",
    "106540352242923", "106540352242925", "106540352242926",
    "106540352242928"

describe("the command line", function()
    local sim, command = commands.served()

    local function on(number, changes)
        return { env = support.merge({ WHATSAPP_PHONE_NUMBER_ID = number,
            NO_COLOR = "1" }, changes) }
    end

    -- What the server was asked to change
    local function changes()
        return table.concat(sim:changes(), " ")
    end

    -- Each hurts: its words, the number, and what it changes if it is meant
    local HURTING = {
        { { "deregister" }, REGISTERED, "deregister" },
        { { "change-region", "de" }, REGISTERED,
            "setup_two_step deregister set_local_storage register" },
        { { "set-pin", "--draw-pin" }, PIN_ON, "setup_two_step" },
        { { "setup", "--draw-pin" }, PIN_ON, "setup_two_step register" },
    }

    local function given_of(case)
        return on(case[2], case[1][1] == "change-region"
            and { WHATSAPP_PIN = "071934" } or nil)
    end

    local function with_yes(words)
        return { words[1], words[2] or "--yes", words[2] and "--yes" }
    end

    describe("without a terminal", function()
        for _, case in ipairs(HURTING) do
            local name = table.concat(case[1], " ")

            it("refuses " .. name .. ", and says how to mean it", function()
                local ran = command:run(case[1], given_of(case))
                assert.equal(exits.USAGE, ran.code)
                assert.equal("", ran.stdout)
                assert.matches("%-%-yes", ran.stderr)
                ran = command:json(case[1], given_of(case))
                assert.equal(exits.USAGE, ran.code)
                assert.equal("invalid_request", ran.documents[1].error.kind)
                assert.matches("%-%-yes", ran.documents[1].error.hint)
                assert.equal("", changes())
            end)

            it("does " .. name .. " with --yes", function()
                local ran = command:run(with_yes(case[1]), given_of(case))
                assert.equal(0, ran.code, ran.stderr)
                assert.equal(case[3], changes())
            end)
        end

        it("draws a PIN for a number that has none, without a question",
            function()
                for _, words in ipairs { { "set-pin", "--draw-pin" },
                    { "setup", "--draw-pin" } } do
                    command:reset()
                    sim:reset()
                    local ran = command:run(words, on(VERIFIED))
                    assert.equal(0, ran.code, ran.stderr)
                end
            end)

        it("draws none to replace the one in the PIN store", function()
            assert.equal(0, command:run({ "set-pin", "--draw-pin" },
                on(VERIFIED)).code)
            local pin = sim:number(VERIFIED).pin
            assert.equal(exits.USAGE, command:run({ "set-pin", "--draw-pin" },
                on(VERIFIED)).code)
            assert.equal(pin, sim:number(VERIFIED).pin)
        end)
    end)

    it("setup --no-code requests no code, and takes one that is given",
        function()
            local given = on(NEW, { WHATSAPP_PIN = "071934" })
            local ran = command:json({ "setup", "--no-code" }, given)
            assert.equal(exits.of_kind.verification_required, ran.code)
            assert.equal("", changes())
            command:run({ "request-code" }, given)
            given.env.WHATSAPP_CODE = sim:code(NEW)
            ran = command:run({ "setup", "--no-code" }, given)
            assert.equal(0, ran.code, ran.stderr)
        end)

    if not pty.is_available() then
        return pending "no pseudo-terminal can be had here"
    end

    describe("at a terminal", function()
        local function answer(typed, case)
            return command:at_terminal({ "?[y/N]", "!" .. typed }, case[1],
                given_of(case))
        end

        for _, case in ipairs(HURTING) do
            local name = table.concat(case[1], " ")

            it("asks before " .. name .. ", and takes only yes for yes",
                function()
                    for typed, code in pairs { ["\r"] = 33, ["n\r"] = 33,
                        ["\4"] = 33, ["\3"] = 130 } do
                        local ran = answer(typed, case)
                        assert.equal(code, ran.code, ran.output)
                        assert.matches("%+1 555%-010%-09%d%d %(Lucky Shrub%)",
                            ran.output)
                        assert.equal("", changes())
                    end
                    local ran = answer("y\r", case)
                    assert.equal(0, ran.code, ran.output)
                    assert.equal(case[3], changes())
                end)
        end

        it("asks nothing if there is nothing to deregister", function()
            local ran = command:at_terminal({}, { "deregister" },
                on(VERIFIED))
            assert.equal(0, ran.code, ran.output)
            ran = command:at_terminal({}, { "change-region", "de" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
            assert.equal(0, ran.code, ran.output)
        end)

        it("asks for no PIN that would be typed in vain", function()
            for _, words in ipairs { { "register" }, { "setup" } } do
                local ran = command:at_terminal({}, words, on(COEXISTING))
                assert.equal(exits.of_kind.not_registrable, ran.code,
                    ran.output)
            end
            for _, words in ipairs { { "register" }, { "set-pin" } } do
                local ran = command:at_terminal({}, words, on(VERIFIED,
                    { WHATSAPP_ACCESS_TOKEN = "expired-token" }))
                assert.equal(exits.of_kind.authentication, ran.code,
                    ran.output)
            end
            assert.equal("", changes())
        end)
    end)
end)
