local behaviour = require "spec.support.journal_behaviour"
local races = require "spec.support.journal_races"
local servers = require "spec.support.journal_redis"
local support = require "spec.support.client"

local redis = require "whatsapp.registration.journal.redis"

local NUMBER = "106540352242922"

describe("a journal in Redis", function()
    local server, prefixes

    local function open(options)
        options = options or {}
        options.client = options.client or servers.client(server.path)
        return redis.new(options)
    end

    setup(function()
        server = servers.start()
        prefixes = 0
    end)

    teardown(function()
        server:stop()
    end)

    behaviour.of(function(options)
        prefixes = prefixes + 1
        options.prefix = "spec*[?]" .. prefixes
        return open(options)
    end, 30)

    it("goes by the server's clock", function()
        local journal = open { prefix = "clock" }
        local id = journal:reserve(NUMBER, "register")
        local attempt = journal:attempts(NUMBER)[1]
        assert.equal(id, attempt.id)
        assert.is_true(math.abs(attempt.reserved_at - os.time()) <= 60)
    end)

    it("gives the server's time if the clocks differ", function()
        local connected = servers.client(server.path)
        local journal = open { prefix = "ahead",
            client = function(...)
                local reply = connected(...)
                reply[2] = ("%.0f"):format(reply[2] + 600 * 1e6)
                return reply
            end }
        assert.is_true(math.abs(journal.now() - os.time()) <= 60)
        journal:budget(NUMBER)
        assert.is_true(math.abs(journal.now() - os.time() - 600) <= 60)
    end)

    it("keeps a number's keys in one hash slot, and lets them expire",
        function()
            local journal = open { prefix = "slots" }
            local id = journal:reserve(NUMBER, "register")
            journal:settle(NUMBER, id, "refused", { blocked_for = 259200 })
            local client = server:connect()
            assert.same({ "slots:{" .. NUMBER .. "}:attempts" },
                client:keys("slots:*"))
            local left = client:ttl("slots:{" .. NUMBER .. "}:attempts")
            assert.is_true(left > 13 * 24 * 3600 and left <= 14 * 24 * 3600)
        end)

    it("takes a function or a client with a method for commands", function()
        local function command(name, ...)
            local client = server:connect()
            return client[name:lower()](client, ...)
        end
        for _, client in ipairs { command, server:connect(),
            { command = function(_, ...) return command(...) end } } do
            local journal = open { client = client, prefix = "kinds" }
            assert.is_string((journal:reserve(NUMBER, "register")))
        end
        assert.equal(3, open({ prefix = "kinds" }):budget(NUMBER,
            "register").used)
        for _, wrong in ipairs { 42, "redis", true } do
            local err = support.error_of(redis.new, { client = wrong })
            assert.equal("invalid_request", err.kind)
            assert.equal("client", err.field)
        end
        assert.equal("client", support.error_of(redis.new).field)
        assert.equal("client", select(2, redis.try_new()).field)
    end)

    it("goes on with a number that an older version counted", function()
        local id = "register-1800000000000000-1"
        local key = "older:{" .. NUMBER .. "}:attempts"
        local client = server:connect()
        client:hset(key, id, "register refused 1800000000000000 "
            .. "1800000001500000 133008 3600000000")
        client:hset(key, "serial", "1")
        client:hset(key, "blocked:deregister", "1800000090000000")
        local journal = open { prefix = "older",
            now = function() return 1.8e9 + 60 end }
        assert.same({ { id = id, operation = "register", state = "refused",
            reserved_at = 1.8e9, settled_at = 1.8e9 + 1.5, code = 133008,
            retry_after = 3600 } }, journal:attempts(NUMBER))
        local _, refusal = journal:reserve(NUMBER, "register")
        assert.equal(30, refusal.retry_after)
        assert.is_string((journal:reserve(NUMBER, "request_code")))
        assert.equal(1, journal:budget(NUMBER).used)
    end)

    it("counts what several journals reserve together", function()
        local journals = { open { prefix = "many" }, open { prefix = "many" } }
        for i = 1, 10 do
            assert(journals[i % 2 + 1]:reserve(NUMBER, "register"))
        end
        for _, journal in ipairs(journals) do
            assert.is_nil((journal:reserve(NUMBER, "register")))
        end
    end)

    it("grants exactly ten of 100 that eight processes ask for at once",
        function()
            races.check(20, function()
                server:connect():flushall()
                return "redis", { server.path }, open
            end)
        end)

    it("says so when it is used after it was closed", function()
        local journal = open()
        assert.is_true(journal:close())
        assert.is_true(journal:close())
        assert.matches("closed", select(3, journal:reserve("1", "register")))
    end)
end)
