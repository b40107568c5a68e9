local behaviour = require "spec.support.pin_store_behaviour"

local memory = require "whatsapp.registration.pin_store.memory"

describe("the PIN store in memory", function()
    behaviour.of(memory.new)
end)
