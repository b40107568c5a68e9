-- What the configuration of a client may hold.

local registration = require "whatsapp.registration"
local assert_refused = require("spec.support.errors").assert_refused
local support = require "spec.support.client"

local NAN, INFINITY = 0 / 0, math.huge

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
    max_connections = {
        ["of 0"] = 0, ["that is a fraction"] = 1.5,
        ["that is a string"] = "5", ["that is NaN"] = NAN,
    },
    reconcile = {
        ["of 0"] = 0, ["that is negative"] = -1,
        ["that is a string"] = "5", ["that is a table"] = {},
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
        ["under a name"] = { first = "FR" },
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
                assert_refused(err, field)
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
