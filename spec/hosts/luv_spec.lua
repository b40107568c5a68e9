-- Calls in a coroutine of luv, by the real library.

local behaviour = require "spec.support.host_behaviour"
local slow = require "spec.support.slow"

if not behaviour.has "luv" then
    return
end

describe("in a coroutine of luv", function()
    behaviour.add { loop = "luv", host = "luv" }
end)

describe("in a callback of luv, outside of a coroutine", function()
    for _, host in ipairs { "luv", "auto" } do
        it("a call is refused before it is sent, host: " .. host, function()
            local server = slow.start(0)
            local outcome = behaviour.run("refusals",
                { loop = "luv", host = host }, server)
            local _, _, posts = server:counted()
            server:stop()
            behaviour.is_refused(outcome.callback, "outside a coroutine",
                "client:start")
            assert.equal(host == "luv" and 1 or 2, posts)
        end)
    end
end)
