local core = require "whatsapp.registration.core"
local prepared = require "whatsapp.registration.prepared"

local function count(notes)
    local entries = 0
    for _, numbers in pairs { notes.at, notes.before } do
        for _ in pairs(numbers) do
            entries = entries + 1
        end
    end
    return entries
end

describe("the note that a number has no PIN", function()
    local now, clock = core.now, 1000

    setup(function()
        core.now = function() -- luacheck: ignore 122
            return clock
        end
    end)

    teardown(function()
        core.now = now -- luacheck: ignore 122
    end)

    it("is kept for a minute, and not for ever", function()
        local client = {}
        for index = 1, 3000 do
            clock = clock + 1
            prepared.note_pin_off(client, ("%d"):format(index))
            assert.equal(clock, client.pins_off.at[("%d"):format(index)])
        end
        assert.is_true(count(client.pins_off) >= 60)
        assert.is_true(count(client.pins_off) <= 122)
    end)
end)
