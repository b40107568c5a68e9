-- An error as a line of text, and how to know that it is one.

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local registration = require "whatsapp.registration"

local served = require "spec.support.served"
local support = require "spec.support.client"

describe("an error as a string", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    local function answered(status, body)
        server:json(status, (body:gsub("%s+", " ")))
        return support.failure_of(client, "register")
    end

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

describe("tostring of any error", function()
    local ODD = { "", "text\nwith\0bytes\255", 0, -1.5, 0 / 0, math.huge, true,
        false, {}, print, io.stdout, setmetatable({}, { __tostring = error }) }
    local FIELDS = { "kind", "message", "hint", "operation",
        "phone_number_id", "http_status", "trace_id", "details", "code",
        "subcode", "retry_after", "step", "field", "body" }

    local function assert_shown(err)
        local ok, text = pcall(tostring, err)
        assert.is_true(ok)
        assert.is_string(text)
        assert.is_nil(text:find "%c")
    end

    local function error_with(kind, changes)
        local err = errors.complete({ kind = kind, message = "m",
            origin = "server", sent = "yes", operation = "register",
            phone_number_id = "42" }, {})
        for field, value in pairs(changes) do
            err[field] = value
        end
        return err
    end

    it("shows an error of each kind on one line, with its hint", function()
        for kind, explained in pairs(core.kinds()) do
            local err = error_with(kind, {})
            assert_shown(err)
            assert.is_truthy(tostring(err):find(explained.hint, 1, true))
            assert.is_truthy(tostring(err):find(kind .. ": m", 1, true))
        end
    end)

    it("never raises, whatever a program has put into the fields", function()
        for _, field in ipairs(FIELDS) do
            for _, value in ipairs(ODD) do
                assert_shown(error_with("api", { [field] = value }))
            end
        end
    end)

    it("never raises of an error without fields", function()
        for _, field in ipairs(FIELDS) do
            local err = error_with("api", {})
            err[field] = nil
            assert_shown(err)
        end
        local empty = error_with("api", {})
        for field in pairs(empty) do
            empty[field] = nil
        end
        assert_shown(empty)
        assert.is_true(registration.is_error(empty))
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
