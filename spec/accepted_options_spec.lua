-- What an option may be, and how it arrives.

local registration = require "whatsapp.registration"

local served = require "spec.support.served"
local support = require "spec.support.client"


local LONGEST_TOKEN = ("x"):rep(4096)

describe("an option", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
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
