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

    local function refused(number, method, options)
        local err = support.failure_of(client, method, support.merge(
            { pin = "071934", phone_number_id = number }, options))
        assert.equal("registration_limit", err.kind)
        assert.equal("local", err.origin)
        assert.equal("no", err.sent)
        assert.equal("preflight", err.step)
        assert.equal("wait", err.next_action)
        assert.equal(number, err.phone_number_id)
        assert.same({}, sim:received { method = "POST" })
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

    it("waits for both where none is left", function()
        spend(REGISTERED, "register", 71, 70, 50, 40, 30, 20, 10, 5, 2, 1)
        assert.equal(2 * HOUR, refused(REGISTERED, "change_region",
            { region = "DE" }).retry_after)
    end)

    it("tells the end of a block", function()
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

    it("counts register and deregister apart where the journal does",
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

    it("goes past a wait by force", function()
        local id = journal:reserve(READY, "register")
        journal:settle(READY, id, "refused", { code = 133015 })
        local err = support.failure_of(client, "setup_number",
            { pin = "071934", phone_number_id = READY })
        assert.equal("too_soon", err.kind)
        assert.equal(300, err.retry_after)
        assert.is_true(client:setup_number({ pin = "071934",
            phone_number_id = READY, force = true }).success)
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
        it("does not begin where the journal's " .. method .. " fail",
            function()
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

    it("does without a journal", function()
        client = support.client_for(sim, { journal = false })
        assert.is_true(change().success)
        assert.is_true(client:release_number(
            { phone_number_id = REGISTERED }).success)
    end)
end)
