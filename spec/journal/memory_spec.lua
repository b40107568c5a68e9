local memory = require "whatsapp.registration.journal.memory"

local behaviour = require "spec.support.journal_behaviour"

-- All of them on one Lua, where they take seconds; a share on the others.
local TIMELINES = _VERSION == "Lua 5.4" and 100000 or 20000

describe("a journal in memory", function()
    behaviour.of(memory.new, TIMELINES)

    it("knows the time by itself", function()
        local journal = memory.new()
        journal:reserve("1", "register")
        local attempt = journal:attempts("1")[1]
        assert.is_true(math.abs(attempt.reserved_at - os.time()) <= 60)
    end)

    it("hands out copies", function()
        local journal = memory.new()
        journal:reserve("1", "register")
        journal:attempts("1")[1].state = "not_sent"
        assert.equal(1, journal:budget("1", "register").used)
    end)

    local function bytes_of(work)
        collectgarbage()
        collectgarbage()
        local before = collectgarbage "count"
        work()
        collectgarbage()
        collectgarbage()
        return (collectgarbage "count" - before) * 1024
    end

    it("keeps nothing of a number that was only asked about", function()
        local journal = memory.new()
        local function ask()
            for i = 1, 1000 do
                journal:budget("a" .. i, "register")
                journal:attempts("a" .. i)
                journal:pending("a" .. i)
            end
        end
        -- LuaJIT also keeps what it compiles, and its table of strings grows.
        local grown = math.huge
        for _ = 1, 5 do
            journal = memory.new()
            grown = math.min(grown, bytes_of(ask))
        end
        assert.is_true(grown < 100 * 1000, grown)
    end)

    local function use(journal, day)
        for i = 1, 100 do
            journal:reserve(day .. "/" .. i, "register")
            journal:reserve(day .. "/" .. i, "request_code")
        end
    end

    it("forgets numbers that were not used for longer than the window",
        function()
            local now = 1.8e9
            local journal = memory.new { now = function() return now end }
            for day = 1, 60 do
                use(journal, day)
                now = now + 86400
            end
            -- Those of one window are kept, and of the one before at the most
            local kept = #journal:pending()
            assert.is_true(kept >= 300 and kept <= 700, kept)
            for _, number in ipairs { "59/1", "60/100" } do
                assert.equal(1, journal:budget(number, "register").used)
                assert.equal(1, journal:budget(number, "request_code").used)
            end
        end)

    it("forgets nothing of a number that is in use", function()
        local now = 1.8e9
        local journal = memory.new { now = function() return now end }
        for _ = 1, 10 do
            assert(journal:reserve("1", "register"))
            now = now + 7 * 3600
            journal:reserve("2", "register")
        end
        assert.is_nil((journal:reserve("1", "register")))
    end)

    it("forgets no attempt of the window, however seldom it is used", function()
        local now = 1.8e9
        local journal = memory.new { now = function() return now end }
        local function reserve_after(hours, number)
            now = 1.8e9 + hours * 3600
            assert(journal:reserve(number, "register"))
        end
        reserve_after(0, "1")
        reserve_after(100, "2")
        reserve_after(145, "1")
        assert.equal(1, journal:budget("2", "register").used)
    end)

    it("takes no longer for many forced attempts than in proportion",
        function()
            local journal = memory.new()
            local function seconds_of(count)
                local start = os.clock()
                for _ = 1, count do
                    journal:reserve("1", "register", { force = true })
                end
                return os.clock() - start
            end
            seconds_of(1600)
            assert.is_true(seconds_of(100) / 100 < 0.002)
        end)
end)
