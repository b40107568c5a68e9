-- What holds of every error, whatever the code, the fields or the caller.

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local random_numbers = require "spec.support.random_numbers"
local raw = require "spec.support.raw"
local registration = require "whatsapp.registration"
local served = require "spec.support.served"
local support = require "spec.support.client"

-- All that the table of codes knows: codes, a subcode after a slash, words of
-- the server in quotes, a wait in seconds after a w.
local MEANINGS = {
    authentication = [[
        0; 102; 104; 190; 190/458; 190/459; 190/460; 190/463; 190/464;
        190/467; 190/492; 100 "appsecret_proof"; 200 "valid app ID";
        2500 "access token";]],
    permission = [[
        3; 10; 200-299; 200 "terms"; 1349174-1349176; 131005; 3095008;
        130403; 100 "missing permission";]],
    invalid_request = [[
        33; 100; 131008; 131009; 131051; 135000; 2388092; 136021; 2500;
        2500 "unknown path"; 147001-147005; 100 "nonexisting field";
        100 "data localization region"; 100 "unsupported request";]],
    not_found = [[
        100/33; 803; 100 "unsupported post"; 100 "unsupported get";
        100 "node type (WhatsAppBusinessAccount)";
        100 "(phone_numbers) on node type (WhatsAppBusinessPhoneNumber)";]],
    not_registrable = '100 "SMB"; 100 "test number"; 100 "test phone number";',
    rate_limited = [[
        4; 2446079; 17; 32; 341; 613; 80007-80008; 130429; 2494055; 131048;
        131056; 2388364; 2388367;]],
    unavailable = [[
        1; 2; 131000; 131016; 131057; 2494100; 133004;]],
    deregistration_incomplete = "133000;",
    pin_mismatch = '133005; 2388001 "two-step";',
    verification_required = "133006;",
    pin_locked = "133008; 133009;",
    not_registered = '133010; 2207051; 131045; 100 "hosted system";',
    too_soon = "133015 w300;",
    registration_limit = "133016 w259200;",
    code_rejected = [[
        136024; 136024 "already verified"; 136024 "too many"; 136025;
        136025 "too many"; 2388091 w3600; 2388091 "already verified";
        2388093; 2388093 "too many"; 2388366; 2494158; 2593037; 2593039;]],
    display_name_pending = [[
        2388001 "display name"; 2388001 "display name being processed";
        131037;]],
    number_in_use = '2388001 "existing account";',
    not_ready = "2388001;",
    account_locked = "131031;",
    policy = [[
        368; 130497; 131042; 134011; 141006; 141010; 2388002; 2388107;
        2388185; 2494160; 100 "cannot migrate, payment";]],
    recipient = [[
        130472; 131021; 131026; 131030; 2655007; 131047; 131049 w86400;
        131050;]],
    api = [[
        133001-133003; 133007; 133011-133014; 2388012; 2388103; 2593107;
        2593108; 131064; 137000; 131035; 131036; 131052; 131053; 131055;
        132000-132069; 134100; 134101 w600; 134102; 141002;]],
}

local KINDS = core.kinds()
local UNKNOWN = core.explain(999999)

local function read_row(kind, text)
    local first, rest = text:match "^%s*(%d+)(.*)$"
    return {
        kind = kind,
        text = text:match "^%s*(.*)",
        first = tonumber(first),
        last = tonumber(rest:match "^%-(%d+)" or first),
        subcode = tonumber(rest:match "^/(%d+)"),
        words = rest:match '"(.*)"',
        wait = tonumber(rest:match "w(%d+)$"),
    }
end

local ROWS = {}
for kind, list in pairs(MEANINGS) do
    for text in list:gmatch "([^;]+);" do
        ROWS[#ROWS + 1] = read_row(kind, text)
    end
end

-- A code as such, or where Graph often puts the real one
local function explanations_of(row, code)
    local found = { core.explain(code, row.subcode, nil, row.words) }
    if not row.subcode and code > 0 then
        found[2] = core.explain(424242, code, nil, row.words)
    end
    return found
end

local function assert_means(row, code)
    for _, explained in ipairs(explanations_of(row, code)) do
        assert.equal(row.kind, explained.kind, row.text)
        assert.equal(row.wait, explained.retry_after, row.text)
        assert.not_equal(UNKNOWN.hint, explained.hint, row.text)
    end
end

describe("the table of codes", function()
    it("gives each code its kind and wait, alone or as a subcode", function()
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
            assert.is_true(#explained.hint > 20)
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

describe("tostring", function()
    local ODD = { "", "text\nwith\0bytes\255", 0, -1.5, 0 / 0, math.huge, true,
        false, {}, print, io.stdout, setmetatable({}, { __tostring = error }) }
    local FIELDS = { "kind", "message", "hint", "operation",
        "phone_number_id", "http_status", "trace_id", "details", "code",
        "subcode", "retry_after", "step", "field", "body" }

    local function assert_shown(err)
        local ok, text = pcall(tostring, err)
        assert.is_true(ok)
        assert.is_string(text)
        assert.is_nil(text:find "%c")
    end

    local function error_with(kind, changes)
        local err = errors.complete({ kind = kind, message = "m",
            origin = "server", sent = "yes", operation = "register",
            phone_number_id = "42" }, {})
        for field, value in pairs(changes) do
            err[field] = value
        end
        return err
    end

    it("shows an error of each kind on one line, with its hint", function()
        for kind, explained in pairs(KINDS) do
            local err = error_with(kind, {})
            assert_shown(err)
            assert.is_truthy(tostring(err):find(explained.hint, 1, true))
            assert.is_truthy(tostring(err):find(kind .. ": m", 1, true))
        end
    end)

    it("never raises, whatever a program has put into the fields", function()
        for _, field in ipairs(FIELDS) do
            for _, value in ipairs(ODD) do
                assert_shown(error_with("api", { [field] = value }))
            end
        end
    end)

    it("never raises of an error without fields", function()
        for _, field in ipairs(FIELDS) do
            local err = error_with("api", {})
            err[field] = nil
            assert_shown(err)
        end
        local empty = error_with("api", {})
        for field in pairs(empty) do
            empty[field] = nil
        end
        assert_shown(empty)
        assert.is_true(registration.is_error(empty))
    end)
end)

describe("retry_after", function()
    local server = served()

    local function wait_of(headers)
        server:reset()
        server:answers { raw.response(400,
            { error = { message = "m", code = 4 } }, headers) }
        return support.failure_of(support.client_for(server), "phone_number")
            .retry_after
    end

    local function regained_in(minutes)
        return { ["X-Business-Use-Case-Usage"] = '{"7":[{'
            .. '"estimated_time_to_regain_access":' .. minutes .. "}]}" }
    end

    it("is what a header says, but no time without an end", function()
        assert.equal(2678400, wait_of { ["Retry-After"] = "2678400" })
        assert.is_nil(wait_of { ["Retry-After"] = "2678401" })
        assert.is_nil(wait_of { ["Retry-After"] = ("9"):rep(400) })
        assert.equal(2678400, wait_of(regained_in(44640)))
        assert.is_nil(wait_of(regained_in(44641)))
        assert.is_nil(wait_of(regained_in "1e308"))
        assert.is_nil(wait_of(regained_in(-1)))
    end)
end)
