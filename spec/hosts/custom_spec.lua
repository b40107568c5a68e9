-- A function of the program's own that yields, in a loop of its own.

local behaviour = require "spec.support.host_behaviour"

describe("a host that is a function which yields", function()
    behaviour.add { loop = "frames", host = "yield", is_bare = true }
end)
