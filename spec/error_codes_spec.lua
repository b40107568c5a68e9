-- What the table of codes says of each code, of each subcode, and of certain
-- words of the server's.

local core = require "whatsapp.registration.core"
local random_numbers = require "spec.support.random_numbers"
local registration = require "whatsapp.registration"

local explain = registration.explain

-- All that the table knows: of each kind the next action, then codes, a subcode
-- after a slash, words of the server in quotes, a wait in seconds after a w,
-- another next action after a >. spec/data/payload_meanings.lua says which
-- action follows from words.
local MEANINGS = {
    authentication = { "refresh_token", [[
        0; 102; 104; 190; 190/458; 190/459; 190/460; 190/463; 190/464;
        190/467; 190/492; 100 "appsecret_proof"; 200 "valid app ID";
        2500 "access token";]] },
    permission = { "grant_permission", [[
        3; 10; 200-299; 200 "terms"; 1349174-1349176; 131005; 3095008;
        130403; 100 "missing permission";]] },
    invalid_request = { "fix_request", [[
        33; 100; 131008; 131009; 131051; 135000; 2388092; 136021; 2500;
        2500 "unknown path"; 147001-147005; 100 "nonexisting field";
        100 "data localization region"; 100 "unsupported request";]] },
    not_found = { "check_id", [[
        100/33; 803; 100 "unsupported post"; 100 "unsupported get";
        100 "node type (WhatsAppBusinessAccount)";
        100 "(phone_numbers) on node type (WhatsAppBusinessPhoneNumber)";]] },
    not_registrable = { "none",
        '100 "SMB"; 100 "test number"; 100 "test phone number";' },
    rate_limited = { "wait", [[
        4; 2446079; 17; 32; 341; 613; 80007-80008; 130429; 2494055; 131048;
        131056; 2388364; 2388367;]] },
    unavailable = { "retry", [[
        1; 2; 131000; 131016; 131057; 2494100; 133004;]] },
    deregistration_incomplete = { "deregister", "133000;" },
    pin_mismatch = { "fix_pin", '133005; 2388001 "two-step";' },
    verification_required = { "verify_number", "133006;" },
    pin_locked = { "wait", "133008; 133009;" },
    not_registered = { "register",
        '133010; 2207051; 131045; 100 "hosted system";' },
    too_soon = { "wait", "133015 w300;" },
    registration_limit = { "wait", "133016 w259200;" },
    code_rejected = { "request_code", [[
        136024 >check_status; 136024 "already verified"; 136024 "too many";
        136025; 136025 "too many"; 2388091 w3600 >wait;
        2388091 "already verified"; 2388093; 2388093 "too many";
        2388366 >register; 2494158 >wait; 2593037 >wait; 2593039 >wait;]] },
    display_name_pending = { "wait", [[
        2388001 "display name"; 2388001 "display name being processed";
        131037;]] },
    number_in_use = { "fix_number", '2388001 "existing account";' },
    not_ready = { "fix_number", "2388001;" },
    account_locked = { "check_health", "131031;" },
    policy = { "contact_meta", [[
        368; 130497; 131042; 134011; 141006; 141010; 2388002; 2388107;
        2388185; 2494160; 100 "cannot migrate, payment";]] },
    recipient = { "fix_recipient", [[
        130472; 131021; 131026; 131030; 2655007; 131047; 131049 w86400;
        131050;]] },
    api = { "none", [[
        133001-133003; 133007; 133011-133014; 2388012; 2388103; 2593107;
        2593108; 131064 >wait; 137000; 131035; 131036; 131052; 131053; 131055;
        132000-132069; 134100; 134101 w600 >wait; 134102; 141002;]] },
}

local KINDS = core.kinds()
local UNKNOWN = explain(999999)

local function read_row(kind, action, text)
    local first, rest = text:match "^%s*(%d+)(.*)$"
    return {
        kind = kind,
        text = text:match "^%s*(.*)",
        first = tonumber(first),
        last = tonumber(rest:match "^%-(%d+)" or first),
        subcode = tonumber(rest:match "^/(%d+)"),
        words = rest:match '"(.*)"',
        wait = tonumber(rest:match "w(%d+)"),
        action = rest:match ">([%l_]+)" or action,
    }
end

