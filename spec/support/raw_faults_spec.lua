local luasocket = require "socket"

local raw = require "spec.support.raw"
local tls_client = require "spec.support.tls_client"

local connect, handshake = tls_client.connect, tls_client.handshake
local request, tcp = tls_client.request, tls_client.tcp

local ANSWER = raw.response(200, '{"success":true}')

describe("the raw server's connections", function()
    local server

    setup(function()
        server = raw.start()
    end)

    after_each(function()
        server:reset()
        local _, open = server:connections()
        assert.are.equal(0, open)
    end)

    teardown(function()
        server:stop()
    end)

    it("stalls after the request until the client leaves", function()
        server:script { { "read", "stall" } }
        local client = connect(server)
        client:settimeout(0.1)
        client:send("GET / HTTP/1.1\r\n\r\n")
        repeat
            assert.are.same({ nil, "wantread", "" }, { client:receive(1) })
        until #server:received() == 1
        client:close()
        assert.is_true(server:wait_closed())
    end)

    it("stalls before the handshake", function()
        server:script { { "stall" } }
        local client, ok, problem = handshake(server, { timeout = 0.1 })
        assert.are.same({ false, "wantread" }, { ok, problem })
        client:close()
        assert.is_true(server:wait_closed())
        assert.are.same({}, server:received())
    end)

    it("resets before the handshake", function()
        server:script { { "reset" } }
        local _, ok = handshake(server)
        assert.is_false(ok)
        assert.are.same({ 1, 0 }, { server:connections() })
    end)

    it("resets after the handshake", function()
        server:script { { "handshake", "reset" } }
        local client = connect(server)
        assert.is_nil(client:receive(1))
        assert.are.same({}, server:received())
        client:close()
    end)

    it("resets in the middle of a request and records that part", function()
        server:script { { { read_bytes = 10 }, "reset" } }
        local client = connect(server)
        assert.is_nil(request(client, ("x"):rep(5000)))
        local received = server:received()
        assert.are.equal(1, #received)
        assert.is_false(received[1].complete)
        assert.are.equal("POST /v25.", received[1].bytes)
        client:close()
    end)

    it("records the part of a request that a client leaves behind", function()
        server:json(200, "")
        local client = connect(server)
        client:send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc")
        client:close()
        assert.is_true(server:wait_closed())
        local received = server:received()
        assert.is_false(received[1].complete)
        assert.matches("\r\n\r\nabc$", received[1].bytes)
    end)

    it("resets after the whole request", function()
        server:script { { "read", "reset" } }
        local client = connect(server)
        assert.is_nil(request(client, "body"))
        assert.are.equal("body", server:received()[1].body)
        client:close()
    end)

    it("resets in the middle of an answer", function()
        server:script {
            { "read", { send = ANSWER:sub(1, 20) }, { pause = 0.05 }, "reset" },
        }
        local client = connect(server)
        client:send("GET / HTTP/1.1\r\n\r\n")
        assert.are.equal(ANSWER:sub(1, 20), (client:receive(20)))
        assert.are.same({ nil, "closed", "" }, { client:receive(1) })
        client:close()
    end)

    it("resets a connection when its second request is in", function()
        server:script {
            { "read", { send = ANSWER }, "read", "reset" },
        }
        local client = connect(server)
        assert.are.equal(200, (request(client, "one")))
        assert.is_nil(request(client, "two"))
        assert.are.equal("two", server:received()[2].body)
        client:close()
    end)

    it("closes properly or cuts off, and TLS shows the difference", function()
        server:script {
            { "read", { send = "abc" }, "close" },
            { "read", { send = "abc" }, "cut" },
        }
        local problems = {}
        for i = 1, 2 do
            local client = connect(server)
            client:send("GET / HTTP/1.1\r\n\r\n")
            assert.are.equal("abc", (client:receive(3)))
            problems[i] = select(2, client:receive(1))
            client:close()
        end
        assert.are.equal("closed", problems[1])
        assert.matches("unexpected eof", problems[2])
    end)

    it("speaks plain text on its TLS port", function()
        server:script {
            otherwise = { { plain = "HTTP/1.1 400 No\r\n\r\n" }, "close" },
        }
        assert.are.equal("HTTP/1.1 400 No\r\n\r\n",
            (tcp(server):receive("*a")))
        local _, ok = handshake(server)
        assert.is_false(ok)
    end)
end)

describe("a raw server's TLS", function()
    local function started(options, check)
        local server = raw.start(options)
        local ok, problem = pcall(check, server)
        server:stop()
        assert(ok, problem)
    end

    local function names_of(server)
        local client = connect(server)
        local extensions = client:getpeercertificate():extensions()
        client:close()
        return extensions["2.5.29.17"].dNSName
    end

    it("names localhost", function()
        started({}, function(server)
            assert.are.same({ "localhost" }, names_of(server))
            assert.matches("^https://localhost:%d+$", server.base_url)
        end)
    end)

    it("names another host if that is wanted", function()
        started({ certificate = "wrong_host" }, function(server)
            assert.are.same({ "elsewhere.example" }, names_of(server))
        end)
    end)

    it("has expired or is nobody's if that is wanted", function()
        for _, kind in ipairs { "expired", "unknown_ca" } do
            started({ certificate = kind }, function(server)
                local _, ok, problem = handshake(server)
                assert.is_false(ok)
                assert.matches("certificate verify failed", problem)
            end)
        end
    end)

    it("is as old as wanted", function()
        started({ protocol = "tlsv1_1" }, function(server)
            local _, ok = handshake(server)
            assert.is_false(ok)
            local client, old_ok = handshake(server, {
                protocol = "tlsv1_1", ciphers = "ALL:@SECLEVEL=0",
            })
            assert.is_true(old_ok)
            client:close()
        end)
    end)

    it("is left out if that is wanted", function()
        started({ tls = false }, function(server)
            server:json(200, "{}")
            local client = tcp(server)
            assert.are.same({ 200, "{}" }, { request(client, "x") })
            assert.matches("^http://localhost:%d+$", server.base_url)
            client:close()
        end)
    end)

    it("leaves no file and no process behind", function()
        local server = raw.start()
        server:stop()
        server:stop()
        assert.is_nil(io.open(server.ca_file))
        assert.is_false(server.child:alive())
    end)
end)

describe("ports without a server", function()
    local function outcome(port)
        local client = luasocket.tcp()
        client:settimeout(0.2)
        local _, problem = client:connect("127.0.0.1", port)
        client:close()
        return problem
    end

    it("refuse when they are closed", function()
        assert.are.equal("connection refused", outcome(raw.closed_port()))
    end)

    it("say nothing when their queue is full", function()
        local full = raw.full_backlog()
        assert.are.equal("timeout", outcome(full.port))
        full.stop()
    end)
end)
