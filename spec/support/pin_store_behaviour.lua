--- What every PIN store does, wherever it keeps the PINs.

local assert = require "luassert"
local busted = require "busted"

-- Busted gives its words to spec files only.
local it, before_each = busted.it, busted.before_each

local NUMBER = "106540352242922"

local REGISTER = { operation = "register" }
local TWO_STEP = { operation = "setup_two_step" }

local behaviour = {}

--- What every PIN store does.
-- @tparam function new makes an empty one
function behaviour.of(new)
    local store

    before_each(function()
        store = new()
    end)

    local function states()
        local list = {}
        for index, candidate in ipairs(store.candidates(NUMBER)) do
            list[index] = candidate.pin .. " " .. candidate.state
        end
        return list
    end

    it("has nothing at first", function()
        assert.is_nil(store.load(NUMBER))
        assert.same({}, states())
    end)

    it("loads what was saved, for each number its own", function()
        assert.is_true(store.save(NUMBER, "071934"))
        store.save("42", "000123")
        assert.equal("071934", store.load(NUMBER))
        assert.equal("000123", store.load "42")
    end)

    it("loads what somebody saved by hand before all else", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        store.save(NUMBER, "555666")
        assert.equal("555666", store.load(NUMBER))
    end)

    it("stays with the accepted PIN while a register offers another",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.settle(NUMBER, "071934", "succeeded")
            store.save(NUMBER, "111222", REGISTER)
            assert.equal("071934", store.load(NUMBER))
            store.settle(NUMBER, "111222", "succeeded")
            assert.equal("111222", store.load(NUMBER))
            assert.same({ "111222 held", "071934 former" }, states())
        end)

    it("changes to the PIN that setup_two_step sets, and back if refused",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.settle(NUMBER, "071934", "succeeded")
            store.save(NUMBER, "111222", TWO_STEP)
            assert.equal("111222", store.load(NUMBER))
            store.settle(NUMBER, "111222", "refused")
            assert.equal("071934", store.load(NUMBER))
            assert.same({ "111222 refused", "071934 held" }, states())
        end)

    it("tries to write, and changes nothing by it", function()
        assert.is_true(store.check())
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        assert.is_true(store.check())
        assert.same({ "071934 held" }, states())
        assert.same({}, store.candidates "0")
    end)

    it("loads a PIN that was not used if it has no better one", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "unused")
        assert.equal("071934", store.load(NUMBER))
    end)

    it("loads what was offered before the number was seen to have a PIN",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.see(NUMBER)
            store.save(NUMBER, "111222", REGISTER)
            store.see(NUMBER)
            assert.same({ "111222 offered", "071934 likely" }, states())
            assert.equal("071934", store.load(NUMBER))
            store.settle(NUMBER, "111222", "succeeded")
            assert.same({ "111222 held", "071934 former" }, states())
        end)

    it("keeps the accepted PIN however many others are refused", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        for i = 1, 30 do
            local pin = ("%06d"):format(i)
            store.save(NUMBER, pin, i % 2 == 0 and REGISTER or TWO_STEP)
            store.settle(NUMBER, pin, "refused")
        end
        assert.equal("071934", store.load(NUMBER))
        assert.is_true(#states() <= 8)
    end)

    it("keeps the PIN that it has, or saves another if it has none",
        function()
            assert.equal("071934", store.keep_or_save(NUMBER, "071934"))
            assert.same({ "071934 offered" }, states())
            assert.equal("071934", store.keep_or_save(NUMBER, "111222"))
            assert.equal("071934", store.load(NUMBER))
            assert.equal("333444", store.keep_or_save("42", "333444"))
            store.settle(NUMBER, "071934", "refused")
            assert.equal("111222", store.keep_or_save(NUMBER, "111222"))
            store.settle(NUMBER, "111222", "succeeded")
            assert.equal("111222", store.keep_or_save(NUMBER, "555666"))
            assert.same({ "111222 held", "071934 refused" }, states())
        end)

    it("knows which attempt a PIN was saved for", function()
        store.save(NUMBER, "071934",
            { operation = "register", attempt = "a 1%\n" })
        assert.equal("a 1%\n", store.candidates(NUMBER)[1].attempt)
    end)

    it("never drops the accepted PIN, whatever becomes of others", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        for i = 1, 20 do
            store.save(NUMBER, ("%06d"):format(i), TWO_STEP)
        end
        local list = states()
        assert.is_true(#list <= 8)
        assert.equal("000020 set", list[1])
        assert.equal("071934 held", list[#list])
    end)

    it("loads the accepted PIN next, if an outage left many unknown",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.settle(NUMBER, "071934", "succeeded")
            for i = 1, 7 do
                store.save(NUMBER, ("%06d"):format(i), TWO_STEP)
            end
            local loaded = {}
            for i = 1, 8 do
                loaded[i] = store.load(NUMBER)
                store.settle(NUMBER, loaded[i], "refused")
            end
            assert.same({ "000007", "071934", "000006", "000005", "000004",
                "000003", "000002", "000001" }, loaded)
            assert.is_nil(store.load(NUMBER))
        end)

    it("keeps in mind that a PIN was accepted when it is set again", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        store.save(NUMBER, "111222", TWO_STEP)
        store.save(NUMBER, "071934", TWO_STEP)
        assert.same({ "071934 held", "111222 earlier" }, states())
        store.settle(NUMBER, "071934", "unused")
        assert.equal("071934", store.load(NUMBER))
        store.settle(NUMBER, "111222", "succeeded")
        assert.same({ "071934 former", "111222 held" }, states())
    end)

    for _, count in ipairs { 3, 8 } do
        it("never drops any of " .. count .. " PINs of which one is on",
            function()
                for i = 1, count do
                    store.save(NUMBER, ("%06d"):format(i), REGISTER)
                end
                store.see(NUMBER)
                for i = 11, 40 do
                    store.save(NUMBER, ("%06d"):format(i), TWO_STEP)
                end
                local kept = table.concat(states(), ",")
                for i = 1, count do
                    assert.matches(("%06d likely"):format(i), kept, 1, true)
                end
                assert.is_true(#states() <= math.max(8, count + 1))
            end)
    end

    local function assert_refused(pattern, ...)
        local done, why = ...
        assert.is_nil(done)
        assert.matches(pattern, why)
    end

    it("refuses a bad id or PIN, and goes on for all others", function()
        store.save(NUMBER, "071934")
        for _, id in ipairs { "", "x", "1 2", "1\n2", 1.5, -1, 2 ^ 53, 0 / 0,
            true, {} } do
            assert_refused("phone_number_id", store.save(id, "123456"))
            assert_refused("phone_number_id", store.load(id))
            assert_refused("phone_number_id", store.see(id))
            assert_refused("phone_number_id", store.candidates(id))
            assert_refused("phone_number_id",
                store.keep_or_save(id, "123456"))
            assert_refused("phone_number_id",
                store.settle(id, "123456", "succeeded"))
        end
        for _, pin in ipairs { "", "12345", "1234567", "12345a", "123456\n",
            123456, true } do
            assert_refused("six digits", store.save(NUMBER, pin))
            assert_refused("six digits", store.keep_or_save(NUMBER, pin))
            assert_refused("six digits",
                store.settle(NUMBER, pin, "succeeded"))
        end
        assert_refused("phone_number_id", store.save(nil, "123456"))
        assert_refused("six digits", store.save(NUMBER))
        assert.same({ "071934 set" }, states())
    end)

    it("takes an id as a number for the same as its digits", function()
        store.save(106540352242922, "071934")
        assert.equal("071934", store.load(NUMBER))
        assert.equal("071934", store.keep_or_save(106540352242922, "111222"))
        assert.equal("071934", store.load(106540352242922))
        assert.same({ "071934 set" }, states())
    end)
end

return behaviour
