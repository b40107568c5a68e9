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

    it("reports the waiting, with the time that is left", function()
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
        local report = set_up(0, { confirm = false })
        assert.is_true(report.success)
        assert.equal("register", report.steps[#report.steps].name)
        assert.equal(1, #sim:received { operation = "phone_number" })
    end)

    it("goes on if a read fails for a passing reason", function()
        sim:fault { operation = "phone_number", after = 1, times = 2,
            fault = "error", code = 2 }
        assert.is_true(set_up(0).success)
        assert.equal(2, #told)
    end)

    it("ends if a read fails for good", function()
        sim:fault { operation = "phone_number", after = 1, fault = "error",
            code = 190 }
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("authentication", err.kind)
        assert.equal("confirm", err.step)
    end)

    it("ends if the server asks to wait for long", function()
        sim:fault { operation = "phone_number", after = 1,
            fault = "response", http_status = 503, body = "{}",
            headers = { ["retry-after"] = "60" } }
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("unavailable", err.kind)
        assert.equal(60, err.retry_after)
        assert.equal("confirm", err.step)
    end)

    it("reads no more when the server asks for a wait that does not fit",
        function()
            sim:fault { operation = "phone_number", after = 1, times = 0,
                fault = "response", http_status = 503, body = "{}",
                headers = { ["retry-after"] = "2" } }
            support.failure_of(client, "setup_number",
                { pin = "071934", confirm = 3.8 })
            assert.equal(3, #sim:received { operation = "phone_number" })
        end)

    it("takes a number that works with limits", function()
        sim:set_number(READY, { status = "FLAGGED" })
        sim:fault { operation = "phone_number", fault = "response",
            body = '{"id":"1","status":"PENDING","platform_type":'
                .. '"NOT_APPLICABLE","code_verification_status":"VERIFIED"}' }
        assert.equal("FLAGGED", set_up(0).number.status)
    end)

    local function registers()
        return #sim:received { operation = "register" }
    end

    local function step_of(report, name)
        for _, step in ipairs(report.steps) do
            if step.name == name then
                return step
            end
        end
        return nil
    end

    -- The number as it was before, whatever was done since
    local function show(status, platform_type)
        sim:fault { operation = "phone_number", fault = "response",
            times = 0, body = ('{"id":"%s","status":"%s","platform_type":'
                .. '"%s","code_verification_status":"VERIFIED"}'):format(
                READY, status, platform_type) }
    end

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
            assert.equal(1, registers())
            now = 1020
        end)

        it("goes on without another register", function()
            local report = set_up(70)
            assert.is_true(report.success)
            assert.equal("confirm", told[1].name)
            for _, name in ipairs { "two_step", "register" } do
                assert.equal("skipped", step_of(report, name).outcome)
            end
            assert.matches("says that the number was registered 20 s ago",
                step_of(report, "register").reason)
            assert.equal("done", step_of(report, "confirm").outcome)
            assert.equal(1, registers())
        end)

        it("goes on so whether or not it is forced", function()
            assert.is_true(set_up(70, { force = true }).success)
            assert.equal(1, registers())
        end)

        it("registers again when it has not come to show in 90 seconds",
            function()
                now = 1090
                set_up(70)
                assert.equal("confirm", told[1].name)
                assert.equal(2, registers())
            end)

        it("waits no longer than is allowed, and registers no more",
            function()
                for _ = 1, 3 do
                    local err = support.failure_of(client, "setup_number",
                        { pin = "071934", confirm = 0.1 })
                    assert.equal("timeout", err.kind)
                    assert.equal("confirm", err.step)
                    assert.equal("check_status", err.next_action)
                end
                assert.equal(1, registers())
            end)

        it("waits not at all if that is not wanted, and registers no more",
            function()
                local report = set_up(0, { confirm = false })
                assert.is_true(report.success)
                assert.same({}, told)
                assert.equal("PENDING", report.number.status)
                assert.equal(1, registers())
            end)

        it("ends if a read fails for good", function()
            sim:fault { operation = "phone_number", after = 1,
                fault = "error", code = 190 }
            local err = support.failure_of(client, "setup_number",
                { pin = "071934" })
            assert.equal("authentication", err.kind)
            assert.equal("confirm", err.step)
            assert.equal(1, registers())
        end)

        it("registers again if the clock was set back by more than that",
            function()
                now = 890
                set_up(70)
                assert.equal(2, registers())
            end)

        it("plans no register in a dry run", function()
            local report = set_up(0, { dry_run = true })
            assert.equal("skipped", step_of(report, "register").outcome)
            assert.equal("planned", step_of(report, "confirm").outcome)
            assert.same({}, told)
        end)

        it("registers a number that was deregistered since", function()
            client:deregister()
            set_up(70)
            assert.equal("confirm", told[1].name)
            assert.equal(2, registers())
        end)

        it("registers such a number also if it still shows to be on",
            function()
                client:deregister()
                show("CONNECTED", "CLOUD_API")
                local report = set_up(0)
                assert.equal("done", step_of(report, "register").outcome)
                assert.equal(2, registers())
            end)

        it("registers no number again whose new name does not show yet",
            function()
                sim:set_options { status_lag = 0 }
                sim:set_number(READY, { new_name_status = "APPROVED",
                    new_display_name = "Lucky Shrub Berlin" })
                assert.matches("the journal says",
                    step_of(set_up(0), "register").reason)
                assert.equal(1, registers())
                now = 1090
                assert.is_true(set_up(0).success)
                assert.equal(2, registers())
            end)

        it("deregisters a number to change its region that does not show to "
            .. "be on", function()
            client:change_region { pin = "071934", region = "DE",
                confirm = false }
            assert.equal(1, #sim:received { operation = "deregister" })
            assert.equal(2, registers())
            assert.equal("DE", sim:number(READY).storage_region)
        end)

        it("releases a number that does not show to be on", function()
            assert.is_true(client:release_number({}).success)
            assert.is_false(sim:number(READY).registered)
        end)

        it("releases no number twice that still shows to be on", function()
            client:release_number {}
            show("CONNECTED", "CLOUD_API")
            local report = client:release_number { confirm = false }
            assert.matches("says that the number was deregistered 0 s ago",
                step_of(report, "deregister").reason)
            local err = support.failure_of(client, "release_number",
                { confirm = 0.1 })
            assert.equal("confirm", err.step)
            assert.equal(1, #sim:received { operation = "deregister" })
        end)
    end)

    describe("whose outcome nobody knows", function()
        local now, id

        before_each(function()
            now = 1000
            journal.now = function()
                return now
            end
            sim:set_options { status_lag = 60 }
            sim:set_number(READY, { registered = true, pin = "071934",
                registered_at = sim:now() })
            id = journal:reserve(READY, "register")
            now = 1020
        end)

        local function settled()
            journal:settle(READY, id, "unknown")
        end

        local function refused(options)
            local err = support.failure_of(client, "setup_number",
                support.merge({ pin = "071934" }, options))
            assert.equal("timeout", err.kind)
            assert.equal("local", err.origin)
            assert.equal("no", err.sent)
            assert.is_false(err.attempt_spent)
            assert.equal("check_status", err.next_action)
            assert.equal("register", err.operation)
            assert.matches("a register was sent 20 s ago", err.message)
            assert.equal(0, registers())
            return err
        end

        for state, settle in pairs { pending = function() end,
            unknown = settled } do
            it("is waited for before another is sent, being " .. state,
                function()
                    settle()
                    local report = set_up(70)
                    assert.is_true(report.success)
                    assert.equal("preflight", told[1].name)
                    assert.is_true(told[1].left <= 70)
                    assert.equal("the number is registered",
                        step_of(report, "register").reason)
                    assert.equal("skipped", step_of(report, "confirm").outcome)
                    assert.equal(0, registers())
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
                told[#told + 1] = step.outcome == "waiting" and step or nil
            end }
            assert.equal("preflight", told[1].name)
            assert.is_true(told[1].left <= 1.5)
            assert.is_true(err.retry_after < 70 and err.retry_after > 40)
        end)

        it("is sent again when 90 seconds have passed since it was sent",
            function()
                now = 1080
                settled()
                now = 1090
                set_up(70)
                assert.equal("confirm", told[1].name)
                assert.equal(1, registers())
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
            assert.equal(1, registers())
        end)

        it("is sent again by force", function()
            set_up(70, { force = true })
            assert.equal("confirm", told[1].name)
            assert.equal(1, registers())
        end)

        it("is not waited for in a dry run, which says what would be",
            function()
                local report = set_up(0, { dry_run = true })
                assert.equal("planned", step_of(report, "register").outcome)
                refused { dry_run = true, confirm = false }
                assert.same({}, told)
                assert.equal("pending", client:attempts()[1].state)
            end)

        it("is no longer waited for if a read fails for good", function()
            sim:fault { operation = "phone_number", after = 1,
                fault = "error", code = 190 }
            local err = support.failure_of(client, "setup_number",
                { pin = "071934" })
            assert.equal("authentication", err.kind)
            assert.equal("preflight", err.step)
            assert.equal(0, registers())
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
            journal:settle(READY, id, "succeeded")
            journal:reserve(READY, "deregister")
            show("CONNECTED", "CLOUD_API")
            local err = support.failure_of(client, "release_number",
                { confirm = 0.1 })
            assert.equal("preflight", err.step)
            assert.matches("a deregister was sent 0 s ago", err.message)
            assert.same({}, sim:received { method = "POST" })
            sim:clear_faults()
            sim:set_number(READY, { registered = false })
            assert.is_true(client:release_number({}).success)
            assert.same({}, sim:received { method = "POST" })
        end)
    end)

    it("is that of another process if that registered while a person was "
        .. "asked for the code", function()
        sim:set_number(READY, { code_verification_status = "NOT_VERIFIED" })
        local report = set_up(0, { get_code = function()
            local id = journal:reserve(READY, "register")
            journal:settle(READY, id, "succeeded")
            sim:set_number(READY, { registered = true, pin = "071934" })
            return sim:code(READY)
        end })
        assert.is_true(report.success)
        assert.matches("the journal says",
            step_of(report, "register").reason)
        assert.equal("done", step_of(report, "confirm").outcome)
        assert.equal(0, registers())
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
