-- What a number shows trails what was done by up to 90 seconds.

local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local READY = "106540352242923"

describe("the confirmation of a register", function()
    local sim = served(simulator.start)
    local client, journal, events, told

    before_each(function()
        journal, events, told = memory.new(), {}, {}
        client = support.client_for(sim, { phone_number_id = READY,
            journal = journal, on_event = function(event)
                events[#events + 1] = event
            end })
    end)

    -- Sets up; while it waits, the simulator's clock goes on
    local function set_up(seconds, options)
        return client:setup_number(support.merge({ pin = "071934",
            on_step = function(step)
                if step.outcome == "waiting" then
                    told[#told + 1] = step
                    sim:advance(seconds)
                end
            end }, options))
    end

    it("reads the number until it shows", function()
        sim:set_options { status_lag = 50 }
        local report = set_up(30)
        assert.is_true(report.success)
        assert.equal("CONNECTED", report.number.status)
        assert.equal(2, #told)
        assert.equal(1 + 3, #sim:received { operation = "phone_number" })
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("tells of the waiting, with the time that is left", function()
        sim:set_options { status_lag = 50 }
        set_up(30)
        local waits = {}
        for _, event in ipairs(events) do
            waits[#waits + 1] = event.type == "wait" and event or nil
        end
        assert.equal(2, #waits)
        for index, step in ipairs(told) do
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
        assert.is_true(told[2].delay > told[1].delay)
        assert.is_true(told[2].left < told[1].left)
    end)

    it("is given up after the time that is allowed", function()
        sim:set_options { status_lag = 900 }
        local err = support.failure_of(client, "setup_number",
            { pin = "071934", confirm = 0.6 })
        assert.equal("timeout", err.kind)
        assert.equal("confirm", err.step)
        assert.equal("check_status", err.next_action)
        assert.same({ "preflight", "request_code", "verify_code", "two_step",
            "register" }, err.completed)
        assert.matches("0%.6 seconds.*PENDING.*NOT_APPLICABLE", err.message)
        assert.is_false(err.attempt_spent)
    end)

    it("is left out where it is not wanted", function()
        sim:set_options { status_lag = 900 }
        local report = set_up(0, { confirm = false })
        assert.is_true(report.success)
        assert.equal("register", report.steps[#report.steps].name)
        assert.equal(1, #sim:received { operation = "phone_number" })
    end)

    it("goes on where a read fails for a passing reason", function()
        sim:fault { operation = "phone_number", after = 1, times = 2,
            fault = "error", code = 2 }
        assert.is_true(set_up(0).success)
        assert.equal(2, #told)
    end)

    it("ends where a read fails for good", function()
        sim:fault { operation = "phone_number", after = 1, fault = "error",
            code = 190 }
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("authentication", err.kind)
        assert.equal("confirm", err.step)
    end)

    it("ends where the server tells to wait for long", function()
        sim:fault { operation = "phone_number", after = 1,
            fault = "response", http_status = 503, body = "{}",
            headers = { ["retry-after"] = "60" } }
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("unavailable", err.kind)
        assert.equal(60, err.retry_after)
        assert.equal("confirm", err.step)
    end)

    it("takes a number that works with limits", function()
        sim:set_number(READY, { status = "FLAGGED" })
        sim:fault { operation = "phone_number", fault = "response",
            body = '{"id":"1","status":"PENDING","platform_type":'
                .. '"NOT_APPLICABLE","code_verification_status":"VERIFIED"}' }
        assert.equal("FLAGGED", set_up(0).number.status)
    end)

    describe("in another run", function()
        local now

        before_each(function()
            now = 1000
            journal.now = function()
                return now
            end
            sim:set_options { status_lag = 60 }
            pcall(client.setup_number, client,
                { pin = "071934", confirm = 0.1 })
            assert.equal(1, #sim:received { operation = "register" })
        end)

        it("is waited for before another register is sent", function()
            local report = set_up(70)
            assert.is_true(report.success)
            assert.equal("preflight", told[1].name)
            assert.equal("skipped", report.steps[5].outcome)
            assert.equal(1, #sim:received { operation = "register" })
        end)

        it("is not waited for where 90 seconds have passed", function()
            now = 1090
            set_up(70)
            assert.equal("confirm", told[1].name)
            assert.equal(2, #sim:received { operation = "register" })
        end)

        it("is waited for no longer than is left", function()
            now = 1089.4
            set_up(0, { on_step = function(step)
                if step.outcome == "waiting" then
                    told[#told + 1] = step
                    sim:advance(step.name == "confirm" and 70 or 0)
                end
            end })
            assert.equal("preflight", told[1].name)
            assert.is_true(told[1].left <= 0.61)
            assert.equal(2, #sim:received { operation = "register" })
        end)

        it("is waited for no longer than is allowed", function()
            pcall(client.setup_number, client, { pin = "071934",
                confirm = 0.6, on_step = function(step)
                    told[#told + 1] = step.outcome == "waiting" and step
                        or nil
                end })
            assert.equal("preflight", told[1].name)
            assert.is_true(told[1].left <= 0.6)
        end)

        it("is not waited for where that is not wanted", function()
            assert.is_true(set_up(0, { confirm = false }).success)
            assert.same({}, told)
            assert.equal(2, #sim:received { operation = "register" })
        end)

        it("is no longer waited for where a read fails for good", function()
            sim:fault { operation = "phone_number", after = 1,
                fault = "error", code = 190 }
            local err = support.failure_of(client, "setup_number",
                { pin = "071934" })
            assert.equal("authentication", err.kind)
            assert.equal("preflight", err.step)
            assert.equal(1, #sim:received { operation = "register" })
        end)

        it("is waited for from when it was sent, if that came to no answer",
            function()
                local id = client:attempts()[1].id
                journal:settle(READY, id, "refused", { code = 131000 })
                now = 2000
                id = journal:reserve(READY, "register")
                now = 2080
                journal:settle(READY, id, "unknown")
                now = 2091
                set_up(70)
                assert.equal("confirm", told[1].name)
            end)

        it("is not waited for in a dry run", function()
            local report = set_up(0, { dry_run = true })
            assert.equal("planned", report.steps[5].outcome)
            assert.same({}, told)
        end)

        it("is not waited for where the number was deregistered since",
            function()
                client:deregister()
                set_up(70)
                assert.equal("confirm", told[1].name)
            end)
    end)

    it("settles nothing in a dry run", function()
        journal:reserve(READY, "register")
        set_up(0, { dry_run = true })
        assert.equal(1, #journal:pending())
    end)

    it("settles what a killed process has left in the journal", function()
        journal:reserve(READY, "register")
        sim:set_number(READY, { registered = true, pin = "071934",
            registered_at = sim:now() })
        assert.is_true(set_up(0).success)
        assert.same({}, journal:pending())
        assert.equal("succeeded", client:attempts()[1].state)
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
