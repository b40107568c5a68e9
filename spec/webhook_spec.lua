-- What a handler learns of the requests that Meta, or somebody else, sends to
-- a webhook.

local core = require "whatsapp.registration.core"
local registration = require "whatsapp.registration"
local webhook = require "whatsapp.registration.webhook"
local webhooks = require "spec.support.webhooks"

local SECRET, TOKEN = "4pps3cret4pps3cret", "v3rify t0ken"
local BODY = webhooks.body("security",
    { event = "PIN_CHANGED", display_phone_number = "15550783881" })

-- Field, value, what it is called, what to do, a word of the hint
local MEANINGS = {
    { "security", { event = "PIN_CHANGED" }, "pin_changed", "fix_pin",
        "setup_two_step" },
    { "security", { event = "PIN_RESET_REQUEST", requester = "6155582210" },
        "pin_reset_requested", "none", "requester" },
    { "security", { event = "PIN_REQUEST_SUCCESS" }, "pin_request_succeeded",
        "fix_pin", "is off now" },
    { "phone_number_name_update", { decision = "APPROVED" }, "name_approved",
        "register", "14 days" },
    { "phone_number_name_update", { decision = "DEFERRED" }, "name_deferred",
        "wait", "put off" },
    { "phone_number_name_update", { decision = "PENDING" }, "name_pending",
        "wait", "still" },
    { "phone_number_name_update", { decision = "REJECTED",
        rejection_reason = "NAME_NOT_CONSISTENT" }, "name_rejected",
        "fix_number", "rejection_reason" },
    { "phone_number_name_update", { decision = "DECLINED" }, "name_rejected",
        "fix_number", "set_display_name" },
    { "phone_number_name_update", { decision = "MUSED_UPON" },
        "name_mused_upon", "none", "not known" },
    { "account_update", { event = "ACCOUNT_OFFBOARDED" }, "offboarded", "wait",
        "by itself" },
    { "account_update", { event = "ACCOUNT_RECONNECTED" }, "reconnected",
        "none", "again" },
    { "account_update", { event = "USER_RE_REGISTERED" }, "re_registered",
        "fix_number", "Embedded Signup" },
    { "account_update", { event = "PARTNER_ADDED" }, "partner_added", "none",
        "shares" },
    { "account_update", { event = "PARTNER_REMOVED" }, "partner_removed",
        "grant_permission", "share the account again" },
    { "account_update", { event = "PARTNER_REMOVED", disconnection_info = {
        reason = "PRIMARY_INACTIVITY", initiated_by = "SYSTEM" } },
        "partner_removed", "fix_number", "14 days" },
    { "account_update", { event = "PARTNER_REMOVED", disconnection_info = {
        reason = "USER_RE_REGISTERED", initiated_by = "USER" } },
        "partner_removed", "fix_number", "registered anew" },
    { "account_update", { event = "PARTNER_REMOVED",
        disconnection_info = { reason = "A_NEW_ONE" } }, "partner_removed",
        "grant_permission", "share" },
    { "account_update", { event = "PARTNER_APP_UNINSTALLED" },
        "app_uninstalled", "grant_permission", "permissions" },
    { "account_update", { event = "ACCOUNT_DELETED" }, "account_deleted",
        "none", "gone" },
    { "account_update", { event = "ACCOUNT_RESTRICTION" },
        "account_restricted", "check_health", "restriction_info" },
    { "account_update", { event = "ACCOUNT_VIOLATION" }, "account_violation",
        "check_health", "violation_info" },
    { "account_update", { event = "DISABLED_UPDATE",
        ban_info = { waba_ban_state = "DISABLE" } }, "account_disabled",
        "contact_meta", "disabled" },
    { "account_update", { event = "DISABLED_UPDATE",
        ban_info = { waba_ban_state = "REINSTATE" } }, "account_reinstated",
        "none", "again" },
    { "account_update", { event = "DISABLED_UPDATE", ban_info = "soon" },
        "disabled_update", "none", "not known" },
    { "account_update", { event = "MM_LITE_TERMS_SIGNED" },
        "mm_lite_terms_signed", "none", "not known" },
    { "phone_number_quality_update", { event = "FLAGGED" }, "quality_flagged",
        "check_health", "quality" },
    { "phone_number_quality_update", { event = "DOWNGRADE" },
        "quality_downgrade", "check_health", "less" },
    { "phone_number_quality_update", { event = "THROUGHPUT_UPGRADE" },
        "quality_throughput_upgrade", "none", "faster" },
    { "phone_number_quality_update", { event = "NEW_WORD" },
        "quality_new_word", "none", "not known" },
}

local function assert_refused(field, value, err)
    assert.is_nil(value)
    assert.is_true(registration.is_error(err))
    assert.equal("invalid_request", err.kind)
    assert.equal(field, err.field)
    assert.equal("local", err.origin)
    local text = tostring(err)
    assert.is_nil(text:find(SECRET, 1, true))
    assert.is_nil(text:find("t0ken", 1, true))
end

