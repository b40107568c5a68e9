-- A workflow sends no register beside one whose outcome nobody knows.

local confirming = require "spec.support.confirming"
local support = require "spec.support.client"

local READY = confirming.READY

describe("a register whose outcome nobody knows", function()
    local sim, run = confirming.served()

    local id

    before_each(function()
        run:at(1000)
        sim:set_options { status_lag = 60 }
        sim:set_number(READY, { registered = true, pin = "071934",
            registered_at = sim:now() })
        id = run.journal:reserve(READY, "register")
        run:at(1020)
    end)

    local function settled()
        run.journal:settle(READY, id, "unknown")
    end

    local function refused(options)
        local err = support.failure_of(run.client, "setup_number",
            support.merge({ pin = "071934" }, options))
        assert.equal("timeout", err.kind)
        assert.equal("local", err.origin)
        assert.equal("no", err.sent)
        assert.is_false(err.attempt_spent)
        assert.equal("check_status", err.next_action)
        assert.equal("register", err.operation)
        assert.matches("a register was sent 20 s ago", err.message)
        assert.equal(0, run:registers())
        return err
    end

    for state, settle in pairs { pending = function() end,
        unknown = settled } do
        it("is waited for before another is sent, being " .. state,
            function()
                settle()
                local report = run:set_up(70)
                assert.is_true(report.success)
                assert.equal("preflight", run.told[1].name)
                assert.is_true(run.told[1].left <= 70)
                assert.equal("the number is registered",
                    support.named(report.steps, "register").reason)
                assert.equal("skipped",
                    support.named(report.steps, "confirm").outcome)
                assert.equal(0, run:registers())
            end)

        it("is not risked again if waiting is not wanted, being "
            .. state, function()
            settle()
            local err = refused { confirm = false }
            assert.equal("preflight", err.step)
            assert.equal(70, math.ceil(err.retry_after))
            assert.equal(1, #sim:received())
        end)
    end

    it("is waited for no longer than is allowed", function()
        local err = refused { confirm = 1.5, on_step = function(step)
            run.told[#run.told + 1] = step.outcome == "waiting" and step or nil
        end }
        assert.equal("preflight", run.told[1].name)
        assert.is_true(run.told[1].left <= 1.5)
        assert.is_true(err.retry_after < 70 and err.retry_after > 40)
    end)

    it("is sent again when 90 seconds have passed since it was sent",
        function()
            run:at(1080)
            settled()
            run:at(1090)
            run:set_up(70)
            assert.equal("confirm", run.told[1].name)
            assert.equal(1, run:registers())
        end)

    it("is waited for no longer than is left", function()
        run:at(1089.4)
        run:set_up(0, { on_step = function(step)
            if step.outcome == "waiting" then
                run.told[#run.told + 1] = step
                sim:advance(step.name == "confirm" and 70 or 0)
            end
        end })
        assert.equal("preflight", run.told[1].name)
        assert.is_true(run.told[1].left <= 0.61)
        assert.equal(1, run:registers())
    end)

    it("is sent again by force", function()
        run:set_up(70, { force = true })
        assert.equal("confirm", run.told[1].name)
        assert.equal(1, run:registers())
    end)

    it("is not waited for in a dry run, which says what would be",
        function()
            local report = run:set_up(0, { dry_run = true })
            assert.equal("planned",
                support.named(report.steps, "register").outcome)
            refused { dry_run = true, confirm = false }
            assert.same({}, run.told)
            assert.equal("pending", run.client:attempts()[1].state)
        end)

    it("is no longer waited for if a read fails for good", function()
        run:fails_at "preflight"
        assert.equal(0, run:registers())
    end)

    it("is waited for only after the code if that is missing",
        function()
            sim:set_number(READY, { registered = false,
                code_verification_status = "NOT_VERIFIED" })
            local asked = 0
            local err = refused { confirm = 0.1, get_code = function()
                asked = asked + 1
                return sim:code(READY)
            end }
            assert.equal(1, asked)
            assert.equal("register", err.step)
            assert.equal("two_step", err.completed[#err.completed])
        end)

    it("is a deregister's as well", function()
        run.journal:settle(READY, id, "succeeded")
        run.journal:reserve(READY, "deregister")
        run:show("CONNECTED", "CLOUD_API")
        local err = support.failure_of(run.client, "release_number",
            { confirm = 0.1 })
        assert.equal("preflight", err.step)
        assert.matches("a deregister was sent 0 s ago", err.message)
        assert.same({}, sim:received { method = "POST" })
        sim:clear_faults()
        sim:set_number(READY, { registered = false })
        assert.is_true(run.client:release_number({}).success)
        assert.same({}, sim:received { method = "POST" })
    end)
end)
