local luasocket = require "socket"

local core = require "whatsapp.registration.core"

local another = require "spec.support.another"
local libcurl = require "spec.support.libcurl"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

local SUCCESS = support.DONE
local ANSWER = { send = raw.response(200, SUCCESS) }

local CHANGES = {}
for _, name in ipairs(support.operations()) do
    if not core.operations()[name].is_read then
        CHANGES[#CHANGES + 1] = name
    end
end

local server = served()

-- What needs a change on a connection that was used before
local it_keeps = libcurl.keeps_changes and it or pending

-- What an error of each degree of `sent` says besides
local function assert_sent(sent, err, kind)
    assert.equal(kind, err.kind)
    assert.equal(sent, err.sent)
    assert.equal(sent ~= "no", err.attempt_spent)
    assert.equal("network", err.origin)
    assert.is_nil(err.http_status)
    assert.equal(sent == "no" and "retry" or "check_status", err.next_action)
    assert.equal(sent == "no", err.retryable)
end

local function register(overrides)
    local started = luasocket.gettime()
    local err = support.failure_of(support.client_for(server, overrides),
        "register")
    return err, luasocket.gettime() - started
end

describe("sent is no", function()
    for _, scheme in ipairs { "http", "https" } do
        it("if nothing listens, over " .. scheme, function()
            local err = register {
                base_url = scheme .. "://127.0.0.1:" .. raw.closed_port(),
            }
            assert_sent("no", err, "network")
        end)
    end

    it("where the host has no address", function()
        local err = register { base_url = "https://graph.invalid" }
        assert_sent("no", err, "network")
    end)

    for _, certificate in ipairs { "wrong_host", "expired", "unknown_ca" } do
        it("if the certificate is bad: " .. certificate, function()
            local other = another(finally, { certificate = certificate })
            local err = register { base_url = other.base_url,
                ca_file = other.ca_file }
            assert_sent("no", err, "tls")
            assert.same({}, other:received())
        end)
    end

    it("if the server knows TLS 1.1 at the most", function()
        local other = another(finally, { protocol = "tlsv1_1" })
        local err = register { base_url = other.base_url,
            ca_file = other.ca_file }
        -- The server's alert may be lost when it closes the connection.
        assert_sent("no", err, err.kind == "network" and "network" or "tls")
    end)

    it("if the system's authorities do not vouch for the server",
        function()
            assert_sent("no", register { ca_file = support.NONE }, "tls")
            assert.same({}, server:received())
        end)

    it("if the file of authorities is missing or holds none", function()
        assert_sent("no", register { ca_file = "/nonexistent/ca.pem" }, "tls")
        assert_sent("no", register { ca_file = "/dev/null" }, "tls")
    end)

    it("if another client's authorities vouched for the server",
        function()
            server:json(200, SUCCESS)
            support.client_for(server):deregister()
            assert_sent("no", register { ca_file = support.NONE }, "tls")
            assert.equal(1, #server:received())
        end)

    it("if the TLS port speaks plain HTTP", function()
        local other = another(finally)
        other:script { { { plain = raw.response(400, "{}") }, "stall" } }
        assert_sent("no", register { base_url = other.base_url }, "tls")
        assert.same({}, other:received())
    end)

    for kind, step in pairs { tls = { plain = raw.response(400, "{}") },
        network = "reset" } do
        it("if libcurl ends another connection, which was reset, on the "
            .. "way to an error of kind " .. kind, function()
            server:json(200, SUCCESS)
            support.client_for(server):deregister()
            server:reset()
            luasocket.sleep(1.1) -- it looks for such once a second
            local other = another(finally)
            other:script { { step, "stall" } }
            assert_sent("no", register { base_url = other.base_url }, kind)
        end)
    end

    it("if the connection ends before the handshake", function()
        server:script { { "reset" }, { "cut" } }
        assert_sent("no", register(), "network")
        assert_sent("no", register(), "network")
        assert.same({}, server:received())
    end)

    it("if a connection is not accepted in time", function()
        local full = raw.full_backlog()
        finally(full.stop)
        local err, seconds = register { base_url = full.base_url,
            connect_timeout = 0.2 }
        assert_sent("no", err, "timeout")
        assert.is_true(seconds > 0.15 and seconds < 15)
        assert.matches("[Cc]onnect", err.message)
    end)

    it("if the whole timeout is over before there is a connection",
        function()
            local full = raw.full_backlog()
            finally(full.stop)
            local err, seconds = register { base_url = full.base_url,
                timeout = 0.2 }
            assert_sent("no", err, "timeout")
            assert.is_true(seconds > 0.15 and seconds < 15)
        end)

    it("if the handshake does not go on", function()
        server:script { { "stall" } }
        local err, seconds = register { connect_timeout = 0.2 }
        assert_sent("no", err, "timeout")
        assert.is_true(seconds < 15)
        assert.same({}, server:received())
    end)

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

    it("if the call is cancelled before anything went out", function()
        server:script { { "stall" } } -- no handshake, so no request
        local call = support.client_for(server):start("register",
            { pin = "071934" })
        call:cancel()
        local err = support.error_of(call.result, call)
        assert.equal("cancelled", err.kind)
        assert.equal("no", err.sent)
        assert.is_false(err.attempt_spent)
        assert.equal("check_status", err.next_action)
        assert.matches("nothing has changed", err.hint)
        assert.same({}, server:received())
    end)
end)

describe("sent is maybe", function()
    local large = { pin = "071934",
        backup = { data = ("x"):rep(700 * 1024), password = "p" } }

    -- The error of a register whose time is over when the server, which keeps
    -- silent, has begun to take it
    local function timed_out(steps, options, client)
        client = client or support.client_for(server)
        return support.in_time(0.2, function(seconds)
            server:script { otherwise = steps }
            local err = support.failure_of(client, "register",
                support.merge({ pin = "071934", timeout = seconds }, options))
            return err.sent ~= "no" and err
        end)
    end

    for what, steps in pairs {
        ["a reset after the request"] = { "read", "reset" },
        ["an end after the request"] = { "read", "close" },
        ["an end without goodbye after the request"] = { "read", "cut" },
        ["a reset in the middle of the request"] =
            { { read_bytes = 20 }, "reset" },
        ["an end in the middle of the request"] =
            { { read_bytes = 20 }, "close" },
    } do
        it("with " .. what, function()
            server:script { steps }
            assert_sent("maybe", register(), "network")
        end)

        it("with " .. what .. " that is large", function()
            server:script { steps }
            local err = support.failure_of(support.client_for(server),
                "register", large)
            assert_sent("maybe", err, "network")
        end)
    end

    it("with a timeout after the request", function()
        assert_sent("maybe", timed_out { "read", "stall" }, "timeout")
    end)

    it("with a timeout in a request that the server does not take",
        function()
            assert_sent("maybe", timed_out({ { read_bytes = 20 },
                { pause = 60 } }, large), "timeout")
        end)

    it_keeps("with a connection that took the request on its second use",
        function()
            server:script { { "read", ANSWER, "read", "stall" } }
            local client = support.client_for(server)
            client:phone_number()
            assert_sent("maybe", timed_out({ "read", "stall" }, nil, client),
                "timeout")
        end)

    it("for a read as well, which may be tried again", function()
        server:script { { "read", "reset" } }
        local err = support.failure_of(support.client_for(server),
            "phone_number")
        assert.equal("maybe", err.sent)
        assert.is_false(err.attempt_spent)
        assert.is_true(err.retryable)
        assert.equal("retry", err.next_action)
    end)
end)

describe("sent is yes", function()
    it("with an answer of any status", function()
        for _, status in ipairs { 400, 401, 404, 429, 500, 503 } do
            server:json(status, '{"error":{"message":"m","code":999}}')
            local err = register()
            assert.equal("yes", err.sent)
            assert.is_true(err.attempt_spent)
            assert.equal("server", err.origin)
        end
    end)

    it("without spending an attempt if the operation spends none",
        function()
            server:json(400, '{"error":{"message":"m","code":999}}')
            for _, operation in ipairs(support.operations()) do
                local err = support.failure_of(support.client_for(server),
                    operation)
                assert.equal("yes", err.sent)
                assert.equal(operation == "register"
                    or operation == "deregister", err.attempt_spent)
            end
        end)
end)

describe("a kept connection that the server closes", function()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    -- What the first connection meets after its first answer
    local function after_answer(...)
        server:script {
            { "read", ANSWER, ... },
            otherwise = { loop = true, "read", ANSWER },
        }
    end

    for _, how in ipairs { "close", "cut", "reset" } do
        for _, operation in ipairs(CHANGES) do
            it_keeps(("by %s as a %s goes out brings no second one"):format(how,
                operation), function()
                after_answer("read", how)
                client:phone_number()
                local err = support.failure_of(client, operation)
                assert.equal("network", err.kind)
                assert.equal("maybe", err.sent)
                assert.is_false(err.retryable)
                assert.equal(2, #server:received())
                assert.not_equal("GET", server:received()[2].method)
            end)
        end
    end

    it_keeps("says of each of many registers that it was sent once", function()
        for _ = 1, 8 do
            server:reset()
            after_answer("read", "close")
            client:phone_number()
            local err = support.failure_of(client, "register")
            assert_sent("maybe", err, "network")
            assert.is_nil(err.message:find "tried")
        end
    end)

    it_keeps("after bytes of a register brings no second one", function()
        after_answer({ read_bytes = 30 }, "close")
        client:phone_number()
        local err = support.failure_of(client, "register")
        assert_sent("maybe", err, "network")
        assert.equal(2, #server:received())
    end)

    it("as a read goes out may bring a second one", function()
        after_answer("read", "close")
        client:phone_number()
        assert.equal(200, client:phone_number().response.http_status)
        assert.equal(3, #server:received())
    end)

    it("while idle does not disturb the next register", function()
        for _, how in ipairs { "close", "cut", "reset" } do
            server:reset()
            after_answer(how)
            client:phone_number()
            server:wait_closed()
            luasocket.sleep(1.1) -- before, an old libcurl can't know of it
            assert.is_true(client:register({ pin = "071934" }).success)
            assert.equal(2, #server:received())
        end
    end)

    it("within a second disturbs no change that follows at once", function()
        for _, how in ipairs { "close", "cut", "reset" } do
            -- libcurl 7 takes the goodbye of TLS for a sign of life.
            if libcurl.version >= 8000 or how ~= "close" then
                server:reset()
                after_answer(how)
                client:phone_number()
                server:wait_closed()
                assert.is_true(client:register({ pin = "071934" }).success)
                assert.equal(2, #server:received())
            end
        end
    end)

    it_keeps("is used again at once", function()
        server:json(200, SUCCESS)
        for _ = 1, 5 do
            assert.is_true(client:register({ pin = "071934" }).success)
        end
        assert.equal(1, (server:connections()))
    end)

    it_keeps("lets the calls after it through", function()
        after_answer("read", "close")
        client:phone_number()
        support.failure_of(client, "register")
        assert.is_true(client:register({ pin = "071934" }).success)
        assert.equal(3, #server:received())
    end)
end)

describe("a connection that does not take a request", function()
    local plain = served(function()
        return raw.start { tls = false }
    end)

    local function check(how, code)
        local environment = system.preloaded "broken_send"
        environment.BROKEN_SEND = how
        system.check({ base_url = plain.base_url, ca_file = server.ca_file },
            code, { env = environment })
    end

    it_keeps("takes none of another call", function()
        plain:json(200, SUCCESS)
        check("reset", [[
            local err = support.failure_of(new(), "register")
            assert(err.kind == "network" and err.sent == "maybe", err)
            assert(new():register(PIN).success)
        ]])
        assert.equal(2, (plain:connections()))
        assert.equal(1, #plain:received())
    end)

    -- What libcurl counts as sent misses what it sends later.
    for what, case in pairs { timeout = { "stall", 1 },
        network = { "close", 20 } } do
        it("at once may have it later, in a " .. what .. " error", function()
            plain:script { otherwise = { "read", case[1] } }
            assert.is_true(support.in_time(case[2], function(seconds)
                check("full", ([[
                    local err = support.failure_of(new { timeout = %g,
                        retries = { base = 0 } }, "register")
                    assert(err.kind == "%s" and err.sent == "maybe", err)
                ]]):format(seconds, what))
                return #plain:received() > 0
            end))
            assert.equal(1, #plain:received())
        end)
    end

    it("at once is no reason to give up connecting", function()
        plain:script { { "read", { pause = 1.5 }, ANSWER } }
        check("full", [[
            local client = new { connect_timeout = 1 }
            assert(client:register(PIN).success)
        ]])
        assert.equal(1, #plain:received())
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

describe("connections to two servers", function()
    it("are kept to both if each may have one", function()
        local other = another(finally)
        for _, each in ipairs { server, other } do
            each:json(200, SUCCESS)
        end
        for _ = 1, 5 do
            for _, each in ipairs { server, other } do
                support.client_for(each, { max_connections = 1 })
                    :phone_number()
            end
        end
        assert.equal(1, (server:connections()))
        assert.equal(1, (other:connections()))
    end)
end)

describe("a setting that each client has anew", function()
    local function resident()
        local file = assert(io.open "/proc/self/statm")
        local pages = file:read "*n" and file:read "*n"
        file:close()
        return pages * 4096
    end

    local function call(first, last)
        for i = first, last do
            local client = support.client_for(server,
                { base_url = server.base_url .. "/prefix-" .. i })
            client:phone_number()
            client:close()
        end
        collectgarbage()
        collectgarbage()
    end

    if not os.getenv "MEMORY_IS_CHECKED" then
        it("costs no memory for good", function()
            server:script { otherwise = { loop = true, "read", ANSWER } }
            call(1, 100)
            local before = resident()
            call(101, 600)
            assert.is_true(resident() - before < 2e6, resident() - before)
        end)
    end
end)
