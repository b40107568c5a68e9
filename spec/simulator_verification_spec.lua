local model = require "spec.support.simulator_model"

local NUMBER = "106540352242922"

describe("the simulator's verification", function()
    local sim

    before_each(function()
        sim = model.new()
    end)

    local function request(fields)
        return sim:post(NUMBER .. "/request_code",
            fields or { code_method = "SMS", language = "en_US" })
    end

    local function verify(code)
        return sim:post(NUMBER .. "/verify_code", { code = code })
    end

    local function refusal(response)
        local problem = response.body.error
        return { problem and problem.code, problem and problem.error_subcode }
    end

    it("verifies a number with the code that it sent", function()
        assert.same({ success = true }, request().body)
        local sent = sim.sent_codes[1]
        assert.equal(NUMBER, sent.id)
        assert.equal("SMS", sent.method)
        assert.truthy(sent.code:find("^%d%d%d%d%d%d$"))
        assert.same({ success = true, id = NUMBER }, verify(sent.code).body)
        assert.equal("VERIFIED", sim:get(
            NUMBER .. "?fields=code_verification_status"
        ).body.code_verification_status)
        assert.equal(200, sim:register(NUMBER).status)
    end)

    it("takes VOICE, and languages short and long", function()
        assert.equal(200, request({
            code_method = "VOICE", language = "en",
        }).status)
        assert.equal("VOICE", sim.sent_codes[1].method)
    end)

    it("refuses what is missing or malformed", function()
        for _, fields in ipairs {
            {}, { code_method = "SMS" }, { language = "en" },
            { code_method = "MAIL", language = "en" },
            { code_method = "SMS", language = "english" },
        } do
            assert.same({ 100 }, refusal(request(fields)))
        end
        assert.same({ 100 }, refusal(verify(nil)))
        for _, code in ipairs { "12345", "123-456", "1234567" } do
            assert.same({ 100 }, refusal(verify(code)))
        end
        assert.same({}, sim.sent_codes)
    end)

    it("answers 136025 to a wrong code, and to one before any", function()
        assert.same({ 136025, 2388093 }, refusal(verify("123456")))
        request()
        local wrong = sim.sent_codes[1].code == "000000" and "1" or "0"
        local response = verify(wrong:rep(6))
        assert.same({ 136025, 2388093 }, refusal(response))
        assert.is_false(response.body.error.is_transient)
        assert.truthy(response.body.error.error_user_title)
    end)

    it("lets a code expire after ten minutes", function()
        request()
        sim.clock = sim.clock + 600
        assert.same({ 136025, 2388093 },
            refusal(verify(sim.sent_codes[1].code)))
    end)

    it("takes a code once", function()
        request()
        verify(sim.sent_codes[1].code)
        assert.same({ 136025, 2388093 },
            refusal(verify(sim.sent_codes[1].code)))
    end)

    it("takes the last code only", function()
        request()
        sim.clock = sim.clock + 1
        request()
        local first, second = sim.sent_codes[1].code, sim.sent_codes[2].code
        if first ~= second then
            assert.same({ 136025, 2388093 }, refusal(verify(first)))
        end
        assert.equal(200, verify(second).status)
    end)

    it("draws codes from the injected source", function()
        sim = model.new {
            random = function(m)
                return m
            end,
        }
        request()
        assert.equal("000000", sim.sent_codes[1].code)
    end)

    it("answers 136024 for a number that is verified", function()
        local response = sim:post("106540352242923/request_code",
            { code_method = "SMS", language = "en" })
        assert.same({ 136024, 2388091 }, refusal(response))
    end)

    it("sends five codes in twelve hours", function()
        for _ = 1, 5 do
            assert.equal(200, request().status)
        end
        assert.same({ 136024, 2388091 }, refusal(request()))
        sim.clock = sim.clock + 12 * 3600
        assert.equal(200, request().status)
    end)
end)
