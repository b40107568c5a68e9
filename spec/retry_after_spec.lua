-- For how long an error says to wait.

local served = require "spec.support.served"
local support = require "spec.support.client"

describe("the retry_after of an error", function()
    local server = served()

    local function answered(status, body, headers)
        server:json(status, (body:gsub("%s+", " ")), headers)
        return support.failure_of(support.client_for(server), "register")
    end

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

    it("is what a header says, but no time without an end", function()
        local function wait_of(headers)
            return answered(400, LIMITED, headers).retry_after
        end
        assert.equal(2678400, wait_of { ["Retry-After"] = "2678400" })
        assert.is_nil(wait_of { ["Retry-After"] = "2678401" })
        assert.is_nil(wait_of { ["Retry-After"] = ("9"):rep(400) })
        assert.equal(2678400, wait_of(usage(44640)))
        assert.is_nil(wait_of(usage(44641)))
        assert.is_nil(wait_of(usage "1e308"))
        assert.is_nil(wait_of(usage(-1)))
    end)
end)
