-- Options that are refused, and that nothing is sent then.

local errors = require "spec.support.errors"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NONE = support.NONE
local NAN, INFINITY = 0 / 0, math.huge
local LONGEST_TOKEN = ("x"):rep(4096)

-- Field at fault; what is wrong; operation; its options. The field is also the
-- option that is changed, unless options are given.
local BAD_OPTIONS = {
    pin = { operation = "register", of = {
        ["of 5 digits"] = "07193", ["of 7 digits"] = "0719340",
        ["with a letter"] = "07193a", ["with a space"] = "07193 ",
        ["with a line break"] = "07193\n", ["with a zero byte"] = "07193\0",
        ["with a sign"] = "+71934", ["of other digits"] = "٠٧١٩٣٤",
        ["that is empty"] = "", ["that is a number"] = 719340,
        ["that is a table"] = {}, ["that is true"] = true,
        ["that is missing"] = NONE,
    } },
    phone_number_id = { operation = "deregister", of = {
        ["with a slash"] = "42/register", ["with dots"] = "..",
        ["with a space inside"] = "42 43", ["with a line break"] = "42\n43",
        ["with a header"] = "42\r\nX: y", ["with a query"] = "42?a=b",
        ["with a fragment"] = "42#", ["with a percent sign"] = "%34%32",
        ["with a zero byte"] = "42\0", ["that is a phone number"] = "+16505551",
        ["that is empty"] = "", ["of white space"] = " \t\n",
        ["that is far too long"] = ("1"):rep(33),
        ["that is a fraction"] = 42.5, ["that is negative"] = -42,
        ["that is zero as a number"] = 0, ["that is NaN"] = NAN,
        ["that is infinite"] = INFINITY, ["of 2^53 as a number"] = 2 ^ 53,
        ["of 18 digits as a number"] = 115204358172003941,
        ["that is a boolean"] = true, ["that is a table"] = {},
        ["that is false"] = false,
    } },
    access_token = { operation = "deregister", of = {
        ["with a line break"] = "EAAG\nX: y",
        ["with a header"] = "EAAG\r\nX: y", ["with a tab"] = "EA\tAG",
        ["with a space"] = "EA AG", ["with a zero byte"] = "EAAG\0",
        ["with a delete character"] = "EAAG\127",
        ["outside of ASCII"] = "EAÄG", ["that is empty"] = "",
        ["of white space"] = "  \n", ["that is a number"] = 42,
        ["that is far too long"] = LONGEST_TOKEN .. "x",
        ["that is a table"] = { "EAAG" },
    } },
    timeout = { operation = "deregister", of = {
        ["of 0"] = 0, ["that is negative"] = -1, ["that is NaN"] = NAN,
        ["that is infinite"] = INFINITY, ["that is a string"] = "5",
        ["of more than a day"] = 86401, ["of less than 1 ms"] = 0.0001,
        ["that is a boolean"] = true,
    } },
    data_localization_region = { operation = "register", of = {
        ["that does not exist"] = "XX", ["that Meta does not offer"] = "US",
        ["in small letters"] = "de", ["with a space"] = "DE ",
        ["with a comma"] = "D,", ["of one letter"] = "D",
        ["of three letters"] = "DEU", ["that is empty"] = "",
        ["that is a name"] = "Germany", ["that is false"] = false,
        ["that is a number"] = 49,
    } },
    backup = { operation = "register", of = {
        ["that is a string"] = "QmFja3Vw", ["that is true"] = true,
        ["that is empty"] = {}, ["that is a list"] = { "QmFja3Vw" },
    } },
    ["backup.password"] = { operation = "register", of = {
        ["that is missing"] = { backup = { data = "d" } },
        ["that is empty"] = { backup = { data = "d", password = "" } },
        ["that is a number"] = { backup = { data = "d", password = 42 } },
        ["outside of UTF-8"] = { backup = { data = "d", password = "\255" } },
    } },
    ["backup.data"] = { operation = "register", of = {
        ["that is missing"] = { backup = { password = "p" } },
        ["that is empty"] = { backup = { data = "", password = "p" } },
        ["that is too large"] =
            { backup = { data = ("x"):rep(768 * 1024 + 1), password = "p" } },
    } },
    region = { operation = "set_local_storage", of = {
        ["that is missing"] = NONE, ["that is true"] = true,
        ["that does not exist"] = "XX", ["that is empty"] = "",
        ["that is a number"] = 0, ["that is a table"] = {},
    } },
    code_method = { operation = "request_code", of = {
        ["in small letters"] = "sms", ["that does not exist"] = "FAX",
        ["that is empty"] = "", ["that is a number"] = 1,
    } },
    language = { operation = "request_code", of = {
        ["in capitals"] = "EN", ["with a hyphen"] = "en-US",
        ["with a small country"] = "en_us", ["that is a word"] = "english",
        ["that is empty"] = "", ["with more after"] = "en_US&x=y",
    } },
    code = { operation = "verify_code", of = {
        ["that is missing"] = NONE, ["that is a number"] = 123830,
        ["of 5 digits"] = "12383", ["of 7 digits"] = "1238301",
        ["with its hyphen elsewhere"] = "12-3830",
        ["with two hyphens"] = "12--383", ["with a letter"] = "12383x",
        ["that is empty"] = "",
    } },
    fields = { operation = "phone_number", of = {
        ["that smuggle a parameter"] = "id&access_token=x",
        ["with a space"] = "id, status", ["that are empty"] = "",
        ["that are a table"] = { "id" }, ["with a line break"] = "id\n",
    } },
    waba_id = { operation = "phone_numbers", of = {
        ["that is missing"] = NONE, ["with a slash"] = "42/43",
        ["with a query"] = "42?x", ["that is a fraction"] = 1.5,
    } },
    limit = { operation = "phone_numbers", of = {
        ["of 0"] = 0, ["of 101"] = 101, ["that is a fraction"] = 1.5,
        ["that is NaN"] = NAN, ["that is a string"] = "25",
        ["that is infinite"] = INFINITY, ["that is negative"] = -1,
    } },
    after = { operation = "phone_numbers", of = {
        ["with a space"] = "a b", ["that is empty"] = "",
        ["that is a number"] = 1,
    } },
    cc = { operation = "add_number", of = {
        ["that is missing"] = NONE, ["that is a number"] = 49,
        ["of 4 digits"] = "1234", ["of letters"] = "DE",
        ["that is empty"] = "", ["of a plus alone"] = "+",
        ["with two plusses"] = "++49",
    } },
    phone_number = { operation = "add_number", of = {
        ["that is missing"] = NONE, ["that is a number"] = 6505551234,
        ["that is empty"] = "", ["without digits"] = "( - )",
        ["of 16 digits"] = ("1"):rep(16), ["with a letter"] = "650555123x",
        ["with its country code's plus"] = "+16505551234",
        ["of more than 32 characters"] = "1" .. (" "):rep(32),
    } },
    verified_name = { operation = "add_number", of = {
        ["that is missing"] = NONE, ["of 1 character"] = "ü",
        ["of 76 characters"] = ("ü"):rep(76),
        ["outside of UTF-8"] = "Caf\233", ["with a line break"] = "a\nb",
    } },
    migrate_phone_number = { operation = "add_number", of = {
        ["that is a string"] = "true", ["that is a number"] = 1,
    } },
    new_display_name = { operation = "set_display_name", of = {
        ["that is missing"] = NONE, ["that is empty"] = "",
        ["of 1 character"] = "a", ["of 76 characters"] = ("x"):rep(76),
        ["outside of UTF-8"] = "Caf\233", ["with a zero byte"] = "a\0b",
        ["that is a number"] = 42,
    } },
    input_token = { operation = "inspect_token", of = {
        ["with a space"] = "12|a b",
        ["that is empty"] = "", ["that is a number"] = 42,
    } },
    to = { operation = "send_text", of = {
        ["that is missing"] = NONE, ["with spaces"] = "+1 650 555 1234",
        ["with hyphens"] = "+1650-555-1234", ["that is a number"] = 16505551234,
        ["that is empty"] = "", ["of a plus alone"] = "+",
        ["of 16 digits"] = ("1"):rep(16), ["with two plusses"] = "++165055512",
    } },
    body = { operation = "send_text", of = {
        ["that is missing"] = NONE, ["that is empty"] = "",
        ["of 4097 characters"] = ("x"):rep(4097),
        ["of 4097 characters of two bytes"] = ("ü"):rep(4097),
        ["outside of UTF-8"] = "\200", ["cut in a character"] = "gr\195",
        ["with a surrogate"] = "\237\160\128",
        ["with an overlong form"] = "\192\175", ["with a zero byte"] = "a\0b",
        ["that is a number"] = 42,
    } },
    preview_url = { operation = "send_text", of = {
        ["that is a string"] = "true", ["that is a number"] = 1,
    } },
}

