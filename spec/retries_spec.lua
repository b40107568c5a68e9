local luasocket = require "socket"

local retries = require "whatsapp.registration.retries"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = '{"success":true}'
local ANSWER = { send = raw.response(200, SUCCESS) }
local BUSY = '{"error":{"message":"(#2) Busy","code":2}}'
local AT_ONCE = { max = 2, base = 0, cap = 5 }

local READS = { "phone_number", "local_storage", "subscribed_apps",
    "inspect_token" }

local function failing(status, code)
    return { send = raw.response(status,
        ('{"error":{"message":"m","code":%d}}'):format(code),
        { Connection = "close" }) }
end

describe("retries", function()
    local server = served()

    local function client_with(policy, overrides)
        local config = { retries = policy }
        for key, value in pairs(overrides or {}) do
            config[key] = value
        end
        return support.client_for(server, config)
    end

    -- Connections that meet these steps, and after them one that works
    local function first(...)
        local script = { otherwise = { loop = true, "read", ANSWER } }
        for index, steps in ipairs { ... } do
            script[index] = steps
        end
        server:script(script)
    end

    local function perform(client, operation, options)
        return client[operation](client,
            options or support.OPTIONS[operation])
    end

    for what, step in pairs {
        ["503"] = failing(503, 2), ["500"] = failing(500, 131000),
        ["400 with a code that passes"] = failing(400, 131016),
        ["a page of HTML with 502"] =
            { send = raw.response(502, "<html></html>",
                { Connection = "close" }) },
        ["a reset"] = "reset", ["an end without an answer"] = "close",
    } do
        it("repeat a read after " .. what, function()
            for _, operation in ipairs(READS) do
                server:reset()
                first({ "read", step, "close" }, { "read", step, "close" })
                local result = perform(client_with(AT_ONCE), operation)
                assert.equal(3, #server:received())
                if step ~= "reset" and step ~= "close" then
                    assert.equal(3, result.response.tries)
                end
            end
        end)

        it("set a PIN again after " .. what, function()
            first({ "read", step, "close" }, { "read", step, "close" })
            assert.is_true(perform(client_with(AT_ONCE),
                "setup_two_step").success)
            assert.equal(3, #server:received())
        end)

        for _, operation in ipairs { "register", "deregister",
            "request_code", "verify_code", "set_local_storage",
            "subscribe_app", "unsubscribe_app", "add_number",
            "set_display_name", "send_text" } do
            it(("do not repeat %s after %s"):format(operation, what),
                function()
                    first({ "read", step, "close" })
                    local err = support.failure_of(client_with(AT_ONCE),
                        operation)
                    assert.is_false(err.retryable)
                    assert.equal(1, #server:received())
                end)
        end
    end

    for what, case in pairs {
        ["a missing permission with HTTP 500"] = { 500, 3 },
        ["an incomplete deregistration with HTTP 500"] = { 500, 133000 },
        ["a rate limit"] = { 400, 4 }, ["a bad token"] = { 401, 190 },
        ["a wrong id"] = { 400, 803 }, ["an unknown code"] = { 500, 987 },
        ["a lock"] = { 500, 133016 },
    } do
        it("do not repeat a read after " .. what, function()
            first({ "read", failing(case[1], case[2]) })
            local err = support.failure_of(client_with(AT_ONCE),
                "phone_number")
            assert.is_false(err.retryable)
            assert.equal(1, #server:received())
        end)
    end

    it("do not repeat a read after an answer that can't be read", function()
        first({ "read", { send = raw.response(200, "{") } })
        support.failure_of(client_with(AT_ONCE), "phone_number")
        assert.equal(1, #server:received())
    end)

    it("do not repeat what met a bad certificate", function()
        local err = support.failure_of(client_with(AT_ONCE,
            { ca_file = support.NONE }), "phone_number")
        assert.equal("tls", err.kind)
        assert.equal(1, (server:connections()))
    end)

    for _, operation in ipairs { "register", "deregister", "phone_number" } do
        it("repeat " .. operation .. " as long as nothing was sent",
            function()
                local result = support.in_time(0.2, function(seconds)
                    server:reset()
                    first({ "reset" }, { "stall" })
                    local ok, result = pcall(perform, client_with(AT_ONCE,
                        { connect_timeout = seconds, timeout = 30 }),
                        operation)
                    return ok and result
                end)
                assert.equal(3, result.response.tries)
                assert.equal(1, #server:received())
                assert.equal(3, (server:connections()))
            end)
    end

    it("stop at a register that may have been sent", function()
        server:script {
            { "reset" }, { "read", "reset" },
            otherwise = { loop = true, "read", ANSWER },
        }
        local err = support.failure_of(client_with(AT_ONCE), "register")
        assert.equal("maybe", err.sent)
        assert.is_true(err.attempt_spent)
        assert.equal(1, #server:received())
    end)

    it("send the same bytes each time", function()
        server:answers { raw.response(503, BUSY), raw.response(200, SUCCESS) }
        perform(client_with(AT_ONCE, { app_secret = "s" }), "phone_number",
            { fields = "id", access_token = "EAAGown" })
        local requests = server:received()
        assert.equal(2, #requests)
        assert.equal(requests[1].path, requests[2].path)
        assert.same(requests[1].headers, requests[2].headers)
    end)

    it("are two if nothing else is configured", function()
        server:json(503, BUSY)
        support.failure_of(client_with { base = 0 }, "phone_number")
        assert.equal(3, #server:received())
    end)

    it("end with the last error", function()
        server:answers { raw.response(503, BUSY), raw.response(502, ""),
            raw.response(500, '{"error":{"message":"last","code":1}}') }
        local err = support.failure_of(client_with(AT_ONCE), "phone_number")
        assert.equal("last", err.message)
        assert.equal(500, err.http_status)
    end)

    for _, policy in ipairs { false, { max = 0 } } do
        it("can be switched off with " .. tostring(policy):match "^%a+",
            function()
                server:json(503, BUSY)
                local client = support.client_for(server,
                    { retries = policy })
                local err = support.failure_of(client, "phone_number")
                assert.is_true(err.retryable)
                assert.equal(1, #server:received())
            end)
    end

    it("wait as long as the server asks", function()
        server:answers {
            raw.response(503, BUSY, { ["Retry-After"] = "1" }),
            raw.response(200, SUCCESS),
        }
        perform(client_with { max = 1, base = 0, cap = 1 }, "phone_number")
        local requests = server:received()
        local waited = requests[2].at - requests[1].at
        assert.is_true(waited > 0.95 and waited < 15)
    end)

    it("wait a while also when the server asks for no wait", function()
        server:answers {
            raw.response(503, BUSY, { ["Retry-After"] = "0" }),
            raw.response(200, SUCCESS),
        }
        perform(client_with { max = 1, base = 1, cap = 1 }, "phone_number")
        local requests = server:received()
        assert.is_true(requests[2].at - requests[1].at > 0.45)
    end)

    it("hand back a wait beyond the cap", function()
        server:json(503, BUSY, { ["Retry-After"] = "60" })
        local started = luasocket.gettime()
        local err = support.failure_of(client_with({ max = 2, base = 0,
            cap = 59 }, { timeout = 100 }), "phone_number")
        assert.is_true(luasocket.gettime() - started < 15)
        assert.equal(60, err.retry_after)
        assert.is_true(err.retryable)
        assert.equal(1, #server:received())
    end)

    it("do not begin a wait that the call's timeout would end", function()
        server:json(503, BUSY)
        local started = luasocket.gettime()
        local err = support.failure_of(
            client_with { max = 2, base = 60, cap = 60 }, "phone_number",
            { timeout = 25 })
        assert.is_true(luasocket.gettime() - started < 15)
        assert.equal("unavailable", err.kind)
    end)

    it("do not give a call more time", function()
        assert.is_true(support.in_time(1.5, function(timeout)
            server:reset()
            server:script { { "read", { pause = timeout * 0.7 },
                { send = raw.response(503, BUSY) }, "read", "stall" } }
            local started = luasocket.gettime()
            local err = support.failure_of(client_with(AT_ONCE),
                "phone_number", { timeout = timeout })
            local seconds = luasocket.gettime() - started
            assert.equal("timeout", err.kind)
            assert.is_true(seconds > timeout * 0.9)
            return #server:received() == 2 and seconds < timeout * 1.6
        end))
    end)

    it("leave a call that waits for one free to be polled and cancelled",
        function()
            server:json(503, BUSY)
            local call = client_with({ max = 1, base = 60, cap = 60 },
                { timeout = 200 }):start("phone_number")
            repeat
                assert.is_false(call:poll(0.01))
            until #server:received() > 0
            local started = luasocket.gettime()
            for _ = 1, 20 do
                assert.is_false(call:poll(0))
            end
            assert.is_false(call:poll(0.05))
            call:cancel()
            assert.is_true(luasocket.gettime() - started < 15)
            assert.equal("cancelled",
                support.error_of(call.result, call).kind)
        end)
end)

describe("the delay before a retry", function()
    local READ = { kind = "unavailable", retryable = true }

    local function delays(policy, tries)
        local low, high = math.huge, 0
        for _ = 1, 300 do
            local delay = retries.delay(policy, READ, tries, 1000)
            low, high = math.min(low, delay), math.max(high, delay)
        end
        return low, high
    end

    it("doubles, jittered, up to the cap", function()
        local policy = retries.policy { max = 9, base = 0.5, cap = 3 }
        for tries, most in ipairs { 0.5, 1, 2, 3, 3 } do
            local low, high = delays(policy, tries)
            assert.is_true(low >= most / 2)
            assert.is_true(high <= most)
            assert.is_true(high - low > most / 4)
        end
    end)

    it("is half a second at first, 8 at the most, twice by default",
        function()
            local _, high = delays(nil, 1)
            assert.is_true(high > 0.4 and high <= 0.5)
            assert.is_nil(retries.delay(nil, READ, 3, 1000))
            assert.equal(8, retries.delay(nil, { kind = "unavailable",
                retryable = true, retry_after = 8 }, 1, 1000))
            assert.is_nil(retries.delay(nil, { kind = "unavailable",
                retryable = true, retry_after = 8.1 }, 1, 1000))
        end)

    it("does not come for an error that is not retryable", function()
        assert.is_falsy(retries.may_help({ kind = "network",
            retryable = false }, {}, "unknown"))
    end)
end)
