-- What an error says: its kind, and the fields that the server sent.

local served = require "spec.support.served"
local support = require "spec.support.client"

-- Answers of which Meta has no example: what is odd; HTTP status and body; the
-- kind; operation if not register. Those of which it has are in payloads_spec.
local ODD = {
    { "a number shared with the app", 400, [[{"error":{"message":
        "(#100) Not available for SMB numbers","code":100}}]],
        "not_registrable", "deregister" },
    { "a test number", 400, [[{"error":{"message":"Invalid parameter",
        "code":100,"error_data":{"details":
        "A test number cannot be registered"}}}]], "not_registrable" },
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

describe("an error", function()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    -- The bodies above have line breaks where JSON strings can have none.
    local function answered(status, body, headers, operation)
        server:json(status, (body:gsub("\n%s+", " ")), headers)
        return support.failure_of(client, operation or "register")
    end

    for _, case in ipairs(ODD) do
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

    -- The core reads a short refusal itself, and a decoder of JSON a long one.
    it("says the same of an answer that is damaged, whoever reads it",
        function()
            local whole = '{"error":{"message":"(#133005) PIN \195\164",'
                .. '"type":"OAuthException","code":133005,"error_data":'
                .. '{"messaging_product":"whatsapp","details":"1 of 2"},'
                .. '"error_subcode":0,"error_user_title":"No","is_transient":'
                .. 'false,"error_user_msg":"Wait 5 minutes.", "fbtrace_id" :'
                .. '"' .. ("A4n1v0o9qTKmCUrdzXGnqzM"):rep(3) .. '"}}'
            local long = (" "):rep(1024)
            local others = { "", '"', "\\", "0", ",", "}", "\0" }
            for place = 1, #whole do
                for skip = 1, 3, 2 do
                    local damaged = whole:sub(1, place - 1)
                        .. others[(place + skip) % #others + 1]
                        .. whole:sub(place + 1)
                    assert.same(answered(400, damaged .. long, nil,
                        "verify_code"), answered(400, damaged, nil,
                        "verify_code"), damaged)
                end
            end
        end)

    for _, members in ipairs { '"code":0133005', '"code":133005.0',
        '"code":1330050e-1', '"code":"133005"', '"code":1,"code":133005',
        '"code":9007199254740993', '"error_subcode":-1', '"details":"d"',
        '"field":"pin"', '"error_data":{}', '"error_data":{"details":5}',
        '"error_data":{"details":"d"},"error_data":"e"',
        '"error_data":"d","error_data":{"messaging_product":"e"}',
        '"message":5', '"is_transient":null', '"is_transient":truest' } do
        it("says the same of " .. members .. ", whoever reads it", function()
            local body = '{"error":{"message":"' .. ("m"):rep(200)
                .. '","code":133010,"fbtrace_id":"A",' .. members .. "}}"
            assert.same(answered(400, body .. (" "):rep(1024)),
                answered(400, body))
        end)
    end

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
end)