describe("an option", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    local function assert_refused(err, field)
        errors.assert_refused(err, field)
        assert.same({}, server:received())
        assert.equal(0, (server:connections()))
    end

    for field, rule in pairs(BAD_OPTIONS) do
        for what, value in pairs(rule.of) do
            it(("%s %s is refused"):format(field, what), function()
                local changes = { [field] = value }
                if field:find(".", 1, true) then
                    changes = value
                end
                local err = support.failure_of(client, rule.operation,
                    support.merge(support.OPTIONS[rule.operation], changes))
                assert_refused(err, field)
                assert.equal(rule.operation, err.operation)
            end)
        end
    end

    it("of a backup is refused as unknown", function()
        local err = support.failure_of(client, "register", { pin = "071934",
            backup = { data = "d", pasword = "p" } })
        assert_refused(err, "backup.pasword")
        assert.is_truthy(err.message:find('"backup.password"', 1, true))
    end)

    it("without a name is refused", function()
        assert_refused(support.failure_of(client, "register", { "071934" }),
            "options")
    end)

    it("with an endless name is refused", function()
        assert_refused(support.failure_of(client, "register",
            { [("x"):rep(100000)] = 1 }), "options")
    end)

    it("with a zero byte in its name is refused", function()
        assert_refused(support.failure_of(client, "register",
            { ["pin\0"] = "071934" }), "options")
        assert_refused(support.failure_of(client, "register", { pin = "071934",
            backup = { data = "d", ["password\0x"] = "p" } }), "options")
    end)

    for _, value in ipairs { "071934", 71934, true } do
        it(("list that is a %s is refused"):format(type(value)), function()
            assert_refused(support.failure_of(client, "register", value),
                "options")
        end)
    end

    it("of the client that only a call lacks is named", function()
        client = support.client_for(server, { phone_number_id = NONE })
        assert_refused(support.failure_of(client, "deregister"),
            "phone_number_id")
        client = support.client_for(server, { access_token = NONE })
        assert_refused(support.failure_of(client, "deregister"),
            "access_token")
    end)

    it("of an operation that does not exist is refused with its name",
        function()
            for _, name in ipairs { "registr", "", "setup_number" } do
                assert_refused(support.error_of(client.start, client, name),
                    "operation")
            end
        end)

    it("list for no operation at all is refused", function()
        for _, name in ipairs { {}, 42, true } do
            assert_refused(support.error_of(client.start, client, name),
                "operation")
        end
        assert_refused(support.error_of(client.start, client), "operation")
    end)

    it("that is refused is not shown", function()
        for operation, options in pairs {
            register = { pin = "0719345" }, verify_code = { code = "8602139" },
            deregister = { access_token = "0719345 8602139" },
            inspect_token = { input_token = "0719345 8602139" },
        } do
            local err = support.failure_of(client, operation, options)
            for _, value in pairs(err) do
                assert.is_nil(tostring(value):find "0719345")
                assert.is_nil(tostring(value):find "8602139")
            end
        end
    end)
end)
