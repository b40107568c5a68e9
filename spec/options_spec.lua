local registration = require "whatsapp.registration"

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
        ["that is empty"] = {},
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

local BAD_CONFIGURATIONS = {
    access_token = {
        ["with a line break"] = "EAAG\nX: y", ["that is empty"] = "",
        ["that is a number"] = 42, ["in double quotes"] = '"EAAGx"',
        ["in single quotes"] = "'EAAGx'",
        ["with its name in front"] = "WHATSAPP_ACCESS_TOKEN=EAAGx",
        ["with its name in front, and quoted"] = 'TOKEN="EAAGx"',
        ["with a quote at its end"] = "EAAGx'",
    },
    phone_number_id = {
        ["with a slash"] = "42/43", ["that is inexact"] = 2 ^ 53,
        ["that is empty"] = "",
    },
    app_secret = {
        ["with a space"] = "a b", ["that is empty"] = "",
        ["that is a number"] = 42,
    },
    api_version = {
        ["without a v"] = "25.0", ["without a dot"] = "v25",
        ["with a path"] = "v25.0/..", ["with a slash"] = "v25/0",
        ["with three parts"] = "v25.0.1", ["without a minor"] = "v25.",
        ["without a major"] = "v.0", ["with a space"] = "v25.0 ",
        ["with a line break"] = "v25.0\n", ["that is a number"] = 25.0,
        ["that is empty"] = "", ["with a query"] = "v25.0?a",
        ["that is too long"] = "v25." .. ("0"):rep(20),
        ["with a capital"] = "V25.0",
    },
    base_url = {
        ["over plain http"] = "http://graph.facebook.com",
        ["that begins like localhost"] = "http://localhost.evil.com",
        ["that begins like a loopback address"] =
            "http://127.0.0.1.evil.com",
        ["with a user"] = "http://user@localhost",
        ["with a user that looks like a host"] = "http://localhost@evil.com",
        ["with a user and a port that look like a host"] =
            "http://localhost:80@evil.com",
        ["with a user over https"] = "https://user:pass@graph.facebook.com",
        ["that escapes a dot"] = "http://localhost%2eevil.com",
        ["that escapes an at sign"] = "http://localhost%40evil.com",
        ["with a backslash"] = "http://evil.com\\@localhost",
        ["with a fragment before the host"] = "http://evil.com#@localhost",
        ["with a query before the host"] = "http://evil.com?@localhost",
        ["of an address that is not loopback"] = "http://10.0.0.1",
        ["of all addresses"] = "http://0.0.0.0",
        ["of another IPv6 address"] = "http://[2001:db8::1]",
        ["of another scheme"] = "ftp://localhost",
        ["of a file"] = "file:///etc/passwd",
        ["without a scheme"] = "graph.facebook.com",
        ["without a host"] = "https://", ["that is empty"] = "",
        ["with a query"] = "https://graph.facebook.com?a=b",
        ["with a fragment"] = "https://graph.facebook.com#a",
        ["with a space"] = "https://graph.facebook.com/a b",
        ["with a line break"] = "https://graph.facebook.com\r\nX: y",
        ["with a zero byte"] = "http://localhost\0.evil.com",
        ["with a port that is none"] = "https://graph.facebook.com:port",
        ["with a port too high"] = "https://graph.facebook.com:65536",
        ["that is a number"] = 42, ["that is a table"] = {},
        ["with the version at its end"] = "https://graph.facebook.com/v25.0",
        ["with a prefix and the version"] = "https://localhost/meta/v26.0/",
    },
    timeout = {
        ["of 0"] = 0, ["that is negative"] = -1, ["that is NaN"] = NAN,
        ["that is infinite"] = INFINITY, ["that is a string"] = "5",
    },
    connect_timeout = {
        ["of 0"] = 0, ["that is negative"] = -1, ["that is NaN"] = NAN,
        ["that is infinite"] = INFINITY, ["that is a string"] = "5",
    },
    ca_file = {
        ["that is empty"] = "", ["that is a table"] = {},
        ["that is false"] = false, ["with a line break"] = "ca\n.pem",
    },
    proxy = {
        ["that is empty"] = "", ["that is a number"] = 8080,
        ["of an unknown scheme"] = "foo://127.0.0.1:1",
        ["with a port too high"] = "http://127.0.0.1:99999999",
    },
    user_agent = {
        ["that is empty"] = "", ["with a line break"] = "a\r\nX: y",
        ["that is a number"] = 42,
    },
    regions = {
        ["that are a string"] = "FR", ["in small letters"] = { "fr" },
        ["of three letters"] = { "FRA" }, ["that are numbers"] = { 33 },
        ["in a table by name"] = { FR = true },
        ["with a bad one among them"] = { "FR", "x" },
    },
    on_event = {
        ["that is a string"] = "print", ["that is a table"] = {},
        ["that is true"] = true,
    },
    host = {
        ["that nobody knows"] = "apache",
        ["that is a number"] = 1, ["that is a table"] = {},
    },
    retries = { ["that are a number"] = 3, ["that are true"] = true,
        ["that are a string"] = "none" },
    ["retries.max"] = {
        ["that is negative"] = { max = -1 }, ["that is NaN"] = { max = NAN },
        ["that is a fraction"] = { max = 1.5 }, ["above 10"] = { max = 11 },
        ["that is a string"] = { max = "2" },
    },
    ["retries.base"] = {
        ["that is negative"] = { base = -0.1 },
        ["that is infinite"] = { base = INFINITY },
        ["that is NaN"] = { base = NAN },
    },
    ["retries.cap"] = {
        ["that is negative"] = { cap = -1 }, ["that is true"] = { cap = true },
        ["above 5 minutes"] = { cap = 301 },
    },
}

