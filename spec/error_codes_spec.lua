local random_numbers = require "spec.support.random_numbers"

local registration = require "whatsapp.registration"

local explain = registration.explain

local KINDS = {
    { kind = "invalid_request", next_action = "fix_request",
        codes = { 33, 100, 2500, 131008, 131009, 131051, 135000, 136021,
            147001, 147005 } },
    { kind = "not_found", next_action = "check_id", codes = { 803 } },
    { kind = "authentication", next_action = "refresh_token",
        codes = { 0, 102, 104, 190 } },
    { kind = "permission", next_action = "grant_permission",
        codes = { 3, 10, 200, 201, 250, 298, 299, 130403, 131005, 3095008 } },
    { kind = "rate_limited", next_action = "wait",
        codes = { 4, 17, 32, 341, 613, 80007, 80008, 130429, 131048, 131056,
            2388364, 2388367 } },
    { kind = "registration_limit", next_action = "wait", codes = { 133016 } },
    { kind = "pin_mismatch", next_action = "fix_pin", codes = { 133005 } },
    { kind = "pin_locked", next_action = "wait", codes = { 133008, 133009 } },
    { kind = "verification_required", next_action = "verify_number",
        codes = { 133006 } },
    { kind = "code_rejected", next_action = "request_code",
        codes = { 136025, 2388093 } },
    { kind = "code_rejected", next_action = "check_status",
        codes = { 136024 } },
    { kind = "code_rejected", next_action = "wait",
        codes = { 2388091, 2494158, 2593037, 2593039 } },
    { kind = "code_rejected", next_action = "register", codes = { 2388366 } },
    { kind = "not_ready", next_action = "fix_number", codes = { 2388001 } },
    { kind = "not_registered", next_action = "register",
        codes = { 131045, 133010 } },
    { kind = "deregistration_incomplete", next_action = "deregister",
        codes = { 133000 } },
    { kind = "too_soon", next_action = "wait", codes = { 133015 } },
    { kind = "display_name_pending", next_action = "wait",
        codes = { 131037 } },
    { kind = "account_locked", next_action = "check_health",
        codes = { 131031 } },
    { kind = "policy", next_action = "contact_meta",
        codes = { 368, 130497, 131042, 134011, 141006, 141010, 2388002,
            2388107, 2388185, 2494160 } },
    { kind = "recipient", next_action = "fix_recipient",
        codes = { 130472, 131021, 131026, 131030, 131047, 131049, 131050 } },
    { kind = "unavailable", next_action = "retry",
        codes = { 1, 2, 131000, 131016, 131057, 133004, 2494100 } },
}

-- Meta documents these, or leaves them out of a series, but none of the kinds
-- above fits them.
local OF_NO_KIND = {
    131035, 131036, 131052, 131053, 131055, 132000, 132001, 132015,
    132068, 132069, 133001, 133002, 133003, 133007, 133011, 133014, 134100,
    134102, 137000, 141002, 2388012, 2388103, 2593107, 2593108,
}

-- Next to a known code or the end of a range, and in no table.
local UNKNOWN = {
    -1, 5, 9, 11, 16, 18, 31, 34, 99, 101, 103, 105, 189, 191, 199, 300, 340,
    342, 367, 369, 463, 802, 804, 80006, 80009, 130428, 130430, 130471, 130473,
    130496, 130498, 130999, 131001, 131004, 131006, 131007, 131010, 131015,
    131017, 131020, 131022, 131025, 131027, 131029, 131032, 131038, 131041,
    131043, 131044, 131046, 131054, 131058, 131999, 132070, 132999, 133017,
    134010, 134012, 134999, 135001, 136023, 136026, 200005, 999999, 1349173,
    1349177, 2147483647,
}

local PAIRS = {
    { 100, 33, "not_found", "the id is not one that the token can see" },
    { 100, 2388001, "not_ready", "the words alone would say why" },
    { 100, 133010, "not_registered", "Graph hides the code in the subcode" },
    { 100, 2207051, "not_registered", "the number is not on the platform" },
    { 100, 2388092, "invalid_request", "the PIN is malformed" },
    { 4, 2446079, "rate_limited", "the app calls too often" },
    { 130429, 2494055, "rate_limited", "the number sends too fast" },
    { 131030, 2655007, "recipient", "a test number has a list" },
    { 136024, 2388091, "code_rejected", "no code was sent", "wait" },
    { 136025, 2388093, "code_rejected", "the code was refused" },
    { 190, 458, "authentication", "the app is not installed" },
    { 190, 459, "authentication", "the user must pass a check" },
    { 190, 460, "authentication", "the password has changed" },
    { 190, 463, "authentication", "the token has expired" },
    { 190, 464, "authentication", "the user is not confirmed" },
    { 190, 467, "authentication", "the token was invalidated" },
    { 190, 492, "authentication", "the session is invalid" },
    { 200, 1349174, "permission", "a permission is missing" },
    { 200, 1349175, "permission", "a permission is missing" },
    { 200, 1349176, "permission", "a permission is missing" },
}

local WAITS = {
    [2388091] = 3600,
    [131049] = 86400,
    [133015] = 300,
    [133016] = 259200,
    [134101] = 600,
}

