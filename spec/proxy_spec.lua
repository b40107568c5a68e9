-- Calls through a proxy, and what is wrong with one.

local assert_sent = require("spec.support.errors").assert_sent
local another = require "spec.support.another"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

local SUCCESS = support.SUCCESS

local server = served()

local function register(overrides)
    return support.failure_of(support.client_for(server, overrides),
        "register")
end

describe("a call", function()
    it("goes through a proxy that is configured", function()
        local proxy = another(finally, { tls = false })
        proxy:json(200, SUCCESS)
        support.client_for(proxy, { base_url = "http://localhost:9/graph",
            proxy = "http://127.0.0.1:" .. proxy.port }):phone_number {
            fields = "id" }
        assert.equal("http://localhost:9/graph/v25.0/" .. support.NUMBER
            .. "?fields=id", proxy:received()[1].path)
    end)

    describe("if the environment names a proxy", function()
        local CALL = [[
            local client = require("whatsapp.registration").new {
                access_token = "EAAG", phone_number_id = "42", timeout = 30,
                retries = false, base_url = %q, ca_file = %q }
            local ok, err = pcall(client.deregister, client)
            print(ok, err.sent)
        ]]

        local function perform(base_url, ca_file, proxy)
            local url = "http://127.0.0.1:" .. proxy
            return process.run({ interpreter(), "-e",
                CALL:format(base_url, ca_file) }, { env = {
                http_proxy = url, https_proxy = url, HTTPS_PROXY = url,
                all_proxy = url, no_proxy = false, NO_PROXY = false,
            } }).stdout
        end

        it("goes past it to a loopback host", function()
            server:json(200, SUCCESS)
            assert.equal("true\tnil\n", perform(server.base_url,
                server.ca_file, raw.closed_port()))
            assert.equal(1, #server:received())
        end)

        it("goes through it to any other host", function()
            local proxy = another(finally, { tls = false })
            proxy:json(403, "")
            assert.equal("false\tno\n", perform("https://graph.facebook.com",
                server.ca_file, proxy.port))
            assert.equal("CONNECT graph.facebook.com:443",
                proxy:received()[1].method .. " " .. proxy:received()[1].path)
        end)
    end)
end)

describe("sent is no", function()
    it("if a proxy refuses, and the proxy sees no token", function()
        local proxy = another(finally, { tls = false })
        proxy:json(403, "no", { ["Connection"] = "close" })
        local err = register { base_url = "https://graph.facebook.com",
            proxy = "http://user:pr0xypass@127.0.0.1:" .. proxy.port }
        assert_sent("no", err, "network")
        assert.is_nil(tostring(err):find("pr0xypass", 1, true))
        local request = proxy:received()[1]
        assert.equal("CONNECT", request.method)
        assert.is_nil(request.header.authorization)
        assert.equal("", request.body)
    end)

    it("if a proxy lets the request wait", function()
        local proxy = another(finally, { tls = false })
        proxy:script { { "read", "stall" } }
        local err = register { base_url = "https://graph.facebook.com",
            proxy = "http://127.0.0.1:" .. proxy.port, timeout = 0.2 }
        assert_sent("no", err, "timeout")
    end)
end)

describe("a proxy", function()
    local UNREADABLE = { "foo://user:s3cretpw@127.0.0.1:1",
        "http://user:s3cretpw@127.0.0.1:99999999" }

    -- Nothing helps but another setting
    local function assert_proxy_at_fault(err)
        assert.equal("invalid_request", err.kind)
        assert.equal("proxy", err.field)
        assert.equal("no", err.sent)
        assert.equal("fix_request", err.next_action)
        assert.is_false(err.retryable)
        assert.is_false(err.attempt_spent)
        assert.is_nil(tostring(err):find("s3cretpw", 1, true))
    end

    it("whose address cannot be read is refused without its password",
        function()
            for _, proxy in ipairs(UNREADABLE) do
                assert_proxy_at_fault(support.error_of(support.client_for,
                    server, { proxy = proxy }))
            end
        end)

    it("of the environment that cannot be read is named, too", function()
        for _, proxy in ipairs(UNREADABLE) do
            local result = system.run(
                { base_url = "https://graph.invalid", ca_file = "" }, [[
                    local err = support.failure_of(new { ca_file =
                        support.NONE }, "register")
                    print(err.kind, err.field, err.sent, err.next_action)
                    io.stderr:write(tostring(err))
                ]], { env = { https_proxy = proxy } })
            assert.equal("invalid_request\tproxy\tno\tfix_request\n",
                result.stdout)
            assert.is_nil(result.stderr:find("s3cretpw", 1, true))
        end
    end)

    it("that asks for a password is a setting to change", function()
        local proxy = another(finally, { tls = false })
        proxy:json(407, "no", { ["Connection"] = "close",
            ["Proxy-Authenticate"] = "Basic realm=x" })
        assert_proxy_at_fault(register {
            base_url = "https://graph.facebook.com",
            proxy = "http://127.0.0.1:" .. proxy.port })
    end)
end)
