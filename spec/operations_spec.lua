-- What each operation sends.

local cjson = require "cjson"

local another = require "spec.support.another"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local TOKEN, NUMBER, WABA = support.TOKEN, support.NUMBER, support.WABA
local NUMBER_PATH, WABA_PATH = "/v25.0/" .. NUMBER, "/v25.0/" .. WABA

local SUCCESS = support.DONE

local NUMBER_FIELDS = "id,display_phone_number,verified_name,status,"
    .. "code_verification_status,platform_type,name_status,"
    .. "new_display_name,new_name_status,account_mode,throughput,"
    .. "quality_rating,is_pin_enabled,is_on_biz_app,last_onboarded_time,"
    .. "health_status"

-- What is sent, by which operation, with which options; how it arrives
local REQUESTS = {
    { "a PIN with its leading zeros", "register", { pin = "000123" },
        "POST", NUMBER_PATH .. "/register",
        '{"messaging_product":"whatsapp","pin":"000123"}' },
    { "a region to register in", "register",
        { pin = "071934", data_localization_region = "DE" },
        "POST", NUMBER_PATH .. "/register",
        '{"messaging_product":"whatsapp","pin":"071934",'
            .. '"data_localization_region":"DE"}' },
    { "a backup to migrate from", "register",
        { pin = "071934", backup = { data = "QmFja3Vw+/=", password = "p" } },
        "POST", NUMBER_PATH .. "/register",
        '{"messaging_product":"whatsapp","pin":"071934",'
            .. '"backup":{"data":"QmFja3Vw+/=","password":"p"}}' },
    { "a backup and a region", "register",
        { pin = "071934", data_localization_region = "BR",
            backup = { data = "d", password = "p" } },
        "POST", NUMBER_PATH .. "/register",
        '{"messaging_product":"whatsapp","pin":"071934",'
            .. '"data_localization_region":"BR",'
            .. '"backup":{"data":"d","password":"p"}}' },
    { "an empty object to deregister", "deregister", {},
        "POST", NUMBER_PATH .. "/deregister", "{}" },
    { "an empty object where no options are given", "deregister", nil,
        "POST", NUMBER_PATH .. "/deregister", "{}" },
    { "a two-step PIN alone", "setup_two_step", { pin = "000000" },
        "POST", NUMBER_PATH, '{"pin":"000000"}' },
    { "SMS and en_US where a code is asked for without more", "request_code",
        {}, "POST", NUMBER_PATH .. "/request_code",
        '{"code_method":"SMS","language":"en_US"}' },
    { "the method and language of a code", "request_code",
        { code_method = "VOICE", language = "pt" },
        "POST", NUMBER_PATH .. "/request_code",
        '{"code_method":"VOICE","language":"pt"}' },
    { "a code as a string", "verify_code", { code = "012345" },
        "POST", NUMBER_PATH .. "/verify_code", '{"code":"012345"}' },
    { "123-830 as 123830", "verify_code", { code = "123-830" },
        "POST", NUMBER_PATH .. "/verify_code", '{"code":"123830"}' },
    { "a code without the white space it was pasted with", "verify_code",
        { code = " 023-830\n" },
        "POST", NUMBER_PATH .. "/verify_code", '{"code":"023830"}' },
    { "the fields that show whether a number can be registered",
        "phone_number", {}, "GET", NUMBER_PATH .. "?fields=" .. NUMBER_FIELDS },
    { "the fields asked for", "phone_number",
        { fields = "status,throughput{level}" },
        "GET", NUMBER_PATH .. "?fields=status,throughput%7Blevel%7D" },
    { "the account of the numbers", "phone_numbers", { waba_id = WABA },
        "GET", WABA_PATH .. "/phone_numbers?fields=" .. NUMBER_FIELDS },
    { "fields, limit and cursor of a page", "phone_numbers",
        { waba_id = WABA, fields = "id", limit = 100, after = "QVFI+/=" },
        "GET", WABA_PATH
            .. "/phone_numbers?fields=id&limit=100&after=QVFI%2B%2F%3D" },
    { "a read of the settings", "local_storage", nil,
        "GET", NUMBER_PATH .. "/settings" },
    { "a storage region", "set_local_storage", { region = "BR" },
        "POST", NUMBER_PATH .. "/settings",
        '{"storage_configuration":{"status":"IN_COUNTRY_STORAGE_ENABLED",'
            .. '"data_localization_region":"BR"}}' },
    { "false as no local storage", "set_local_storage", { region = false },
        "POST", NUMBER_PATH .. "/settings",
        '{"storage_configuration":{"status":"IN_COUNTRY_STORAGE_DISABLED"}}' },
    { "the account to subscribe to", "subscribe_app", { waba_id = WABA },
        "POST", WABA_PATH .. "/subscribed_apps", "{}" },
    { "the account whose apps are asked for", "subscribed_apps",
        { waba_id = WABA }, "GET", WABA_PATH .. "/subscribed_apps" },
    { "the account to leave, and no body", "unsubscribe_app",
        { waba_id = WABA }, "DELETE", WABA_PATH .. "/subscribed_apps" },
    { "a number to add", "add_number",
        { waba_id = WABA, cc = "+49", phone_number = "(0151) 234-5678",
            verified_name = "Café Grün" },
        "POST", WABA_PATH .. "/phone_numbers",
        '{"cc":"49","phone_number":"(0151) 234-5678",'
            .. '"verified_name":"Café Grün"}' },
    { "a number that is to move here", "add_number",
        { waba_id = WABA, cc = "1", phone_number = "6505551234",
            verified_name = "Lucky Shrub", migrate_phone_number = true },
        "POST", WABA_PATH .. "/phone_numbers",
        '{"cc":"1","phone_number":"6505551234",'
            .. '"verified_name":"Lucky Shrub","migrate_phone_number":true}' },
    { "a display name alone", "set_display_name",
        { new_display_name = "Café Grün" },
        "POST", NUMBER_PATH, '{"new_display_name":"Café Grün"}' },
    { "a token to inspect, encoded", "inspect_token",
        { input_token = "12345|s3cr3t&x=#?%+" },
        "GET", "/v25.0/debug_token"
            .. "?input_token=12345%7Cs3cr3t%26x%3D%23%3F%25%2B" },
    { "its own token to inspect if none is given", "inspect_token", {},
        "GET", "/v25.0/debug_token?input_token=EAAGm0PX4ZCpsBA" },
    { "its own token of one call to inspect", "inspect_token",
        { access_token = "12345|s3cr3t" },
        "GET", "/v25.0/debug_token?input_token=12345%7Cs3cr3t" },
    { "a text message", "send_text", { to = "+16505551234", body = "Hi" },
        "POST", NUMBER_PATH .. "/messages",
        '{"messaging_product":"whatsapp","recipient_type":"individual",'
            .. '"to":"+16505551234","type":"text","text":{"body":"Hi"}}' },
    { "a text message with a preview of its link", "send_text",
        { to = "16505551234", body = "Hi", preview_url = true },
        "POST", NUMBER_PATH .. "/messages",
        '{"messaging_product":"whatsapp","recipient_type":"individual",'
            .. '"to":"16505551234","type":"text",'
            .. '"text":{"preview_url":true,"body":"Hi"}}' },
    { "a false that is given", "send_text",
        { to = "16505551234", body = "Hi", preview_url = false },
        "POST", NUMBER_PATH .. "/messages",
        '{"messaging_product":"whatsapp","recipient_type":"individual",'
            .. '"to":"16505551234","type":"text",'
            .. '"text":{"preview_url":false,"body":"Hi"}}' },
}

