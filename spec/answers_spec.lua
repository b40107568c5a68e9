local core = require "whatsapp.registration.core"
local luasocket = require "socket"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

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

-- What comes back for a register; what is said of it
local UNREADABLE = {
    { "an empty body", { json "" }, "protocol", 200 },
    { "white space", { json " \r\n" }, "protocol", 200 },
    { "JSON that ends too early", { json '{"success":tr' }, "protocol", 200 },
    { "JSON with more after it", { json '{"success":true}}' }, "protocol",
        200 },
    { "an array", { json '[{"success":true}]' }, "protocol", 200 },
    { "a string", { json '"success"' }, "protocol", 200 },
    { "true alone", { json "true" }, "protocol", 200 },
    { "null alone", { json "null" }, "protocol", 200 },
    { "a number", { json "1" }, "protocol", 200 },
    { "an empty object", { json "{}" }, "protocol", 200 },
    { "a success that is null", { json '{"success":null}' }, "protocol",
        200 },
    { "an object without success", { json '{"id":"42"}' }, "protocol", 200 },
    { "success false", { json '{"success":false}' }, "api", 200 },
    { 'success "false"', { json '{"success":"false"}' }, "api", 200 },
    { "success 0", { json '{"success":0}' }, "protocol", 200 },
    { "success 1", { json '{"success":1}' }, "protocol", 200 },
    { "success beside an error", { json '{"success":true,"error":[]}' },
        "protocol", 200 },
    { "success beside a word for an error",
        { json '{"success":true,"error":"no"}' }, "protocol", 200 },
    { "a gateway's error without a code with 408",
        { { send = raw.response(408,
            '{"error":{"message":"upstream timed out"}}') } },
        "protocol", 408 },
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
    { "a page of HTML with 200",
        { { send = raw.response(200, "<html>hotel wifi</html>") } },
        "protocol", 200 },
    { "a page of HTML with 404",
        { { send = raw.response(404, "<html>no</html>") } }, "protocol", 404 },
    { "a page of HTML with 502",
        { { send = raw.response(502, "<html>oops</html>") } },
        "unavailable", 502 },
    { "an empty 500", { { send = raw.response(500, "") } }, "unavailable",
        500 },
    { "a gateway's error without a code with 503",
        { { send = raw.response(503,
            '{"error":{"message":"upstream connect error"}}') } },
        "unavailable", 503 },
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

describe("a list that has a null in it", function()
    it("is gone through to its end", function()
        server:json(200, '{"data":[{"id":"1"},null,{"id":"2"},{"id":"3"}]}')
        local ids = {}
        for number in support.client_for(server):phone_numbers {
            waba_id = support.WABA } do
            ids[#ids + 1] = number.id
        end
        assert.same({ "1", "2", "3" }, ids)
    end)
end)

describe("an answer that is made to cost time", function()
    -- What the host's thread works for at most: the bar is 1 ms. The fastest
    -- of several tries is the work itself.
    local BAR = os.getenv "MEMORY_IS_CHECKED" and 0.02 or 0.001

    local HOSTILE = {
        ["a header name of 60 KiB"] = raw.response(400,
            '{"error":{"message":"m","code":1}}',
            { [("n"):rep(60000)] = "v" }),
        ["a header of thousands of lines of one name"] =
            "HTTP/1.1 400 Bad\r\n" .. ("a: b\r\n"):rep(9000)
            .. "Content-Length: 0\r\n\r\n",
        ["a MiB to take secrets out of"] = raw.response(502,
            ("EAAGm0PX4ZCpsB "):rep(69000)),
        ["a MiB of white space"] = raw.response(502, (" "):rep(1040000)),
        ["a MiB of empty lists"] = raw.response(200,
            '{"success":true,"a":[' .. ("[],"):rep(340000) .. "1]}"),
        ["a thousand empty lists"] = raw.response(400,
            '{"error":{"code":1},"a":[' .. ("[],"):rep(990) .. "1]}"),
        ["sixty KiB of digits in a string"] = raw.response(502,
            '{"a":"' .. ("1"):rep(60000) .. '"}'),
        ["a MiB of numbers in an error"] = raw.response(500,
            '{"error":{"code":1},"a":[' .. ("1,"):rep(500000) .. "1]}"),
        ["a message of a quarter MiB"] = raw.response(400,
            '{"error":{"message":"' .. ("EAAG wait "):rep(26000)
            .. '","code":1}}'),
    }

    local HOSTILE_READS = {
        ["a MiB of empty objects in a number"] = raw.response(200,
            '{"id":"1","a":[' .. ("{},"):rep(340000) .. "1]}"),
        ["a MiB of text in a number"] = raw.response(200,
            '{"id":"1","a":"' .. ("a"):rep(1040000) .. '"}'),
        ["sixty KiB of long integers in a number"] = raw.response(200,
            '{"id":"1","a":[' .. ("9007199254740993,"):rep(3500) .. "1]}"),
        ["a line of 60 KiB that repeats the error"] = raw.response(502, "",
            { ["WWW-Authenticate"] = ('"(#1'):rep(15000) }),
    }

    local function it_takes_no_time(what, operation, bytes)
        it("such as " .. what .. " holds its host 1 ms at most", function()
            local client = support.client_for(server)
            local fastest = math.huge
            for _ = 1, 7 do
                server:reset()
                server:answers { bytes }
                local call = client:start(operation,
                    support.OPTIONS[operation])
                local longest, is_done = 0, false
                while not is_done do
                    local started = system.thread_seconds()
                    is_done = call:poll(0)
                    longest = math.max(longest,
                        system.thread_seconds() - started)
                    luasocket.sleep(0.0005)
                end
                assert.is_false(pcall(call.result, call))
                fastest = math.min(fastest, longest)
            end
            assert.is_true(fastest < BAR, fastest)
        end)
    end

    for what, bytes in pairs(HOSTILE) do
        it_takes_no_time(what, "register", bytes)
    end
    for what, bytes in pairs(HOSTILE_READS) do
        it_takes_no_time(what, "phone_number", bytes)
    end

    it("is still read if it is a page of a thousand numbers", function()
        local data = {}
        for index = 1, 1000 do
            data[index] = ('{"id":"%d","health_status":{"entities":[{"a":1},'
                .. '{"a":2},{"a":3}]},"status":"CONNECTED"}'):format(index)
        end
        server:json(200, '{"data":[' .. table.concat(data, ",") .. "]}")
        local count = 0
        for _ in support.client_for(server):phone_numbers {
            waba_id = support.WABA } do
            count = count + 1
        end
        assert.equal(1000, count)
    end)
end)

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

    it("of success false is an error for reads as well", function()
        server:json(200, '{"success":false,"id":"42"}')
        assert.equal("api", support.failure_of(client, "phone_number").kind)
    end)
end)

describe("a result", function()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    local function result(bytes)
        server:script { { "read", { send = bytes } } }
        return client:register { pin = "071934" }
    end

    for what, bytes in pairs {
        ["with success as a string"] = raw.response(200,
            '{"success":"true"}'),
        ["as text/javascript"] = raw.response(200, SUCCESS,
            { ["Content-Type"] = "text/javascript; charset=UTF-8" }),
        ["as text/html"] = raw.response(200, SUCCESS,
            { ["Content-Type"] = "text/html" }),
        ["in white space"] = raw.response(200, "\r\n \t" .. SUCCESS .. "\n"),
        ["with status 201"] = raw.response(201, SUCCESS),
        ["in chunks"] = head("HTTP/1.1 200 OK",
            "Transfer-Encoding: chunked") .. "4\r\n{\"su\r\nc\r\n"
            .. 'ccess":true}' .. "\r\n0\r\nX-Trailer: 1\r\n\r\n",
        ["after 100 and 103"] = head "HTTP/1.1 100 Continue"
            .. head("HTTP/1.1 103 Early Hints", "Link: </x>", "X-Early: 1")
            .. OK .. SUCCESS,
        ["after many 1xx"] = (head "HTTP/1.1 102 Processing"):rep(50) .. OK
            .. SUCCESS,
        ["beside a null error"] = raw.response(200,
            '{"error":null,"success":true}'),
    } do
        it("may come " .. what, function()
            assert.is_true(result(bytes).success)
        end)
    end

    it("may end where the connection does", function()
        server:script { { "read",
            { send = head "HTTP/1.0 200 OK" .. SUCCESS }, "close" } }
        assert.is_true(client:register({ pin = "071934" }).success)
    end)

    it("may come slowly as long as it comes in time", function()
        server:script { { "read",
            { send = OK .. SUCCESS, drip = 10, every = 0.03 } } }
        assert.is_true(client:register({ pin = "071934" }).success)
    end)

    it("keeps fields that nobody knows", function()
        local got = result(raw.response(200, [[{"success":true,
            "pin_reset":false,"later":{"a":[1,"b"]}}]]))
        assert.is_false(got.pin_reset)
        assert.same({ 1, "b" }, got.later.a)
    end)

    it("has nil for null, however deep", function()
        local got = result(raw.response(200, [[{"success":true,"a":null,
            "b":{"c":null,"d":[{"e":null,"f":1}]}}]]))
        assert.is_nil(got.a)
        assert.same({ d = { { f = 1 } } }, got.b)
    end)

    it("has lists without holes if a null is in them", function()
        local got = result(raw.response(200, [[{"success":true,
            "data":[{"id":"1"},null,{"id":"2"},null,null,{"id":"3"}],
            "none":[null]}]]))
        assert.same({ { id = "1" }, { id = "2" }, { id = "3" } }, got.data)
        assert.same({}, got.none)
    end)

    it("keeps bytes outside of UTF-8 and the word null as they are",
        function()
            local got = result(raw.response(200,
                '{"success":true,"name":"a\255null\200"}'))
            assert.equal("a\255null\200", got.name)
        end)

    it("has what came with it in `response`", function()
        local response = result(raw.response(200, SUCCESS, {
            ["X-FB-Trace-ID"] = "Abc", ["facebook-api-version"] = "v24.0",
            ["x-app-usage"] = '{"call_count":28}',
            ["X-Business-Use-Case-Usage"] = '{"1":[{"call_count":3}]}',
            ["X-Custom"] = "  spaced out \t",
        })).response
        assert.equal(200, response.http_status)
        assert.equal("200", tostring(response.http_status))
        assert.equal("Abc", response.trace_id)
        assert.equal("v24.0", response.api_version)
        assert.equal(28, response.usage.app.call_count)
        assert.equal(3, response.usage.business["1"][1].call_count)
        assert.equal("spaced out", response.headers["x-custom"])
        assert.equal("16", response.headers["content-length"])
        assert.equal(1, response.tries)
        assert.is_true(response.elapsed > 0 and response.elapsed < 20)
    end)

    it("has no trace, version or usage that did not come", function()
        local response = result(raw.response(200, SUCCESS)).response
        assert.is_nil(response.trace_id)
        assert.is_nil(response.api_version)
        assert.is_nil(response.usage)
        assert.is_nil(response.something_else)
        assert.is_nil(response.headers["x-fb-trace-id"])
    end)

    it("has the headers of the last response only", function()
        local headers = result(head("HTTP/1.1 103 Early Hints", "X-Early: 1")
            .. head("HTTP/1.1 200 OK", "X-A: 1", "x-a: 2",
            "Content-Length: 16") .. SUCCESS).response.headers
        assert.is_nil(headers["x-early"])
        assert.equal("1, 2", headers["x-a"])
    end)

    -- Of libcurl before 7.84; those after it take no such header.
    it("takes no header with a zero byte in its name for another", function()
        local lines = "HTTP/1.1 200\r\nretry-after" .. ("\0"):rep(200)
            .. ": 7\r\n"
        assert.is_nil(next(core.headers(lines, "retry-after")))
    end)

    it("survives usage headers that are not JSON", function()
        local response = result(raw.response(200, SUCCESS,
            { ["x-app-usage"] = "{" })).response
        assert.is_nil(response.usage)
    end)

    it("has its own response if the body has a field of that name",
        function()
            local got = result(raw.response(200,
                '{"success":true,"response":"theirs"}'))
            assert.equal(200, got.response.http_status)
        end)

    it("leaves other users of lua-cjson alone", function()
        local cjson = require "cjson"
        server:json(200, '{"success":true,"a":{"b":{"c":{"d":1}}}}')
        client:register { pin = "071934" }
        assert.equal(cjson.null, cjson.decode('{"a":null}').a)
        cjson.decode_max_depth(2)
        finally(function()
            cjson.decode_max_depth(1000)
        end)
        assert.equal(1, client:register({ pin = "071934" }).a.b.c.d)
    end)
end)
