--- What every journal does, wherever it keeps what it knows.

local assert = require "luassert"
local busted = require "busted"

local model = require "spec.support.journal_model"

-- Busted gives its words to spec files only.
local it, before_each, after_each =
    busted.it, busted.before_each, busted.after_each

local HOUR = 3600
local NUMBER, OTHER = "106540352242922", "115204358172003941"
local START = 1800000000

local behaviour = {}

local function reserve_many(journal, count, operation)
    local ids = {}
    for i = 1, count do
        ids[i] = assert(journal:reserve(NUMBER, operation or "register"))
    end
    return ids
end

local function states_of(journal, number)
    local states = {}
    for i, attempt in ipairs(assert(journal:attempts(number or NUMBER))) do
        states[i] = attempt.state
    end
    return states
end

local function describe_reserving(context)
    it("grants ten, refuses the eleventh, and says when the next is possible",
        function()
            local journal, clock = context.open()
            for _ = 1, 10 do
                assert.is_string((journal:reserve(NUMBER, "register")))
                clock.now = clock.now + HOUR
            end
            local id, refusal, why = journal:reserve(NUMBER, "register")
            assert.is_nil(id)
            assert.is_nil(why)
            assert.same({ limit = 10, used = 10, next_at = START + 72 * HOUR,
                retry_after = 62 * HOUR }, refusal)
        end)

    it("grants the eleventh when the first has left the window, not before",
        function()
            local journal, clock = context.open()
            reserve_many(journal, 1)
            clock.now = START + HOUR
            reserve_many(journal, 9)
            clock.now = START + 72 * HOUR - 1
            assert.is_nil((journal:reserve(NUMBER, "register")))
            clock.now = START + 72 * HOUR
            assert.is_string((journal:reserve(NUMBER, "register")))
            local _, refusal = journal:reserve(NUMBER, "register")
            assert.equal(START + 73 * HOUR, refusal.next_at)
        end)

    it("gives every attempt an id of its own", function()
        local seen = {}
        for _, id in ipairs(reserve_many(context.open(), 10)) do
            assert.is_nil(seen[id])
            seen[id] = true
        end
    end)

    it("counts each number for itself", function()
        local journal = context.open()
        reserve_many(journal, 10)
        assert.is_string((journal:reserve(OTHER, "register")))
        assert.equal(9, journal:budget(OTHER, "register").left)
    end)

    it("takes any text for a number", function()
        local journal = context.open()
        for _, odd in ipairs { "1'2", "{1}", "a:b", "*", "%", "x y|z", "\"" } do
            local id = assert(journal:reserve(odd, "register"))
            assert.is_true(journal:settle(odd, id, "unknown"))
            assert.equal(1, journal:budget(odd, "register").used)
            assert.same({ "unknown" }, states_of(journal, odd))
        end
    end)

    it("records a forced attempt beyond the limit", function()
        local journal, clock = context.open()
        for _ = 1, 10 do
            reserve_many(journal, 1)
            clock.now = clock.now + HOUR
        end
        local forced = { force = true }
        assert.is_string((journal:reserve(NUMBER, "register", forced)))
        assert.is_string((journal:reserve(NUMBER, "register", forced)))
        -- Three must leave before there is room again
        assert.same({ limit = 10, used = 12, left = 0,
            next_at = START + 74 * HOUR }, journal:budget(NUMBER, "register"))
    end)
end

local function describe_sharing(context)
    it("counts register and deregister together", function()
        local journal = context.open()
        reserve_many(journal, 5, "register")
        reserve_many(journal, 5, "deregister")
        assert.is_nil((journal:reserve(NUMBER, "register")))
        assert.is_nil((journal:reserve(NUMBER, "deregister")))
        assert.equal(10, journal:budget(NUMBER, "deregister").used)
    end)

    it("counts them apart if shared is false", function()
        local journal = context.open { shared = false }
        reserve_many(journal, 10, "register")
        assert.is_nil((journal:reserve(NUMBER, "register")))
        reserve_many(journal, 10, "deregister")
        assert.is_nil((journal:reserve(NUMBER, "deregister")))
    end)

    it("blocks both operations, or one if shared is false", function()
        for _, shared in ipairs { true, false } do
            local journal = context.open { shared = shared }
            local id = reserve_many(journal, 1, "register")[1]
            assert.is_true(journal:settle(NUMBER, id, "refused",
                { code = 133016, blocked_for = 72 * HOUR }))
            assert.is_nil((journal:reserve(NUMBER, "register")))
            local other = journal:reserve(NUMBER, "deregister")
            assert.equal(shared, other == nil)
        end
    end)
end