local function header_names(request)
    local names = {}
    for index, pair in ipairs(request.headers) do
        names[index] = pair[1]:lower()
    end
    table.sort(names)
    return names
end

describe("an operation", function()
    local server = served()
    local client

    before_each(function()
        server:json(200, SUCCESS)
        client = support.client_for(server)
    end)

    -- The only request that came in. Some versions of libcurl write the
    -- escapes in a URL in lower case.
    local function received()
        local requests = server:received()
        assert.equal(1, #requests)
        assert.is_true(requests[1].complete)
        requests[1].path = requests[1].path:gsub("%%%x%x", string.upper)
        return requests[1]
    end

    for _, case in ipairs(REQUESTS) do
        local what, operation, options, method, path, body = case[1], case[2],
            case[3], case[4], case[5], case[6]

        it("sends " .. what .. " (" .. operation .. ")", function()
            client[operation](client, options)
            local request = received()
            assert.equal(method .. " " .. path,
                request.method .. " " .. request.path)
            assert.equal(body or "", request.body)
        end)
    end

    for _, operation in ipairs(support.operations()) do
        it("sends no header but the ones it needs (" .. operation .. ")",
            function()
                client[operation](client, support.OPTIONS[operation])
                local request = received()
                assert.equal("HTTP/1.1", request.version)
                assert.equal("Bearer " .. TOKEN, request.header.authorization)
                assert.equal("application/json", request.header.accept)
                assert.equal("localhost:" .. server.port, request.header.host)
                local names = { "accept", "authorization", "host",
                    "user-agent" }
                if request.method == "POST" then
                    assert.equal("application/json",
                        request.header["content-type"])
                    names = { "accept", "authorization", "content-length",
                        "content-type", "host", "user-agent" }
                end
                assert.same(names, header_names(request))
            end)
    end

    it("names itself in User-Agent", function()
        client:deregister()
        local version = require("whatsapp.registration")._VERSION
        assert.equal("whatsapp-registration/" .. version,
            received().header["user-agent"])
    end)

    it("sends the user agent of the configuration", function()
        support.client_for(server, { user_agent = "shop/2.0 (+https://x)" })
            :deregister()
        assert.equal("shop/2.0 (+https://x)", received().header["user-agent"])
    end)

    it("goes to the API version of the configuration", function()
        support.client_for(server, { api_version = "v20.0" }):deregister()
        assert.equal("/v20.0/" .. NUMBER .. "/deregister", received().path)
    end)

    for _, ending in ipairs { "", "/", "//" } do
        it("goes below the path of base_url, which may end in '" .. ending
            .. "'", function()
            support.client_for(server,
                { base_url = server.base_url .. "/meta/graph" .. ending })
                :deregister()
            assert.equal("/meta/graph/v25.0/" .. NUMBER .. "/deregister",
                received().path)
        end)
    end

    it("says nothing of a PIN in path or headers", function()
        client:register { pin = "860213" }
        local request = received()
        assert.is_nil(request.path:find("860213", 1, true))
        for _, pair in ipairs(request.headers) do
            assert.is_nil(pair[2]:find("860213", 1, true))
        end
    end)

    it("sends a large body at once, without asking first", function()
        local data = ("0123456789abcdef"):rep(40 * 1024)
        client:register { pin = "071934",
            backup = { data = data, password = "p" } }
        local request = received()
        assert.is_nil(request.header.expect)
        assert.equal(tostring(#request.body), request.header["content-length"])
        assert.equal(data, cjson.decode(request.body).backup.data)
    end)

    it("escapes what JSON wants escaped, and nothing else", function()
        local controls = {}
        for byte = 1, 31 do
            controls[byte] = string.char(byte)
        end
        local body = table.concat(controls) .. '"\\/\127 Grüße 👋 </script>'
        client:send_text { to = "+16505551234", body = body }
        local request = received()
        assert.equal(body, cjson.decode(request.body).text.body)
        assert.is_truthy(request.body:find("Grüße 👋", 1, true))
        assert.is_nil(request.body:find("[\1-\31]"))
    end)

    it("keeps the connection for the next one", function()
        client:register { pin = "071934" }
        client:phone_number {}
        support.client_for(server):deregister()
        assert.equal(3, #server:received())
        assert.equal(1, (server:connections()))
    end)

    it("goes on after the server has closed the connection", function()
        server:answers {
            raw.response(200, SUCCESS, { Connection = "close" }),
            raw.response(200, SUCCESS),
        }
        client:deregister()
        client:deregister()
        assert.equal(2, #server:received())
        assert.equal(2, (server:connections()))
    end)

    it("keeps no cookies", function()
        server:json(200, SUCCESS, { ["Set-Cookie"] = "a=b; Path=/" })
        client:deregister()
        client:deregister()
        assert.is_nil(server:received()[2].header.cookie)
    end)

    it("is a read again after a DELETE on the same connection", function()
        client:unsubscribe_app { waba_id = WABA }
        client:subscribed_apps { waba_id = WABA }
        client:subscribe_app { waba_id = WABA }
        client:unsubscribe_app { waba_id = WABA }
        local methods = {}
        for index, request in ipairs(server:received()) do
            methods[index] = request.method
        end
        assert.same({ "DELETE", "GET", "POST", "DELETE" }, methods)
        assert.equal(1, (server:connections()))
    end)

    it("leaves the caller's tables as they were", function()
        local options = { pin = "071934", timeout = 3,
            phone_number_id = " 42 ",
            backup = { data = "d", password = "p" } }
        client:register(options)
        assert.same({ pin = "071934", timeout = 3, phone_number_id = " 42 ",
            backup = { data = "d", password = "p" } }, options)
    end)

    it("goes over plain HTTP to a loopback host", function()
        local plain = another(finally, { tls = false })
        plain:json(200, SUCCESS)
        support.client_for(plain):register { pin = "071934" }
        assert.equal("Bearer " .. TOKEN,
            plain:received()[1].header.authorization)
    end)
end)
