local behaviour = require "spec.support.journal_behaviour"
local servers = require "spec.support.journal_nginx"
local support = require "spec.support.client"

local shdict = require "whatsapp.registration.journal.shdict"

local NUMBER = "106540352242922"

describe("a journal in nginx's shared memory", function()
    local server, prefixes

    setup(function()
        server = servers.start()
        prefixes = 0
    end)

    teardown(function()
        server:stop()
    end)

    behaviour.of(function(options)
        prefixes = prefixes + 1
        options.prefix = "spec" .. prefixes
        return server:journal("journal", options)
    end, 10)

    it("knows the time by itself", function()
        local journal = server:journal("journal", { prefix = "time" })
        journal:reserve(NUMBER, "register")
        local attempt = journal:attempts(NUMBER)[1]
        assert.is_true(math.abs(attempt.reserved_at - os.time()) <= 60)
    end)

    it("grants exactly ten of 100 that four workers ask for at once",
        function()
            local journal = server:journal("journal")
            for round = 1, 20 do
                local number = "race" .. round
                assert.equal(10, server:ask { command = "race",
                    number = number, each = 25, force = false })
                assert.equal(10, #journal:attempts(number))
            end
        end)

    it("loses no attempt of four workers that force 40 each", function()
        for round = 1, 8 do
            local number = "forced" .. round
            assert.equal(160, server:ask { command = "race",
                number = number, each = 40, force = true })
            local attempts = server:journal("journal"):attempts(number)
            assert.equal(160, #attempts)
        end
    end)

    it("keeps two entries for a number, however often it changes", function()
        server:ask { command = "flush", dictionary = "small" }
        local journal = server:journal("small")
        for _ = 1, 30 do
            local id = assert(journal:reserve(NUMBER, "register"))
            assert(journal:settle(NUMBER, id, "not_sent"))
        end
        local keys = server:ask { command = "keys", dictionary = "small" }
        table.sort(keys)
        assert.same({ "whatsapp:" .. NUMBER .. ":60",
            "whatsapp:" .. NUMBER .. ":newest" }, keys)
    end)

    it("says that the dictionary is full, and pushes nothing out", function()
        server:ask { command = "flush", dictionary = "small" }
        local journal = server:journal("small")
        local attempt = assert(journal:reserve(NUMBER, "register"))
        server:ask { command = "fill", dictionary = "small" }
        local id, refusal, why = journal:reserve("1", "register")
        assert.is_nil(id)
        assert.is_nil(refusal)
        assert.matches("no memory is left in lua_shared_dict small", why)
        local settled, trouble = journal:settle(NUMBER, attempt, "succeeded")
        assert.is_nil(settled)
        assert.matches("no memory", trouble)
        assert.equal(1, journal:budget(NUMBER, "register").used)

        server:ask { command = "flush", dictionary = "small" }
        assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
    end)

    it("lets a number go 14 days after its last request", function()
        local journal = server:journal("journal", { prefix = "expiry" })
        for version = 1, 3 do
            assert(journal:reserve(NUMBER, "register"))
            for _, name in ipairs { version, "newest" } do
                local left = server:ask { command = "ttl",
                    dictionary = "journal",
                    key = ("expiry:%s:%s"):format(NUMBER, name) }
                assert.is_true(math.abs(left / 86400 - 14) < 0.1)
            end
        end
    end)

    it("goes on with entries that an older version made", function()
        local id = "register-1800000000000000-1w7"
        local key = "older:" .. NUMBER .. ":"
        server:ask { command = "set", dictionary = "journal",
            key = key .. "newest", value = 4 }
        server:ask { command = "set", dictionary = "journal", key = key .. 4,
            value = id .. " register refused 1800000000000000 "
                .. "1800000001000000 133005\n" }
        local journal = server:journal("journal", { prefix = "older",
            now = function() return 1800000060 end })
        assert.equal(133005, journal:attempts(NUMBER)[1].code)
        assert(journal:reserve(NUMBER, "register"))
        assert.equal(2, journal:budget(NUMBER, "register").used)
    end)

    it("says that an entry was pushed out, and grants nothing", function()
        local journal = server:journal("journal", { prefix = "lost" })
        local attempt = assert(journal:reserve(NUMBER, "register"))
        server:ask { command = "delete", dictionary = "journal",
            key = "lost:" .. NUMBER .. ":1" }
        local id, refusal, why = journal:reserve(NUMBER, "register")
        assert.is_nil(id)
        assert.is_nil(refusal)
        assert.matches("pushed out", why)
        for _, ask in ipairs { "budget", "attempts", "pending" } do
            assert.matches("pushed out",
                select(2, journal[ask](journal, NUMBER, "register")))
        end
        assert.matches("pushed out",
            select(2, journal:settle(NUMBER, attempt, "unknown")))
    end)

    it("says which dictionary there is none of", function()
        local opened, why = server:journal("absent"):close()
        assert.is_nil(opened)
        assert.matches("lua_shared_dict absent", why)
    end)

    it("is not to be had outside of nginx", function()
        local err = support.error_of(shdict.new, "journal")
        assert.equal("invalid_request", err.kind)
        assert.equal("name", err.field)
        assert.matches("nginx", err.message)
        assert.equal("name", support.error_of(shdict.new).field)
        assert.equal("name", select(2, shdict.try_new("journal")).field)
    end)
end)
