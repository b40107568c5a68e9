local base = require "whatsapp.registration.journal.base"

describe("the journal's clock", function()
    local time = os.time

    after_each(function()
        os.time = time -- luacheck: ignore 122
    end)

    local function set_wall_clock(offset)
        os.time = function() -- luacheck: ignore 122
            return time() + offset
        end
    end

    it("gives the time with its fractions", function()
        local now = base.clock()
        local first, fractions = now(), false
        assert.is_true(math.abs(first - os.time()) <= 60)
        repeat
            local later = now()
            assert.is_true(later >= first)
            fractions = fractions or later % 1 ~= 0
        until fractions or later > first + 1
        assert.is_true(fractions)
    end)

    it("follows a wall clock that was set, both ways", function()
        local now = base.clock()
        for _, offset in ipairs { 3600, -3600 } do
            set_wall_clock(offset)
            assert.is_true(math.abs(now() - os.time()) <= 60)
            assert.is_true(math.abs(now() - os.time()) <= 60)
        end
    end)
end)
