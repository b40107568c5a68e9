local record = require "whatsapp.registration.journal.record"

local HOUR = 3600

-- A record of attempts that were reserved so many hours ago, at time 0
local function record_of(...)
    local known = { attempts = {}, blocked = {} }
    for i, hours in ipairs { ... } do
        known.attempts[i] = { operation = "register", state = "refused",
            reserved_at = -hours * HOUR }
    end
    return known
end

describe("the window", function()
    it("is ten requests in 72 hours", function()
        assert.equal(10, record.LIMIT)
        assert.equal(72 * HOUR, record.LENGTH)
    end)

    it("has all ten left for a number that nothing is known of", function()
        assert.same({ limit = 10, used = 0, left = 10 },
            record.budget(record_of(), "register", 0, true))
    end)

    it("counts an attempt until it is 72 hours old", function()
        local known = record_of(72, 71.5)
        assert.equal(1, record.budget(known, "register", 0, true).used)
    end)

    it("counts an attempt from the future, as after a clock set back",
        function()
            local known = record_of(-1)
            assert.equal(1, record.budget(known, "register", 0, true).used)
        end)

    it("moves: nine of ten leaving leave one counted", function()
        local known = record_of(71, 71, 71, 71, 71, 71, 71, 71, 71, 1)
        local budget = record.budget(known, "register", 2 * HOUR, true)
        assert.equal(1, budget.used)
        assert.equal(9, budget.left)
    end)

    it("finds the oldest whatever order the attempts are in", function()
        local known = record_of(1, 2, 70, 4, 5, 6, 7, 8, 9, 10)
        assert.equal(2 * HOUR,
            record.budget(known, "register", 0, true).next_at)
    end)

    it("is closed until the later of block and room", function()
        local known = record_of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        known.blocked.register = HOUR
        local budget = record.budget(known, "register", 0, true)
        assert.equal(62 * HOUR, budget.next_at)
        assert.equal(HOUR, budget.blocked_until)
        known.blocked.register = 70 * HOUR
        budget = record.budget(known, "register", 0, true)
        assert.equal(70 * HOUR, budget.next_at)
    end)

    it("has no refusal while some are left", function()
        assert.is_nil(record.refusal(record_of(1), "register", 0, true))
    end)
end)
