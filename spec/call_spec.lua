-- A call under way: polled, waited for, asked for its outcome.

local luasocket = require "socket"

local registration = require "whatsapp.registration"

local interpreter = require "spec.support.interpreter"
local libcurl = require "spec.support.libcurl"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local slow = require "spec.support.slow"
local support = require "spec.support.client"
local system = require "spec.support.system"

local SUCCESS = support.SUCCESS
local ANSWER = { send = raw.response(200, SUCCESS) }
local PIN = { pin = "071934" }

describe("a call", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
        server:json(200, SUCCESS)
    end)

    it("is not done before there is an answer", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", PIN)
        assert.is_false(call:poll())
        support.poll_until_received(call, server)
        assert.is_false(call:poll(0))
    end)

    it("stays done", function()
        local call = support.wait(client:start("register", PIN))
        assert.is_true(call:poll())
        assert.is_true(call:poll(5))
        assert.is_true(call:result().success)
    end)

    for _, operation in ipairs(support.operations()) do
        it("can be one of " .. operation, function()
            server:json(200, support.DONE)
            local call = support.wait(client:start(operation,
                support.OPTIONS[operation]))
            assert.is_true(call:result().success)
            assert.equal(200, call:result().response.http_status)
        end)
    end

    it("has one outcome, however often it is asked for", function()
        local call = support.wait(client:start("register", PIN))
        assert.equal(call:result(), call:result())
        server:json(400, '{"error":{"message":"m","code":1}}')
        call = support.wait(client:start("register", PIN))
        assert.equal(support.error_of(call.result, call),
            support.error_of(call.result, call))
    end)

    it("has no result before it is done", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", PIN)
        local ok, problem = pcall(call.result, call)
        assert.is_false(ok)
        assert.is_false(registration.is_error(problem))
        assert.is_truthy(problem:find("under way", 1, true))
    end)

    it("returns from poll as soon as it is done", function()
        slow.answer(server, 0.05)
        local call = client:start("register", PIN)
        assert.is_true(support.seconds_of(call.poll, call, 60) < 15)
        assert.is_true(call:poll())
    end)

    it("returns from poll when the time is over", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", PIN)
        support.poll_until_received(call, server)
        local seconds = support.seconds_of(call.poll, call, 0.3)
        assert.is_true(seconds > 0.25 and seconds < 15)
        assert.is_false(call:poll(0))
    end)

    it("waits in poll until the next millisecond, however little is asked "
        .. "for", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", PIN)
        support.poll_until_received(call, server)
        assert.is_true(support.seconds_of(function()
            for _ = 1, 50 do
                call.core:poll(0.0001)
            end
        end) > 0.045)
    end)

    it("waits in poll for as long as it takes, if asked to", function()
        slow.answer(server, 0.3)
        assert.is_true(client:start("register", PIN):poll(math.huge))
    end)

    it("takes a time that is none for no time", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", PIN)
        support.poll_until_received(call, server)
        for _, none in ipairs { 0 / 0, -1, -math.huge, 0 } do
            assert.is_true(support.seconds_of(call.poll, call, none) < 15)
        end
    end)

    it("does not block in poll(0), nor at its start", function()
        server:script { otherwise = { "read", "stall" } }
        assert.is_true(support.seconds_of(function()
            local calls = {}
            for index = 1, 20 do
                calls[index] = client:start("register", PIN)
            end
            repeat
                for _, call in ipairs(calls) do
                    assert.is_false(call:poll(0))
                end
            until #server:received() == 20
        end) < 15)
    end)

    it("does not wait at its start for a server that takes no one",
        function()
            local full = raw.full_backlog()
            finally(full.stop)
            client = support.client_for { base_url = full.base_url }
            assert.is_true(support.seconds_of(function()
                client:start("register", PIN):poll(0)
            end) < 8)
        end)

    it("moves on while another one is polled", function()
        server:script { { "read", "stall" },
            otherwise = { loop = true, "read", ANSWER } }
        local stuck = client:start("phone_number")
        support.poll_until_received(stuck, server)
        assert.is_true(support.in_time(0.3, function(seconds)
            local first = client:start("register", PIN)
            local second = client:start("deregister")
            assert.is_false(stuck:poll(seconds))
            return first:poll(0) and second:poll(0)
                and first:result().success and second:result().success
        end))
    end)

    it("is left alone by the failure of another one", function()
        server:script { { "read", "reset" },
            otherwise = { "read", { pause = 0.05 }, ANSWER } }
        local bad = client:start("register", PIN)
        support.poll_until_received(bad, server)
        local good = client:start("register", PIN)
        assert.equal("network", support.error_of(function()
            support.wait(bad):result()
        end).kind)
        assert.is_true(support.wait(good):result().success)
    end)

    it("is done also when an answer that came in time is looked at late",
        function()
            client:phone_number() -- so that the connection stands
            assert.is_true(support.in_time(0.2, function(seconds)
                local call = client:start("register",
                    { pin = "071934", timeout = seconds })
                luasocket.sleep(seconds * 1.2)
                return pcall(call.result, support.wait(call))
            end))
        end)

    it("times out by itself, polled or not", function()
        server:script { { "read", "stall" } }
        local call = client:start("register",
            { pin = "071934", timeout = 0.2 })
        local waker = call:fd()
        support.poll_until_received(call, server)
        assert.is_true(system.is_readable(waker, 15))
        assert.is_true(call:poll(0))
        assert.equal("timeout", support.error_of(call.result, call).kind)
    end)

    it("is not sent if its time is over before it could be", function()
        server:json(200, SUCCESS)
        system.check(server, [[
            local client = new { host = "blocking" } -- moves while polled
            client:phone_number() -- so that the connection stands
            local call = client:start("register",
                { pin = "071934", timeout = 0.05 })
            system.sleep(0.1)
            local err = support.error_of(support.wait(call).result, call)
            assert(err.kind == "timeout" and err.sent == "no", err)
        ]])
        assert.equal(1, #server:received())
    end)

    it("may be polled in a coroutine", function()
        slow.answer(server, 0.05)
        local result
        local step = coroutine.wrap(function()
            local call = client:start("register", PIN)
            while not call:poll(0) do
                coroutine.yield(false)
            end
            result = call:result()
            return true
        end)
        repeat
            luasocket.sleep(0.002)
        until step()
        assert.is_true(result.success)
    end)

    it("outlives the client that it was started on", function()
        slow.answer(server, 0.1)
        local call = client:start("register", PIN)
        client:close()
        client = nil
        collectgarbage()
        collectgarbage()
        assert.is_true(support.wait(call):result().success)
    end)

    it("ends at an interrupt, though it blocks", function()
        server:script { { "read", "stall" } }
        local child = process.start({ interpreter(), "-e", ([[
            local client = require("whatsapp.registration").new {
                access_token = "EAAG", phone_number_id = "42",
                base_url = %q, ca_file = %q }
            client:deregister()
        ]]):format(server.base_url, server.ca_file) }, { wait = false })
        finally(function()
            child:stop()
        end)
        local deadline = luasocket.gettime() + 30
        repeat
            luasocket.sleep(0.01)
        until #server:received() > 0 or luasocket.gettime() > deadline
        process.signal("INT", child.pid)
        assert.equal(1, child:wait(15))
        local _, errors = child:output()
        assert.is_truthy(errors:find("interrupted", 1, true))
    end)

    -- As the interpreters do, which see Ctrl-C when a function in C returns
    local function interrupted_after(of, run, ...)
        local function interrupt()
            if debug.getinfo(2, "f").func == of then
                debug.sethook()
                error("interrupted!", 0)
            end
        end
        debug.sethook(interrupt, "r")
        local ok, raised = pcall(run, ...)
        debug.sethook()
        assert.is_false(ok)
        assert.equal("interrupted!", raised)
    end

    -- LuaJIT calls no hook for functions in C.
    local journals = { ["that counts"] = support.NONE,
        ["without a journal"] = false }
    for name, journal in pairs(rawget(_G, "jit") and {} or journals) do
        it("has its result after an interrupt of the poll that got it, in a "
            .. "client " .. name, function()
            server:json(200, '{"success":true}')
            client = support.client_for(server, { journal = journal,
                phone_number_id = "42" })
            for _, operation in ipairs { "register", "verify_code" } do
                local call = client:start(operation,
                    support.OPTIONS[operation])
                repeat until call.core:poll(0.1) -- which reads no outcome
                interrupted_after(call.core.poll, call.poll, call)
                assert.is_true(support.wait(call):result().success)
            end
            if journal ~= false then
                assert.equal("succeeded", client:attempts()[1].state)
                assert.equal(1, #client:attempts())
            end
        end)
    end

    it("must be called with a colon", function()
        local call = client:start("register", PIN)
        for _, method in ipairs { "poll", "result", "cancel", "fd" } do
            for _, self in ipairs { {}, "text", 42, client } do
                local ok, problem = pcall(call[method], self)
                assert.is_false(ok)
                assert.is_truthy(tostring(problem):find("call:" .. method, 1,
                    true))
            end
            assert.is_false(pcall(call[method]))
        end
        call:cancel()
    end)
end)

describe("many calls at once", function()
    local sim = served(simulator.start)

    it("get each its own answer", function()
        local client = support.client_for(sim, { timeout = 20 })
        local calls = {}
        for index = 1, 40 do
            local id = ("1065403522429%d"):format(22 + index % 16)
            calls[index] = { id = id, call = client:start("phone_number",
                { phone_number_id = id, fields = "id" }) }
        end
        for _, started in ipairs(calls) do
            support.wait(started.call)
            assert.equal(started.id, started.call:result().id)
        end
    end)

    it("get each its own error", function()
        local client = support.client_for(sim, { timeout = 20 })
        local calls = {}
        for index = 1, 20 do
            calls[index] = client:start("phone_number",
                { phone_number_id = tostring(index) })
        end
        for index, call in ipairs(calls) do
            support.wait(call)
            local err = support.error_of(call.result, call)
            assert.equal("not_found", err.kind)
            assert.equal(tostring(index), err.phone_number_id)
        end
    end)
end)

describe("the core's own call", function()
    local transport = require "whatsapp.registration.transport"
    local server = served()
    local options = { pin = "071934" }

    local function prepared()
        return transport.client {
            access_token = support.TOKEN, phone_number_id = support.NUMBER,
            base_url = server.base_url, ca_file = server.ca_file,
        }:prepare("register", options)
    end

    it("says what became of it only when it is done", function()
        server:script { { "stall" } } -- before the handshake: nothing is sent
        local call = prepared()
        assert.has_error(function() call:sent() end)
        call:start()
        assert.has_error(function() call:sent() end)
        call:cancel()
        assert.is_true(call:sent() == "no"
            or call:sent() == "maybe" and not libcurl.keeps_changes)
    end)

    it("does not begin again after it was cancelled", function()
        server:script { { "read", "stall" } }
        local call = prepared()
        call:start()
        call:cancel()
        assert.has_error(function() call:again(0) end)
    end)
end)
