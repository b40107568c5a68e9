-- Calls in a coroutine of luv, by the real library.

local behaviour = require "spec.support.host_behaviour"

if not behaviour.has "luv" then
    return
end

describe("in a coroutine of luv", function()
    behaviour.add { loop = "luv", host = "luv" }
end)
