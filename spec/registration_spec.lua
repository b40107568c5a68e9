local core = require "whatsapp.registration.core"
local registration = require "whatsapp.registration"

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local SUCCESS = '{"success":true}'

-- Everything that the module and its clients are documented to have
local METHODS = { "register", "deregister", "setup_two_step", "request_code",
    "verify_code", "phone_number", "phone_numbers", "local_storage",
    "set_local_storage", "subscribe_app", "subscribed_apps", "unsubscribe_app",
    "add_number", "set_display_name", "inspect_token", "send_text",
    "preflight", "setup_number", "migrate_number", "change_region",
    "release_number", "start", "close" }

local server = served()

describe("the module", function()
    before_each(function()
        server:json(200, SUCCESS)
    end)

    it("has every method of a client as a function", function()
        local client = support.client_for(server)
        for _, name in ipairs(METHODS) do
            assert.is_function(registration[name], name)
            assert.equal(client[name], registration[name])
        end
    end)

    it("has a function for every row, and the specs its options", function()
        local count = 0
        for name in pairs(core.operations()) do
            assert.is_function(registration[name], name)
            assert.is_table(support.OPTIONS[name], name
                .. " has no OPTIONS in spec/support/client.lua")
            count = count + 1
        end
        assert.equal(#support.operations(), count)
    end)

    it("has no operation that the simulator does not know", function()
        local sim = simulator.start()
        local client = registration.new { access_token = "token",
            phone_number_id = "106540352242922", journal = false,
            base_url = sim.base_url, ca_file = sim.ca_file, retries = false }
        finally(function()
            client:close()
            sim:stop()
        end)
        for name in pairs(core.operations()) do
            pcall(client[name], client, support.OPTIONS[name])
            assert.is_true(#sim:received { operation = name } > 0, name
                .. " has no route in the simulator's routes.lua")
        end
    end)

    it("does what the method does, given a client", function()
        local client = support.client_for(server)
        assert.is_true(registration.register(client, { pin = "071934" })
            .success)
        local call = registration.start(client, "deregister")
        assert.is_true(support.wait(call):result().success)
        registration.close(client)
        assert.equal("/v25.0/" .. support.NUMBER .. "/register",
            server:received()[1].path)
    end)

    it("says how its methods are called when they are not", function()
        local client = support.client_for(server)
        for _, name in ipairs(METHODS) do
            for _, self in ipairs { {}, "text", 42, support.OPTIONS } do
                local ok, problem = pcall(client[name], self)
                assert.is_false(ok)
                assert.is_truthy(problem:find("client:" .. name, 1, true))
            end
        end
        assert.same({}, server:received())
    end)

    it("blames the line that called it wrongly", function()
        local client = support.client_for(server)
        local _, problem = pcall(function()
            client.register { pin = "071934" }
        end)
        assert.is_truthy(problem:find("registration_spec.lua:%d+: "))
    end)

    it("does not see the client's inner parts as methods", function()
        local client = support.client_for(server)
        assert.is_nil(client.perform)
        assert.is_nil(client.new)
        assert.is_nil(client.no_such_method)
    end)

    it("has a version", function()
        assert.is_truthy(registration._VERSION:find "^%d+%.%d+%.%d+$")
    end)

    it("defines no globals", function()
        local names, loaded = {}, {}
        for name in pairs(_G) do
            names[name] = true
        end
        for name, module in pairs(package.loaded) do
            if name:find "^whatsapp%.registration" and module ~= core then
                loaded[name] = module
                package.loaded[name] = nil
            end
        end
        finally(function()
            for name, module in pairs(loaded) do
                package.loaded[name] = module
            end
        end)
        require("whatsapp.registration").new {}
        require "whatsapp.registration.safe"
        for name in pairs(_G) do
            assert.is_true(names[name], name)
        end
    end)
end)

describe("registration.regions", function()
    it("lists the 14 regions with code, name and area", function()
        local codes = {}
        for index, region in ipairs(registration.regions) do
            codes[index] = region.code
            assert.is_string(region.name)
            assert.is_string(region.area)
        end
        table.sort(codes)
        assert.equal("AE AU BH BR CA CH DE GB ID IN JP KR SG ZA",
            table.concat(codes, " "))
    end)
end)

describe("registration.explain", function()
    it("says what a code and a subcode mean", function()
        local explained = registration.explain(133016)
        assert.equal("registration_limit", explained.kind)
        assert.equal("wait", explained.next_action)
        assert.equal(259200, explained.retry_after)
        assert.is_string(explained.hint)
        assert.equal("not_found", registration.explain(100, 33).kind)
        assert.equal("not_registered", registration.explain(100, 133010).kind)
        assert.is_nil(registration.explain(100).retry_after)
    end)

    it("takes codes as text, and knows none that is none", function()
        assert.equal("pin_mismatch", registration.explain("133005").kind)
        for _, code in ipairs { 999999, -1, "text", {}, true, 0 / 0,
            math.huge } do
            assert.equal("api", registration.explain(code).kind)
        end
        assert.equal("api", registration.explain().kind)
        assert.equal("api", registration.explain(nil, {}).kind)
    end)
end)

describe("registration.generate_pin", function()
    local random = core.random

    after_each(function()
        core.random = random
    end)

    -- Draws of these numbers, one after the other
    local function drawn(...)
        local numbers, index = { ... }, 0
        core.random = function()
            index = index + 1
            return numbers[index]
        end
        return registration.generate_pin()
    end

    it("draws six digits, each as likely at each place", function()
        local counts = {}
        for _ = 1, 5000 do
            local pin = registration.generate_pin()
            assert.is_truthy(pin:find "^%d%d%d%d%d%d$")
            for place = 1, 6 do
                local key = place .. pin:sub(place, place)
                counts[key] = (counts[key] or 0) + 1
            end
        end
        -- 500 each; seven standard deviations are 150
        for place = 1, 6 do
            for digit = 0, 9 do
                local count = counts[place .. tostring(digit)] or 0
                assert.is_true(count > 350 and count < 650)
            end
        end
    end)

    it("keeps leading zeros", function()
        assert.equal("071934", drawn(71934))
        assert.equal("000123", drawn(123))
        assert.equal("000002", drawn(2))
    end)

    for _, common in ipairs { 123456, 111111, 0, 999999, 654321, 12345,
        987654, 234567, 121212, 123123, 112233, 456456, 123321 } do
        it(("never draws %06d"):format(common), function()
            assert.equal("860213", drawn(common, 7000000 + common, 860213))
        end)
    end

    it("draws again if a number would favour some PINs", function()
        assert.equal("860213", drawn(4294000000, 4294967295, 860213))
        assert.equal("993751", drawn(4293993751))
    end)
end)

describe("registration.from_env", function()
    local getenv = os.getenv
    local environment

    before_each(function()
        environment = {}
        os.getenv = function(name) -- luacheck: ignore 122
            return environment[name]
        end
    end)

    after_each(function()
        os.getenv = getenv -- luacheck: ignore 122
    end)

    it("reads a configuration from the environment", function()
        server:json(200, SUCCESS)
        environment = {
            WHATSAPP_ACCESS_TOKEN = "EAAGenv\n",
            WHATSAPP_PHONE_NUMBER_ID = " 42 ",
            WHATSAPP_API_VERSION = "v23.0",
            WHATSAPP_BASE_URL = server.base_url,
            WHATSAPP_APP_SECRET = "a1b2c3d4e5f6",
            WHATSAPP_CA_FILE = server.ca_file,
        }
        registration.from_env():deregister()
        local request = server:received()[1]
        assert.equal("Bearer EAAGenv", request.header.authorization)
        assert.is_truthy(request.path:find(
            "^/v23%.0/42/deregister%?appsecret_proof=%x+$"))
    end)

    it("prefers what it is given, and leaves that as it was", function()
        server:json(200, SUCCESS)
        environment = { WHATSAPP_ACCESS_TOKEN = "EAAGenv",
            WHATSAPP_PHONE_NUMBER_ID = "42",
            WHATSAPP_BASE_URL = "https://graph.invalid" }
        local config = { phone_number_id = "43",
            base_url = server.base_url, ca_file = server.ca_file }
        registration.from_env(config):deregister()
        assert.equal("/v25.0/43/deregister", server:received()[1].path)
        assert.is_nil(config.access_token)
    end)

    it("takes an empty variable for one that is not set", function()
        environment = { WHATSAPP_ACCESS_TOKEN = "", WHATSAPP_API_VERSION = "",
            WHATSAPP_BASE_URL = "", WHATSAPP_CA_FILE = "",
            WHATSAPP_APP_SECRET = "", WHATSAPP_PHONE_NUMBER_ID = "" }
        local err = support.failure_of(registration.from_env(), "deregister")
        assert.equal("phone_number_id", err.field)
    end)

    it("names the field of a variable that is wrong", function()
        environment = { WHATSAPP_PHONE_NUMBER_ID = "42/43" }
        assert.equal("phone_number_id",
            support.error_of(registration.from_env).field)
        environment = { WHATSAPP_BASE_URL = "http://graph.facebook.com" }
        assert.equal("base_url",
            support.error_of(registration.from_env).field)
    end)

    it("refuses what is no configuration", function()
        for _, value in ipairs { "EAAG", 42, true } do
            assert.equal("config",
                support.error_of(registration.from_env, value).field)
        end
    end)
end)
