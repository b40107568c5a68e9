-- Where the commands take PINs from, where they keep them, and who sees them.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local process = require "spec.support.process"
local pty = require "spec.support.pty"

local NEW, VERIFIED = "106540352242922", "106540352242923"
local on = commands.on

describe("the command", function()
    local sim, command = commands.served()

    describe("set-pin", function()
        it("sets and keeps a PIN", function()
            local ran = command:run({ "set-pin" },
                on(VERIFIED, { WHATSAPP_PIN = "860213" }))
            assert.equal(0, ran.code, ran.stderr)
            assert.equal("860213", sim:number(VERIFIED).pin)
            assert.matches("kept in " .. command.home, ran.stdout, 1, true)
            assert.equal("600\n", process.run { "stat", "-c", "%a",
                command.home .. "/state/whatsapp-registration/pins" }.stdout)
        end)

        it("draws one that is kept and not shown", function()
            local ran = command:run({ "set-pin", "--draw-pin" }, on(VERIFIED))
            assert.equal(0, ran.code, ran.stderr)
            local pin = sim:number(VERIFIED).pin
            assert.matches("^%d%d%d%d%d%d$", pin)
            assert.is_nil((ran.stdout .. ran.stderr):find(pin, 1, true))
            assert.equal(0, command:run({ "register" }, on(VERIFIED)).code)
        end)

        it("draws none that would be lost", function()
            local ran = command:run({ "set-pin", "--draw-pin",
                "--no-pin-store" }, on(VERIFIED))
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.same({}, sim:received())
        end)
    end)

    describe("setup", function()
        it("uses the same PIN when it is run again", function()
            sim:fault { operation = "register", fault = "error",
                code = 131031 }
            assert.is_not.equal(0, command:run({ "setup", "--draw-pin" },
                on(VERIFIED)).code)
            local pin = sim:number(VERIFIED).pin
            sim:clear_faults()
            assert.equal(0, command:run({ "setup", "--draw-pin" },
                on(VERIFIED)).code)
            assert.equal(pin, sim:number(VERIFIED).pin)
        end)

        it("draws one PIN when several run at once", function()
            local children = {}
            for each = 1, 4 do
                children[each] = command:start({ "setup", "--draw-pin" },
                    on(VERIFIED))
            end
            process.finish(children)
            for _, request in ipairs(sim:received()) do
                assert.is_nil(request.error_code)
            end
            local pins = process.run { "grep", "-c", VERIFIED, command.home
                .. "/state/whatsapp-registration/pins" }
            assert.equal("1\n", pins.stdout)
        end)

        it("takes no drawn PIN and a given one, nor does set-pin", function()
            for _, name in ipairs { "setup", "set-pin" } do
                for _, given in ipairs { { WHATSAPP_PIN = "071934" }, {} } do
                    local words = { name, "--draw-pin" }
                    if not given.WHATSAPP_PIN then
                        words[3] = "--pin-file"
                        words[4] = command:file("pin", "071934")
                    end
                    local ran = command:json(words, on(VERIFIED, given))
                    assert.equal(exits.of_kind.invalid_request, ran.code)
                    assert.matches("--draw-pin", ran.stdout, 1, true)
                end
            end
            assert.same({}, sim:changes())
        end)
    end)

    describe("pin show", function()
        local function keep_a_pin()
            command:run({ "register" },
                on(VERIFIED, { WHATSAPP_PIN = "071934" }))
        end

        it("shows no PIN but at a terminal", function()
            keep_a_pin()
            local ran = command:run { "pin", "show", VERIFIED }
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.is_nil((ran.stdout .. ran.stderr):find("071934", 1, true))
            assert.equal(exits.USAGE, command:run({ "pin", "show", VERIFIED,
                "--json" }).code)
        end)

        it("shows the one that is kept, and says if there is none",
            function()
                if not pty.is_available() then
                    return pending "no pseudo-terminal can be had here"
                end
                keep_a_pin()
                local ran = command:at_terminal({}, { "pin", "show",
                    VERIFIED })
                assert.equal(0, ran.code)
                assert.matches("071934", ran.output)
                ran = command:at_terminal({}, { "pin", "show", NEW })
                assert.equal(exits.of_kind.invalid_request, ran.code)
                assert.matches("has none", ran.output)
            end)
    end)
end)
