-- Calls in a coroutine of cqueues, by the real library.

local behaviour = require "spec.support.host_behaviour"

if not behaviour.has "cqueues" then
    return
end

describe("in a coroutine of cqueues", function()
    behaviour.add { loop = "cqueues", host = "cqueues" }
end)
