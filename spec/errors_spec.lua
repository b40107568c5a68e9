local registration = require "whatsapp.registration"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

-- What the server answers to which operation; the kind and the next action
local ANSWERED = {
    invalid_request = { "fix_request", "register", 400, [[{"error":{"message":
        "(#100) The parameter pin is required","code":100}}]] },
    not_found = { "check_id", "phone_number", 404, [[{"error":{"message":
        "(#803) Some of the aliases you requested do not exist",
        "code":803}}]] },
    authentication = { "refresh_token", "register", 401, [[{"error":{
        "message":"Invalid OAuth access token.","code":190}}]] },
    permission = { "grant_permission", "register", 403, [[{"error":{
        "message":"(#10) Permission denied","code":10}}]] },
    rate_limited = { "wait", "register", 400, [[{"error":{"message":
        "(#80007) Rate limit issues","code":80007}}]] },
    registration_limit = { "wait", "register", 400, [[{"error":{"message":
        "(#133016) Account register / deregister rate limit exceeded",
        "code":133016}}]] },
    pin_mismatch = { "fix_pin", "register", 400, [[{"error":{"message":
        "(#133005) Two step verification PIN Mismatch","code":133005}}]] },
    pin_locked = { "wait", "register", 400, [[{"error":{"message":
        "(#133008) Too Many two step verification PIN Guesses",
        "code":133008}}]] },
    verification_required = { "verify_number", "register", 400, [[{"error":{
        "message":"(#133006) Phone number re-verification needed",
        "code":133006}}]] },
    code_rejected = { "request_code", "verify_code", 400, [[{"error":{
        "message":"(#136025) Verify code error","code":136025}}]] },
    not_registered = { "register", "send_text", 400, [[{"error":{"message":
        "(#133010) Account not registered","code":133010}}]] },
    deregistration_incomplete = { "deregister", "register", 500, [[{"error":{
        "message":"(#133000) Incomplete Deregistration","code":133000}}]] },
    too_soon = { "wait", "register", 400, [[{"error":{"message":
        "(#133015) Please wait a few minutes","code":133015}}]] },
    display_name_pending = { "wait", "send_text", 400, [[{"error":{"message":
        "(#131037) Display name approval needed","code":131037}}]] },
    not_ready = { "fix_number", "register", 400, [[{"error":{"message":
        "Cannot Create Certificate","code":100,
        "error_subcode":2388001}}]] },
    number_in_use = { "fix_number", "register", 400, [[{"error":{"message":
        "Invalid parameter","code":100,"error_subcode":2388001,
        "error_user_msg":"Registered to an existing account"}}]] },
    not_registrable = { "none", "register", 400, [[{"error":{"message":
        "(#100) This endpoint is not available for SMB solution numbers",
        "code":100}}]] },
    account_locked = { "check_health", "register", 403, [[{"error":{"message":
        "(#131031) Account has been locked","code":131031}}]] },
    policy = { "contact_meta", "send_text", 403, [[{"error":{"message":
        "(#368) Temporarily blocked for policies violations",
        "code":368}}]] },
    recipient = { "fix_recipient", "send_text", 400, [[{"error":{"message":
        "(#131026) Message undeliverable","code":131026}}]] },
    unavailable = { "check_status", "register", 503, [[{"error":{"message":
        "(#2) Service temporarily unavailable","code":2}}]] },
    protocol = { "check_status", "register", 200, "<html></html>" },
    api = { "none", "register", 400, [[{"error":{"message":
        "(#999999) Something nobody knows","code":999999}}]] },
}