local function describe_blocks(context)
    it("blocks a number from the answer on, even with attempts left", function()
        local journal, clock = context.open()
        local id = reserve_many(journal, 1)[1]
        clock.now = START + 30
        journal:settle(NUMBER, id, "refused",
            { code = 133016, blocked_for = 72 * HOUR })
        local ends = START + 30 + 72 * HOUR
        assert.same({ limit = 10, used = 1, left = 0, next_at = ends,
            blocked_until = ends }, journal:budget(NUMBER, "register"))

        clock.now = ends - 1
        local _, refusal = journal:reserve(NUMBER, "register")
        assert.same({ limit = 10, used = 0, next_at = ends,
            blocked_until = ends, retry_after = 1 }, refusal)
        clock.now = ends
        assert.is_string((journal:reserve(NUMBER, "register")))
        assert.is_nil(journal:budget(NUMBER, "register").blocked_until)
    end)

    it("is not shortened by a later, shorter block", function()
        local journal = context.open()
        for _, hours in ipairs { 72, 1 } do
            local id = journal:reserve(NUMBER, "register", { force = true })
            journal:settle(NUMBER, id, "refused",
                { code = 133016, blocked_for = hours * HOUR })
        end
        assert.equal(START + 72 * HOUR,
            journal:budget(NUMBER, "register").blocked_until)
    end)

    it("lets a forced attempt through a block", function()
        local journal = context.open()
        journal:settle(NUMBER, reserve_many(journal, 1)[1], "refused",
            { blocked_for = 72 * HOUR })
        assert.is_string((journal:reserve(NUMBER, "register",
            { force = true })))
        assert.equal(2, journal:budget(NUMBER, "register").used)
    end)
end

local function describe_settling(context)
    it("counts all states but not_sent", function()
        local journal = context.open()
        local ids = reserve_many(journal, 5)
        for i, state in ipairs { "succeeded", "refused", "unknown",
            "not_sent" } do
            assert.is_true(journal:settle(NUMBER, ids[i], state))
        end
        local budget = journal:budget(NUMBER, "register")
        assert.equal(4, budget.used)
        assert.equal(6, budget.left)
        assert.is_nil(budget.next_at)
    end)

    it("changes nothing when it gets the same again", function()
        local journal, clock = context.open()
        local id = reserve_many(journal, 1)[1]
        local details = { code = 133016, blocked_for = 72 * HOUR }
        assert.is_true(journal:settle(NUMBER, id, "refused", details))
        local before = journal:attempts(NUMBER)
        clock.now = START + HOUR
        assert.is_true(journal:settle(NUMBER, id, "refused", details))
        assert.same(before, journal:attempts(NUMBER))
        assert.equal(START + 72 * HOUR,
            journal:budget(NUMBER, "register").blocked_until)
    end)

    it("keeps what the server said from one who did not know", function()
        local journal = context.open()
        local id = reserve_many(journal, 1)[1]
        for _, step in ipairs { { "unknown", "unknown" },
            { "succeeded", "succeeded" }, { "unknown", "succeeded" },
            { "not_sent", "succeeded" }, { "refused", "refused" } } do
            assert.is_true(journal:settle(NUMBER, id, step[1]))
            assert.same({ step[2] }, states_of(journal))
        end
    end)

    it("keeps for how long the server asked to wait", function()
        local journal, clock = context.open()
        local id = reserve_many(journal, 1)[1]
        local function settle(state, code, retry_after)
            clock.now = clock.now + 1
            assert.is_true(journal:settle(NUMBER, id, state,
                { code = code, retry_after = retry_after }))
            local found = journal:attempts(NUMBER)[1]
            assert.equal(state, found.state)
            assert.equal(code, found.code)
            assert.equal(retry_after, found.retry_after)
            return found.settled_at
        end
        assert.equal(START + 1, settle("unknown", nil, 0.25))
        assert.equal(START + 2, settle("refused", 133008, 7200))
        assert.equal(START + 2, settle("refused", 133008, 7200))
        assert.equal(START + 4, settle("refused", 133008, 3600))
        assert.equal(START + 5, settle("refused", 133008))
        settle("refused", 133015, 300)
        settle("succeeded")
    end)

    it("puts back an attempt that the journal has lost", function()
        local id = reserve_many(context.open(), 1, "deregister")[1]
        local journal, clock = context.open()
        clock.now = START + HOUR
        assert.is_true(journal:settle(NUMBER, id, "succeeded", { code = 1 }))
        assert.same({ { id = id, operation = "deregister", state = "succeeded",
            reserved_at = START, settled_at = START + HOUR, code = 1 } },
            journal:attempts(NUMBER))
        assert.equal(1, journal:budget(NUMBER, "register").used)
    end)

    it("says so when there can be no such attempt or state", function()
        local journal = context.open()
        local id = reserve_many(journal, 1)[1]
        for _, wrong in ipairs { { "x", "refused" }, { nil, "refused" },
            { {}, "refused" }, { id, "done" }, { id, "pending" } } do
            local done, why = journal:settle(NUMBER, wrong[1], wrong[2])
            assert.is_nil(done)
            assert.is_string(why)
        end
    end)
