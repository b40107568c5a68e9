-- The simulator's program, and its options.

local cjson = require "cjson"
local https = require "spec.support.https"
local process = require "spec.support.process"
local simulator = require "spec.support.simulator"
local tls_client = require "spec.support.tls_client"

local NUMBER = "106540352242923"
local REGISTER = "/v25.0/" .. NUMBER .. "/register"
local BODY = '{"messaging_product":"whatsapp","pin":"071934"}'
local MAIN = "simulator/bin/whatsapp-simulator"

describe("the simulator's command line", function()
    local function run(...)
        return process.run({ "lua5.4", MAIN, ... }, { timeout = 60 })
    end

    it("explains itself", function()
        local result = run("--help")
        assert.equal(0, result.code)
        assert.truthy(result.stdout:find("%-%-show%-codes"))
    end)

    it("says what is wrong with its options", function()
        for _, arguments in ipairs {
            { "--set", "shared=1" }, { "--set", "shared" },
            { "--ca-dir", "/nonexistent" }, { "--port", "x" },
        } do
            local result = run(arguments[1], arguments[2])
            assert.truthy(result.code ~= 0, arguments[1])
            assert.equal("", result.stdout)
            assert.truthy(#result.stderr > 0)
            assert.is_nil(result.stderr:find(".lua:", 1, true))
        end
    end)

    it("says that a port is taken", function()
        local sim = simulator.start()
        local result = run("--port", sim.port)
        assert.equal(1, result.code)
        assert.truthy(result.stderr:find("Address already in use"))
        sim:stop()
    end)

    it("shows codes as an SMS would when asked to", function()
        local sim = simulator.start({ show_codes = true })
        local connection = assert(https.connect(sim))
        connection:request("POST", "/v25.0/106540352242922/request_code",
            { body = "code_method=SMS&language=en" })
        local code = sim:code("106540352242922")
        local _, log = sim.child:output()
        assert.truthy(log:find("SMS to +1 555-010-0922: " .. code:sub(1, 3)
            .. "-" .. code:sub(4), 1, true))
        connection:close()
        sim:stop()
    end)

    it("sets options of the model, without TLS if need be", function()
        local sim = simulator.start {
            model = { status_lag = 60, shared_limit = false }, tls = false,
        }
        assert.truthy(sim.base_url:find("^http://localhost:"))
        assert.is_nil(sim.ca_file)
        local connection = assert(https.connect(sim, { plain = true }))
        connection:request("POST", REGISTER, { body = BODY })
        local response = connection:request("GET", "/v25.0/" .. NUMBER
            .. "?fields=status")
        assert.equal("PENDING", cjson.decode(response.body).status)
        connection:close()
        sim:stop()
    end)

    it("certifies the names that it is given", function()
        local names = { "graph.facebook.com", "graph.example.com" }
        local sim = simulator.start({ host_names = names })
        local client = tls_client.connect(sim)
        local extensions = client:getpeercertificate():extensions()
        client:close()
        sim:stop()
        assert.same({ "localhost", names[1], names[2] },
            extensions["2.5.29.17"].dNSName)
    end)

    it("reads options of the model that are lists", function()
        local sim = simulator.start {
            model = { withheld_fields = "is_on_biz_app,username" },
        }
        local connection = assert(https.connect(sim))
        for _, field in ipairs { "is_on_biz_app", "username" } do
            assert.equal(400, connection:request("GET", "/v25.0/" .. NUMBER
                .. "?fields=" .. field).status)
        end
        connection:close()
        sim:stop()
    end)

    it("checks the proof of an app secret", function()
        local sim = simulator.start({ app_secret = "key" })
        local connection = assert(https.connect(sim))
        local function status_with(proof)
            return connection:request("GET", "/v25.0/" .. NUMBER
                .. "?appsecret_proof=" .. proof).status
        end
        -- HMAC-SHA256 of "a-token" with the key "key"
        assert.equal(200, status_with(
            "e29b046a3a880c4b7b10db1d40bf7a92119418205504148b05669081ff8d8348"))
        assert.equal(400, status_with(("0"):rep(64)))
        connection:close()
        sim:stop()
    end)
end)
