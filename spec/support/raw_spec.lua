local cjson = require "cjson"
local luasocket = require "socket"

local process = require "spec.support.process"
local raw = require "spec.support.raw"
local raw_script = require "spec.support.raw_script"
local tls_client = require "spec.support.tls_client"

local connect, request = tls_client.connect, tls_client.request

local unpack = table.unpack or unpack

local ANSWER = raw.response(200, '{"success":true}')

local function elapsed(action)
    local before = luasocket.gettime()
    action()
    return luasocket.gettime() - before
end

describe("the raw server", function()
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

    it("records requests byte for byte, headers in order and case", function()
        server:json(200, { success = true })
        local client = connect(server)
        client:send("POST /a%20b?c=d HTTP/1.1\r\nhOst: x\r\nAccept:a\r\n"
            .. "accept: b\r\nContent-Length: 6\r\n\r\na\0b\r\n\255")
        tls_client.read_answer(client)
        assert.are.equal(200, (request(client, "second")))
        local first, second = unpack(server:received())
        assert.is_true(first.complete)
        assert.are.equal(1, first.connection)
        assert.are.equal("POST", first.method)
        assert.are.equal("/a%20b?c=d", first.path)
        assert.are.equal("HTTP/1.1", first.version)
        assert.are.equal("a\0b\r\n\255", first.body)
        assert.are.same({
            { "hOst", "x" }, { "Accept", "a" }, { "accept", "b" },
            { "Content-Length", "6" },
        }, first.headers)
        assert.are.equal("a, b", first.header.accept)
        assert.are.equal("second", second.body)
        client:close()
    end)

    it("sends literal bytes", function()
        local bytes = {}
        for i = 0, 255 do
            bytes[#bytes + 1] = string.char(i)
        end
        bytes = table.concat(bytes)
        server:script { { "read", { send = bytes }, "close" } }
        local client = connect(server)
        client:send("GET / HTTP/1.1\r\n\r\n")
        assert.are.equal(bytes, (client:receive("*a")))
        client:close()
    end)

    it("answers JSON with the headers that are wanted", function()
        assert.are.equal(
            'HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n{"error":{}}',
            (raw.response(404, { error = {} }, { A = "b" })
                :gsub("Content%-%a+: [^\r]*\r\n", "")))
    end)

    it("gives answers in turn, whatever the connection", function()
        server:answers { raw.response(500, "one"), raw.response(200, "two") }
        local first, second = connect(server), connect(server)
        assert.are.same({ 500, "one" }, { request(second) })
        assert.are.same({ 200, "two" }, { request(first) })
        local status, body = request(second)
        assert.are.equal(500, status)
        assert.matches("no step left", body)
        first:close()
        second:close()
    end)

    it("answers an open connection with what was asked for last", function()
        server:json(200, "old")
        local client = connect(server)
        assert.are.same({ 200, "old" }, { request(client) })
        server:json(400, "new")
        assert.are.same({ 400, "new" }, { request(client) })
        client:close()
    end)

    it("gives each connection its own steps, and the rest the others'",
        function()
            server:script {
                { "read", { send = raw.response(200, "first") } },
                { "read", { send = raw.response(200, "second") } },
                otherwise = { loop = true, "read", { send = ANSWER } },
            }
            local bodies = {}
            for i = 1, 4 do
                local client = connect(server)
                bodies[i] = select(2, request(client))
                client:close()
            end
            assert.are.same({
                "first", "second", '{"success":true}', '{"success":true}',
            }, bodies)
        end)

    it("holds answers until it is let go, and none after that", function()
        server:script { otherwise = { loop = true, "read", "hold",
            { send = ANSWER } } }
        local first, second = connect(server), connect(server)
        for _, client in ipairs { first, second } do
            client:send("GET / HTTP/1.1\r\n\r\n")
        end
        first:settimeout(0.1)
        assert.are.equal("wantread", (select(2, first:receive(1))))
        first:settimeout(15)
        server:let_go()
        for _, client in ipairs { first, second } do
            assert.are.equal(200, (tls_client.read_answer(client)))
            assert.are.equal(200, (request(client)))
            client:close()
        end
    end)

    it("counts connections, and knows when they are closed", function()
        server:json(200, "")
        local first, second = connect(server), connect(server)
        request(first)
        request(second)
        assert.are.same({ 2, 2 }, { server:connections() })
        assert.is_false(server:wait_closed(0.02))
        first:close()
        second:close()
        assert.is_true(server:wait_closed())
        assert.are.same({ 2, 0 }, { server:connections() })
    end)

    it("sends bodies of megabytes without their crossing the control channel",
        function()
            server:script {
                { { send = "0123456789abcdef", times = 1048576 }, "close" },
            }
            local client = connect(server)
            local body = client:receive("*a")
            assert.are.equal(16 * 1024 * 1024, #body)
            assert.is_nil(body:find("[^0-9a-f]"))
            client:close()
        end)

    it("is not held up by a client that stops reading", function()
        server:script { { { send = "x", times = 16 * 1024 * 1024 } } }
        local client = connect(server)
        assert.are.equal("xxxx", (client:receive(4)))
        client:close()
        assert.is_true(server:wait_closed())
    end)

    it("drips", function()
        server:script { { { send = "abcdef", drip = 2, every = 0.05 } } }
        assert.is_true(elapsed(function()
            local client = connect(server) -- from then on it may drip
            assert.are.equal("abcdef", (client:receive(6)))
            client:close()
        end) > 0.08)
    end)

    it("pauses", function()
        server:script { { "read", { pause = 0.1 }, { send = ANSWER } } }
        local client = connect(server)
        assert.is_true(elapsed(function() request(client) end) > 0.08)
        client:close()
    end)

    it("forgets and resets everything at once", function()
        server:script { otherwise = { loop = true, "read", "stall" } }
        local client = connect(server)
        client:send("GET / HTTP/1.1\r\n\r\nrest")
        luasocket.sleep(0.02)
        server:reset()
        assert.are.same({ 0, 0 }, { server:connections() })
        assert.are.same({}, server:received())
        assert.is_nil(client:receive(1))
        client:close()
    end)

    it("gives the steps of a new script to no connection of before", function()
        local script = raw_script.encode { { "read", { send = ANSWER } } }
        script.command = "script"
        process.signal("STOP", server.child.pid)
        local before = assert(luasocket.connect("127.0.0.1", server.port))
        server.control:send('{"command":"reset"}\n' .. cjson.encode(script)
            .. "\n")
        process.signal("CONT", server.child.pid)
        assert(server.control:receive() and server.control:receive())
        local client = connect(server)
        assert.are.equal(200, (request(client)))
        client:close()
        before:close()
    end)

    it("refuses scripts that cannot be meant", function()
        for problem, list in pairs {
            ["no step 'raed'"] = { "raed" },
            ["a step has no action"] = { { sent = "x" } },
            ["nothing to loop over"] = { loop = true },
            ["a step 'send' has no 'tmes'"] = { { send = "x", tmes = 2 } },
            ["'send' must be a string"] = { { send = 1 } },
            ["'drip' and 'every' go together"] = { { send = "x", drip = 1 } },
        } do
            assert.has_error(function()
                server:script { list }
            end, "raw server: " .. problem)
        end
    end)
end)