describe("a webhook's hand-shake", function()
    local function query(changes)
        local values = { ["hub.mode"] = "subscribe",
            ["hub.verify_token"] = TOKEN, ["hub.challenge"] = "1158201444" }
        for name, value in pairs(changes or {}) do
            values[name] = value
        end
        return values
    end

    it("is answered with the challenge, given the table that nginx makes",
        function()
            assert.equal("1158201444", webhook.challenge(query(), TOKEN))
            assert.equal("1158201444", webhook.challenge(query(),
                " " .. TOKEN .. "\n"))
        end)

    it("is answered with the challenge, given the query as it came",
        function()
            for _, raw in ipairs {
                "hub.mode=subscribe&hub.challenge=1158201444"
                    .. "&hub.verify_token=v3rify%20t0ken",
                "?hub%2Emode=subscribe&x&hub.verify_token=v3rify+t0ken"
                    .. "&hub%2echallenge=1158201444&y=",
            } do
                assert.equal("1158201444", webhook.challenge(raw, TOKEN))
            end
        end)

    for what, changes in pairs {
        ["of another's word"] = { ["hub.verify_token"] = "v3rify t0kem" },
        ["of the beginning of the word"] = { ["hub.verify_token"] = "v3rify" },
        ["of an empty word"] = { ["hub.verify_token"] = "" },
        ["without a value for the word"] = { ["hub.verify_token"] = true },
        ["with two words"] = { ["hub.verify_token"] = { TOKEN, TOKEN } },
        ["of another mode"] = { ["hub.mode"] = "unsubscribe" },
        ["with a script for a challenge"] =
            { ["hub.challenge"] = "<script>alert(1)</script>" },
        ["with a line for a challenge"] = { ["hub.challenge"] = "1\r\nX: y" },
        ["with an empty challenge"] = { ["hub.challenge"] = "" },
        ["with a very long challenge"] =
            { ["hub.challenge"] = ("1"):rep(1025) },
    } do
        it(what .. " is refused", function()
            assert_refused("query", webhook.challenge(query(changes), TOKEN))
        end)
    end

    it("is refused if there is none", function()
        for _, nothing in ipairs { "", "&&==&?", {}, 42, true } do
            assert_refused("query", webhook.challenge(nothing, TOKEN))
        end
        assert_refused("query", webhook.challenge(nil, TOKEN))
        assert_refused("query", webhook.challenge("hub.mode=subscribe"
            .. "&hub.challenge=1&hub.verify_token=v3rify+t0ken"
            .. "&hub.verify_token=v3rify+t0ken", TOKEN))
    end)

    it("takes no empty word for the own one", function()
        for _, token in ipairs { "", " \n", 42, {} } do
            assert_refused("verify_token", webhook.challenge(
                query { ["hub.verify_token"] = "" }, token))
        end
        assert_refused("verify_token", webhook.challenge(query(), nil))
    end)
end)

describe("a webhook's signature", function()
    local right = webhooks.sign(BODY, SECRET)

    it("is the body's by the app secret", function()
        assert.is_true(webhook.verify(BODY, right, SECRET))
        assert.is_true(webhook.verify(BODY, right, " " .. SECRET .. "\n"))
        assert.is_true(webhook.verify(BODY, "sha256="
            .. right:sub(8):upper(), SECRET))
        assert.is_true(webhook.verify("", webhooks.sign("", SECRET), SECRET))
        local binary = "\0\255" .. ("x"):rep(100000) .. "\0"
        assert.is_true(webhook.verify(binary, webhooks.sign(binary, SECRET),
            SECRET))
    end)

    it("is not another body's, nor by another secret", function()
        assert_refused("signature_header",
            webhook.verify(BODY .. " ", right, SECRET))
        assert_refused("signature_header",
            webhook.verify(BODY, webhooks.sign(BODY, "other"), SECRET))
    end)

    it("is wrong wherever one digit is", function()
        for place = 8, #right do
            local digit = right:sub(place, place) == "0" and "1" or "0"
            assert_refused("signature_header", webhook.verify(BODY,
                right:sub(1, place - 1) .. digit .. right:sub(place + 1),
                SECRET))
        end
    end)

    it("is refused if it is none", function()
        for _, header in ipairs { "", "sha256=", right:sub(8), right .. "0",
            right:sub(1, -2), "sha1=" .. right:sub(8), " " .. right,
            right .. "\n", "sha256=" .. ("g"):rep(64), 42, { right }, true } do
            assert_refused("signature_header",
                webhook.verify(BODY, header, SECRET))
        end
        assert_refused("signature_header", webhook.verify(BODY, nil, SECRET))
    end)

    it("needs the body as it came, and a secret", function()
        for _, body in ipairs { 42, { BODY }, true } do
            assert_refused("raw_body", webhook.verify(body, right, SECRET))
        end
        assert_refused("raw_body", webhook.verify(nil, right, SECRET))
        assert_refused("raw_body", webhook.verify(("x"):rep(4194305), right,
            SECRET))
        for _, secret in ipairs { "", "  ", 42, {} } do
            assert_refused("app_secret", webhook.verify(BODY, right, secret))
        end
        assert_refused("app_secret", webhook.verify(BODY, right, nil))
    end)
end)

