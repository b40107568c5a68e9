-- A workflow waits until a number shows what was done: that trails by up to 90
-- seconds.

local confirming = require "spec.support.confirming"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local READY = confirming.READY

describe("the confirmation of a register", function()
    local sim, run = confirming.served()

    it("reads the number until it shows", function()
        sim:set_options { status_lag = 50 }
        local report = run:set_up(30)
        assert.is_true(report.success)
        assert.equal("CONNECTED", report.number.status)
        assert.equal(2, #run.told)
        assert.equal(1 + 3, #sim:received { operation = "phone_number" })
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("reports the waiting, with the time that is left", function()
        sim:set_options { status_lag = 50 }
        run:set_up(30)
        local waits = {}
        for _, event in ipairs(run.events) do
            waits[#waits + 1] = event.type == "wait" and event or nil
        end
        assert.equal(2, #waits)
        for index, step in ipairs(run.told) do
            local event = waits[index]
            assert.equal("confirm", step.name)
            assert.equal("confirm", event.step)
            assert.equal("phone_number", event.operation)
            assert.equal(READY, event.phone_number_id)
            assert.is_true(step.delay > 0 and step.elapsed >= 0)
            assert.is_true(step.left > 0 and step.left <= 90)
            assert.equal(step.delay, event.delay)
            assert.equal(step.left, event.left)
        end
        assert.is_true(run.told[2].delay > run.told[1].delay)
        assert.is_true(run.told[2].left < run.told[1].left)
    end)

    it("is given up after the time that is allowed", function()
        sim:set_options { status_lag = 900 }
        local err = support.failure_of(run.client, "setup_number",
            { pin = "071934", confirm = 1.5 })
        assert.equal("timeout", err.kind)
        assert.equal("confirm", err.step)
        assert.equal("check_status", err.next_action)
        assert.same({ "preflight", "request_code", "verify_code", "two_step",
            "register" }, err.completed)
        assert.matches("1%.5 seconds.*PENDING.*NOT_APPLICABLE", err.message)
        assert.is_false(err.attempt_spent)
    end)

    it("is left out if it is not wanted", function()
        sim:set_options { status_lag = 900 }
        local report = run:set_up(0, { confirm = false })
        assert.is_true(report.success)
        assert.equal("register", report.steps[#report.steps].name)
        assert.equal(1, #sim:received { operation = "phone_number" })
    end)

    it("goes on if a read fails for a passing reason", function()
        sim:fault { operation = "phone_number", after = 1, times = 2,
            fault = "error", code = 2 }
        assert.is_true(run:set_up(0).success)
        assert.equal(2, #run.told)
    end)

    it("ends if a read fails for good", function()
        sim:fault { operation = "phone_number", after = 1, fault = "error",
            code = 190 }
        local err = support.failure_of(run.client, "setup_number",
            { pin = "071934" })
        assert.equal("authentication", err.kind)
        assert.equal("confirm", err.step)
    end)

    it("ends if the server asks to wait for long", function()
        sim:fault { operation = "phone_number", after = 1,
            fault = "response", http_status = 503, body = "{}",
            headers = { ["retry-after"] = "60" } }
        local err = support.failure_of(run.client, "setup_number",
            { pin = "071934" })
        assert.equal("unavailable", err.kind)
        assert.equal(60, err.retry_after)
        assert.equal("confirm", err.step)
    end)

    it("reads no more when the server asks for a wait that does not fit",
        function()
            local function reads(wait)
                sim:reset()
                sim:fault { operation = "phone_number", after = 1, times = 0,
                    fault = "response", http_status = 503, body = "{}",
                    headers = { ["retry-after"] = tostring(wait) } }
                support.failure_of(run.client, "setup_number",
                    { pin = "071934", confirm = 1.9 * wait })
                return #sim:received { operation = "phone_number" }
            end
            assert.is_true(support.in_time(2, function(wait)
                local count = reads(wait)
                assert.is_true(count <= 3)
                return count == 3
            end))
        end)

    it("takes a number that works with limits", function()
        sim:set_number(READY, { status = "FLAGGED" })
        sim:fault { operation = "phone_number", fault = "response",
            body = '{"id":"1","status":"PENDING","platform_type":'
                .. '"NOT_APPLICABLE","code_verification_status":"VERIFIED"}' }
        assert.equal("FLAGGED", run:set_up(0).number.status)
    end)

    it("is that of another process if that registered while a person was "
        .. "asked for the code", function()
        sim:set_number(READY, { code_verification_status = "NOT_VERIFIED" })
        local report = run:set_up(0, { get_code = function()
            local id = run.journal:reserve(READY, "register")
            run.journal:settle(READY, id, "succeeded")
            sim:set_number(READY, { registered = true, pin = "071934" })
            return sim:code(READY)
        end })
        assert.is_true(report.success)
        assert.matches("the journal says",
            support.named(report.steps, "register").reason)
        assert.equal("done", support.named(report.steps, "confirm").outcome)
        assert.equal(0, run:registers())
    end)

    it("settles nothing in a dry run", function()
        run.journal:reserve(READY, "register")
        run:set_up(0, { dry_run = true })
        assert.equal(1, #run.journal:pending())
    end)

    it("settles what a killed process has left in the journal", function()
        run.journal:reserve(READY, "register")
        sim:set_number(READY, { registered = true, pin = "071934",
            registered_at = sim:now() })
        assert.is_true(run:set_up(0).success)
        assert.same({}, run.journal:pending())
        assert.equal("succeeded", run.client:attempts()[1].state)
        assert.same({}, sim:received { operation = "register" })
    end)
end)

describe("a host's waiting", function()
    local server = served()

    it("goes on while a workflow waits", function()
        local shown = support.merge(support.READY)
        local on = support.merge(shown, { status = "CONNECTED",
            platform_type = "CLOUD_API" })
        local answers = {}
        for index, body in ipairs { shown, shown, shown, shown, on } do
            answers[index] = raw.response(200, body)
        end
        server:answers(answers)
        local rounds, is_waiting = 0, false
        local client = support.client_for(server, { host = function(call)
            if is_waiting then
                rounds = rounds + 1
            end
            call:poll(0.01)
        end })
        local report = client:setup_number { pin = "071934",
            on_step = function(step)
                is_waiting = step.outcome == "waiting"
            end }
        assert.is_true(report.success)
        assert.equal(5, #server:received())
        assert.is_true(rounds > 5)
    end)
end)
