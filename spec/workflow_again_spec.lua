-- A workflow that is run again before a number shows what the run before has
-- done.

local confirming = require "spec.support.confirming"
local support = require "spec.support.client"

local READY = confirming.READY

describe("the confirmation of a register in another run", function()
    local sim, run = confirming.served()

    before_each(function()
        run:at(1000)
        sim:set_options { status_lag = 60 }
        pcall(run.client.setup_number, run.client,
            { pin = "071934", confirm = 0.1 })
        assert.equal(1, run:registers())
        run:at(1020)
    end)

    it("goes on without another register", function()
        local report = run:set_up(70)
        assert.is_true(report.success)
        assert.equal("confirm", run.told[1].name)
        for _, name in ipairs { "two_step", "register" } do
            assert.equal("skipped", support.named(report.steps, name).outcome)
        end
        assert.matches("says that the number was registered 20 s ago",
            support.named(report.steps, "register").reason)
        assert.equal("done", support.named(report.steps, "confirm").outcome)
        assert.equal(1, run:registers())
    end)

    it("goes on so whether or not it is forced", function()
        assert.is_true(run:set_up(70, { force = true }).success)
        assert.equal(1, run:registers())
    end)

    it("registers again when it has not come to show in 90 seconds",
        function()
            run:at(1090)
            run:set_up(70)
            assert.equal("confirm", run.told[1].name)
            assert.equal(2, run:registers())
        end)

    it("waits no longer than is allowed, and registers no more",
        function()
            for _ = 1, 3 do
                local err = support.failure_of(run.client, "setup_number",
                    { pin = "071934", confirm = 0.1 })
                assert.equal("timeout", err.kind)
                assert.equal("confirm", err.step)
                assert.equal("check_status", err.next_action)
            end
            assert.equal(1, run:registers())
        end)

    it("waits not at all if that is not wanted, and registers no more",
        function()
            local report = run:set_up(0, { confirm = false })
            assert.is_true(report.success)
            assert.same({}, run.told)
            assert.equal("PENDING", report.number.status)
            assert.equal(1, run:registers())
        end)

    it("ends if a read fails for good", function()
        run:fails_at "confirm"
        assert.equal(1, run:registers())
    end)

    it("registers again if the clock was set back by more than that",
        function()
            run:at(890)
            run:set_up(70)
            assert.equal(2, run:registers())
        end)

    it("plans no register in a dry run", function()
        local report = run:set_up(0, { dry_run = true })
        assert.equal("skipped",
            support.named(report.steps, "register").outcome)
        assert.equal("planned", support.named(report.steps, "confirm").outcome)
        assert.same({}, run.told)
    end)

    it("registers a number that was deregistered since", function()
        run.client:deregister()
        run:set_up(70)
        assert.equal("confirm", run.told[1].name)
        assert.equal(2, run:registers())
    end)

    it("registers such a number also if it still shows to be on",
        function()
            run.client:deregister()
            run:show("CONNECTED", "CLOUD_API")
            local report = run:set_up(0)
            assert.equal("done",
                support.named(report.steps, "register").outcome)
            assert.equal(2, run:registers())
        end)

    it("registers no number again whose new name does not show yet",
        function()
            sim:set_options { status_lag = 0 }
            sim:set_number(READY, { new_name_status = "APPROVED",
                new_display_name = "Lucky Shrub Berlin" })
            assert.matches("the journal says",
                support.named(run:set_up(0).steps, "register").reason)
            assert.equal(1, run:registers())
            run:at(1090)
            assert.is_true(run:set_up(0).success)
            assert.equal(2, run:registers())
        end)

    it("deregisters a number to change its region that does not show to "
        .. "be on", function()
        run.client:change_region { pin = "071934", region = "DE",
            confirm = false }
        assert.equal(1, #sim:received { operation = "deregister" })
        assert.equal(2, run:registers())
        assert.equal("DE", sim:number(READY).storage_region)
    end)

    it("releases a number that does not show to be on", function()
        assert.is_true(run.client:release_number({}).success)
        assert.is_false(sim:number(READY).registered)
    end)

    it("releases no number twice that still shows to be on", function()
        run.client:release_number {}
        run:show("CONNECTED", "CLOUD_API")
        local report = run.client:release_number { confirm = false }
        assert.matches("says that the number was deregistered 0 s ago",
            support.named(report.steps, "deregister").reason)
        local err = support.failure_of(run.client, "release_number",
            { confirm = 0.1 })
        assert.equal("confirm", err.step)
        assert.equal(1, #sim:received { operation = "deregister" })
    end)
end)
