-- Calls in LÖVE, without a window.

local cjson = require "cjson"
local process = require "spec.support.process"
local slow = require "spec.support.slow"

if not rawget(_G, "jit") then
    return -- LÖVE runs the same whatever runs the specs
end

describe("in LÖVE", function()
    local server

    setup(function()
        server = slow.start(0.25)
    end)

    teardown(function()
        server:stop()
    end)

    local function play(scenario)
        local mark = os.tmpname()
        os.remove(mark)
        local ended = process.run({ "love", "spec/support/game", scenario,
            server.base_url, server.ca_file }, { timeout = 90,
            env = { MARK = mark } })
        os.remove(mark)
        assert.equal(0, ended.code, ended.stderr)
        return cjson.decode(ended.stdout)
    end

    it("a coroutine that is resumed once a frame makes calls", function()
        local outcome = play "coroutine"
        assert.is_true(outcome.inside.success, outcome.inside.message)
        assert.is_true(outcome.frames > 2)
    end)

    it("a call in the game's own coroutine is refused, unless it may block",
        function()
            local _, _, before = server:counted()
            local outcome = play "coroutine"
            assert.equal("invalid_request", outcome.outside.kind)
            assert.equal("host", outcome.outside.field)
            assert.equal("no", outcome.outside.sent)
            assert.matches("once a frame", outcome.outside.message)
            assert.is_true(outcome.blocking.success)
            assert.equal(2, select(3, server:counted()) - before)
        end)

    it("the game's own coroutine is not taken for one that loads the module",
        function()
            local outcome = play "late"
            assert.is_true(outcome.inside.success, outcome.inside.message)
            assert.equal("host", outcome.outside.field)
        end)

    it("a hundred calls are polled once a frame", function()
        local outcome = play "poll"
        assert.equal(100, outcome.succeeded)
        assert.is_true(outcome.frames > 2)
    end)

    it("a thread of the game waits for its calls", function()
        assert.is_true(play("thread").success)
    end)

    it("the game starts anew, and ends, with calls under way", function()
        assert.is_true(play("restart").restarted)
    end)
end)
