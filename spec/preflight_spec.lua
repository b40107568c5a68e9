local cjson = require "cjson"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local OTHER_WABA = "215589313241560883"
local READY, ELSEWHERE = "106540352242923", "115204358172003941"

-- What becomes of each of the simulator's numbers: its last digits, action,
-- kind, and what the reason names
local STATES = {
    { "922", "verify_number", "verification_required", "NOT_VERIFIED" },
    { "923", "register", nil, "verified" },
    { "924", "register", nil, "verified" },
    { "925", "register", nil, "verified" },
    { "926", "already_registered", nil, "CONNECTED" },
    { "927", "already_registered", nil, "CONNECTED" },
    { "928", "not_registrable", "not_registrable", "Business app" },
    { "929", "not_registrable", "not_registrable", "test number" },
    { "930", "check_status", "deregistration_incomplete", "half%-way" },
    { "931", "already_registered", nil, "CONNECTED" },
    { "932", "register", nil, "verified" },
    { "933", "register", nil, "verified" },
    { "934", "fix_number", "not_registrable", "ON_PREMISE" },
    { "935", "verify_number", "verification_required", "EXPIRED" },
    { "936", "check_status", "account_locked", "locked" },
    { "937", "register", nil, "display name" },
}

describe("preflight", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = READY })
    end)

    -- The ready number as it would be with these fields
    local function judged(fields)
        sim:set_number(READY, fields)
        return client:preflight()
    end

    for _, state in ipairs(STATES) do
        it("says " .. state[2] .. " of number " .. state[1], function()
            local id = "106540352242" .. state[1]
            local found = client:preflight { phone_number_id = id }
            assert.equal(state[2], found.action)
            assert.equal(state[3], found.kind)
            assert.matches(state[4], found.reason)
            assert.equal(id, found.number.id)
            assert.equal(1, #sim:received())
            assert.equal("GET", sim:received()[1].method)
        end)
    end

    it("does not hold a number up for its display name, but notes it",
        function()
            for status, advice in pairs { PENDING_REVIEW = "until it is",
                NONE = "until it is", DECLINED = "another one",
                EXPIRED = "another one" } do
                local found = judged { name_status = status }
                assert.equal("register", found.action)
                assert.is_nil(found.kind)
                assert.equal(1, #found.notes)
                assert.matches(status, found.notes[1])
                assert.matches(advice, found.notes[1])
            end
            assert.same({}, judged({ name_status =
                "AVAILABLE_WITHOUT_REVIEW" }).notes)
        end)

    -- Statuses of a number that is not registered, and of one that is
    for status, action in pairs { PENDING = "register",
        DISCONNECTED = "register", UNVERIFIED = "register",
        BANNED = "check_status", DELETED = "check_status",
        MIGRATED = "check_status", CONNECTED = "register",
        FLAGGED = "register", SOMETHING_NEW = "register" } do
        it("says " .. action .. " of a number without a platform that is "
            .. status, function()
            local found = judged { status = status }
            assert.equal(action, found.action)
            assert.equal(action == "register", found.kind == nil)
        end)
    end

    for status, action in pairs { CONNECTED = "already_registered",
        FLAGGED = "already_registered", RESTRICTED = "already_registered",
        RATE_LIMITED = "already_registered", DISCONNECTED = "register",
        PENDING = "check_status", BANNED = "check_status" } do
        it("says " .. action .. " of a number on the Cloud API that is "
            .. status, function()
            assert.equal(action, judged({ registered = true,
                status = status }).action)
        end)
    end

    it("names both causes of a number on premises, whatever its status",
        function()
            for _, status in ipairs { "PENDING", "CONNECTED" } do
                local found = judged { on_premises = true, status = status }
                assert.equal("fix_number", found.action)
                assert.equal("migrate_number", found.remedy)
                assert.matches("Business app", found.reason)
                assert.matches("On%-Premises API", found.reason)
                assert.matches("Embedded Signup", found.hint)
            end
        end)

    it("says register of a registered number only for a new name", function()
        local renamed = { registered = true, new_name_status = "APPROVED",
            new_display_name = "Lucky Shrub Berlin" }
        assert.equal("register", judged(renamed).action)
        sim:reset()
        assert.equal("register", judged(support.merge(renamed,
            { code_verification_status = "EXPIRED" })).action)
        for field, value in pairs { new_name_status = "PENDING_REVIEW",
            new_display_name = "Lucky Shrub" } do
            sim:reset()
            assert.equal("already_registered",
                judged(support.merge(renamed, { [field] = value })).action)
        end
    end)

    it("goes on without the fields that the server withholds, and says so",
        function()
            local withheld = { "is_on_biz_app", "last_onboarded_time",
                "code_verification_status" }
            local found = judged { withheld_fields = withheld }
            assert.equal("register", found.action)
            assert.equal(1, #found.notes)
            for _, field in ipairs(withheld) do
                assert.matches(field, found.notes[1])
            end
            sim:forget_received()
            client:setup_number { pin = "071934", confirm = false }
            assert.equal(1, #sim:received { operation = "register" })
            assert.equal(0, #sim:received { operation = "request_code" })
        end)

    it("says check_status of a registered number that is locked", function()
        local found = judged { registered = true, locked = true }
        assert.equal("check_status", found.action)
        assert.equal("account_locked", found.kind)
    end)

    for what, body in pairs { nothing = '{"id":"1"}',
        ["a health without entities"] = '{"id":"1","health_status":{}}',
        ["a health of another make"] = '{"id":"1","health_status":'
            .. '{"entities":[{"errors":"none"},{"errors":[{}]}]}}' } do
        it("says check_status if the server shows " .. what, function()
            sim:fault { operation = "phone_number", fault = "response",
                body = body }
            local found = client:preflight()
            assert.equal("check_status", found.action)
            assert.equal("api", found.kind)
        end)
    end

    it("takes fields of any kind without raising", function()
        local body = '{"id":"1","status":@,"platform_type":@,"name_status":@,'
            .. '"code_verification_status":@,"account_mode":@,'
            .. '"is_pin_enabled":@,"is_on_biz_app":@,"verified_name":@,'
            .. '"new_name_status":"APPROVED","new_display_name":@,'
            .. '"health_status":{"entities":[null,{"entity_type":@,'
            .. '"errors":[{"error_code":#},null,7]}]}}'
        for _, code in ipairs { "1.5", "1e300", "-3", '"133000"', '"nan"',
            '"inf"', "null", "true", "[]", "99999999999999999999" } do
            for _, value in ipairs { '"CONNECTED"', "1", "true", "[]", "{}",
                '""' } do
                sim:fault { operation = "phone_number", fault = "response",
                    body = body:gsub("@", value):gsub("#", code) }
                assert.is_string(client:preflight().action)
            end
        end
    end)

    describe("of an account's number", function()
        it("takes the account from the number's health", function()
            assert.equal("register", client:preflight({
                waba_id = " " .. support.WABA .. " " }).action)
            assert.equal(1, #sim:received())
        end)

        it("looks for the number in the account's list else", function()
            sim:fault { operation = "phone_number", fault = "response",
                body = '{"id":"' .. READY .. '"}' }
            client:preflight { waba_id = " " .. support.WABA .. " " }
            local list = sim:received { operation = "phone_numbers" }
            assert.equal(1, #list)
            assert.equal("100", list[1].query.limit)
            assert.equal("id", list[1].query.fields)
        end)

        it("takes an account whose id is a Lua number", function()
            client:preflight { waba_id = tonumber(support.WABA) }
            assert.equal(1, #sim:received())
        end)

        it("refuses a number of another account", function()
            for number, waba in pairs { [READY] = OTHER_WABA,
                [ELSEWHERE] = support.WABA } do
                local err = support.failure_of(client, "preflight",
                    { phone_number_id = number, waba_id = waba })
                assert.equal("not_found", err.kind)
                assert.equal("check_id", err.next_action)
                assert.equal("waba_id", err.field)
                assert.equal(number, err.phone_number_id)
                assert.is_truthy(err.message:find(waba, 1, true))
            end
        end)

        it("refuses an account that the token can't see", function()
            local err = support.failure_of(client, "preflight",
                { waba_id = "12345" })
            assert.equal("not_found", err.kind)
            assert.equal("waba_id", err.field)
        end)

        it("raises what keeps the list from being read", function()
            sim:fault { operation = "phone_numbers", fault = "error",
                code = 80007 }
            assert.equal("rate_limited", support.failure_of(client,
                "preflight", { waba_id = OTHER_WABA }).kind)
        end)
    end)

    for what, case in pairs {
        ["a wrong id"] = { { phone_number_id = "1" }, "not_found",
            "check_id" },
        ["a token that has expired"] = { { access_token = "expired-token" },
            "authentication", "refresh_token" },
        ["a token without the permission"] = { { access_token =
            "no-permission-token" }, "permission", "grant_permission" },
        ["a token of another account"] = { { access_token =
            "other-account-token" }, "not_found", "check_id" },
    } do
        it("raises the error of " .. what, function()
            local err = support.failure_of(client, "preflight", case[1])
            assert.equal(case[2], err.kind)
            assert.equal(case[3], err.next_action)
            assert.equal("phone_number", err.operation)
            assert.equal("preflight", err.step)
            assert.same({}, err.completed)
            assert.is_false(err.attempt_spent)
        end)
    end

    it("says nothing that a server made up, such as a secret it was sent",
        function()
            for _, field in ipairs { "status", "platform_type", "name_status",
                "code_verification_status" } do
                local number = { id = READY, status = "PENDING",
                    platform_type = "CLOUD_API" }
                number[field] = "X\n" .. support.TOKEN
                sim:fault { operation = "phone_number", fault = "response",
                    body = cjson.encode(number) }
                local found = client:preflight()
                local said = found.reason .. table.concat(found.notes)
                assert.is_nil(said:find(support.TOKEN, 1, true), field)
                assert.is_nil(said:find("\n", 1, true), field)
            end
        end)

    it("refuses what it does not know, and sends nothing", function()
        for field, options in pairs { pin = { pin = "071934" },
            waba_id = { waba_id = "x" }, timeout = { timeout = -1 },
            phone_number_id = { phone_number_id = "x" } } do
            local err = support.failure_of(client, "preflight", options)
            assert.equal("invalid_request", err.kind)
            assert.equal(field, err.field)
            assert.is_string(err.step)
            assert.same({}, err.completed)
        end
        assert.equal("options", support.failure_of(client, "preflight", "x")
            .field)
        assert.same({}, sim:received())
    end)

    it("refuses a client that is closed", function()
        client:close()
        assert.matches("closed", support.error_of(client.preflight, client)
            .message)
    end)
end)
