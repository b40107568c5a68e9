-- The simulator's server on each Lua that it runs on.

local cjson = require "cjson"
local https = require "spec.support.https"
local process = require "spec.support.process"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local NUMBER = "106540352242923"
local REGISTERED = "106540352242926"
local REGISTER = "/v25.0/" .. NUMBER .. "/register"
local BODY = '{"messaging_product":"whatsapp","pin":"071934"}'

local function exists(path)
    local file = io.open(path)
    if file then
        file:close()
    end
    return file ~= nil
end

for _, lua in ipairs { "lua5.4", "luajit" } do
    describe("the simulator's server on " .. lua, function()
        local sim, connection

        setup(function()
            sim = simulator.start({ lua = lua })
        end)

        teardown(function()
            sim:stop()
        end)

        before_each(function()
            sim:reset()
            connection = assert(https.connect(sim))
        end)

        after_each(function()
            connection:close()
        end)

        local function register(headers)
            return connection:request("POST", REGISTER,
                { body = BODY, headers = headers })
        end

        local function is_registered()
            return sim:number(NUMBER).registered
        end

        it("announces where it listens in one line of JSON", function()
            local info = cjson.decode(sim.child.first_line)
            assert.equal(("https://localhost:%d"):format(info.port),
                info.base_url)
            assert.truthy(exists(info.ca_file))
            assert.truthy(info.control_url:find("^http://127%.0%.0%.1:%d+/"))
            assert.equal(sim.child.first_line .. "\n", (sim.child:output()))
        end)

        it("is certified for localhost, 127.0.0.1 and nothing else", function()
            for _, host in ipairs { "localhost", "127.0.0.1" } do
                local other = assert(https.connect(sim, { host = host }))
                assert.equal(200,
                    other:request("GET", "/v25.0/" .. NUMBER).status)
                other:close()
            end
            assert.is_nil((https.connect(sim, { host = "127.0.0.2" })))
        end)

        it("speaks HTTP/2 and HTTP/1.1 as the client likes", function()
            assert.equal(2, connection:version())
            for _, version in ipairs { 1.1, 2 } do
                local other =
                    assert(https.connect(sim, { version = version }))
                local response = other:request("POST", REGISTER,
                    { body = BODY })
                assert.equal(200, response.status)
                assert.equal("v25.0",
                    response.headers["facebook-api-version"])
                assert.equal('{"success":true}', response.body)
                other:close()
            end
        end)

        it("changes the model's state and records the request", function()
            assert.equal(200, register().status)
            assert.is_true(is_registered())
            local entry = sim:received({ operation = "register" })[1]
            assert.equal("POST", entry.method)
            assert.equal(REGISTER, entry.path)
            assert.equal("Bearer a-token", entry.headers.authorization)
            assert.equal("localhost", entry.headers.host)
            assert.equal(BODY, entry.body)
            assert.equal(200, entry.status)
        end)

        it("takes 1,000 requests on one connection", function()
            local other = assert(https.connect(sim, { version = 1.1 }))
            for i = 1, 1000 do
                local response = other:request("GET", "/v25.0/" .. NUMBER)
                assert.equal(200, response and response.status, "request " .. i)
            end
            other:close()
            assert.equal(1000, #sim:received())
        end)

        it("takes 300 requests at once on one HTTP/2 connection", function()
            local streams = {}
            for i = 1, 300 do
                streams[i] = connection:send("POST", REGISTER, {
                    body = BODY, headers = { ["x-long"] = ("x"):rep(i) },
                })
            end
            for i = 1, 300 do
                local response = assert(connection:receive(streams[i]))
                assert.truthy(response.body:find("{", 1, true))
            end
            assert.equal(10, #sim:received({ status = 200 }))
            assert.equal(290, #sim:received({ error_code = 133016 }))
        end)

        it("writes headers of any length over HTTP/2", function()
            for length = 1, 300 do
                local value = ("x"):rep(length)
                sim:fault({ fault = "response", headers = { ["x-a"] = value } })
                local response = connection:request("GET", "/")
                assert.equal(value, response.headers["x-a"])
            end
        end)

        it("takes 64 connections at once", function()
            local answered = 0
            local clients = {}
            for i = 1, 64 do
                clients[i] = function()
                    local client =
                        assert(https.connect(sim, { version = 1.1 }))
                    for _ = 1, 3 do
                        local response = client:request("GET",
                            "/v25.0/" .. REGISTERED)
                        assert(response.status == 200)
                        answered = answered + 1
                    end
                    client:close()
                end
            end
            https.together(clients)
            assert.equal(192, answered)
        end)

        it("answers others while an answer is delayed", function()
            assert.is_true(support.in_time(1, function(seconds)
                sim:fault { operation = "register", delay = seconds }
                local started = https.now()
                local slow = connection:send("POST", REGISTER, { body = BODY })
                local other = assert(https.connect(sim))
                assert.equal(200,
                    other:request("GET", "/v25.0/" .. NUMBER).status)
                local is_first = https.now() - started < 0.9 * seconds
                other:close()
                assert.equal(200, connection:receive(slow).status)
                assert.truthy(https.now() - started > 0.9 * seconds)
                return is_first
            end))
        end)

        it("applies a late request when its time has come", function()
            assert.is_true(support.in_time(0.5, function(seconds)
                sim:reset()
                sim:fault { operation = "register", late = seconds }
                local stream = connection:send("POST", REGISTER,
                    { body = BODY })
                local answer = connection:receive(stream, 0.05)
                local is_early = is_registered()
                local deadline = https.now() + 2 * seconds + 30
                repeat
                    process.sleep(0.05)
                until is_registered() or https.now() > deadline
                assert.is_true(is_registered())
                return not answer and not is_early
            end))
        end)

        for _, version in ipairs { 1.1, 2 } do
            local protocol = "over HTTP/" .. version

            local function connect()
                connection:close()
                connection = assert(https.connect(sim, { version = version }))
            end

            it("drops a request before and after doing it " .. protocol,
                function()
                    connect()
                    sim:fault { operation = "register", fault = "drop_before" }
                    assert.is_nil((register()))
                    assert.is_false(is_registered())
                    connect()
                    sim:fault { operation = "register", fault = "drop_after" }
                    assert.is_nil((register()))
                    assert.is_true(is_registered())
                end)

            it("cuts an answer off in its body " .. protocol, function()
                connect()
                sim:fault { fault = "cut" }
                assert.is_nil((register()))
                assert.is_true(is_registered())
            end)

            it("stalls before and within an answer " .. protocol, function()
                for _, fault in ipairs { "stall", "stall_body" } do
                    connect()
                    sim:fault { fault = fault }
                    local stream = connection:send("POST", REGISTER,
                        { body = BODY })
                    local response, problem = connection:receive(stream, 0.2)
                    assert.is_nil(response)
                    assert.truthy(tostring(problem):find("timed out"))
                end
            end)

            it("drips an answer " .. protocol, function()
                connect()
                sim:fault { fault = "drip", pause = 0.005 }
                local started = https.now()
                assert.equal('{"success":true}', register().body)
                assert.truthy(https.now() - started >= 16 * 0.005)
            end)

            it("answers a body beyond 1 MiB " .. protocol, function()
                connect()
                local response = connection:request("POST", REGISTER,
                    { body = ("x"):rep(3 * 1024 * 1024) })
                assert.equal(413, response.status)
                assert.equal(1, cjson.decode(response.body).error.code)
                assert.equal(200, register().status)
            end)
        end

        it("answers what cannot be understood", function()
            local function refusal(method, path, body)
                local response =
                    connection:request(method, path, { body = body })
                return cjson.decode(response.body).error.code
            end
            assert.equal(2500, refusal("GET", "/nope"))
            assert.equal(100, refusal("POST", REGISTER, '{"pin":'))
            assert.equal(100, refusal("POST", REGISTER, "\0\255"))
            assert.equal(100, refusal("PATCH", REGISTER, BODY))
            assert.equal(200, register().status)
        end)

        it("outlives clients that break off or speak no HTTP", function()
            local head = "POST " .. REGISTER .. " HTTP/1.1\r\nHost: a\r\n"
            for _, bytes in ipairs {
                "", "\0\1\2\r\n\r\n", "GET / HTTP/3.0\r\n\r\n", head,
                head .. "Content-Length: 100\r\n\r\n{",
                head .. "Content-Length: -5\r\n\r\n{}",
                head .. "Content-Length: x\r\n\r\n",
                head .. "Content-Length: 99999999999999999999\r\n\r\n{}",
                head .. "Transfer-Encoding: chunked\r\n\r\n10\r\n{}",
                head .. "Transfer-Encoding: ,;\r\n\r\n",
                head .. "Transfer-Encoding: gzip, chunked\r\n\r\n",
                head .. "X: " .. ("x"):rep(100000),
                head .. ("X: y\r\n"):rep(1000) .. "\r\n",
            } do
                assert(https.connect(sim, { version = 1.1 })):break_off(bytes)
                local other = assert(https.connect(sim, { version = 1.1 }))
                assert.equal(200,
                    other:request("GET", "/v25.0/" .. NUMBER).status)
                other:close()
            end
            assert.is_false(is_registered())
        end)

        it("answers with a page, a redirect, a status of one's own", function()
            sim:fault { fault = "html" }
            local response = register()
            assert.equal(502, response.status)
            assert.equal("text/html; charset=utf-8",
                response.headers["content-type"])
            sim:fault { fault = "redirect" }
            assert.equal("https://example.com/", register().headers.location)
            for _, status in ipairs { 204, 418 } do
                sim:fault { fault = "response", http_status = status }
                assert.equal(status, register().status)
            end
        end)

        it("takes a fault from a header", function()
            local response =
                register({ ["x-simulator-fault"] = "error; code=133004" })
            assert.equal(503, response.status)
        end)

        it("serves the control API beside the Graph API", function()
            local response =
                connection:request("GET", "/_simulator/numbers/" .. NUMBER)
            assert.equal(NUMBER, cjson.decode(response.body).id)
            sim:set_number(NUMBER, { status = "FLAGGED" })
            response =
                connection:request("GET", "/v25.0/" .. NUMBER
                    .. "?fields=status")
            assert.equal("FLAGGED", cjson.decode(response.body).status)
        end)

        it("serves only the control API at its own port", function()
            local port = tonumber(sim.control_url:match(":(%d+)/"))
            local other = assert(https.connect(sim, {
                port = port, plain = true,
            }))
            assert.equal(404,
                other:request("GET", "/v25.0/" .. NUMBER).status)
            other:close()
        end)

        it("logs no secret and no code", function()
            local new = "106540352242922"
            sim:set_number(new, { pin = "314159" })
            connection:request("POST", "/v25.0/" .. new
                .. "/request_code?access_token=secret-token",
                { body = "code_method=SMS&language=en" })
            connection:request("POST", "/v25.0/" .. new .. "/register",
                { body = BODY })
            local _, log = sim.child:output()
            assert.truthy(log:find("POST /v25.0/" .. new .. "/register 400",
                1, true))
            for _, secret in ipairs {
                "secret-token", "a-token", "314159", "071934", sim:code(new),
            } do
                assert.is_nil(log:find(secret, 1, true))
            end
        end)

        it("removes its certificate when it ends", function()
            for _, signal in ipairs { "TERM", "INT" } do
                local other = simulator.start({ lua = lua })
                assert.truthy(exists(other.ca_file))
                process.signal(signal, other.child.pid)
                assert.equal(0, other.child:wait())
                assert.is_false(exists(other.ca_file))
                local directory = other.ca_file:match("^(.*)/")
                assert.is_false(exists(directory))
                other:stop()
            end
        end)
    end)
end
