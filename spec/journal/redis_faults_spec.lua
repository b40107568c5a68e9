local process = require "spec.support.process"
local servers = require "spec.support.journal_redis"

local redis = require "whatsapp.registration.journal.redis"

local NUMBER = "106540352242922"
local BLOCK = { code = 133016, blocked_for = 259200 }

describe("a journal in Redis", function()
    local server, journal

    local function open(options)
        return redis.new { client = servers.client(server.path, options) }
    end

    local function assert_fails(pattern, attempt)
        local id, refusal, why = journal:reserve(NUMBER, "register")
        assert.is_nil(id)
        assert.is_nil(refusal)
        assert.matches(pattern, why)
        local settled, trouble = journal:settle(NUMBER, attempt, "succeeded")
        assert.is_nil(settled)
        assert.matches(pattern, trouble)
    end

    local function assert_unreadable(pattern)
        for _, ask in ipairs { "budget", "attempts", "pending" } do
            local answer, why = journal[ask](journal, NUMBER, "register")
            assert.is_nil(answer)
            assert.matches(pattern, why)
        end
        local all, why = journal:pending()
        assert.is_nil(all)
        assert.matches(pattern, why)
    end

    before_each(function()
        server = servers.start()
        journal = open()
    end)

    after_each(function()
        server:stop()
        process.stop_all()
    end)

    it("says that the server is down, and finds it when it is back", function()
        local attempt = journal:reserve(NUMBER, "register")
        server:kill()
        assert_fails("Redis", attempt)
        assert_unreadable("Redis")
        server:restart()
        assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
        assert.equal(1, journal:budget(NUMBER, "register").used)
    end)

    it("gives up on a slow server, and takes no late answer for its own",
        function()
            local attempt = journal:reserve(NUMBER, "register")
            -- A busy disk may take a second to write.
            server:connect():config("SET", "appendfsync", "no")
            journal = open { timeout = 1 }
            server:pause()
            assert_fails("timeout", attempt)
            server:resume()
            for _ = 1, 3 do
                assert(journal:reserve("1", "register"))
                assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
            end
            assert.equal(3, journal:budget("1", "register").used)
            -- The reservation that nobody waited for counts.
            assert.equal(2, journal:budget(NUMBER, "register").used)
            assert.equal("pending", journal:attempts(NUMBER)[1].state)
        end)

    it("takes no other call's answer from a client that mixes them up",
        function()
            local direct = servers.client(server.path)
            local late
            journal = redis.new { client = function(...)
                local reply = late
                late = direct(...)
                return reply or late
            end }
            local attempt = assert(journal:reserve(NUMBER, "register"))
            assert_fails("another call", attempt)
        end)

    it("finds everything when the server comes back with its data", function()
        local attempt = journal:reserve(NUMBER, "register")
        journal:settle(NUMBER, attempt, "refused", BLOCK)
        journal:reserve(NUMBER, "deregister", { force = true })
        local before = journal:attempts(NUMBER)
        server:kill()
        server:restart()
        assert.same(before, open():attempts(NUMBER))
        assert.is_nil((open():reserve(NUMBER, "register")))
    end)

    it("puts back an attempt that is settled after the data was lost",
        function()
            local attempt = journal:reserve(NUMBER, "register")
            server:kill()
            server:restart { data = false }
            assert.is_true(open():settle(NUMBER, attempt, "succeeded"))
            local found = open():attempts(NUMBER)
            assert.equal(attempt, found[1].id)
            assert.equal("succeeded", found[1].state)
        end)

    it("says that the server is over its memory limit", function()
        local attempt = journal:reserve(NUMBER, "register")
        local client = server:connect()
        client:config("SET", "maxmemory", "1")
        assert_fails("OOM", attempt)
        -- The attempts can still be read.
        assert.equal(1, journal:budget(NUMBER, "register").used)
        client:config("SET", "maxmemory", "0")
        assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
        assert.is_string((journal:reserve(NUMBER, "register")))
    end)

    it("grants nothing if Redis may drop keys, unless that is allowed",
        function()
            local attempt = journal:reserve(NUMBER, "register")
            for _, policy in ipairs { "allkeys-lru", "volatile-ttl" } do
                server:connect():config("SET", "maxmemory-policy", policy)
                local id, refusal, why = journal:reserve(NUMBER, "register")
                assert.is_nil(id)
                assert.is_nil(refusal)
                assert.matches(policy, why, 1, true)
                assert.matches("noeviction.*allow_eviction", why)
            end
            assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
            local daring = redis.new { client = servers.client(server.path),
                allow_eviction = true }
            assert.is_string((daring:reserve(NUMBER, "register")))
            server:connect():config("SET", "maxmemory-policy", "noeviction")
            assert.is_string((journal:reserve(NUMBER, "register")))
        end)

    it("goes on if it may not ask Redis for its policy", function()
        local told = process.run { "redis-cli", "-s", server.path, "ACL",
            "SETUSER", "default", "-info" }
        assert.equal("OK\n", told.stdout)
        assert.is_string((journal:reserve(NUMBER, "register")))
    end)

    it("says that the server may only be read", function()
        local attempt = journal:reserve(NUMBER, "register")
        server:connect():config("SET", "min-replicas-to-write", "1")
        assert_fails("NOREPLICAS", attempt)
    end)

    it("says that a key of its name is something else", function()
        local attempt = assert(journal:reserve("1", "register"))
        server:connect():set("whatsapp:{" .. NUMBER .. "}:attempts", "x")
        assert_fails("WRONGTYPE", attempt)
    end)
end)
