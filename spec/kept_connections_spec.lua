-- A connection is kept for the next call, and none of its calls is sent twice.

local luasocket = require "socket"

local core = require "whatsapp.registration.core"

local assert_sent = require("spec.support.errors").assert_sent
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

    -- The time may be over when the end of the connection is noticed.
    it("leaves it at a timeout if the next one comes to nothing", function()
        for _ = 1, 20 do
            server:reset()
            server:script { { "read", ANSWER, "cut" },
                otherwise = { "stall" } }
            client:phone_number()
            server:wait_closed()
            local err = support.failure_of(client, "register",
                { pin = "071934", timeout = 0.001 })
            assert_sent("no", err, "timeout")
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

-- libcurl may look for the answer before it looks whether there is more to
-- send.
describe("a connection whose answer is there at once", function()
    local plain = served(function()
        return raw.start { tls = false }
    end)

    it_keeps("is used again, whatever the answer was", function()
        plain:answers {
            raw.response(400, { error = { message = "no", code = 133005 } }),
            raw.response(500, { error = { message = "no", code = 131000 } }),
            raw.response(200, SUCCESS),
        }
        system.check({ base_url = plain.base_url, ca_file = server.ca_file },
            [[
            local client = new()
            assert(support.failure_of(client, "register").code == 133005)
            assert(support.failure_of(client, "request_code").code == 131000)
            assert(client:register(PIN).success)
        ]], { env = system.preloaded "answer_at_once" })
        assert.equal(1, (plain:connections()))
        assert.equal(3, #plain:received())
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

    -- libcurl does not count as sent what it sends later.
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
        assert.is_true(support.in_time(1, function(seconds)
            plain:reset()
            plain:script { { "read", { pause = 1.2 * seconds }, ANSWER } }
            return (pcall(check, "full", ([[
                local client = new { timeout = 90, connect_timeout = %g }
                assert(client:register(PIN).success)
            ]]):format(seconds)))
        end))
        assert.equal(1, #plain:received())
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
