local behaviour = require "spec.support.journal_behaviour"
local nginx = require "spec.support.journal_nginx"
local redis = require "spec.support.journal_redis"

local NUMBER = "106540352242922"

describe("a journal in Redis, from nginx", function()
    local server, store, prefixes

    setup(function()
        server, store = nginx.start(), redis.start()
        prefixes = 0
    end)

    teardown(function()
        server:stop()
        store:stop()
    end)

    local function open(options)
        options.redis = store.path
        return server:journal(nil, options)
    end

    behaviour.of(function(options)
        prefixes = prefixes + 1
        options.prefix = "nginx" .. prefixes
        return open(options)
    end, 5)

    it("says that the server is over its memory limit", function()
        local journal = open { prefix = "full" }
        store:connect():config("SET", "maxmemory", "1")
        assert.matches("OOM", select(3, journal:reserve(NUMBER, "register")))
        store:connect():config("SET", "maxmemory", "0")
        assert.is_string((journal:reserve(NUMBER, "register")))
    end)

    it("gives up on a slow server, and takes no late answer for its own",
        function()
            -- A busy disk may take a second to write.
            store:connect():config("SET", "appendfsync", "no")
            local journal = open { prefix = "slow", patience = 1.5 }
            store:pause()
            assert.matches("timeout",
                select(3, journal:reserve(NUMBER, "register")))
            store:resume()
            for used = 2, 4 do
                assert(journal:reserve(NUMBER, "register"))
                assert.equal(used, journal:budget(NUMBER, "register").used)
            end
        end)

    it("says that the server is down, and finds it when it is back", function()
        local journal = open { prefix = "down" }
        assert(journal:reserve(NUMBER, "register"))
        store:kill()
        assert.is_string(select(3, journal:reserve(NUMBER, "register")))
        store:restart()
        -- nginx's pool may hold connections that ended with the server.
        for _ = 1, 10 do
            journal:budget(NUMBER, "register")
        end
        assert.equal(1, journal:budget(NUMBER, "register").used)
    end)
end)
