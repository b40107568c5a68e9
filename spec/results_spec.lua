-- What an operation returns: the answer's fields, and what came with it.

local core = require "whatsapp.registration.core"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = '{"success":true}'

local function head(...)
    return table.concat({ ... }, "\r\n") .. "\r\n\r\n"
end

local OK = head("HTTP/1.1 200 OK", "Content-Length: 16")

local server = served()

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

    it("has the digits of integers that no double holds", function()
        local got = result(raw.response(200, [[{"success":true,
            "later":[9007199254740993,7]}]]))
        assert.same({ "9007199254740993", 7 }, got.later)
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
