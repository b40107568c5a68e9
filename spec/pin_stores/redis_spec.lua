local behaviour = require "spec.support.pin_store_behaviour"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local servers = require "spec.support.journal_redis"
local support = require "spec.support.client"

local redis = require "whatsapp.registration.pin_store.redis"

local NUMBER = support.NUMBER

describe("the PIN store in Redis", function()
    local server, prefixes

    setup(function()
        server = servers.start()
        prefixes = 0
    end)

    teardown(function()
        server:stop()
    end)

    local function open(options)
        options = options or {}
        options.client = options.client or servers.client(server.path)
        return redis.new(options)
    end

    behaviour.of(function()
        prefixes = prefixes + 1
        return open { prefix = "spec%d{%s}" .. prefixes }
    end)

    it("is there for the next process and the next machine", function()
        open().save(NUMBER, "071934")
        assert.equal("071934", open().load(NUMBER))
        server:kill()
        server:restart()
        assert.equal("071934", open().load(NUMBER))
    end)

    it("keeps a number's PINs in one key, for ever", function()
        open({ prefix = "slots" }).save(NUMBER, "071934")
        local client = server:connect()
        local key = "slots:{" .. NUMBER .. "}:pins"
        assert.same({ key }, client:keys "slots:*")
        assert.equal(-1, client:ttl(key))
    end)

    it("keeps what a newer version may have written", function()
        local store = open { prefix = "newer" }
        store.save(NUMBER, "071934")
        local client, key = server:connect(), "newer:{" .. NUMBER .. "}:pins"
        client:hset(key, "pins", "111222 invented \n071934 held ")
        store.save(NUMBER, "000123")
        assert.equal(2, #store.candidates(NUMBER))
        assert.matches("111222 invented", client:hget(key, "pins"), 1, true)
    end)

    it("must be given a client", function()
        for _, wrong in ipairs { 42, "redis", false } do
            local err = support.error_of(redis.new, { client = wrong })
            assert.equal("invalid_request", err.kind)
            assert.equal("client", err.field)
        end
        assert.equal("client", select(2, redis.try_new()).field)
    end)

    it("says that Redis is down, and nothing is sent", function()
        local store = open()
        server:kill()
        local saved, why = store.save(NUMBER, "918273")
        assert.is_nil(saved)
        assert.matches("PIN store in Redis", why)
        assert.is_nil(why:find("918273", 1, true))
        assert.is_nil((store.load(NUMBER)))
        assert.is_nil((store.check()))
        server:restart()
        assert.is_true(store.save(NUMBER, "918273"))
    end)

    it("saves nothing if Redis may drop it, unless that is allowed",
        function()
            server:connect():config("SET", "maxmemory-policy", "allkeys-lru")
            local saved, why = open().save("77", "071934")
            assert.is_nil(saved)
            assert.matches("allkeys%-lru.*allow_eviction", why)
            assert.is_true(open({ allow_eviction = true })
                .save("78", "071934"))
            -- These drop keys with an expiry only.
            server:connect():config("SET", "maxmemory-policy", "volatile-lru")
            assert.is_true(open().save("77", "071934"))
            server:connect():config("SET", "maxmemory-policy", "noeviction")
        end)

    -- Four processes at the same time, each given the server and its number
    local function run_at_once(script)
        local children = {}
        for each = 1, 4 do
            children[each] = process.start({ interpreter(), "-e", ([[
                local each, store = %d, require(
                    "whatsapp.registration.pin_store.redis").new {
                    client = require("spec.support.journal_redis")
                        .client(%q) }
            ]]):format(each, server.path) .. script }, { wait = false })
        end
        return process.finish(children)
    end

    it("gives one PIN to all machines that draw one at the same time",
        function()
            local printed = run_at_once [[
                for i = 1, 50 do
                    print((assert(store.keep_or_save("9" .. i,
                        ("%06d"):format(each * 100 + i)))))
                end]]
            for i = 2, 4 do
                assert.equal(printed[1], printed[i])
            end
        end)

    it("loses no PIN of machines that save for one number at once", function()
        local store = open()
        store.save("55", "071934", { operation = "register" })
        store.settle("55", "071934", "succeeded")
        run_at_once [[
            for i = 1, 20 do
                local pin = ("%06d"):format(each * 100 + i)
                assert(store.save("55", pin, { operation = "register" }))
                assert(store.settle("55", pin, i == 20 and each == 4
                    and "succeeded" or "refused"))
            end]]
        assert.equal("000420", store.load "55")
        assert.is_true(#store.candidates "55" <= 8)
    end)
end)
