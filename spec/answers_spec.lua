-- Answers that nobody can read, or that do not come whole.

local luasocket = require "socket"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local unpack = table.unpack or unpack

local SUCCESS = '{"success":true}'

local function head(...)
    return table.concat({ ... }, "\r\n") .. "\r\n\r\n"
end

local function json(body)
    return { send = raw.response(200, body) }
end

local OK = head("HTTP/1.1 200 OK", "Content-Length: 16")
local LONG = ("x"):rep(4000)
local NESTED = 100000

-- What comes back for a register; what is said of it. payloads_spec has the
-- answers that were seen.
local UNREADABLE = {
    { "an empty body", { json "" }, "protocol", 200 },
    { "white space", { json " \r\n" }, "protocol", 200 },
    { "JSON with more after it", { json '{"success":true}}' }, "protocol",
        200 },
    { "a success with a comma too many", { json '{"success":true,}' },
        "protocol", 200 },
    { "a success without a colon", { json '{"success" true}' }, "protocol",
        200 },
    { "a success in a longer word", { json '{"success":truest}' },
        "protocol", 200 },
    { "an array", { json '[{"success":true}]' }, "protocol", 200 },
    { "a string", { json '"success"' }, "protocol", 200 },
    { "true alone", { json "true" }, "protocol", 200 },
    { "null alone", { json "null" }, "protocol", 200 },
    { "a number", { json "1" }, "protocol", 200 },
    { "an empty object", { json "{}" }, "protocol", 200 },
    { "a success that is null", { json '{"success":null}' }, "protocol",
        200 },
    { 'success "false"', { json '{"success":"false"}' }, "api", 200 },
    { "success 0", { json '{"success":0}' }, "protocol", 200 },
    { "success beside a word for an error",
        { json '{"success":true,"error":"no"}' }, "protocol", 200 },
    { "an error that is a string", { json '{"error":"no"}' }, "protocol",
        200 },
    { "NaN", { json '{"success":true,"a":NaN}' }, "protocol", 200 },
    { "objects nested too deep", { json(('{"a":'):rep(NESTED) .. "1"
        .. ("}"):rep(NESTED)) }, "protocol", 200 },
    { "arrays nested too deep", { json('{"a":' .. ("["):rep(NESTED)) },
        "protocol", 200 },
    { "compression that was not asked for", { { send = raw.response(200,
        "\31\139\8\0\0\0\0\0", { ["Content-Encoding"] = "gzip" }) } },
        "protocol", 200 },
    { "a page of HTML with 404",
        { { send = raw.response(404, "<html>no</html>") } }, "protocol", 404 },
    { "JSON of somebody else's with 503",
        { { send = raw.response(503, '{"message":"busy"}') } },
        "unavailable", 503 },
    { "JSON that claims success with 403",
        { { send = raw.response(403, SUCCESS) } }, "protocol", 403 },
    { "JSON that claims success with 500",
        { { send = raw.response(500, SUCCESS) } }, "unavailable", 500 },
    { "204 without a body", { { send = head "HTTP/1.1 204 No Content" } },
        "protocol", 204 },
    { "304 without a body", { { send = head "HTTP/1.1 304 Not Modified" } },
        "protocol", 304 },
    { "a redirect that claims success", { { send = raw.response(302, SUCCESS,
        { Location = "https://localhost:1/" }) } }, "protocol", 302 },
    { "16 MiB", { { send = head("HTTP/1.1 200 OK",
        "Content-Length: 16777216") .. '{"a":"' },
        { send = ("x"):rep(65536), times = 256 } }, "protocol", 200 },
    { "a body that never ends", { { send = head("HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked") },
        { send = "10000\r\n" .. ("x"):rep(65536) .. "\r\n", times = 1000 } },
        "protocol", 200 },
    { "headers that never end", { { send = "HTTP/1.1 200 OK\r\n" },
        { send = "A: " .. ("x"):rep(1000) .. "\r\n", times = 2000 } },
        "protocol" },
    { "half a header", { { send = "HTTP/1.1 200 OK\r\nContent-Le" },
        "close" }, "protocol", 200 },
    { "something that is not HTTP", { { send = "SSH-2.0-OpenSSH_9.2\r\n" },
        "close" }, "protocol" },
    { "a length that is no number", { { send = head("HTTP/1.1 200 OK",
        "Content-Length: many") .. SUCCESS }, "close" }, "protocol" },
    { "a chunk that is none", { { send = head("HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked") .. "zz\r\n" .. SUCCESS }, "close" },
        "network" },
}

-- The same if no whole answer comes
local BROKEN = {
    { "a body shorter than its length", { { send = head("HTTP/1.1 200 OK",
        "Content-Length: 100") .. SUCCESS }, "close" }, "network" },
    { "a body cut off without TLS saying goodbye", { { send =
        head("HTTP/1.1 200 OK", "Content-Length: 100") .. SUCCESS }, "cut" },
        "network" },
    { "a body that a reset ends", { { send = OK .. '{"succ' },
        { pause = 0.05 }, "reset" }, "network" },
    { "chunks without a last one", { { send = head("HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked") .. "10\r\n" .. SUCCESS .. "\r\n" },
        "close" }, "network" },
    { "half a status line", { { send = "HTTP/1.1 20" }, "close" },
        "network" },
    { "nothing but an end", { "close" }, "network" },
    { "nothing but an end without goodbye", { "cut" }, "network" },
    { "nothing but a reset", { "reset" }, "network" },
    { "a body that stalls", { { send = OK .. '{"succ' }, "stall" },
        "timeout" },
    { "a header that stalls", { { send = "HTTP/1.1 20" }, "stall" },
        "timeout" },
    { "a body that drips", { { send = head("HTTP/1.1 200 OK",
        "Content-Length: 4000") }, { send = LONG, drip = 1, every = 0.02 } },
        "timeout" },
    { "headers that drip", { { send = head("HTTP/1.1 200 OK", "A: " .. LONG),
        drip = 1, every = 0.02 } }, "timeout" },
    { "an endless row of 102", { { send = head "HTTP/1.1 102 Processing",
        drip = 30, every = 0.02 }, "stall" }, "timeout" },
}

