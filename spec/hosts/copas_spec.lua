-- Calls in a coroutine of copas, by the real library.

local behaviour = require "spec.support.host_behaviour"
local slow = require "spec.support.slow"

if not behaviour.has "copas" then
    return
end

local WHERE = { loop = "copas", host = "copas" }

describe("in a coroutine of copas", function()
    behaviour.add(WHERE)

    it("a call that its select can't wait for is refused, and copas goes on",
        function()
            local server = slow.start(0)
            local outcome = behaviour.run("crowded", WHERE, server)
            local _, _, posts = server:counted()
            server:stop()
            assert.same({ "unavailable", "no" },
                { outcome.crowded.kind, outcome.crowded.sent })
            assert.is_true(outcome.afterwards.success)
            assert.equal(1, posts)
        end)
end)
