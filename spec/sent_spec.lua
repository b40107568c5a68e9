-- Whether a request may have reached the server, as its error says.

local luasocket = require "socket"

local assert_sent = require("spec.support.errors").assert_sent
local another = require "spec.support.another"
local libcurl = require "spec.support.libcurl"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = support.SUCCESS
local ANSWER = { send = raw.response(200, SUCCESS) }

local server = served()

-- What needs a change on a connection that was used before
local it_keeps = libcurl.keeps_changes and it or pending

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