-- Given; where; the name that is suggested
local MISSPELT = {
    { "pim", "register", "pin" }, { "PIN", "register", "pin" },
    { "phone_number", "register", "phone_number_id" },
    { "data_localisation_region", "register", "data_localization_region" },
    { "acess_token", "deregister", "access_token" },
    { "timeouts", "deregister", "timeout" },
    { "waba", "subscribe_app", "waba_id" }, { "text", "send_text" },
    { "something_else_altogether", "register" },
    { "pin", "deregister" },
}

describe("an option", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    -- What holds of every refusal, whatever was wrong
    local function assert_refused(err, field)
        assert.equal(field, err.field)
        assert.equal("invalid_request", err.kind)
        assert.equal("local", err.origin)
        assert.equal("no", err.sent)
        assert.equal("fix_request", err.next_action)
        assert.is_false(err.attempt_spent)
        assert.is_false(err.retryable)
        assert.is_string(err.hint)
        assert.is_nil(err.http_status)
        assert.is_nil(err.code)
        assert.is_truthy(err.message:find(field, 1, true))
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

    for _, case in ipairs(MISSPELT) do
        local name, operation, suggested = case[1], case[2], case[3]

        it(("%s of %s is refused as unknown"):format(name, operation),
            function()
                local err = support.failure_of(client, operation,
                    support.merge(support.OPTIONS[operation], { [name] = "x" }))
                assert_refused(err, name)
                assert.equal(suggested, err.message:match 'mean "(.-)"')
            end)
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

    local function accepts(operation, changes, overrides)
        server:json(200, '{"success":true}')
        local options = support.merge(support.OPTIONS[operation], changes)
        local asking = support.client_for(server, overrides)
        assert.is_true(asking[operation](asking, options).success)
    end

    it("of ids and tokens is trimmed", function()
        accepts("subscribe_app", { waba_id = " \t102290129340398\r\n" })
        accepts("deregister", nil, { phone_number_id = "\n42 ",
            access_token = "\tEAAG \r\n" })
        local requests = server:received()
        assert.equal("/v25.0/102290129340398/subscribed_apps",
            requests[1].path)
        assert.equal("/v25.0/42/deregister", requests[2].path)
        assert.equal("Bearer EAAG", requests[2].header.authorization)
    end)

    it("of a token may be padded, and a base URL may have a prefix",
        function()
            accepts("deregister", { access_token = "EAAGx==" })
            accepts("deregister", nil, { base_url = server.base_url .. "/v25" })
            assert.equal("/v25/v25.0/" .. support.NUMBER .. "/deregister",
                server:received()[2].path)
        end)

    it("is read raw: a configuration's __index is not called", function()
        server:json(200, '{"success":true}')
        local config = support.config_for(server)
        config.access_token = ("EAAG%d"):format(os.time()) -- held here alone
        local expected = "Bearer " .. config.access_token
        local asking = registration.new(setmetatable(config, {
            __index = function(self, key)
                if key == "regions" then
                    rawset(self, "access_token", nil)
                    collectgarbage()
                    return { "FR" }
                end
            end,
        }))
        asking:deregister()
        assert.equal(expected, server:received()[1].header.authorization)
        assert.equal("data_localization_region", support.failure_of(asking,
            "register", { pin = "071934", data_localization_region = "FR" })
            .field)
    end)

    it("is read raw in all its parts: what would be inherited is not there",
        function()
            local config = support.config_for(server)
            config.retries = setmetatable({}, { __index = { max = "many" } })
            local inherited = { host = "none", on_event = 1, pin_store = 2,
                journal = 3, reconcile = "never" }
            for key in pairs(inherited) do
                config[key] = nil
            end
            server:json(200, '{"success":true}')
            registration.new(setmetatable(config, { __index = inherited }))
                :deregister()
            assert.equal(1, #server:received())
        end)

    it("may be as long as its rule allows", function()
        accepts("deregister", { access_token = LONGEST_TOKEN })
        accepts("deregister", { phone_number_id = ("9"):rep(32) })
        accepts("send_text", { body = ("ü"):rep(4096) })
        accepts("send_text", { body = ("👋"):rep(4096) })
        accepts("send_text", { to = ("1"):rep(15) })
    end)

    for _, language in ipairs { "en", "en_US", "pt_BR", "fil", "zh_CN" } do
        it("language may be " .. language, function()
            accepts("request_code", { language = language })
        end)
    end

    it("may name every region that the module lists", function()
        assert.equal(14, #registration.regions)
        for _, region in ipairs(registration.regions) do
            accepts("set_local_storage", { region = region.code })
            accepts("register", { data_localization_region = region.code })
        end
    end)

    it("may name a region that the client allows besides", function()
        accepts("register", { data_localization_region = "FR" },
            { regions = { "FR", "ES" } })
        accepts("set_local_storage", { region = "ES" },
            { regions = { "FR", "ES" } })
        client = support.client_for(server, { regions = { "FR" } })
        local err = support.failure_of(client, "set_local_storage",
            { region = "ES" })
        assert.equal("region", err.field)
    end)
end)

describe("a configuration", function()
    local function refusal(changes)
        return support.error_of(registration.new, support.merge({
            access_token = "EAAG", phone_number_id = "42",
        }, changes))
    end

    for field, values in pairs(BAD_CONFIGURATIONS) do
        for what, value in pairs(values) do
            it(("with a %s %s is refused"):format(field, what), function()
                local key = field:match "^[^.]+"
                local err = refusal { [key] = value }
                assert.equal(field, err.field)
                assert.equal("invalid_request", err.kind)
                assert.equal("local", err.origin)
                assert.equal("no", err.sent)
                assert.is_false(err.attempt_spent)
                assert.is_truthy(err.message:find(field, 1, true))
            end)
        end
    end

    for name, suggested in pairs { acces_token = "access_token",
        base_uri = "base_url", phone_number = "phone_number_id",
        on_events = "on_event", retry = "retries" } do
        it("with an unknown " .. name .. " is refused and told of "
            .. suggested, function()
            local err = refusal { [name] = "x" }
            assert.equal(name, err.field)
            assert.is_truthy(err.message:find('"' .. suggested .. '"', 1,
                true))
        end)
    end

    it("with an unknown part of retries is refused", function()
        local err = refusal { retries = { maximum = 1 } }
        assert.equal("retries.maximum", err.field)
        assert.is_truthy(err.message:find("max", 1, true))
    end)

    for _, value in ipairs { "EAAG", 42, true } do
        it(("that is a %s is refused"):format(type(value)), function()
            local err = support.error_of(registration.new, value)
            assert.equal("config", err.field)
        end)
    end

    it("that is missing is refused", function()
        assert.equal("config", support.error_of(registration.new).field)
    end)

    it("may leave all to its calls", function()
        assert.is_table(registration.new {})
    end)

    for _, url in ipairs { "http://localhost", "http://localhost:8080/x/",
        "http://LOCALHOST", "http://127.0.0.1:1", "http://127.8.9.1",
        "http://[::1]:8080", "https://graph.facebook.com/",
        "https://graph.example/meta" } do
        it("may have the base_url " .. url, function()
            assert.is_table(registration.new { base_url = url })
        end)
    end

    for _, version in ipairs { "v1.0", "v20.0", "v26.0", "v99.12" } do
        it("may have the api_version " .. version, function()
            assert.is_table(registration.new { api_version = version })
        end)
    end

    for what, retries in pairs { ["no retries"] = false, defaults = {},
        ["one retry"] = { max = 1 }, ["no delay"] = { base = 0, cap = 0 } } do
        it("may ask for " .. what, function()
            assert.is_table(registration.new { retries = retries })
        end)
    end

    it("does not show what it refuses", function()
        local err = refusal { access_token = "se cret", app_secret = "s3 cr" }
        assert.is_nil(tostring(err):find "se?3? ?cr")
        err = refusal { base_url = "https://user:s3cret@graph.facebook.com" }
        assert.is_nil(tostring(err):find "s3cret")
    end)

    it("is left as it was", function()
        local retries, regions = { max = 1 }, { "FR" }
        local config = { access_token = " EAAG ", retries = retries,
            regions = regions, timeout = 3 }
        registration.new(config)
        assert.same({ access_token = " EAAG ", retries = { max = 1 },
            regions = { "FR" }, timeout = 3 }, config)
        assert.equal(retries, config.retries)
    end)

    it("may be changed afterwards without any effect on the client",
        function()
            local retries = { max = 1, base = 0, cap = 0 }
            local config = { retries = retries, base_url =
                "http://localhost:1", access_token = "EAAG" }
            local client = registration.new(config)
            retries.max = "many"
            config.base_url = "https://graph.facebook.com"
            assert.equal("network", support.failure_of(client,
                "phone_number", { phone_number_id = "42" }).kind)
        end)
end)
