-- A thousand calls in flight on one client.

local cjson = require "cjson"
local interpreter = require "spec.support.interpreter"
local luasocket = require "socket"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local slow = require "spec.support.slow"
local support = require "spec.support.client"

local COUNT = 1000

-- The pipe that they are counted through, and what wakes the engine's thread
local BESIDES = 10

describe("a thousand calls in flight", function()
    local server

    after_each(function()
        server:stop()
    end)

    local function run(connections, first)
        local ended = process.run({ interpreter(),
            "spec/support/many_calls.lua", server.base_url, server.ca_file,
            COUNT, connections, first })
        assert.equal(0, ended.code, ended.stderr)
        return cjson.decode(ended.stdout)
    end

    for _, connections in ipairs { 7, 100 } do
        it(("share %d connections if the server has HTTP/1.1 only")
            :format(connections), function()
            server = slow.start(0.005)
            local outcome = run(connections, "background")
            assert.equal(COUNT, outcome.succeeded)
            assert.is_true(outcome.most <= connections + BESIDES)
            assert.is_true(outcome.left <= connections + BESIDES)
            assert.equal(COUNT + 1, (server:counted()))
            assert.is_true(select(2, server:counted()) <= connections + 1)
        end)
    end

    it("leave each its own timeout, also while it is not begun", function()
        server = slow.start(20)
        local client = support.safe_client_for(server, { timeout = 60 })
        local others = {}
        for index = 1, 100 do
            others[index] = client:start "deregister"
        end
        local call = client:start("deregister", { timeout = 0.3 })
        local _, err = support.wait(call):result()
        assert.equal("timeout", err.kind)
        assert.equal("no", err.sent)
        for _, other in ipairs(others) do
            assert.is_false(other:poll())
            other:cancel()
        end
    end)

    it("let none wait for ever that may have fewer connections", function()
        server = slow.start(0.05)
        local client = support.client_for(server, { timeout = 20 })
        local modest = support.client_for(server,
            { timeout = 20, max_connections = 2 })
        local others = {}
        for index = 1, 4 do
            others[index] = client:start "deregister"
            luasocket.sleep(0.02) -- so that they do not end at once
        end
        local call, after = modest:start "deregister", 0
        while not call:poll(0.001) do
            for index = 1, 4 do
                if others[index]:poll(0) then
                    others[index] = client:start "deregister"
                    after = after + 1
                end
            end
            assert.is_true(after < 100)
        end
        assert.is_true(call:result().success)
    end)

    it("wait for no other if there is room", function()
        server = raw.start()
        server:script { otherwise = { "read", "stall" } }
        local client, calls = support.client_for(server), {}
        for index = 1, 5 do
            calls[index] = client:start "deregister"
        end
        support.poll_until_received(calls[1], server, 5)
        assert.equal(5, #server:received())
    end)

    it("fail together if no connection is made in time", function()
        local full = raw.full_backlog()
        server = full
        local client = support.safe_client_for(full, { timeout = 90,
            connect_timeout = 0.8 })
        local calls = {}
        for index = 1, 20 do
            calls[index] = client:start "deregister"
        end
        local began = luasocket.gettime()
        for _, call in ipairs(calls) do
            local _, err = support.wait(call):result()
            assert.equal("timeout", err.kind)
            assert.equal("no", err.sent)
        end
        assert.is_true(luasocket.gettime() - began < 12)
    end)

    it("wait longer for a connection than it may take to make one",
        function()
            server = raw.start()
            assert.is_true(support.in_time(0.3, function(seconds)
                server:reset()
                server:script { otherwise = { loop = true, "read",
                    { pause = 1.3 * seconds },
                    { send = raw.response(200, support.DONE) } } }
                local client = support.client_for(server, { timeout = 90,
                    connect_timeout = seconds, max_connections = 1 })
                local calls, is_well = {}, true
                for index = 1, 4 do
                    calls[index] = client:start "deregister"
                end
                for _, call in ipairs(calls) do
                    is_well = pcall(call.result, support.wait(call)) and is_well
                end
                return is_well
            end))
        end)
end)
