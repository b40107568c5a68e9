-- Commands of several machines that share a Redis: what one of them did, the
-- others know.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local redis_server = require "spec.support.journal_redis"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local VERIFIED = "106540352242923"
local WABA = "102290129340398"

describe("--redis", function()
    local sim = served(simulator.start)
    local one, other, server, url

    setup(function()
        one, other = commands.new(sim), commands.new(sim)
        server = redis_server.start()
        url = "unix://" .. server.path
    end)

    teardown(function()
        one:stop()
        other:stop()
        server:stop()
    end)

    local function on(changes)
        return { env = support.merge(support.merge(redis_server.ENVIRONMENT,
            { WHATSAPP_PHONE_NUMBER_ID = VERIFIED }), changes) }
    end

    it("takes no password from the arguments, which others can see", function()
        local ran = one:json({ "budget", "--redis",
            "redis://:s3cret@127.0.0.1" }, on())
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.equal("redis", ran.documents[1].error.field)
        assert.is_nil(ran.stdout:find("s3cret", 1, true))
    end)

    if not pcall(require, "redis") then
        it("says what to install if redis-lua is missing", function()
            local ran = one:run({ "register", "--redis", url },
                { env = { WHATSAPP_PHONE_NUMBER_ID = VERIFIED } })
            assert.equal(exits.of_kind.unavailable, ran.code)
            assert.matches("lua%-redis", ran.stderr)
            assert.same({}, sim:received())
        end)
    end

    if not redis_server.has_library() then
        return
    end

    it("keeps journal and PINs of all commands where all machines see them",
        function()
            local ran = one:run({ "register", "--redis", url },
                on { WHATSAPP_PIN = "071934" })
            assert.equal(0, ran.code, ran.stderr)
            ran = other:run({ "register", "--redis", url }, on())
            assert.equal(0, ran.code, ran.stderr) -- with the first one's PIN
            ran = other:json({ "budget", "--redis", url }, on())
            assert.equal(8, ran.documents[1].left)
            assert.equal(2, #one:json({ "attempts", "--redis", url },
                on()).documents)
            ran = other:run({ "numbers", WABA, "--redis", url, "--filter",
                "id=" .. VERIFIED }, on())
            assert.matches("\t8\n$", ran.stdout)
            ran = other:run({ "doctor", "--redis", url }, on())
            assert.matches("pin_store +ok: .* has a PIN of the number",
                ran.stdout)
            ran = other:run({ "set-pin", "--draw-pin", "--yes", "--redis",
                url }, on())
            assert.matches("kept in " .. url, ran.stdout, 1, true)
            ran = one:run({ "deregister", "--yes", "--redis", url }, on())
            assert.equal(0, ran.code, ran.stderr)
            ran = other:run({ "budget" }, on()) -- its own journal
            assert.matches("10 of 10", ran.stdout)
        end)

    it("sends nothing if the Redis can't be reached", function()
        local ran = one:run({ "register", "--redis",
            "unix:///tmp/no/redis/here" }, on { WHATSAPP_PIN = "071934" })
        assert.equal(exits.of_kind.unavailable, ran.code)
        assert.matches("journal in Redis: could not connect", ran.stderr)
        assert.same({}, sim:received { operation = "register" })
    end)
end)
