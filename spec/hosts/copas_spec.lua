-- Calls in a coroutine of copas, by the real library.

local behaviour = require "spec.support.host_behaviour"

if not behaviour.has "copas" then
    return
end

describe("in a coroutine of copas", function()
    behaviour.add { loop = "copas", host = "copas" }
end)
