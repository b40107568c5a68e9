local model = require "spec.support.simulator_model"

local NUMBER = "106540352242926"
local HOUR = 3600

describe("the simulator's limit on register and deregister", function()
    local sim = model.served()

    local function spend(times)
        for i = 1, times do
            assert.is_nil(sim:register(NUMBER).code, "request " .. i)
        end
    end

    it("answers 133016 to the eleventh request in 72 hours", function()
        spend(10)
        local response = sim:register(NUMBER)
        assert.equal(400, response.status)
        assert.equal(133016, response.code)
        assert.truthy(response.body.error.error_data.details)
    end)

    it("counts refused requests and malformed ones", function()
        sim:set(NUMBER, { pin = "999999" })
        assert.equal(133005, sim:register(NUMBER).code)
        assert.equal(100, sim:register(NUMBER, "1").code)
        sim:set(NUMBER, { pin = "071934" })
        spend(8)
        assert.equal(133016, sim:register(NUMBER).code)
    end)

    it("does not count what has no permission", function()
        for _ = 1, 11 do
            sim:post(NUMBER .. "/register", {}, { token = "expired-token" })
            sim:post(NUMBER .. "/register", {}, { token = "messaging-token" })
        end
        spend(10)
    end)

    it("counts each number by itself", function()
        spend(10)
        assert.equal(200, sim:register("106540352242931").status)
    end)

    it("blocks for 72 hours from the refusal", function()
        spend(10)
        sim.clock = sim.clock + HOUR
        assert.equal(133016, sim:register(NUMBER).code)
        sim.clock = sim.clock + 72 * HOUR - 1
        assert.equal(133016, sim:register(NUMBER).code)
        sim.clock = sim.clock + 1
        assert.equal(200, sim:register(NUMBER).status)
    end)

    it("prolongs the block with every refused request when asked to", function()
        sim:renew { prolong_block = true }
        spend(10)
        sim:register(NUMBER)
        sim.clock = sim.clock + 71 * HOUR
        assert.equal(133016, sim:register(NUMBER).code)
        sim.clock = sim.clock + HOUR
        assert.equal(133016, sim:register(NUMBER).code)
        sim.clock = sim.clock + 72 * HOUR
        assert.equal(200, sim:register(NUMBER).status)
    end)

    it("moves its window on", function()
        for _ = 1, 10 do
            assert.equal(200, sim:register(NUMBER).status)
            sim.clock = sim.clock + 7.2 * HOUR
        end
        -- The first of the ten is 72 hours old now, the second is not.
        assert.equal(200, sim:register(NUMBER).status)
        assert.equal(133016, sim:register(NUMBER).code)
    end)

    it("lets register and deregister share it by default", function()
        for _ = 1, 5 do
            assert.equal(200, sim:deregister(NUMBER).status)
            assert.equal(200, sim:register(NUMBER).status)
        end
        assert.equal(133016, sim:deregister(NUMBER).code)
        assert.equal(133016, sim:register(NUMBER).code)
    end)

    it("keeps two limits when asked to", function()
        sim:renew { shared_limit = false }
        spend(10)
        assert.equal(133016, sim:register(NUMBER).code)
        assert.equal(200, sim:deregister(NUMBER).status)
    end)

    it("agrees with a count by hand over random timelines", function()
        math.randomseed(20260101)
        for _ = 1, 20 do
            sim:renew()
            local times, blocked_until = {}, 0
            for _ = 1, 100 do
                sim.clock = sim.clock + math.random(0, 12 * HOUR)
                local recent = 0
                for _, time in ipairs(times) do
                    recent = recent
                        + (sim.clock - time < 72 * HOUR and 1 or 0)
                end
                local allowed = sim.clock >= blocked_until and recent < 10
                if allowed then
                    times[#times + 1] = sim.clock
                elseif sim.clock >= blocked_until then
                    blocked_until = sim.clock + 72 * HOUR
                end
                assert.equal(not allowed and 133016 or nil,
                    sim:register(NUMBER).code)
            end
        end
    end)

    it("has a number that is blocked from the start", function()
        local id = "106540352242932"
        assert.equal(133016, sim:register(id).code)
        assert.equal(133016, sim:deregister(id).code)
        sim.clock = sim.clock + 72 * HOUR
        assert.equal(200, sim:register(id).status)
    end)
end)

describe("the simulator's PIN", function()
    local sim = model.served()

    local function guess(pin)
        local problem = sim:register(NUMBER, pin).body.error
        return problem and problem.code,
            problem and problem.error_data.details
    end

    local function lock()
        for _ = 1, 5 do
            guess("111111")
            sim.clock = sim.clock + 60
        end
    end

    it("may be wrong once, and right at once afterwards", function()
        assert.equal(133005, guess("111111"))
        assert.is_nil(guess("071934"))
        assert.equal(133005, guess("111111"))
    end)

    it("must not be entered too fast after two wrong ones", function()
        assert.equal(133005, guess("111111"))
        assert.equal(133005, guess("222222"))
        sim.clock = sim.clock + 30
        local code, details = guess("071934")
        assert.equal(133009, code)
        assert.equal("The PIN was entered too fast. Try again in 30 seconds.",
            details)
        sim.clock = sim.clock + 30
        assert.is_nil(guess("071934"))
    end)

    it("is locked by the fifth wrong one", function()
        for _ = 1, 4 do
            assert.equal(133005, guess("111111"))
            sim.clock = sim.clock + 60
        end
        local code, details = guess("111111")
        assert.equal(133008, code)
        assert.equal("Too many incorrect PIN guesses. Try again in 1 hour.",
            details)
        sim.clock = sim.clock + HOUR - 300
        code, details = guess("071934")
        assert.equal(133008, code)
        assert.equal("Too many incorrect PIN guesses. Try again in 5 minutes.",
            details)
        sim.clock = sim.clock + 300
        assert.is_nil(guess("071934"))
    end)

    it("leads to verification after some locks when asked to", function()
        sim:renew {
            pin_locks_before_reverification = 1, attempt_limit = 100,
        }
        lock()
        sim.clock = sim.clock + HOUR
        assert.equal(133006, guess("071934"))
        sim:post(NUMBER .. "/request_code",
            { code_method = "SMS", language = "en_US" })
        sim:post(NUMBER .. "/verify_code", { code = sim.sent_codes[1].code })
        assert.is_nil(guess("071934"))
    end)

    it("can be replaced, which does not undo a lock", function()
        assert.equal(133005, guess("111111"))
        sim:post(NUMBER, { pin = "111111" })
        assert.is_nil(guess("111111"))
        sim:post(NUMBER, { pin = "071934" })
        lock()
        sim:post(NUMBER, { pin = "222222" })
        assert.equal(133008, guess("222222"))
        sim.clock = sim.clock + HOUR
        assert.is_nil(guess("222222"))
    end)
end)
