-- The commands that register a number and take it off: what the server gets,
-- what is printed, how it ends.

local commands = require "spec.support.command"
local core = require "whatsapp.registration.core"
local exits = require "whatsapp.registration.cli.exits"
local process = require "spec.support.process"

local NEW, VERIFIED, PIN_ON, REGISTERED = "106540352242922",
    "106540352242923", "106540352242925", "106540352242926"
local on = commands.on

describe("the command", function()
    local sim, command = commands.served()

    describe("register", function()
        it("registers with the PIN of the environment, and keeps it",
            function()
                local ran = command:json({ "register" },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(0, ran.code, ran.stderr)
                assert.equal(1, #ran.documents)
                assert.is_true(ran.documents[1].success)
                assert.equal(VERIFIED, ran.documents[1].phone_number_id)
                assert.equal("", ran.stderr)
                assert.same({ "register" }, sim:changes())
                assert.equal("071934", sim:number(VERIFIED).pin)
                -- Again, with the PIN that was kept
                assert.equal(0, command:run({ "register" },
                    on(VERIFIED)).code)
                assert.equal(2, #sim:received { operation = "register" })
            end)

        it("ends with the code of the error's kind, and says what to do",
            function()
                local ran = command:run({ "register" },
                    on(PIN_ON, { WHATSAPP_PIN = "071934" }))
                assert.equal(exits.of_kind.pin_mismatch, ran.code)
                assert.equal("", ran.stdout)
                assert.matches("pin_mismatch %(133005%)", ran.stderr)
                assert.is_truthy(ran.stderr:find(
                    core.explain(133005).hint, 1, true))
                assert.matches("attempt spent: yes", ran.stderr)
            end)

        it("prints an error as a document", function()
            local ran = command:json({ "register" },
                on(PIN_ON, { WHATSAPP_PIN = "071934" }))
            assert.equal(exits.of_kind.pin_mismatch, ran.code)
            assert.equal(1, #ran.documents)
            assert.is_false(ran.documents[1].success)
            assert.equal("pin_mismatch", ran.documents[1].error.kind)
            assert.equal("fix_pin", ran.documents[1].error.next_action)
            assert.equal("", ran.stderr)
        end)

        it("sends nothing but reads in a dry run", function()
            local ran = command:json({ "register", "--dry-run" },
                on(VERIFIED))
            assert.equal(0, ran.code, ran.stdout)
            assert.equal("register",
                ran.documents[1].steps[1].result.action)
            assert.equal("planned", ran.documents[1].steps[2].outcome)
            assert.equal(10, ran.documents[1].budget.left)
            ran = command:run({ "register", "--dry-run" }, on(VERIFIED))
            assert.matches("the number +register\n", ran.stdout)
            assert.same({}, sim:changes())
        end)

        it("sends nothing that is sure to fail, and says what it would be",
            function()
                for number, kind in pairs {
                    [NEW] = "verification_required",
                    ["106540352242928"] = "not_registrable",
                    ["106540352242929"] = "not_registrable",
                    ["106540352242930"] = "deregistration_incomplete",
                    ["106540352242934"] = "not_registrable",
                    ["106540352242935"] = "verification_required",
                    ["106540352242936"] = "account_locked",
                } do
                    local given = on(number, { WHATSAPP_PIN = "071934" })
                    for _, words in ipairs { { "register" },
                        { "register", "--dry-run" } } do
                        local ran = command:json(words, given)
                        assert.equal(exits.of_kind[kind], ran.code, ran.stdout)
                        assert.equal(kind, ran.documents[1].error.kind)
                        assert.equal("local", ran.documents[1].error.origin)
                        assert.is_false(ran.documents[1].error.attempt_spent)
                    end
                    assert.same({}, sim:changes())
                    assert.not_equal(0,
                        command:run({ "register", "--force" }, given).code)
                    assert.same({ "register" }, sim:changes())
                    sim:forget_received()
                end
            end)

        it("sets the region as the version of the API wants it", function()
            for version, expected in pairs {
                ["v25.0"] = { "set_local_storage", "register" },
                ["v20.0"] = { "register" },
            } do
                sim:reset()
                command:reset()
                local ran = command:run({ "register", "--region", "DE",
                    "--api-version", version },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(0, ran.code, ran.stderr)
                assert.same(expected, sim:changes())
                assert.equal("DE", sim:number(VERIFIED).storage_region)
            end
        end)

        it("waits while an earlier one may come to show, but with --force",
            function()
                local given = on(VERIFIED, { WHATSAPP_PIN = "071934" })
                sim:fault { operation = "register", fault = "drop_before" }
                sim:fault { operation = "phone_number", fault = "error",
                    code = 190, after = 1 }
                assert.equal(exits.of_kind.network,
                    command:run({ "register" }, given).code)
                sim:clear_faults()
                local child = command:start({ "register" }, given)
                local deadline = os.time() + 60
                local said
                repeat
                    process.sleep(0.05)
                    said = select(2, child:output())
                until said:find "preflight: waiting" or os.time() > deadline
                assert.matches("preflight: waiting %d+ s", said)
                child:stop()
                assert.equal(1, #sim:received { operation = "register" })
                assert.equal(0, command:run({ "register", "--force" },
                    given).code)
                assert.equal(2, #sim:received { operation = "register" })
            end)

        it("shows a look after a lost answer as a look, not as a register",
            function()
                sim:fault { operation = "register", fault = "drop_before" }
                sim:fault { operation = "phone_number", fault = "error",
                    code = 190, after = 2 }
                local ran = command:run({ "register" },
                    on(VERIFIED, { WHATSAPP_PIN = "071934" }))
                assert.equal(exits.of_kind.network, ran.code)
                assert.matches("reading the number again", ran.stderr)
                assert.is_nil(ran.stderr:find "register again")
                assert.equal(1, #sim:received { operation = "register" })
            end)

        it("refuses the eleventh here, and sends it with --force", function()
            local given = on(VERIFIED, { WHATSAPP_PIN = "071934" })
            for _ = 1, 10 do
                assert.equal(0, command:run({ "register" }, given).code)
            end
            local ran = command:json({ "register" }, given)
            assert.equal(exits.of_kind.registration_limit, ran.code)
            assert.equal("local", ran.documents[1].error.origin)
            assert.equal(10, #sim:received { operation = "register" })
            assert.equal(ran.code,
                command:run({ "register", "--dry-run" }, given).code)
            assert.equal(0, command:run({ "register", "--dry-run", "--force" },
                given).code)
            ran = command:json({ "register", "--force" }, given)
            assert.equal("server", ran.documents[1].error.origin)
        end)
    end)

    describe("deregister", function()
        it("takes a registered number off", function()
            local ran = command:json({ "deregister", "--yes" },
                on(REGISTERED))
            assert.equal(0, ran.code, ran.stdout)
            assert.same({ "deregister" }, sim:changes())
            assert.equal("deregister", ran.documents[1].steps[2].name)
        end)

        it("sends nothing if the number is not registered", function()
            assert.equal(0, command:run({ "deregister", "--yes" },
                on(VERIFIED)).code)
            assert.same({}, sim:changes())
        end)

        it("sends what is sure to fail with --force only", function()
            for _, number in ipairs { VERIFIED, "106540352242928" } do
                local is_off = number == VERIFIED
                local given = on(number)
                for _, words in ipairs { { "deregister", "--yes" },
                    { "deregister", "--dry-run" } } do
                    assert.equal(is_off and 0 or exits.of_kind.not_registrable,
                        command:run(words, given).code)
                end
                assert.same({}, sim:changes())
                -- The server says that it is off: that is what was wanted.
                assert.equal(is_off and 0 or exits.of_kind.not_registrable,
                    command:run({ "deregister", "--yes", "--force" },
                        given).code)
                assert.same({ "deregister" }, sim:changes())
                sim:forget_received()
            end
            assert.equal(exits.of_kind.not_found, command:run({ "deregister",
                "--yes", "--force", "--waba-id", "215589313241560883" },
                on(REGISTERED)).code)
            assert.same({}, sim:changes())
        end)
    end)
end)
