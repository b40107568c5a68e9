-- A log of nginx that says as much as it can, of calls that succeed and fail
-- with secrets: they are not in it.

local cjson = require "cjson"

local nginx = require "spec.support.nginx"
local raw = require "spec.support.raw"
local secrets = require "spec.support.secrets"
local served = require "spec.support.served"
local support = require "spec.support.client"

local HTTP = [[
    init_by_lua_block {
        local registration = require "whatsapp.registration.safe"
        local given = require("cjson").decode(os.getenv "GIVEN")
        CALLS = { client = assert(registration.new(given.config)),
            options = given.options }
    }
]]

local LOCATION = [[
    location / {
        content_by_lua_block {
            local name = ngx.var.uri:sub(2)
            local result, err = CALLS.client[name](CALLS.client,
                CALLS.options[name])
            ngx.log(ngx.ERR, name, " ended: ", tostring(err))
            ngx.say(result and "success" or err.kind)
        }
    }
]]

local OPERATIONS = { "register", "deregister", "setup_two_step",
    "verify_code", "inspect_token", "phone_number" }

describe("nginx's log at the level debug", function()
    local server = served()
    local host

    before_each(function()
        local config = support.config_for(server, secrets.CONFIG)
        host = nginx.start { level = "debug", http = HTTP, server = LOCATION,
            env = { GIVEN = cjson.encode {
                config = config, options = secrets.OPTIONS } } }
    end)

    after_each(function()
        host:stop()
    end)

    local function log_of_calls()
        for _, name in ipairs(OPERATIONS) do
            assert.equal(200, (host:get("/" .. name)))
        end
        local log = host:log()
        assert.is_truthy(log:find("[debug]", 1, true))
        for _, name in ipairs(OPERATIONS) do
            assert.is_truthy(log:find(name .. " ended: ", 1, true))
        end
        return log
    end

    it("shows no secret of calls that succeed", function()
        server:json(200, '{"success":true}')
        assert.is_nil(secrets.find(log_of_calls(), "log"))
        assert.equal(#OPERATIONS, #server:received())
    end)

    it("shows no secret of calls that are refused with an echo", function()
        local answers = {}
        for index, name in ipairs(OPERATIONS) do
            local own = secrets.OPTIONS[name]
            answers[index] = raw.response(400, { error = { code = 100,
                message = ("%s and %s are wrong"):format(
                    own.access_token or secrets.CONFIG.access_token,
                    own.pin or own.input_token or own.code or "nothing") } })
        end
        server:answers(answers)
        local log = log_of_calls()
        assert.is_nil(secrets.find(log, "log"))
        assert.is_truthy(log:find("[redacted]", 1, true))
    end)

    it("shows no secret of calls without an answer", function()
        server:script { otherwise = { loop = true, "read", "reset" } }
        assert.is_nil(secrets.find(log_of_calls(), "log"))
    end)
end)
