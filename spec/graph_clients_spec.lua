-- What clients of the Graph API have been seen to get wrong.

local cjson = require "cjson"

local core = require "whatsapp.registration.core"
local registration = require "whatsapp.registration"
local transport = require "whatsapp.registration.transport"

local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = '{"success":true}'
local LIMITED = [[{"error":{"message":"(#133016) Account register / deregister
    rate limit exceeded","type":"OAuthException","code":133016,
    "fbtrace_id":"A1"}}]]
local NOT_REGISTERED =
    "Phone number not registered on the Whatsapp Business Platform."

describe("a client of the Graph API", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server,
            { retries = { max = 2, base = 0, cap = 0 } })
    end)

    -- david-lev/pywa#178: some show an unknown error, others fail to decode
    it("finds the code in the subcode, and details that are a string",
        function()
            server:json(400, [[{"error":{"message":"Invalid parameter",
                "type":"OAuthException","code":100,"error_subcode":133010,
                "error_data":"]] .. NOT_REGISTERED .. [[",
                "fbtrace_id":"AqTrace"}}]])
            local err = support.failure_of(client, "deregister")
            assert.equal("not_registered", err.kind)
            assert.equal(100, err.code)
            assert.equal(133010, err.subcode)
            assert.equal(NOT_REGISTERED, err.details)
            assert.equal("AqTrace", err.trace_id)
            assert.equal(400, err.http_status)
        end)

    for what, answer in pairs {
        ["an HTTP 500 that asks to deregister"] = { 500,
            '{"error":{"message":"(#133000) Incomplete","code":133000}}' },
        ["an HTTP 500 about permissions"] = { 500,
            '{"error":{"message":"(#3) Capability","code":3}}' },
        ["a rate limit with HTTP 400"] = { 400,
            '{"error":{"message":"(#4) Limit","code":4}}' },
        ["a rate limit that is_transient with HTTP 429"] = { 429,
            '{"error":{"message":"(#4) Limit","code":4,'
                .. '"error_subcode":2446079,"is_transient":true}}' },
        ["133016 that is_transient"] = { 400,
            '{"error":{"message":"m","code":133016,"is_transient":true}}' },
        ["an unknown code that is_transient"] = { 500,
            '{"error":{"message":"m","code":987,"is_transient":true}}' },
        ["a server that is down, is_transient"] = { 503,
            '{"error":{"message":"m","code":2,"is_transient":true}}' },
        ["a page of HTML with 502"] = { 502, "<html>" },
        ["an empty 503 that says when to retry"] = { 503, "" },
    } do
        it("sends neither register nor deregister again after " .. what,
            function()
                server:json(answer[1], answer[2], { ["Retry-After"] = "0" })
                for _, operation in ipairs { "register", "deregister" } do
                    local err = support.failure_of(client, operation)
                    assert.is_false(err.retryable)
                    assert.is_true(err.attempt_spent)
                    assert.not_equal("retry", err.next_action)
                end
                assert.equal(2, #server:received())
            end)
    end

    it("hands over the waits that come with errors", function()
        for code, case in pairs {
            [133015] = { 300 }, [133016] = { 259200 },
            [133008] = { 3600, "Try again in 1 hour" },
            [133009] = { 30, "Wait 30 seconds" },
        } do
            server:json(400, cjson.encode { error = { message = "m",
                code = code, error_data = { details = case[2] } } })
            assert.equal(case[1],
                support.failure_of(client, "register").retry_after)
        end
    end)

    it("lets a branch on error.code fire", function()
        server:json(400, (LIMITED:gsub("%s+", " ")))
        local fired
        local ok, err = pcall(client.register, client, { pin = "071934" })
        if not ok and err.code == 133016 then
            fired = "limit"
        end
        assert.equal("limit", fired)
    end)

    it("keeps the leading zeros of a PIN, and refuses a number", function()
        server:json(200, SUCCESS)
        client:register { pin = "000123" }
        assert.equal("000123", cjson.decode(server:received()[1].body).pin)
        for _, pin in ipairs { 123, 123456 } do
            assert.equal("pin", support.failure_of(client, "register",
                { pin = pin }).field)
        end
        assert.equal(1, #server:received())
    end)

    it("sends an id that is a number digit by digit", function()
        server:json(200, SUCCESS)
        client:deregister { phone_number_id = 106540352242922 }
        assert.equal("/v25.0/106540352242922/deregister",
            server:received()[1].path)
    end)

    it("sends ids beyond 2^53 as they are", function()
        server:json(200, SUCCESS)
        client:deregister { phone_number_id = "215589313241560883" }
        assert.equal("/v25.0/215589313241560883/deregister",
            server:received()[1].path)
    end)

    -- chatwoot drew a new PIN after a timeout that Meta had acted on.
    it("never lets a PIN come from anybody but its caller", function()
        server:json(200, SUCCESS)
        for _, operation in ipairs { "register", "setup_two_step" } do
            assert.equal("pin",
                support.failure_of(client, operation, {}).field)
        end
        assert.same({}, server:received())
    end)

    it("says of a register that timed out that it may be applied", function()
        local err = support.in_time(0.2, function(seconds)
            server:reset()
            server:script { { "read", "stall" } }
            local failure = support.failure_of(client, "register",
                { pin = "071934", timeout = seconds })
            return #server:received() == 1 and failure
        end)
        assert.equal("maybe", err.sent)
        assert.equal("check_status", err.next_action)
        assert.is_true(err.attempt_spent)
        assert.equal(1, #server:received())
    end)

    -- Meta notes up to 15 seconds for registering with a backup.
    it("waits longer than the slowest answer takes", function()
        local call = transport.client { access_token = "EAAG",
            phone_number_id = "42", base_url = server.base_url }
            :prepare("register", { pin = "071934" })
        call:start()
        assert.is_true(call:time_left() > 20)
    end)

    it("asks for what shows a number that must not be registered", function()
        server:json(200, [[{"id":"42","is_on_biz_app":true,
            "platform_type":"CLOUD_API","account_mode":"SANDBOX"}]])
        local number = client:phone_number()
        assert.is_true(number.is_on_biz_app)
        assert.equal("SANDBOX", number.account_mode)
        local path = server:received()[1].path
        for _, field in ipairs { "is_on_biz_app", "account_mode", "status",
            "platform_type", "code_verification_status", "name_status" } do
            assert.is_truthy(path:find(field, 1, true))
        end
    end)

    it("knows a refusal of a number shared with the app", function()
        server:json(400, [[{"error":{"code":100,"message":
            "(#100) This endpoint is not available for SMB numbers"}}]])
        for _, operation in ipairs { "register", "deregister" } do
            local err = support.failure_of(client, operation)
            assert.equal("not_registrable", err.kind)
            assert.equal("none", err.next_action)
        end
    end)

    it("prints no PIN and no token with an error", function()
        server:json(400, [[{"error":{"code":133005,"message":
            "(#133005) PIN 860213 of EAAGm0PX4ZCpsBA does not match"}}]])
        local err = support.failure_of(client, "register",
            { pin = "860213" })
        assert.is_nil(tostring(err):find("860213", 1, true))
        assert.is_nil(tostring(err):find(support.TOKEN, 1, true))
        assert.is_truthy(tostring(err):find("(#133005)", 1, true))
    end)

    it("takes the hyphen out of a verification code", function()
        server:json(200, SUCCESS)
        client:verify_code { code = "123-830" }
        assert.equal('{"code":"123830"}', server:received()[1].body)
    end)

    it("does not take a status for a verdict if the body has one",
        function()
            for _, status in ipairs { 400, 404, 422, 429, 500 } do
                server:json(status, (LIMITED:gsub("%s+", " ")))
                assert.equal("registration_limit",
                    support.failure_of(client, "register").kind)
            end
        end)

    it("does not follow the address of the next page, which has the token",
        function()
            server:json(200, cjson.encode { data = { { id = "1" } },
                paging = { cursors = { after = "QVFI" },
                    next = server.base_url .. "/v9.9/9/phone_numbers"
                        .. "?access_token=EAAGleaked&after=QVFI" } })
            local each = client:phone_numbers { waba_id = "42" }
            each()
            each()
            local path = server:received()[2].path
            assert.is_truthy(path:find("^/v25%.0/42/phone_numbers%?"))
            assert.is_truthy(path:find("after=QVFI", 1, true))
            assert.is_nil(path:find("access_token", 1, true))
        end)

    it("says for each kind of error what to do", function()
        for _, kind in pairs(core.kinds()) do
            assert.is_string(kind.next_action)
            assert.is_truthy(kind.hint:find("%.$"))
        end
        assert.equal("fix_pin", registration.explain(133005).next_action)
    end)
end)
