-- A fleet keeps in little memory what it knows of each of many numbers, and
-- knows what a table would say.

local ids = require "whatsapp.registration.fleet.ids"
local random = require "spec.support.random_numbers"

local WORDS = { "succeeded", "waiting", "api" }

-- Some begin like others, have the same value, or are no digits.
local ODD = { "0", "00", "000", "1", "01", "010", "1001", "11001", "1", "12",
    "123", "1234", "12345", "", "x", "1x", "\0", "200000000000001",
    "2000000000000010", "99999999999999999999999999" }

-- LuaJIT halves its table of strings once a collection.
local function kilobytes_in_use()
    for _ = 1, 12 do
        collectgarbage()
    end
    return collectgarbage "count"
end

describe("a map of many ids", function()
    it("says what a table would, whatever is put in and taken out", function()
        local draw = random(7)
        local map, model = ids.new(), {}
        for _ = 1, 20000 do
            local id = draw(3) == 1 and ODD[draw(#ODD) + 1]
                or ("2000%03d"):format(draw(500))
            local word = WORDS[draw(4) + 1] -- nil takes it out
            assert.equal(model[id], ids.set(map, id, word))
            model[id] = word
            local other = ODD[draw(#ODD) + 1]
            assert.equal(model[other], ids.get(map, other))
        end
    end)

    it("takes some twelve bytes for each of a hundred thousand", function()
        local before = kilobytes_in_use()
        local map = ids.new()
        for index = 1, 100000 do
            ids.set(map, ("2000%011d"):format(index), "succeeded")
        end
        local kilobytes = kilobytes_in_use() - before
        assert.is_true(kilobytes < 1600, tostring(kilobytes))
        assert.equal("succeeded", ids.get(map, "200000000050000"))
    end)
end)