local ROWS = {}
for kind, meaning in pairs(MEANINGS) do
    for text in meaning[2]:gmatch "([^;]+);" do
        ROWS[#ROWS + 1] = read_row(kind, meaning[1], text)
    end
end

local function has_row(code)
    for _, row in ipairs(ROWS) do
        if code >= row.first and code <= row.last then
            return true
        end
    end
    return false
end

local function assert_sentence(hint, what)
    assert.is_true(#hint >= 20 and #hint <= 240, what .. " has " .. #hint)
    assert.truthy(hint:find "^%u.*%.$", what .. ": " .. hint)
    assert.falsy(hint:find "[\r\n]" or hint:find "%. ", what .. ": " .. hint)
end

-- A code as such, or in the place of the subcode, as Graph often sends the real
-- one: 33 is a subcode of its own.
local function explanations_of(row, code)
    local found = { core.explain(code, row.subcode, nil, row.words) }
    if not row.subcode and code > 0 and code ~= 33 then
        found[2] = core.explain(424242, code, nil, row.words)
    end
    if found[2] and not row.words then
        found[3], found[4] = explain(100, code), explain(133005, code)
    end
    return found
end

local function assert_means(row, code)
    for _, explained in ipairs(explanations_of(row, code)) do
        assert.equal(row.kind, explained.kind, row.text)
        assert.equal(row.wait, explained.retry_after, row.text)
        assert.not_equal(UNKNOWN.hint, explained.hint, row.text)
        assert.is_true(row.words ~= nil
            or row.action == explained.next_action, row.text)
        assert_sentence(explained.hint, row.text)
    end
end

describe("the table of codes", function()
    it("gives each code its kind, next action and wait, alone or as a subcode",
        function()
            assert.is_true(#ROWS > 90)
            for _, row in ipairs(ROWS) do
                assert_means(row, row.first)
                assert_means(row, row.last)
                assert_means(row, math.floor((row.first + row.last) / 2))
            end
        end)

    it("ends each row where its codes end", function()
        for _, row in ipairs(ROWS) do
            for _, beside in ipairs { row.first - 1, row.last + 1 } do
                local own = core.explain(row.first, row.subcode, nil,
                    row.words)
                local other = core.explain(beside, row.subcode, nil,
                    row.words)
                assert.not_equal(own.hint, other.hint,
                    row.text .. " and " .. beside)
                if not has_row(beside) then
                    assert.same(UNKNOWN, explain(beside))
                end
            end
        end
    end)

    it("knows a pair from its code and from its neighbours", function()
        for _, row in ipairs(ROWS) do
            if row.subcode then
                local own = core.explain(row.first, row.subcode).hint
                for _, subcode in ipairs { 0, row.subcode - 1,
                    row.subcode + 1 } do
                    assert.not_equal(own,
                        core.explain(row.first, subcode).hint, row.text)
                end
            end
        end
    end)

    it("knows a code with certain words from the code alone", function()
        for _, row in ipairs(ROWS) do
            if row.words then
                local own = core.explain(row.first, nil, nil, row.words).hint
                assert.not_equal(own, core.explain(row.first).hint, row.text)
                assert.equal(own, core.explain(row.first, nil, nil,
                    "x " .. row.words:upper() .. " x").hint, row.text)
            end
        end
    end)

    it("leaves the code to count if the subcode is not known, or is 0 or less",
        function()
            for _, code in ipairs { 100, 133005, 999999 } do
                for _, subcode in ipairs { 424242, 463, 0, -1 } do
                    assert.same(explain(code), explain(code, subcode))
                end
            end
        end)

    it("explains any code with any subcode and any words", function()
        local random = random_numbers(20261122)
        local words = { "", "SMB", "terms", "test number", "\0\255", false }
        local actions = {}
        for _, kind in pairs(KINDS) do
            actions[kind.next_action] = true
        end
        local function code()
            local row = ROWS[random(#ROWS) + 1]
            return ({ row.first, row.last + 1, row.subcode or 0,
                random(2147483647), -random(1000), 0.5, 2 ^ 60,
                "133005" })[random(8) + 1]
        end
        for _ = 1, 3000 do
            local word = words[random(#words) + 1] or nil
            local explained = core.explain(code(), code(), nil, word)
            assert.is_table(KINDS[explained.kind])
            assert.is_true(actions[explained.next_action])
            assert_sentence(explained.hint, explained.kind)
        end
    end)

    it("knows no kind but those of doc/errors.md, whose codes mean it",
        function()
            local seen = 0
            for line in io.lines "doc/errors.md" do
                local kind, when = line:match "^| `([%l_]+)` | (.-) | `[%l_]+`"
                if kind and KINDS[kind] then
                    seen = seen + 1
                    for code in when:gmatch "%f[%w/]%d%d+%f[^%w/]" do
                        if MEANINGS[kind] and tonumber(code) ~= 72 then
                            assert.equal(kind, core.explain(code).kind, code)
                        end
                    end
                end
            end
            local count = 0
            for kind in pairs(KINDS) do
                count = count + 1
                assert.is_string(KINDS[kind].hint, kind)
                assert.is_string(KINDS[kind].next_action, kind)
            end
            assert.equal(count, seen)
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