describe("a webhook's events", function()
    local function only(body)
        local events, err = webhook.events(body)
        assert.is_nil(err)
        assert.equal(1, #events)
        return events[1]
    end

    for _, case in ipairs(MEANINGS) do
        local field, value, what, action, words = case[1], case[2], case[3],
            case[4], case[5]
        it(("call %s of %s %s"):format(value.event or value.decision, field,
            what), function()
            value.display_phone_number = "15550783881"
            local event = only(webhooks.body(field, value))
            assert.same({ type = field, waba_id = webhooks.WABA,
                display_phone_number = "15550783881", what = what,
                next_action = action, hint = event.hint, value = value },
                event)
            assert.matches(words, event.hint)
        end)
    end

    it("name only actions that errors name, too", function()
        local known = { none = true, wait = true }
        for _, explained in pairs(core.kinds()) do
            known[explained.next_action] = true
        end
        for _, case in ipairs(MEANINGS) do
            assert.is_true(known[case[4]], case[4])
        end
    end)

    it("are passed on with type and value alone if they are of other kinds",
        function()
            local value = { messages = { { id = "wamid.1" } },
                metadata = { phone_number_id = "1" } }
            assert.same({ type = "messages", value = value },
                only(webhooks.body("messages", value)))
            assert.same({ type = "security", value = "PIN_CHANGED" },
                only(webhooks.body("security", "PIN_CHANGED")))
            assert.same({ type = "security", value = { event = { 1 } } },
                only(webhooks.body("security", { event = { 1 } })))
        end)

    it("are all that a body has, in order", function()
        local events = webhook.events([[{"object":"whatsapp_business_account",
            "entry":[{"id":"1","changes":[
                {"field":"security","value":{"event":"PIN_CHANGED"}},
                {"field":"messages","value":{}}]},
            {"id":"2","changes":[
                {"field":"account_update","value":{"event":"X"}}]}]}]])
        local seen = {}
        for index, event in ipairs(events) do
            seen[index] = event.type .. " " .. tostring(event.waba_id)
        end
        assert.same({ "security 1", "messages nil", "account_update 2" }, seen)
    end)

    it("are read from a batch, which is larger than an answer", function()
        local changes = {}
        for index = 1, 1000 do
            changes[index] = '{"field":"security","value":{"event":'
                .. '"PIN_CHANGED","phone_number_id":115204358172003941}}'
        end
        local events = assert(webhook.events('{"entry":[{"id":"1","changes":['
            .. table.concat(changes, ",") .. "]}]}"))
        assert.equal(1000, #events)
        assert.equal("115204358172003941", events[1000].phone_number_id)
    end)

    it("name the number and the account wherever Meta puts them", function()
        local event = only(webhooks.body("account_update", {
            event = "PARTNER_REMOVED", phone_number = "15550783881",
            waba_info = { waba_id = "980198427658004" } }))
        assert.equal("980198427658004", event.waba_id)
        assert.equal("15550783881", event.display_phone_number)
        event = only(webhooks.body("security", { event = "PIN_CHANGED",
            metadata = { phone_number_id = "106540352242922",
                display_phone_number = "15550783882" } }))
        assert.equal("106540352242922", event.phone_number_id)
        assert.equal("15550783882", event.display_phone_number)
        event = only('{"entry":[{"id":102290129340398,"changes":[{"field":'
            .. '"security","value":{"event":"PIN_CHANGED",'
            .. '"phone_number_id":115204358172003941}}]}]}')
        assert.equal("102290129340398", event.waba_id)
        assert.equal("115204358172003941", event.phone_number_id)
    end)

    for what, body in pairs {
        ["that is empty"] = "", ["that is no JSON"] = "{", ["of text"] = "hi",
        ["that is a list"] = "[]", ["without entries"] = "{}",
        ["with entries that are a word"] = '{"entry":"x"}',
        ["nested too deep"] = '{"entry":' .. ("["):rep(100000),
        ["of more than 4 MiB"] = '{"entry":[' .. (" "):rep(4194304) .. "]}",
        ["with NaN"] = '{"entry":[NaN]}', ["that is a number"] = 42,
        ["that is a table"] = {},
    } do
        it("are not to be had from a body " .. what, function()
            assert_refused("raw_body", webhook.events(body))
        end)
    end

    it("are not to be had from nothing", function()
        assert_refused("raw_body", webhook.events(nil))
    end)

    it("leave out what is none", function()
        assert.same({}, webhook.events('{"entry":[1,null,"x",{"id":{},'
            .. '"changes":[2,null,{"value":{}},{"field":7},'
            .. '{"field":null}]},{"changes":"x"},{}]}'))
        assert.same({ { type = "security" } }, webhook.events(
            '{"entry":[{"changes":[{"field":"security"}]}]}'))
        assert.same({}, webhook.events '{"entry":{"id":"1"}}')
    end)
end)
