local memory = require "whatsapp.registration.journal.memory"

local behaviour = require "spec.support.journal_behaviour"

-- All of them where they take seconds; a share on the Lua versions beside.
local TIMELINES = _VERSION == "Lua 5.4" and 100000 or 20000

describe("a journal in memory", function()
    behaviour.of(memory.new, TIMELINES)

    it("tells the time by itself", function()
        local journal = memory.new()
        journal:reserve("1", "register")
        local attempt = journal:attempts("1")[1]
        assert.is_true(math.abs(attempt.reserved_at - os.time()) <= 2)
    end)

    it("hands out copies", function()
        local journal = memory.new()
        journal:reserve("1", "register")
        journal:attempts("1")[1].state = "not_sent"
        assert.equal(1, journal:budget("1", "register").used)
    end)

    it("keeps nothing of a number that was only asked about", function()
        local journal = memory.new()
        journal:budget("1", "register")
        journal:attempts("1")
        journal:pending("1")
        assert.same({}, journal.records)
    end)
end)