local server = served()

describe("an answer", function()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    local function script(steps)
        server:script { { "read", unpack(steps) } }
    end

    for _, case in ipairs(UNREADABLE) do
        it("of " .. case[1] .. " is an error of kind " .. case[3], function()
            script(case[2])
            local started = luasocket.gettime()
            local err = support.failure_of(client, "register")
            assert.is_true(luasocket.gettime() - started < 15)
            assert.equal(case[3], err.kind)
            if case[4] then
                assert.equal(case[4], err.http_status)
                assert.equal("server", err.origin)
                assert.equal("yes", err.sent)
            end
            assert.not_equal("no", err.sent)
            assert.is_true(err.attempt_spent)
            assert.is_false(err.retryable)
            assert.equal(case[3] == "api" and "none" or "check_status",
                err.next_action)
            assert.is_true(#(err.body or "") <= 1024)
            assert.is_true(#tostring(err) < 1500)
        end)
    end

    for _, case in ipairs(BROKEN) do
        it("of " .. case[1] .. " leaves the outcome unknown", function()
            local err = support.in_time(case[3] == "timeout" and 0.3 or 20,
                function(seconds)
                    server:reset()
                    script(case[2])
                    local failure = support.failure_of(client, "register",
                        { pin = "071934", timeout = seconds })
                    return #server:received() == 1 and failure
                end)
            assert.equal(case[3], err.kind)
            assert.equal("network", err.origin)
            assert.equal("maybe", err.sent)
            assert.is_true(err.attempt_spent)
            assert.is_false(err.retryable)
            assert.equal("check_status", err.next_action)
            assert.is_nil(err.http_status)
            assert.equal(1, #server:received())
        end)
    end

    -- Before 8.6, libcurl calls this a lack of memory.
    it("of one endless header line ends at once", function()
        script { { send = "HTTP/1.1 200 OK\r\nA: " },
            { send = ("x"):rep(65536), times = 64 } }
        local err = support.failure_of(client, "register")
        assert.is_true(err.kind == "protocol" or err.kind == "network")
        assert.not_equal("no", err.sent)
        assert.is_true(err.attempt_spent)
        assert.is_false(err.retryable)
    end)

    it("may be read again after one that was too large", function()
        server:script {
            { "read", { send = head("HTTP/1.1 200 OK",
                "Content-Length: 16777216") },
                { send = ("x"):rep(65536), times = 256 } },
            { "read", json(SUCCESS) },
        }
        support.failure_of(client, "register")
        assert.is_true(client:register({ pin = "071934" }).success)
    end)

    it("is shown by its first characters, the last of them whole", function()
        for length, shown in pairs { [199] = 199, [200] = 200, [198] = 200 } do
            local body = ("x"):rep(length) .. ("é"):rep(30)
            server:reset()
            script { json(body) }
            local err = support.failure_of(client, "register")
            assert.equal(body:sub(1, shown), err.body)
        end
    end)

    it("that redirects is not followed", function()
        for _, status in ipairs { 301, 302, 303, 307, 308 } do
            server:reset()
            server:json(status, SUCCESS,
                { Location = server.base_url .. "/elsewhere" })
            for _, operation in ipairs { "register", "phone_number" } do
                local err = support.failure_of(client, operation)
                assert.equal("protocol", err.kind)
                assert.equal(status, err.http_status)
                assert.is_truthy(err.message:find("redirect", 1, true))
            end
            assert.equal(2, #server:received())
        end
    end)

    it("that is too large for a read is not one of its kind either",
        function()
            script { { send = head("HTTP/1.1 200 OK", "Content-Length: "
                .. 2 * 1024 * 1024) .. '{"data":"' },
                { send = ("x"):rep(65536), times = 32 } }
            local err = support.failure_of(client, "phone_number")
            assert.equal("protocol", err.kind)
            assert.equal(200, err.http_status)
            assert.is_truthy(err.message:find("1 MiB", 1, true))
        end)

    it("to a read may be anything that is an object", function()
        server:json(200, '{"data":[]}')
        assert.same({}, client:phone_number({}).data)
        server:json(200, "[]")
        assert.equal("protocol",
            support.failure_of(client, "phone_number").kind)
    end)

    it("is read however long the server's words are", function()
        server:json(400, '{"error":{"code":133005,"message":"'
            .. ("long "):rep(12000) .. '"}}')
        local err = support.failure_of(client, "register")
        assert.equal("pin_mismatch", err.kind)
        assert.is_true(#err.message <= 2048)
    end)

    it("has no words of the server's unless they are a text", function()
        server:json(400, '{"error":{"message":5}}')
        local err = support.failure_of(client, "register")
        assert.equal("HTTP 400 with an error that has no code", err.message)
    end)

    it("of success false is an error for reads as well", function()
        server:json(200, '{"success":false,"id":"42"}')
        assert.equal("api", support.failure_of(client, "phone_number").kind)
    end)
end)
