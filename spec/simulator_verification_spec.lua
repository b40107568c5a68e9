local model = require "spec.support.simulator_model"

local NUMBER = "106540352242922"
local HOUR = 3600

describe("the simulator's verification", function()
    local sim = model.served()

    local function request(fields)
        return sim:post(NUMBER .. "/request_code",
            fields or { code_method = "SMS", language = "en_US" })
    end

    local function verify(code)
        return sim:post(NUMBER .. "/verify_code", { code = code })
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
            assert.same({ 100 }, request(fields).refusal)
        end
        assert.same({ 100 }, verify(nil).refusal)
        for _, code in ipairs { "12345", "123-456", "1234567" } do
            assert.same({ 100 }, verify(code).refusal)
        end
        assert.same({}, sim.sent_codes)
    end)

    it("answers 136025 to a wrong code, and to one before any", function()
        assert.same({ 136025, 2388093 }, verify("123456").refusal)
        request()
        local wrong = sim.sent_codes[1].code == "000000" and "1" or "0"
        local response = verify(wrong:rep(6))
        assert.same({ 136025, 2388093 }, response.refusal)
        assert.is_false(response.body.error.is_transient)
        assert.truthy(response.body.error.error_user_title)
    end)

    it("lets a code expire after ten minutes", function()
        request()
        sim.clock = sim.clock + 600
        assert.same({ 136025, 2388093 },
            verify(sim.sent_codes[1].code).refusal)
    end)

    it("takes a code once", function()
        request()
        verify(sim.sent_codes[1].code)
        assert.same({ 136025, 2388093 },
            verify(sim.sent_codes[1].code).refusal)
    end)

    it("takes the last code only", function()
        request()
        sim.clock = sim.clock + 1
        request()
        local first, second = sim.sent_codes[1].code, sim.sent_codes[2].code
        if first ~= second then
            assert.same({ 136025, 2388093 }, verify(first).refusal)
        end
        assert.equal(200, verify(second).status)
    end)

    it("draws codes from the injected source", function()
        sim:renew {
            random = function(m)
                return m
            end,
        }
        request()
        assert.equal("000000", sim.sent_codes[1].code)
    end)

    it("answers 136024/2388366 for a number that is verified", function()
        local response = sim:post("106540352242923/request_code",
            { code_method = "SMS", language = "en" })
        assert.same({ 136024, 2388366 }, response.refusal)
    end)

    it("sends ten codes in 72 hours", function()
        for _ = 1, 10 do
            assert.equal(200, request().status)
            sim.clock = sim.clock + HOUR
        end
        assert.same({ 136024, 2388367 }, request().refusal)
        sim.clock = sim.clock + 62 * HOUR - 1
        assert.same({ 136024, 2388367 }, request().refusal)
        sim.clock = sim.clock + 1
        assert.equal(200, request().status)
        assert.same({ 136024, 2388367 }, request().refusal)
    end)

    it("is busy as long as the number says", function()
        sim:set(NUMBER, { code_busy_until = sim.clock + HOUR })
        sim.clock = sim.clock + HOUR - 1
        local response = request()
        assert.same({ 136024, 2388091 }, response.refusal)
        assert.matches("wait 1 hour", response.body.error.error_user_msg)
        sim.clock = sim.clock + 1
        assert.equal(200, request().status)
    end)

    it("sends no code to a number of the WhatsApp Business app", function()
        for _, id in ipairs { "106540352242928", "106540352242938" } do
            local response = sim:post(id .. "/request_code",
                { code_method = "SMS", language = "en" })
            assert.same({ 136024, 2388091 }, response.refusal)
        end
        assert.same({}, sim.sent_codes)
    end)

    it("is locked for 12 hours by the fifth wrong code", function()
        request()
        local wrong = sim.sent_codes[1].code == "000000" and "1" or "0"
        for _ = 1, 4 do
            assert.same({ 136025, 2388093 }, verify(wrong:rep(6)).refusal)
        end
        assert.same({ 136025, 2388364 }, verify(wrong:rep(6)).refusal)
        request()
        assert.same({ 136025, 2388364 },
            verify(sim.sent_codes[2].code).refusal)
        sim.clock = sim.clock + 12 * HOUR
        request()
        assert.equal(200, verify(sim.sent_codes[3].code).status)
    end)

    it("takes as many codes and guesses as it is asked to", function()
        sim:renew { code_request_limit = 1, code_guess_limit = 1,
            code_request_window = 60, code_guess_lock = 60 }
        assert.same({ 136025, 2388364 }, verify("000000").refusal)
        assert.equal(200, request().status)
        assert.same({ 136024, 2388367 }, request().refusal)
        sim.clock = sim.clock + 60
        assert.equal(200, verify(sim.sent_codes[1].code).status)
        sim:set(NUMBER, { code_verification_status = "NOT_VERIFIED" })
        assert.equal(200, request().status)
    end)
end)