end

local function describe_listing(context)
    it("lists the attempts for a number, newest first", function()
        local journal, clock = context.open()
        local first = reserve_many(journal, 1)[1]
        clock.now = START + 0.5
        journal:settle(NUMBER, first, "refused", { code = 133005 })
        clock.now = START + 1.25
        local second = reserve_many(journal, 1, "deregister")[1]
        journal:reserve(OTHER, "register")
        assert.same({
            { id = second, operation = "deregister", state = "pending",
                reserved_at = START + 1.25 },
            { id = first, operation = "register", state = "refused",
                reserved_at = START, settled_at = START + 0.5,
                code = 133005 },
        }, journal:attempts(NUMBER))
        assert.same({}, journal:attempts("1"))
    end)

    it("lists the pending attempts, for one number and for all", function()
        local journal = context.open()
        local ids = reserve_many(journal, 2)
        local other = assert(journal:reserve(OTHER, "deregister"))
        journal:settle(NUMBER, ids[2], "succeeded")
        local ours = { id = ids[1], operation = "register", state = "pending",
            reserved_at = START, phone_number_id = NUMBER }
        local theirs = { id = other, operation = "deregister",
            state = "pending", reserved_at = START, phone_number_id = OTHER }
        assert.same({ ours }, journal:pending(NUMBER))
        assert.same({}, journal:pending("1"))
        local all = journal:pending()
        table.sort(all, function(a, b)
            return a.phone_number_id < b.phone_number_id
        end)
        assert.same({ ours, theirs }, all)
    end)

    it("still lists at the window's end what counts no more", function()
        local journal, clock = context.open()
        reserve_many(journal, 1)
        clock.now = START + 72 * HOUR
        assert.equal(0, journal:budget(NUMBER, "register").used)
        reserve_many(journal, 1)
        assert.same({ "pending", "pending" }, states_of(journal))
    end)

    it("forgets old attempts, and of those not sent all but a few", function()
        local journal, clock = context.open()
        for _ = 1, 100 do
            local id = assert(journal:reserve(NUMBER, "register"))
            journal:settle(NUMBER, id, "not_sent")
        end
        assert.is_true(#journal:attempts(NUMBER) < 60)
        clock.now = START + 8 * 24 * HOUR
        reserve_many(journal, 1)
        assert.same({ "pending" }, states_of(journal))
    end)
end

local function describe_code_requests(context)
    it("counts code requests apart from register and deregister, also shared",
        function()
            local journal, clock = context.open()
            reserve_many(journal, 10, "request_code")
            clock.now = START + HOUR
            local id, refusal = journal:reserve(NUMBER, "request_code")
            assert.is_nil(id)
            assert.same({ limit = 10, used = 10, next_at = START + 72 * HOUR,
                retry_after = 71 * HOUR }, refusal)
            assert.equal(10, journal:budget(NUMBER, "register").left)
            reserve_many(journal, 5, "register")
            reserve_many(journal, 5, "deregister")
            assert.is_nil((journal:reserve(NUMBER, "register")))
            assert.equal(0, journal:budget(NUMBER, "request_code").left)
            assert.equal(10, journal:budget(OTHER, "request_code").left)
            clock.now = START + 72 * HOUR
            assert.is_string((journal:reserve(NUMBER, "request_code")))
            assert.is_nil((journal:reserve(NUMBER, "deregister")))
        end)

    it("blocks either of them alone", function()
        local journal = context.open()
        local id = reserve_many(journal, 1, "request_code")[1]
        journal:settle(NUMBER, id, "refused", { blocked_for = HOUR })
        assert.is_nil((journal:reserve(NUMBER, "request_code")))
        id = reserve_many(journal, 1, "register")[1]
        journal:settle(NUMBER, id, "refused", { blocked_for = 2 * HOUR })
        assert.equal(START + HOUR,
            journal:budget(NUMBER, "request_code").blocked_until)
    end)

    it("lists code requests only if they are asked for", function()
        local journal, clock = context.open()
        local code = reserve_many(journal, 1, "request_code")[1]
        local register = reserve_many(journal, 1, "register")[1]
        clock.now = START + 5
        assert.is_true(journal:settle(NUMBER, code, "refused",
            { code = 136024, retry_after = 3600 }))
        assert.same({ { id = code, operation = "request_code",
            state = "refused", reserved_at = START, settled_at = START + 5,
            code = 136024, retry_after = 3600 } },
            journal:attempts(NUMBER, "request_code"))
        assert.same({}, journal:attempts(OTHER, "request_code"))
        for _, operation in ipairs { "register", "deregister", false } do
            local list = journal:attempts(NUMBER, operation or nil)
            assert.equal(1, #list)
            assert.equal(register, list[1].id)
        end
    end)

    it("has nothing pending but register and deregister", function()
        local journal = context.open()
        reserve_many(journal, 2, "request_code")
        assert.same({}, journal:pending())
        assert.same({}, journal:pending(NUMBER))
        reserve_many(journal, 1, "register")
        assert.equal(1, #journal:pending())
    end)

    it("keeps of a code that was sent whether it was used up", function()
        local journal, clock = context.open()
        local id = reserve_many(journal, 1, "request_code")[1]
        assert.is_true(journal:settle(NUMBER, id, "succeeded"))
        assert.is_nil(journal:attempts(NUMBER, "request_code")[1].code)
        clock.now = START + 60
        assert.is_true(journal:settle(NUMBER, id, "succeeded",
            { code = 136025 }))
        local found = journal:attempts(NUMBER, "request_code")[1]
        assert.equal("succeeded", found.state)
        assert.equal(136025, found.code)
    end)
end

local function describe_clocks(context)
    local DAY = 24 * HOUR

    it("keeps ten that count while the clock is a week ahead for a while",
        function()
            for _, operation in ipairs { "register", "request_code" } do
                local journal, clock = context.open()
                reserve_many(journal, 10, operation)
                for _ = 1, 3 do
                    clock.now = START + 8 * DAY
                    local id = journal:reserve(NUMBER, operation)
                    if id then
                        journal:settle(NUMBER, id, "not_sent")
                    end
                    clock.now = START + HOUR
                    assert.is_nil((journal:reserve(NUMBER, operation)))
                    assert.is_true(
                        journal:budget(NUMBER, operation).used >= 10)
                end
            end
        end)

    it("keeps ten that count while the clock is a week behind for a while",
        function()
            local journal, clock = context.open()
            reserve_many(journal, 10)
            clock.now = START - 8 * DAY
            assert.is_nil((journal:reserve(NUMBER, "register")))
            clock.now = START + HOUR
            local _, refusal = journal:reserve(NUMBER, "register")
            assert.same({ limit = 10, used = 10, next_at = START + 72 * HOUR,
                retry_after = 71 * HOUR }, refusal)
            clock.now = START + 72 * HOUR
            assert.is_string((journal:reserve(NUMBER, "register")))
        end)

    it("lets attempts go 72 hours after they were seen in the future",
        function()
            local journal, clock = context.open()
            clock.now = START + 3650 * DAY
            reserve_many(journal, 10)
            clock.now = START
            local _, refusal = journal:reserve(NUMBER, "register")
            assert.same({ limit = 10, used = 10, next_at = START + 72 * HOUR,
                retry_after = 72 * HOUR }, refusal)
            clock.now = START + 72 * HOUR - 1
            assert.is_nil((journal:reserve(NUMBER, "register")))
            clock.now = START + 72 * HOUR
            reserve_many(journal, 10)
            assert.is_nil((journal:reserve(NUMBER, "register")))
        end)

    it("keeps the newest ten that count, of each operation, and no more",
        function()
            local journal, clock = context.open()
            for _ = 1, 12 do
                journal:reserve(NUMBER, "register", { force = true })
                journal:reserve(NUMBER, "deregister", { force = true })
            end
            clock.now = START + 30 * DAY
            reserve_many(journal, 3, "register")
            local counted = { register = 0, deregister = 0 }
            for _, attempt in ipairs(journal:attempts(NUMBER)) do
                counted[attempt.operation] = counted[attempt.operation] + 1
            end
            assert.is_true(counted.register <= 12)
            assert.equal(10, counted.deregister)
            assert.equal(3, journal:budget(NUMBER).used)
        end)
end

--- Declares the specs, inside a `describe`.
-- @tparam function open opens an empty journal with these options: `shared`,
--   `now`
-- @tparam number timelines how many random ones to play
function behaviour.of(open, timelines)
    local opened
    local context = {}

    function context.open(options)
        local clock = { now = START }
        local journal = open {
            shared = options and options.shared,
            now = function()
                return clock.now
            end,
        }
        opened[#opened + 1] = journal
        return journal, clock
    end

    before_each(function()
        opened = {}
    end)

    after_each(function()
        for _, journal in ipairs(opened) do
            journal:close()
        end
    end)

    describe_reserving(context)
    describe_sharing(context)
    describe_blocks(context)
    describe_settling(context)
    describe_listing(context)
    describe_code_requests(context)
    describe_clocks(context)

    it("says the same as a brute-force model on random timelines", function()
        for timeline = 1, timelines do
            model.play(timeline, timeline % 2 == 0, open)
        end
    end)
end

return behaviour
