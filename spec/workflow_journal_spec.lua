-- What the journal says before a workflow begins

local memory = require "whatsapp.registration.journal.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local READY, REGISTERED = "106540352242923", "106540352242926"

local HOUR = 3600

describe("a workflow", function()
    local sim = served(simulator.start)
    local client, journal, now

    local function with_journal(options)
        now = 1000 * HOUR
        journal = memory.new(support.merge({ now = function()
            return now
        end }, options))
        client = support.client_for(sim, { journal = journal })
    end

    before_each(function()
        with_journal()
    end)

    -- Attempts so many hours ago, that were refused
    local function spend(number, operation, ...)
        local present = now
        for _, hours in ipairs { ... } do
            now = present - hours * HOUR
            local id = assert(journal:reserve(number, operation,
                { force = true }))
            journal:settle(number, id, "refused", { code = 131000 })
        end
        now = present
    end

    local function change(options)
        return client:change_region(support.merge({ pin = "071934",
            region = "DE", phone_number_id = REGISTERED }, options))
    end

    -- The error of a workflow that changes nothing, and asks to wait
    local function waiting(number, method, options)
        local err = support.failure_of(client, method, support.merge(
            { pin = "071934", phone_number_id = number }, options))
        assert.equal("local", err.origin)
        assert.equal("no", err.sent)
        assert.equal("preflight", err.step)
        assert.equal("wait", err.next_action)
        assert.equal(number, err.phone_number_id)
        assert.same({}, sim:changes())
        return err
    end

    local function refused(number, method, options)
        local err = waiting(number, method, options)
        assert.equal("registration_limit", err.kind)
        return err
    end

    it("of one attempt begins with one left", function()
        spend(READY, "register", 70, 60, 50, 40, 30, 20, 10, 5, 1)
        assert.is_true(client:setup_number({ pin = "071934",
            phone_number_id = READY }).success)
    end)

    it("of one attempt does not begin with none left", function()
        spend(READY, "register", 70, 60, 50, 40, 30, 20, 10, 5, 2, 1)
        local err = refused(READY, "setup_number")
        assert.equal(2 * HOUR, err.retry_after)
        assert.matches("takes 1 .* 0 of 10 ", err.message)
        refused(READY, "setup_number", { waba_id = support.WABA })
    end)

    it("of two attempts does not begin with one left", function()
        spend(REGISTERED, "register", 71, 60, 50, 40, 30, 20, 10, 5, 1)
        local err = refused(REGISTERED, "change_region", { region = "DE" })
        assert.equal(1 * HOUR, err.retry_after)
        assert.matches("takes 2 .* 1 of 10 ", err.message)
        now = now + 1 * HOUR
        assert.is_true(change().success)
        assert.equal(2, #sim:received { operation = "deregister" }
            + #sim:received { operation = "register" })
    end)

    it("waits for both if none is left", function()
        spend(REGISTERED, "register", 71, 70, 50, 40, 30, 20, 10, 5, 2, 1)
        assert.equal(2 * HOUR, refused(REGISTERED, "change_region",
            { region = "DE" }).retry_after)
    end)

    it("says when a block ends", function()
        local id = journal:reserve(READY, "register")
        journal:settle(READY, id, "refused", { code = 133016,
            blocked_for = 72 * HOUR })
        now = now + 2 * HOUR
        assert.equal(70 * HOUR, refused(READY, "setup_number").retry_after)
    end)

    it("of which nothing is left to do needs no attempt", function()
        spend(REGISTERED, "register", 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)
        assert.is_true(client:setup_number({ pin = "071934",
            phone_number_id = REGISTERED }).success)
        assert.is_true(client:release_number(
            { phone_number_id = READY }).success)
    end)

    it("that deregisters needs one as well", function()
        spend(REGISTERED, "deregister", 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)
        assert.equal("deregister", refused(REGISTERED, "release_number",
            { pin = support.NONE }).operation)
    end)

    it("counts register and deregister apart if the journal does",
        function()
            with_journal { shared = false }
            spend(REGISTERED, "register", 9, 9, 9, 9, 9, 9, 9, 9, 9)
            spend(REGISTERED, "deregister", 9, 9, 9, 9, 9, 9, 9, 9, 9)
            assert.is_true(change().success)
            sim:forget_received()
            assert.equal("register", refused(REGISTERED, "change_region",
                { region = "BR" }).operation)
        end)

    it("goes past the journal by force", function()
        spend(REGISTERED, "register", 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)
        assert.is_true(change({ force = true }).success)
        assert.equal(12, client:budget(REGISTERED).used)
    end)

    describe("that the server has asked to wait", function()
        -- An attempt so many seconds ago that ended so
        local function attempt(number, operation, ago, state, code, wait)
            now = now - ago
            local id = assert(journal:reserve(number, operation))
            if state then
                journal:settle(number, id, state,
                    { code = code, retry_after = wait })
            end
            now = now + ago
        end

        local function set_up(options)
            return client:setup_number(support.merge({ pin = "071934",
                phone_number_id = READY }, options))
        end

        for _, case in ipairs {
            { { code = 133008, details = "Try again in 2 hours." }, 7200,
                "pin_locked" },
            { { code = 133009, details = "Wait 5 minutes." }, 300,
                "pin_locked" },
            { { code = 80007, headers = { ["x-business-use-case-usage"] =
                '{"1":[{"estimated_time_to_regain_access":7}]}' } }, 420,
                "rate_limited" },
            { { code = 133015 }, 300, "too_soon" },
        } do
            local answer, wait, kind = case[1], case[2], case[3]
            it("for " .. wait .. " s by " .. answer.code .. " does so",
                function()
                    local body = ('{"error":{"code":%d,"message":"m",'
                        .. '"error_data":{"details":"%s"}}}'):format(
                        answer.code, answer.details or "")
                    sim:fault { operation = "register", fault = "response",
                        http_status = 400, body = body,
                        headers = answer.headers }
                    assert.equal(wait, support.failure_of(client,
                        "setup_number", { pin = "071934",
                            phone_number_id = READY }).retry_after)
                    sim:forget_received()
                    now = now + 1
                    local err = waiting(READY, "setup_number")
                    assert.equal(kind, err.kind)
                    assert.equal(wait - 1, err.retry_after)
                    assert.equal("register", err.operation)
                    assert.matches(answer.code .. ", asked to wait: "
                        .. wait - 1 .. " seconds", err.message)
                    now = now + wait - 1
                    assert.is_true(set_up().success)
                end)
        end

        it("waits no longer than it was asked to", function()
            attempt(READY, "register", 0, "refused", 133015, 300)
            now = now - 0.9 -- by a clock that is a little behind
            local err = waiting(READY, "setup_number")
            assert.equal(300, err.retry_after)
            assert.matches("wait: 300 seconds", err.message)
        end)

        it("waits whatever attempt came after that", function()
            attempt(READY, "register", 500, "refused", 133008, 3600)
            attempt(READY, "register", 400, "refused", 80007, 60)
            attempt(READY, "register", 300, "refused", 190)
            attempt(READY, "deregister", 250, "succeeded")
            attempt(READY, "register", 200, "not_sent")
            attempt(READY, "register", 150, "unknown")
            attempt(READY, "register", 100)
            assert.equal(3100, waiting(READY, "setup_number").retry_after)
        end)

        it("waits for the longest wait of all that it is to send",
            function()
                attempt(REGISTERED, "register", 20, "refused", 133008, 900)
                attempt(REGISTERED, "deregister", 10, "refused", 4, 600)
                local err = waiting(REGISTERED, "change_region",
                    { region = "DE" })
                assert.equal(880, err.retry_after)
                assert.equal("register", err.operation)
                now = now + 300
                assert.equal("register", waiting(REGISTERED,
                    "change_region", { region = "DE" }).operation)
            end)

        it("waits if a gateway asked for it, whose answer said nothing else",
            function()
                attempt(READY, "register", 100, "unknown", nil, 160)
                local err = waiting(READY, "setup_number")
                assert.equal("unavailable", err.kind)
                assert.equal(60, err.retry_after)
            end)

        it("does not wait if a later attempt was let through", function()
            attempt(READY, "register", 200, "refused", 133008, 3600)
            attempt(READY, "register", 100, "succeeded")
            assert.is_true(set_up().success)
        end)

        for _, shared in ipairs { true, false } do
            it("does not wait with what it does not send, the journal "
                .. "counting " .. (shared and "together" or "apart"),
                function()
                    with_journal { shared = shared }
                    attempt(REGISTERED, "register", 100, "refused", 133008,
                        3600)
                    assert.is_true(client:release_number(
                        { phone_number_id = REGISTERED }).success)
                end)
        end

        it("deregisters in spite of a register's 133016 if the journal "
            .. "counts them apart", function()
            with_journal { shared = false }
            local id = journal:reserve(REGISTERED, "register")
            journal:settle(REGISTERED, id, "refused", { code = 133016,
                retry_after = 72 * HOUR, blocked_for = 72 * HOUR })
            assert.equal("registration_limit", waiting(REGISTERED,
                "change_region", { region = "DE" }).kind)
            assert.is_true(client:release_number(
                { phone_number_id = REGISTERED }).success)
        end)

        it("goes past it by force", function()
            attempt(READY, "register", 100, "refused", 133015, 300)
            assert.equal(200, waiting(READY, "setup_number").retry_after)
            assert.is_true(set_up({ force = true }).success)
        end)
    end)

    it("does not begin what it can't make up for", function()
        sim:fault { operation = "register", fault = "error", code = 133000 }
        spend(READY, "register", 9, 9, 9, 9, 9, 9, 9, 9)
        local err = support.failure_of(client, "setup_number",
            { pin = "071934", phone_number_id = READY })
        assert.equal("deregistration_incomplete", err.kind)
        assert.equal("deregister", err.next_action)
        assert.same({}, sim:received { operation = "deregister" })
    end)

    for _, method in ipairs { "attempts", "budget" } do
        it("does not begin if the journal's " .. method .. " fail",
            function()
                spend(READY, "register", 9)
                journal[method] = function()
                    return nil, "disk on fire"
                end
                local err = support.failure_of(client, "setup_number",
                    { pin = "071934", phone_number_id = READY })
                assert.equal("unavailable", err.kind)
                assert.equal("preflight", err.step)
                assert.matches("disk on fire", err.message)
                assert.same({}, sim:received { method = "POST" })
            end)
    end

    it("asks a program's own journal what is left if that lists no attempt",
        function()
            local own = {}
            for _, method in ipairs { "reserve", "settle", "attempts",
                "pending" } do
                own[method] = function(_, ...)
                    return journal[method](journal, ...)
                end
            end
            function own.budget()
                return { limit = 10, used = 10, left = 0 }
            end
            client = support.client_for(sim, { journal = own })
            refused(READY, "setup_number")
        end)

    it("does without a journal", function()
        client = support.client_for(sim, { journal = false })
        assert.is_true(change().success)
        assert.is_true(client:release_number(
            { phone_number_id = REGISTERED }).success)
    end)
end)