local function assert_sentence(hint, what)
    assert.equal("string", type(hint), what)
    assert.is_true(#hint >= 20 and #hint <= 240, what .. " has " .. #hint)
    assert.truthy(hint:find("^%u.*%.$"), what .. ": " .. hint)
    assert.falsy(hint:find("[\r\n]") or hint:find("%. "), what .. ": " .. hint)
end

local function assert_explained(kind, next_action, code, subcode)
    local what = code .. "/" .. tostring(subcode)
    local answer = explain(code, subcode)

    assert.equal(kind, answer.kind, what)
    assert.equal(next_action, answer.next_action, what)
    assert_sentence(answer.hint, what)
end

local function action_of(kind)
    for _, row in ipairs(KINDS) do
        if row.kind == kind then
            return row.next_action
        end
    end
end

describe("explain", function()
    for _, row in ipairs(KINDS) do
        local codes = table.concat(row.codes, ", ")

        it("gives " .. row.kind .. " and " .. row.next_action .. " for "
            .. codes, function()
            for _, code in ipairs(row.codes) do
                assert_explained(row.kind, row.next_action, code)
            end
        end)
    end

    it("gives api with a hint of its own for codes of no kind", function()
        local fallback = explain(999999).hint

        for _, code in ipairs(OF_NO_KIND) do
            assert_explained("api", "none", code)
            assert.not_equal(fallback, explain(code).hint, code)
        end
    end)

    it("gives api for the neighbours of known codes", function()
        for _, code in ipairs(UNKNOWN) do
            assert_explained("api", "none", code)
        end
    end)

    for _, pair in ipairs(PAIRS) do
        local code, subcode, kind, why, action = pair[1], pair[2], pair[3],
            pair[4], pair[5]

        it(("gives %s for %d/%d: %s"):format(kind, code, subcode, why),
            function()
                assert_explained(kind, action or action_of(kind), code,
                    subcode)
            end)
    end
end)

describe("a subcode", function()
    it("wins over the code when it is a known code itself", function()
        for _, row in ipairs(KINDS) do
            for _, subcode in ipairs(row.codes) do
                if subcode > 0 and subcode ~= 33 then
                    assert_explained(row.kind, row.next_action, 100, subcode)
                    assert_explained(row.kind, row.next_action, 133005,
                        subcode)
                    assert_explained(row.kind, row.next_action, 999999,
                        subcode)
                end
            end
        end
    end)

    it("leaves the code to count when it is not known", function()
        assert_explained("invalid_request", "fix_request", 100, 424242)
        assert_explained("pin_mismatch", "fix_pin", 133005, 463)
        assert_explained("api", "none", 999999, 424242)
    end)

    it("of 0 or less is none, and not the code 0", function()
        assert_explained("invalid_request", "fix_request", 100, 0)
        assert_explained("invalid_request", "fix_request", 100, -1)
        assert_explained("pin_mismatch", "fix_pin", 133005, 0)
    end)

    it("of 33 means an unknown id with 100 only", function()
        assert_explained("not_found", "check_id", 100, 33)
        assert_explained("invalid_request", "fix_request", 33)
    end)
end)

describe("retry_after", function()
    for code, seconds in pairs(WAITS) do
        it("is " .. seconds .. " for " .. code, function()
            assert.equal(seconds, explain(code).retry_after)
        end)
    end

    it("comes with the subcode that decides", function()
        assert.equal(259200, explain(100, 133016).retry_after)
        assert.is_nil(explain(133016, 133005).retry_after)
    end)

    it("is nil if no wait is known", function()
        for _, row in ipairs(KINDS) do
            for _, code in ipairs(row.codes) do
                assert.equal(WAITS[code], explain(code).retry_after, code)
            end
        end
        for _, code in ipairs(UNKNOWN) do
            assert.is_nil(explain(code).retry_after, code)
        end
    end)
end)

describe("the hint for a code that was mistyped", function()
    it("asks for a new one, whatever the subcode says besides", function()
        for _, subcode in ipairs { 0, 2388093 } do
            assert.truthy(explain(136025, subcode).hint:find(
                "wrong or has expired: request a new one", 1, true))
        end
    end)
end)

describe("any code and subcode", function()
    local function assert_complete(code, subcode)
        local answer = explain(code, subcode)

        assert_sentence(answer.hint, code .. "/" .. tostring(subcode))
        assert.truthy(answer.kind:find("^[a-z_]+$"))
        assert.truthy(answer.next_action:find("^[a-z_]+$"))
    end

    it("of up to four digits has kind, next_action and hint", function()
        local random = random_numbers(20251122)

        for _ = 1, 500 do
            assert_complete(random(1100), random(1100))
            assert_complete(random(9999) - 5000, random(9999) - 5000)
        end
    end)

    it("of the WhatsApp series has kind, next_action and hint", function()
        local random = random_numbers(133016)

        for _ = 1, 500 do
            assert_complete(130000 + random(8000), 130000 + random(8000))
            assert_complete(100, 2200000 + random(500000))
        end
    end)

    it("of 32 bits has kind, next_action and hint", function()
        local random = random_numbers(190)

        for _ = 1, 500 do
            assert_complete(random(2147483647), random(2147483647))
            assert_complete(-random(2147483647), nil)
        end
    end)
end)