-- Situation; HTTP status and body; the kind; operation if not register
local SEEN = {
    { "an id that is wrong or out of reach", 400, [[{"error":{"message":
        "Unsupported get request. Object with ID '42' does not exist, cannot
        be loaded due to missing permissions, or does not support this
        operation.","type":"GraphMethodException","code":100,
        "error_subcode":33,"fbtrace_id":"A1"}}]], "not_found",
        "phone_number" },
    { "a code that was not sent", 400, [[{"error":{"message":
        "Request code error","type":"OAuthException","code":136024,
        "error_subcode":2388091,"is_transient":false,
        "error_user_title":"N\u00e3o foi poss\u00edvel enviar o c\u00f3digo",
        "error_user_msg":"Tente novamente.","fbtrace_id":"A1"}}]],
        "code_rejected", "request_code" },
    { "a code that was refused", 400, [[{"error":{"message":
        "Verify code error","type":"OAuthException","code":136025,
        "error_subcode":2388093,"is_transient":false,
        "error_user_title":"N\u00e3o foi poss\u00edvel verificar",
        "fbtrace_id":"A1"}}]], "code_rejected", "verify_code" },
    { "a name that is not processed", 400, [[{"error":{"message":
        "Invalid parameter","type":"OAuthException","code":100,
        "error_subcode":2388001,"is_transient":false,
        "error_user_title":"Cannot Create Certificate","error_user_msg":
        "Your display name could not be processed","fbtrace_id":"A1"}}]],
        "display_name_pending" },
    { "a wrong PIN", 400, [[{"error":{"message":
        "(#133005) Two step verification PIN Mismatch",
        "type":"OAuthException","code":133005,"error_data":{
        "messaging_product":"whatsapp","details":"Two-step verification
        PIN mismatch."},"fbtrace_id":"A1"}}]], "pin_mismatch" },
    { "a missing PIN", 400, [[{"error":{"message":
        "(#100) The parameter pin is required","type":"OAuthException",
        "code":100,"fbtrace_id":"A1"}}]], "invalid_request" },
    { "a malformed PIN", 400, [[{"error":{"message":"Invalid parameter",
        "code":100,"error_subcode":2388092}}]], "invalid_request" },
    { "a PIN that is too common", 400, [[{"error":{"message":
        "(#100) Invalid parameter","code":100,"error_data":{"details":
        "The PIN is too easy to guess"}}}]], "invalid_request" },
    { "a number that is not registered", 400, [[{"error":{"message":
        "(#133010) Account not registered","type":"OAuthException",
        "code":133010,"fbtrace_id":"A1"}}]], "not_registered", "send_text" },
    { "terms that are not accepted", 403, [[{"error":{"message":
        "(#200) You must accept the Cloud API terms","code":200}}]],
        "permission" },
    { "an asset that is not assigned", 400, [[{"error":{"message":
        "Unsupported request - method type: post","code":100}}]],
        "invalid_request" },
    { "a token that has expired", 401, [[{"error":{"message":
        "Error validating access token: Session has expired on Sunday",
        "type":"OAuthException","code":190,"error_subcode":463}}]],
        "authentication" },
    { "a recipient that is not on a test number's list", 400, [[{"error":{
        "message":"(#131030) Recipient phone number not in allowed list",
        "code":131030,"error_subcode":2655007}}]], "recipient", "send_text" },
    { "messages sent too fast", 400, [[{"error":{"message":
        "(#130429) Rate limit hit","type":"OAuthException","code":130429,
        "error_data":{"messaging_product":"whatsapp","details":
        "Too many messages"},"error_subcode":2494055,
        "is_transient":false,"fbtrace_id":"A1"}}]], "rate_limited",
        "send_text" },
    { "templates asked for before registering", 400, [[{"error":{"message":
        "WABA not allowed to manage templates","code":100,
        "error_subcode":2494160}}]], "policy" },
    { "too many calls, as Meta's OpenAPI file has it", 429, [[{"error":{
        "message":"(#4) Application request limit reached","code":4,
        "error_subcode":2446079,"is_transient":true}}]], "rate_limited" },
    { "a number that another system holds", 400, [[{"error":{"message":
        "(#100) Phone number is not registered","code":100,
        "error_subcode":2207051}}]], "not_registered", "deregister" },
    { "a number shared with the app", 400, [[{"error":{"message":
        "(#100) Not available for SMB numbers","code":100}}]],
        "not_registrable", "deregister" },
    { "a test number", 400, [[{"error":{"message":"Invalid parameter",
        "code":100,"error_data":{"details":
        "A test number cannot be registered"}}}]], "not_registrable" },
    { "a capability that is missing, with HTTP 500", 500, [[{"error":{
        "message":"(#3) Application does not have the capability",
        "code":3}}]], "permission" },
    { "a code in the subcode", 400, [[{"error":{"message":"Invalid parameter",
        "code":100,"error_subcode":133005}}]], "pin_mismatch" },
    { "a code of a family", 403, [[{"error":{"message":"(#294) Managing",
        "code":294}}]], "permission" },
    { "a subcode that nobody knows", 400, [[{"error":{"message":"m",
        "code":133016,"error_subcode":7777777}}]], "registration_limit" },
    { "an error with HTTP 200", 200, [[{"error":{"message":"(#133016) x",
        "code":133016}}]], "registration_limit" },
    { "an error without a code", 400, [[{"error":{"message":"m"}}]],
        "protocol" },
    { "a subcode of nothing without a code", 400, [[{"error":{"message":"m",
        "error_subcode":0}}]], "protocol" },
    { "an unknown subcode without a code", 200, [[{"error":{"message":"m",
        "error_subcode":424242}}]], "protocol" },
    { "a known subcode without a code", 400, [[{"error":{"message":"m",
        "error_subcode":133016}}]], "registration_limit" },
    { "an error of which nothing is said", 400, [[{"error":{}}]], "protocol" },
    { "an error of nulls", 400, [[{"error":{"message":null,"code":null,
        "error_data":null,"error_subcode":null,"is_transient":null,
        "fbtrace_id":null}}]], "protocol" },
    { "an error of wrong types", 400, [[{"error":{"message":{"a":1},
        "code":[133016],"error_data":7,"error_subcode":true,
        "type":1,"is_transient":"no","fbtrace_id":5,
        "error_user_msg":[],"error_user_title":false}}]], "protocol" },
    { "a code that is no whole number", 400, [[{"error":{"message":"m",
        "code":133016.5}}]], "protocol" },
    { "a code beyond all numbers", 400, [[{"error":{"message":"m",
        "code":1e300,"error_subcode":-1e300}}]], "protocol" },
}

local server = served()

describe("an error of kind", function()
    for kind, case in pairs(ANSWERED) do
        local action, operation, status, body = case[1], case[2], case[3],
            case[4]

        it(kind .. " comes of the server's answer", function()
            server:json(status, body)
            local err = support.failure_of(support.client_for(server),
                operation)
            assert.equal(kind, err.kind)
            assert.equal(action, err.next_action)
            assert.equal("server", err.origin)
            assert.equal("yes", err.sent)
            assert.equal(status, err.http_status)
            assert.equal(operation, err.operation)
            assert.equal(support.NUMBER, err.phone_number_id)
            assert.equal(operation == "register", err.attempt_spent)
            assert.is_false(err.retryable)
            assert.is_string(err.message)
            assert.is_string(err.hint)
        end)
    end

    it("network comes of a server that is not there", function()
        local err = support.failure_of(support.client_for {
            base_url = "http://127.0.0.1:" .. raw.closed_port(),
        }, "register")
        assert.same({ "network", "network", "no", "retry", true, false },
            { err.kind, err.origin, err.sent, err.next_action, err.retryable,
                err.attempt_spent })
        assert.is_nil(err.http_status)
    end)

    it("timeout comes of an answer that does not", function()
        server:script { otherwise = { "read", "stall" } }
        local err = support.in_time(0.2, function(seconds)
            local failure = support.failure_of(
                support.client_for(server, { timeout = seconds }), "register")
            return #server:received() > 0 and failure
        end)
        assert.same(
            { "timeout", "network", "maybe", "check_status", false, true },
            { err.kind, err.origin, err.sent, err.next_action, err.retryable,
                err.attempt_spent })
        assert.is_nil(err.http_status)
    end)

    it("tls comes of a server that nothing vouches for", function()
        local err = support.failure_of(
            support.client_for(server, { ca_file = support.NONE }),
            "register")
        assert.same({ "tls", "network", "no", "retry", true, false },
            { err.kind, err.origin, err.sent, err.next_action, err.retryable,
                err.attempt_spent })
    end)

    it("cancelled comes of call:cancel()", function()
        server:script { { "read", "stall" } }
        local call = support.client_for(server):start("register",
            { pin = "071934" })
        support.poll_until_received(call, server)
        call:cancel()
        local err = support.error_of(call.result, call)
        assert.same(
            { "cancelled", "network", "maybe", "check_status", false, true },
            { err.kind, err.origin, err.sent, err.next_action, err.retryable,
                err.attempt_spent })
    end)

    it("unavailable asks a read to be tried again", function()
        server:json(500, ANSWERED.unavailable[4])
        local err = support.failure_of(support.client_for(server),
            "phone_number")
        assert.equal("retry", err.next_action)
        assert.is_true(err.retryable)
        assert.is_false(err.attempt_spent)
    end)
end)

describe("an error", function()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    -- The bodies above have line breaks where JSON strings can have none.
    local function answered(status, body, headers, operation)
        server:json(status, (body:gsub("%s+", " ")), headers)
        return support.failure_of(client, operation or "register")
    end

    for _, case in ipairs(SEEN) do
        it("reports " .. case[1], function()
            local err = answered(case[2], case[3], nil, case[5])
            assert.equal(case[4], err.kind)
            assert.equal("server", err.origin)
            assert.equal("yes", err.sent)
            assert.equal(case[2], err.http_status)
            assert.is_nil(tostring(err):find "%c")
        end)
    end

    it("has all fields that were sent", function()
        local err = answered(400, [[{"error":{
            "message":"(#130429) Rate limit hit","type":"OAuthException",
            "code":130429,"error_data":{"messaging_product":"whatsapp",
            "details":"Message failed to send"},"error_subcode":2494055,
            "error_user_title":"Zu viele","error_user_msg":"Sp\u00e4ter",
            "is_transient":true,"fbtrace_id":"Az8or2yhqkZfEZ"}}]])
        assert.same({
            message = "(#130429) Rate limit hit", type = "OAuthException",
            code = 130429, subcode = 2494055,
            details = "Message failed to send", user_title = "Zu viele",
            user_message = "Später", is_transient = true,
            trace_id = "Az8or2yhqkZfEZ", http_status = 400,
        }, {
            message = err.message, type = err.type, code = err.code,
            subcode = err.subcode, details = err.details,
            user_title = err.user_title, user_message = err.user_message,
            is_transient = err.is_transient, trace_id = err.trace_id,
            http_status = err.http_status,
        })
    end)

    it("has no field for what was not sent", function()
        local err = answered(400, '{"error":{"message":"m","code":1}}')
        for _, field in ipairs { "details", "user_title", "user_message",
            "type", "subcode", "trace_id", "is_transient", "retry_after",
            "field", "step", "body" } do
            assert.is_nil(err[field])
        end
    end)

    it("has a message even if the server sent none", function()
        local err = answered(418, '{"error":{"code":1}}')
        assert.is_truthy(err.message:find("418", 1, true))
    end)

    it("takes error_data for the details if that is a string", function()
        local err = answered(400, [[{"error":{"message":"m","code":133009,
            "error_data":"Try again in 2 minutes"}}]])
        assert.equal("Try again in 2 minutes", err.details)
        assert.equal(120, err.retry_after)
    end)

    it("has no details if error_data has none", function()
        assert.is_nil(answered(400, [[{"error":{"message":"m","code":1,
            "error_data":{"messaging_product":"whatsapp"}}}]]).details)
        assert.is_nil(answered(400, [[{"error":{"message":"m","code":1,
            "error_data":{"details":{"blame":"a"}}}}]]).details)
    end)

    it("has numbers if the server sent strings", function()
        local err = answered(400, [[{"error":{"message":"m",
            "code":"133010","error_subcode":"2388001"}}]])
        assert.equal(133010, err.code)
        assert.equal(2388001, err.subcode)
        assert.equal("133010", tostring(err.code))
    end)

    it("shows codes without a fraction on every Lua", function()
        local err = answered(400, [[{"error":{"message":"m","code":133010,
            "error_subcode":33}}]])
        assert.equal("133010 33 400", ("%s %s %s"):format(err.code,
            err.subcode, err.http_status))
    end)

    it("has the trace id of the header if the body has none", function()
        local body = '{"error":{"message":"m","code":1}}'
        assert.equal("T1", answered(400, body,
            { ["X-FB-Trace-ID"] = "T1" }).trace_id)
        assert.equal("R1", answered(400, body,
            { ["x-fb-request-id"] = "R1" }).trace_id)
        assert.equal("T1", answered(502, "<html>",
            { ["x-fb-trace-id"] = "T1" }).trace_id)
    end)

    it("has the id that its call was about", function()
        server:json(400, '{"error":{"message":"m","code":1}}')
        local err = support.error_of(client.deregister, client,
            { phone_number_id = " 42 " })
        assert.equal("42", err.phone_number_id)
        assert.equal("deregister", err.operation)
    end)

    it("shows the first bytes of an unreadable answer", function()
        local err = answered(502, "<html>" .. ("x"):rep(10000))
        assert.equal("<html>xxx", err.body:sub(1, 9))
        assert.is_true(#err.body <= 1024)
        assert.is_nil(tostring(err):find("<html>", 1, true))
    end)

    describe("'s retry_after", function()
        local LIMITED = '{"error":{"message":"m","code":80007}}'

        local function usage(minutes)
            return { ["X-Business-Use-Case-Usage"] = ([[{"102290129340398":[
                {"type":"messaging","call_count":1,
                "estimated_time_to_regain_access":0},
                {"type":"whatsapp","call_count":100,"total_cputime":25,
                "total_time":25,"estimated_time_to_regain_access":%s}]}]])
                :format(minutes):gsub("%s+", "") }
        end

        for _, case in ipairs {
            { "is three days for 133016", 133016, nil, 259200 },
            { "is five minutes for 133015", 133015, nil, 300 },
            { "is what the details of 133008 say", 133008,
                "You can try again in 1 hour and 30 minutes.", 5400 },
            { "is what the details of 133009 say", 133009,
                "Please wait 45 seconds before trying again", 45 },
            { "is unknown where 133008 does not say", 133008, "Later.", nil },
            { "is unknown for a wrong PIN", 133005, nil, nil },
            { "is what the words of any code ask for", 100,
                "Try again in 5 minutes", 300 },
            { "is no other time that the words name", 100,
                "The value was set 5 minutes ago", nil },
            { "is three days for 133016 whatever the details say", 133016,
                "Try again in 5 minutes", 259200 },
        } do
            it(case[1], function()
                local details = case[3] and (',"error_data":{"details":"%s"}')
                    :format(case[3]) or ""
                local err = answered(400, ('{"error":{"message":"m",'
                    .. '"code":%d%s}}'):format(case[2], details))
                assert.equal(case[4], err.retry_after)
            end)
        end

        it("is the text for the user if 133009 has no details", function()
            assert.equal(600, answered(400, [[{"error":{"message":"m",
                "code":133009,"error_user_msg":"Wait 10 minutes."}}]])
                .retry_after)
        end)

        it("of a rate limit comes from the usage header, in minutes",
            function()
                for _, minutes in ipairs { "12", '"12"', "11.99" } do
                    local err = answered(400, LIMITED, usage(minutes))
                    assert.equal("720", tostring(err.retry_after))
                end
            end)

        it("of a rate limit is unknown if the header knows none",
            function()
                assert.is_nil(answered(400, LIMITED, usage(0)).retry_after)
                assert.is_nil(answered(400, LIMITED).retry_after)
                for _, header in ipairs { "{", "[]", "null", '{"a":1}',
                    '{"a":["b",{"estimated_time_to_regain_access":{}}]}' } do
                    assert.is_nil(answered(400, LIMITED,
                        { ["X-Business-Use-Case-Usage"] = header })
                        .retry_after)
                end
            end)

        it("comes from Retry-After", function()
            assert.equal(17, answered(429, LIMITED,
                { ["Retry-After"] = "17" }).retry_after)
            assert.equal(0, answered(429, LIMITED,
                { ["Retry-After"] = "0" }).retry_after)
            assert.equal(17, answered(503,
                '{"error":{"message":"m","code":2}}',
                { ["retry-after"] = "17" }).retry_after)
        end)

        it("comes from Retry-After if a proxy answers without JSON",
            function()
                assert.equal(17, answered(503, "<html>Busy</html>",
                    { ["Retry-After"] = "17" }).retry_after)
            end)

        it("is not made of a Retry-After that is no number of seconds",
            function()
                for _, value in ipairs { "soon", "-1", "inf", "nan", "0x10",
                    "1e9999", "", "Wed, 21 Oct 2026 07:28:00 GMT" } do
                    assert.is_nil(answered(429, LIMITED,
                        { ["Retry-After"] = value }).retry_after)
                end
            end)

        it("of the usage header goes before Retry-After", function()
            local headers = usage(2)
            headers["Retry-After"] = "5"
            assert.equal(120, answered(429, LIMITED, headers).retry_after)
        end)
    end)

    describe("without a body", function()
        local LINE = 'OAuth "Facebook Platform" %s'

        local function said(status, words, body)
            return answered(status, body or "",
                { ["WWW-Authenticate"] = LINE:format(words) })
        end

        it("has the code and message of WWW-Authenticate", function()
            local err = said(400,
                '"invalid_request" "(#133010) Account not registered"')
            assert.equal("not_registered", err.kind)
            assert.equal(133010, err.code)
            assert.equal("(#133010) Account not registered", err.message)
            assert.equal("server", err.origin)
            assert.equal("yes", err.sent)
            assert.equal(400, err.http_status)
        end)

        it("knows a token that WWW-Authenticate refuses", function()
            local err = said(401,
                '"invalid_token" "Invalid OAuth access token."')
            assert.equal("authentication", err.kind)
            assert.equal("Invalid OAuth access token.", err.message)
            assert.is_nil(err.code)
        end)

        it("is a failure of the server with a 5xx, whatever is refused",
            function()
                local err = said(502,
                    '"invalid_token" "Invalid OAuth access token."')
                assert.equal("unavailable", err.kind)
            end)

        it("reads WWW-Authenticate also beside a page of HTML", function()
            local err = said(404, '"not_found" "(#803) Some of the aliases '
                .. 'you requested do not exist: x"', "<html>")
            assert.equal("not_found", err.kind)
            assert.equal(803, err.code)
        end)

        it("is one of protocol if WWW-Authenticate says nothing",
            function()
                local err = said(400, '"invalid_request" "Oops"')
                assert.equal("protocol", err.kind)
                assert.is_nil(err.code)
            end)

        it("goes by the body if there is one", function()
            local err = said(400, '"invalid_request" "(#100) Wrong"',
                '{"error":{"message":"(#133005) PIN","code":133005}}')
            assert.equal("pin_mismatch", err.kind)
        end)
    end)

    describe("as a string", function()
        it("is one line of kind, message, place and hint", function()
            local err = answered(400, [[{"error":{"message":
                "(#133005) PIN Mismatch","code":133005,
                "fbtrace_id":"A1"}}]])
            assert.equal("pin_mismatch: (#133005) PIN Mismatch [register, "
                .. "number 106540352242922, HTTP 400, trace A1] "
                .. err.hint, tostring(err))
        end)

        it("is one line whatever the server says", function()
            local err = answered(400, [[{"error":{"message":
                "a\r\nb\tc\u001b[31md\u0000e\u007ff\u0085g\u009b31mh\u2028i",
                "code":1,"fbtrace_id":"A\nB"}}]])
            local text = tostring(err)
            assert.is_nil(text:find "%c")
            assert.is_nil(text:find("%z"))
            assert.is_nil(text:find("\194\133", 1, true))
            assert.is_nil(text:find("\194\155", 1, true))
            assert.is_nil(text:find("\226\128\168", 1, true))
            assert.is_truthy(text:find("^unavailable: a b c"))
        end)

        it("has nothing that changes the direction of writing", function()
            for _, range in ipairs { { 0x202A, 0x202E }, { 0x2066, 0x2069 } } do
                for code = range[1], range[2] do
                    local err = answered(400, ([[{"error":{"message":
                        "abc\u%04xdef","code":1}}]]):format(code))
                    assert.is_truthy(tostring(err):find("abc def", 1, true))
                end
            end
        end)

        it("keeps letters outside of ASCII", function()
            local words = "Não dá à ñ 号 👋"
            local err = answered(400, '{"error":{"message":"' .. words
                .. '","code":1}}')
            assert.is_truthy(tostring(err):find(words, 1, true))
        end)

        it("is what an uncaught error shows", function()
            local err = support.error_of(client.register, client, {})
            assert.is_truthy(tostring(err):find(
                "^invalid_request: pin: expected .+ %[register%]"))
        end)
    end)
end)

describe("registration.is_error", function()
    it("knows errors of both modules, and nothing else", function()
        local safe = require "whatsapp.registration.safe"
        local err = support.error_of(registration.new, {
            access_token = "" })
        local _, returned = safe.new { access_token = "" }
        assert.is_true(registration.is_error(err))
        assert.is_true(safe.is_error(err))
        assert.is_true(registration.is_error(returned))
        for _, other in ipairs { "text", 42, true, {}, print,
            { kind = "network" }, setmetatable({}, {}) } do
            assert.is_false(registration.is_error(other))
        end
        assert.is_false(registration.is_error(nil))
    end)

    it("is not fooled by a metatable that hides itself", function()
        assert.is_false(registration.is_error(
            setmetatable({}, { __metatable = "whatsapp" })))
    end)
end)
