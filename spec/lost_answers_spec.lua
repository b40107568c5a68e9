-- If the server has not said what it did, the number is looked at.

local memory = require "whatsapp.registration.journal.memory"
local pin_memory = require "whatsapp.registration.pin_store.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local PIN = "071934"
local FRESH, REGISTERED = "106540352242923", "106540352242926"

-- Seconds for which a client looks at a number, and for which it looks in vain
local PATIENCE, SHORT = 30, 0.4

-- Seconds in which another call is made, also on a loaded machine
local ENOUGH = 1.5

describe("after a lost answer", function()
    local sim = served(simulator.start)
    local journal, client

    local function new_client(overrides)
        return support.client_for(sim, support.merge({
            phone_number_id = FRESH,
            journal = journal,
            reconcile = PATIENCE,
        }, overrides))
    end

    before_each(function()
        journal = memory.new()
        client = new_client()
    end)

    local function last_attempt(number)
        return client:attempts(number)[1]
    end

    local function lose(operation, fault, more)
        sim:fault(support.merge({ operation = operation, fault = fault },
            more))
    end

    for _, fault in ipairs { "drop_after", "truncated", "cut", "stall_body" } do
        it("a register that was applied is a success: " .. fault, function()
            local result = support.in_time(fault == "stall_body" and 0.5 or 20,
                function(seconds)
                    sim:reset()
                    client = new_client { journal = memory.new() }
                    lose("register", fault)
                    local ok, result = pcall(client.register, client,
                        { pin = PIN, timeout = seconds })
                    return ok and result
                end)
            assert.is_true(result.success)
            assert.equal("read", result.response.confirmed)
            assert.equal(1, result.response.tries)
            assert.equal("succeeded", last_attempt().state)
            assert.equal(1, #sim:received { operation = "register" })
        end)
    end

    it("a register that was answered 502 but applied is a success",
        function()
            lose("register", "html", { applied = true })
            assert.equal("read",
                client:register({ pin = PIN }).response.confirmed)
        end)

    it("a register that takes longer than its timeout is waited for",
        function()
            local result = support.in_time(0.3, function(seconds)
                sim:reset()
                lose("register", nil, { late = 2 * seconds })
                local ok, result = pcall(client.register, client,
                    { pin = PIN, timeout = seconds })
                return ok and result
            end)
            assert.equal("read", result.response.confirmed)
        end)

    it("a register that shows up late in reads is waited for", function()
        sim:set_options { status_lag = 1 }
        lose("register", "drop_after")
        local result = client:register { pin = PIN }
        assert.equal("read", result.response.confirmed)
    end)

    it("a register that was not applied stays unknown", function()
        client = new_client { reconcile = SHORT }
        lose("register", "drop_before")
        local err = support.failure_of(client, "register", { pin = PIN })
        assert.equal("network", err.kind)
        assert.equal("maybe", err.sent)
        assert.equal("check_status", err.next_action)
        assert.is_true(err.attempt_spent)
        assert.equal("unknown", last_attempt().state)
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("a number that was registered before proves nothing", function()
        client = new_client { reconcile = SHORT }
        lose("register", "drop_before")
        support.failure_of(client, "register",
            { pin = PIN, phone_number_id = REGISTERED })
        assert.equal("unknown", last_attempt(REGISTERED).state)
    end)

    it("a number that was registered again is a success", function()
        lose("register", "drop_after")
        assert.equal("read", client:register({ pin = PIN,
            phone_number_id = REGISTERED }).response.confirmed)
    end)

    it("one that was registered moments before is not taken for it", function()
        client = new_client { reconcile = SHORT }
        client:register { pin = PIN }
        lose("register", "drop_before")
        support.failure_of(client, "register", { pin = PIN })
        assert.equal("unknown", last_attempt().state)
    end)

    it("another call that registers it meanwhile does not confuse", function()
        sim:fault { operation = "register", fault = "drop_before",
            delay = ENOUGH }
        client = new_client { reconcile = SHORT }
        local lost = client:start("register", { pin = PIN })
        support.poll_until_received(lost, sim, 1, { operation = "register" })
        assert.is_true(new_client():register({ pin = PIN }).success)
        support.wait(lost)
        support.error_of(lost.result, lost)
        local states = {}
        for _, attempt in ipairs(client:attempts()) do
            states[attempt.state] = (states[attempt.state] or 0) + 1
        end
        assert.same({ succeeded = 1, unknown = 1 }, states)
    end)

    it("one that the journal knows was off needs no time", function()
        client:register { pin = PIN }
        client:deregister()
        lose("register", "drop_after")
        assert.equal("read", client:register({ pin = PIN }).response.confirmed)
    end)

    it("a deregister that was applied is a success", function()
        client = new_client { phone_number_id = REGISTERED }
        lose("deregister", "drop_after")
        local result = client:deregister()
        assert.is_true(result.success)
        assert.equal("read", result.response.confirmed)
        assert.equal("succeeded", last_attempt().state)
    end)

    it("a deregister that was not applied stays unknown", function()
        client = new_client { phone_number_id = REGISTERED,
            reconcile = SHORT }
        lose("deregister", "drop_before")
        assert.equal("check_status",
            support.failure_of(client, "deregister").next_action)
        assert.equal("unknown", last_attempt().state)
    end)

    it("a deregister of a number that never was on stays unknown", function()
        client = new_client { reconcile = SHORT }
        lose("deregister", "drop_before")
        support.failure_of(client, "deregister")
        assert.equal("unknown", last_attempt().state)
    end)

    it("a deregister is not taken for one if it is on again", function()
        client = new_client { phone_number_id = REGISTERED,
            reconcile = SHORT }
        sim:fault { operation = "deregister", fault = "drop_after",
            delay = ENOUGH }
        local lost = client:start "deregister"
        support.poll_until_received(lost, sim, 1, { operation = "deregister" })
        new_client({ phone_number_id = REGISTERED }):register { pin = PIN }
        support.wait(lost)
        support.error_of(lost.result, lost)
    end)

    it("a PIN is set again, and never taken for set by a read", function()
        client = new_client { phone_number_id = REGISTERED }
        lose("setup_two_step", "drop_after")
        client:phone_number()
        local err = support.failure_of(client, "setup_two_step")
        assert.equal("check_status", err.next_action)
        assert.equal("maybe", err.sent)
        client = new_client { phone_number_id = REGISTERED,
            retries = { max = 1, base = 0, cap = 1 } }
        lose("setup_two_step", "drop_before", { times = 1 })
        local result = client:setup_two_step { pin = PIN }
        assert.is_nil(result.response.confirmed)
        assert.equal(2, result.response.tries)
    end)

    for _, code in ipairs { 1, 2, 131000, 131016, 131057, 133004 } do
        it("a register answered " .. code .. " is looked at, and sent once",
            function()
                local pins = pin_memory.new()
                client = new_client { pin_store = pins }
                lose("register", "error", { code = code, applied = true })
                local result = client:register { pin = PIN }
                assert.equal("read", result.response.confirmed)
                assert.equal("succeeded", last_attempt().state)
                assert.equal(PIN, pins.load(FRESH))
                assert.equal(1, #sim:received { operation = "register" })
            end)
    end

    it("a failure of the server's leaves the attempt open for later",
        function()
            lose("register", "error", { code = 131000, applied = true })
            sim:fault { operation = "phone_number", fault = "html" }
            client = new_client { reconcile = 0.1 }
            local err = support.failure_of(client, "register", { pin = PIN })
            assert.equal("check_status", err.next_action)
            assert.is_true(err.attempt_spent)
            assert.equal("unknown", last_attempt().state)
            sim:clear_faults()
            assert.equal("succeeded", client:reconcile()[1].state)
            assert.equal("succeeded", last_attempt().state)
        end)

    it("a PIN that may have been set is offered first, and the one before "
        .. "is kept", function()
        local pins = pin_memory.new()
        client = new_client { phone_number_id = REGISTERED, pin_store = pins }
        client:setup_two_step { pin = "111999" }
        lose("setup_two_step", "error", { code = 131000, applied = true })
        support.failure_of(client, "setup_two_step", { pin = "424242" })
        assert.equal("424242", sim:number(REGISTERED).pin)
        assert.equal("424242", pins.load(REGISTERED))
        assert.equal(2, #pins.candidates(REGISTERED))
        client:register()
    end)

    it("a PIN that may have been set stays so when setting it again fails",
        function()
            local pins = pin_memory.new()
            client = new_client { phone_number_id = REGISTERED,
                pin_store = pins, retries = { max = 1, base = 0, cap = 1 } }
            client:setup_two_step { pin = "111999" }
            lose("setup_two_step", "drop_after", { times = 1 })
            lose("setup_two_step", "error", { code = 190, times = 1 })
            local err = support.failure_of(client, "setup_two_step",
                { pin = "424242" })
            assert.equal("maybe", err.sent)
            assert.equal("check_status", err.next_action)
            assert.matches("may have been applied", err.hint)
            assert.equal("424242", pins.load(REGISTERED))
        end)

    it("a server that asks for no wait is not read in a busy loop",
        function()
            lose("register", "drop_before")
            sim:fault { operation = "phone_number", fault = "response",
                http_status = 503, body = "<html></html>", times = 0,
                headers = { ["Retry-After"] = "0" } }
            client = new_client { reconcile = 1.5 }
            support.failure_of(client, "register", { pin = PIN })
            local reads = #sim:received { operation = "phone_number" }
            assert.is_true(reads >= 1 and reads <= 4, reads .. " reads")
        end)

    it("an interrupt while it looks leaves the call able to go on",
        function()
            lose("register", "drop_before")
            local call = client:start("register", { pin = PIN })
            local attempts = journal.attempts
            journal.attempts = function()
                error("interrupted!", 0)
            end
            local ok, message
            repeat
                ok, message = pcall(call.poll, call, 1)
            until not ok or message
            journal.attempts = attempts
            assert.equal("interrupted!", message)
            call:cancel()
            assert.is_true(call:poll(15))
            assert.equal("unknown", last_attempt().state)
        end)

    it("nothing is read if that is switched off", function()
        for _, off in ipairs {
            { client = { reconcile = false } },
            { client = {}, call = { reconcile = false } },
        } do
            sim:reset()
            lose("register", "drop_after")
            local options = support.merge({ pin = PIN }, off.call)
            support.failure_of(new_client(off.client), "register", options)
            assert.same({}, sim:received { method = "GET" })
        end
    end)

    it("nothing is read if the server has said what is wrong", function()
        lose("register", "error", { code = 133005 })
        support.failure_of(client, "register")
        assert.same({}, sim:received { method = "GET" })
    end)

    it("reading is with the token of the call, and ends in time", function()
        sim:fault { operation = "phone_number", fault = "stall", times = 0 }
        lose("register", "drop_after")
        local started = os.time()
        support.failure_of(new_client { reconcile = 1 }, "register",
            { pin = PIN, access_token = "EAAGother" })
        assert.is_true(os.time() - started < 15)
        assert.equal("Bearer EAAGother",
            sim:received({ method = "GET" })[1].headers.authorization)
    end)

    it("reading goes on after a read that failed", function()
        sim:fault { method = "GET", fault = "html", times = 1 }
        lose("register", "drop_after")
        assert.equal("read", client:register({ pin = PIN }).response.confirmed)
    end)

    it("it works without a journal", function()
        lose("register", "drop_after")
        assert.equal("read", new_client({ journal = false })
            :register({ pin = PIN }).response.confirmed)
    end)

    it("a clock that differs from the server's does no harm", function()
        for _, off in ipairs { 7200, -14400 } do
            sim:reset()
            sim:advance(off)
            lose("register", "drop_after")
            assert.equal("read", new_client({ journal = memory.new() })
                :register({ pin = PIN }).response.confirmed)
        end
    end)

    it("a cancelled call reads no more", function()
        sim:fault { operation = "phone_number", fault = "stall", times = 0 }
        lose("register", "drop_after")
        local call = new_client({ reconcile = 30 })
            :start("register", { pin = PIN })
        support.poll_until_received(call, sim, 1, { method = "GET" })
        call:cancel()
        assert.equal("network", support.error_of(call.result, call).kind)
        assert.equal("unknown", last_attempt().state)
    end)

    it("a hook may poll and cancel the call while it reads", function()
        local call
        local own = new_client { on_event = function(event)
            if call and event.operation == "phone_number" then
                call:poll(0)
                call:cancel()
            end
        end }
        lose("register", "drop_before")
        call = own:start("register", { pin = PIN })
        support.wait(call)
        assert.equal("network", support.error_of(call.result, call).kind)
        assert.equal("unknown", last_attempt().state)
    end)

    it("the PIN that was confirmed is the one the store holds", function()
        local store = pin_memory.new()
        lose("register", "drop_after")
        new_client({ pin_store = store }):register { pin = PIN }
        assert.equal("held", store.candidates(FRESH)[1].state)
    end)
end)
