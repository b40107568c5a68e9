local memory = require "whatsapp.registration.journal.memory"
local pin_memory = require "whatsapp.registration.pin_store.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

-- Fixtures of the simulator: verified; verified and registered; registered,
-- with a new display name
local READY, REGISTERED, RENAMED = "106540352242923", "106540352242926",
    "106540352242937"

local MESSAGE = { to = "+16505551234", body = "Phone number setup complete!" }

-- All that setup_number does with a number that is ready
local ALL = { "preflight", "request_code", "verify_code", "local_storage",
    "two_step", "register", "confirm", "subscribe_app", "test_message" }

describe("setup_number", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = READY })
    end)

    local function everything(changes)
        return support.merge({ pin = "071934", data_localization_region = "DE",
            waba_id = support.WABA, test_message = MESSAGE }, changes)
    end

    -- "POST /v25.0/106540352242923/register {...}" for each that changes
    -- something
    local function changes()
        local lines = {}
        for _, request in ipairs(sim:received { method = "POST" }) do
            lines[#lines + 1] = ("%s %s %s"):format(request.method,
                request.path, request.body)
        end
        return lines
    end

    -- "two_step done" for each step
    local function outcomes(steps)
        local told = {}
        for index, step in ipairs(steps) do
            told[index] = step.name .. " " .. step.outcome
        end
        return told
    end

    it("sets the PIN, registers, subscribes and sends a message", function()
        local report = client:setup_number { pin = "071934",
            waba_id = support.WABA, test_message = MESSAGE }
        assert.is_true(report.success)
        assert.same({ "preflight done", "request_code skipped",
            "verify_code skipped", "two_step done", "register done",
            "confirm done", "subscribe_app done", "test_message done" },
            outcomes(report.steps))
        assert.same({
            "POST /v25.0/" .. READY .. ' {"pin":"071934"}',
            "POST /v25.0/" .. READY .. "/register "
                .. '{"messaging_product":"whatsapp","pin":"071934"}',
            "POST /v25.0/" .. support.WABA .. "/subscribed_apps {}",
            "POST /v25.0/" .. READY .. "/messages "
                .. '{"messaging_product":"whatsapp",'
                .. '"recipient_type":"individual","to":"+16505551234",'
                .. '"type":"text","text":{"body":'
                .. '"Phone number setup complete!"}}',
        }, changes())
        local number = sim:number(READY)
        assert.is_true(number.registered)
        assert.equal("071934", number.pin)
    end)

    it("does nothing that is not asked for", function()
        local report = client:setup_number { pin = "071934" }
        assert.same({ "preflight done", "request_code skipped",
            "verify_code skipped", "two_step done", "register done",
            "confirm done" }, outcomes(report.steps))
        assert.equal(2, #changes())
        assert.equal(4, #sim:received())
    end)

    it("reports what each step came to and how long it took", function()
        local report = client:setup_number(everything())
        for _, step in ipairs(report.steps) do
            assert.is_true(step.elapsed >= 0)
            assert.equal(step.outcome == "skipped", step.reason ~= nil)
            assert.is_nil(step.error)
        end
        assert.equal("register", report.steps[1].result.action)
        assert.is_true(report.steps[6].result.success)
        assert.equal(200, report.steps[6].result.response.http_status)
        assert.is_truthy(report.steps[9].result.messages[1].id
            :find "^wamid%.")
        assert.equal(READY, report.number.id)
        assert.equal("CONNECTED", report.number.status)
    end)

    it("calls on_step for each step before and after", function()
        local told = {}
        client:setup_number { pin = "071934", on_step = function(step)
            told[#told + 1] = ("%s %s %d"):format(step.name, step.outcome,
                #sim:received())
            assert.equal(step.outcome ~= "started", step.elapsed ~= nil)
        end }
        assert.same({ "preflight started 0", "preflight done 1",
            "request_code started 1", "request_code skipped 1",
            "verify_code started 1", "verify_code skipped 1",
            "two_step started 1", "two_step done 2", "register started 2",
            "register done 3", "confirm started 3", "confirm done 4" }, told)
    end)

    it("comes to no harm if on_step spoils what it is given", function()
        local report = client:setup_number { pin = "071934",
            on_step = function(step)
                for field in pairs(step) do
                    step[field] = nil
                end
                step.outcome = "stopped"
            end }
        assert.is_true(report.success)
        assert.equal("preflight done", outcomes(report.steps)[1])
    end)

    it("goes on if on_step raises", function()
        assert.is_true(client:setup_number({ pin = "071934",
            on_step = function()
                error "oops"
            end }).success)
        assert.is_true(sim:number(READY).registered)
    end)

    it("sends only what is missing when it is run again", function()
        client:setup_number(everything { test_message = support.NONE })
        sim:forget_received()
        local report = client:setup_number(everything())
        assert.same({ "preflight done", "request_code skipped",
            "verify_code skipped", "local_storage skipped",
            "two_step skipped", "register skipped", "confirm skipped",
            "subscribe_app done", "test_message done" },
            outcomes(report.steps))
        assert.equal(2, #changes())
    end)

    it("sends the test message in each run that is given one", function()
        for _ = 1, 3 do
            client:setup_number { pin = "071934", test_message = MESSAGE }
        end
        client:setup_number { pin = "071934" }
        assert.equal(3, #sim:received { operation = "send_text" })
        assert.equal(1, #sim:received { operation = "register" })
    end)

    -- Each fails at first. No step is done twice, but for what can't be read:
    -- whose PIN it is, and whether the app is subscribed.
    for step, missing in pairs {
        set_local_storage = { "set_local_storage", "setup_two_step",
            "register", "subscribe_app", "send_text" },
        setup_two_step = { "setup_two_step", "register", "subscribe_app",
            "send_text" },
        register = { "setup_two_step", "register", "subscribe_app",
            "send_text" },
        subscribe_app = { "subscribe_app", "send_text" },
        send_text = { "subscribe_app", "send_text" },
    } do
        it("goes on where it stopped, at " .. step, function()
            sim:fault { operation = step, fault = "error", code = 131000 }
            support.failure_of(client, "setup_number", everything())
            sim:forget_received()
            assert.is_true(client:setup_number(everything()).success)
            assert.same(missing, sim:changes())
        end)
    end

    it("sets the PIN that the store takes for the number's all the same",
        function()
            local store = pin_memory.new()
            store.save(READY, "071934")
            store.settle(READY, "071934", "succeeded")
            sim:set_number(READY, { pin = "860213" }) -- by somebody else
            client = support.client_for(sim, { phone_number_id = READY,
                pin_store = store })
            local report = client:setup_number()
            assert.same("two_step done", outcomes(report.steps)[4])
            assert.equal(1, #sim:received { operation = "register" })
            assert.equal("071934", sim:number(READY).pin)
        end)

    it("says what is missing if the store has no PIN either", function()
        client = support.client_for(sim, { phone_number_id = READY,
            pin_store = pin_memory.new() })
        local err = support.failure_of(client, "setup_number", {})
        assert.equal("invalid_request", err.kind)
        assert.equal("pin", err.field)
        assert.equal("preflight", err.step)
        assert.same({}, changes())
        assert.is_true(client:setup_number(
            { phone_number_id = REGISTERED }).success)
    end)

    it("lets register set the PIN of a number that takes none before",
        function()
            sim:set_options { pin_needs_registration = true }
            local report = client:setup_number { pin = "071934" }
            assert.equal("two_step skipped", outcomes(report.steps)[4])
            assert.equal("071934", sim:number(READY).pin)
        end)

    it("leaves the PIN of a registered number alone", function()
        assert.is_true(client:setup_number({ pin = "860213",
            phone_number_id = REGISTERED }).success)
        assert.same({}, changes())
        assert.equal("071934", sim:number(REGISTERED).pin)
    end)

    it("registers a number again whose new display name is approved",
        function()
            local options = { pin = "071934", phone_number_id = RENAMED }
            assert.is_true(client:setup_number(options).success)
            assert.equal("Lucky Shrub Berlin",
                sim:number(RENAMED).verified_name)
            client:setup_number(options)
            assert.equal(1, #sim:received { operation = "register" })
        end)

    it("takes a number for registered that the server says to be", function()
        sim:set_options { register_again = "refuse" }
        sim:set_number(READY, { registered = true, pin = "071934" })
        sim:fault { operation = "phone_number", fault = "response",
            body = '{"id":"1","status":"PENDING","platform_type":'
                .. '"NOT_APPLICABLE","code_verification_status":"VERIFIED"}' }
        local report = client:setup_number { pin = "071934" }
        assert.equal("register skipped", outcomes(report.steps)[5])
        assert.equal("confirm done", outcomes(report.steps)[6])
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("does not register again after a register that may have worked",
        function()
            sim:fault { path = "register", fault = "drop_after" }
            local err = support.failure_of(client, "setup_number",
                { pin = "071934" })
            assert.equal("network", err.kind)
            assert.equal("maybe", err.sent)
            assert.equal("register", err.step)
            assert.equal("check_status", err.next_action)
            assert.is_true(client:setup_number({ pin = "071934" }).success)
            assert.equal(1, #sim:received { operation = "register" })
        end)

    describe("in a dry run", function()
        it("sends only reads, and says what it would do", function()
            client = support.client_for(sim, { phone_number_id = READY,
                journal = memory.new() })
            local report = client:setup_number(everything { dry_run = true })
            assert.is_true(report.success)
            assert.is_true(report.dry_run)
            local names = {}
            for index, step in ipairs(report.steps) do
                names[index] = step.name
                assert.equal(step.name == "preflight" and "done"
                    or step.name:find "code" and "skipped" or "planned",
                    step.outcome)
            end
            assert.same(ALL, names)
            assert.same({}, changes())
            assert.equal(2, #sim:received())
            assert.equal(0, client:budget().used)
        end)

        it("asks nobody for a code", function()
            local report = client:setup_number { pin = "071934",
                phone_number_id = "106540352242922", dry_run = true,
                get_code = function()
                    error "asked"
                end }
            assert.same({ "preflight done", "request_code planned",
                "verify_code planned", "two_step planned",
                "register planned", "confirm planned" },
                outcomes(report.steps))
        end)
    end)
end)
