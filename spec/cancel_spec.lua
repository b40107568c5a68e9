-- A call that is cancelled, or that nobody holds any more.

local assert_sent = require("spec.support.errors").assert_sent
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local slow = require "spec.support.slow"
local support = require "spec.support.client"

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

    describe("that is cancelled", function()
        it("is done at once with an error that says so", function()
            server:script { { "read", "stall" } }
            local call = client:start("register", PIN)
            support.poll_until_received(call, server)
            assert.is_true(support.seconds_of(call.cancel, call) < 15)
            assert.is_true(call:poll())
            local err = support.error_of(call.result, call)
            assert_sent("maybe", err, "cancelled")
            assert.matches("may have been applied", err.hint)
            assert.equal("register", err.operation)
            assert.is_true(server:wait_closed())
        end)

        it("stays so when it is cancelled again", function()
            server:script { { "read", "stall" } }
            local call = client:start("register", PIN)
            call:cancel()
            local err = support.error_of(call.result, call)
            call:cancel()
            assert.equal(err, support.error_of(call.result, call))
        end)

        it("says so of a PIN that a try before may have set", function()
            server:script { { "read", "close" },
                otherwise = { loop = true, "read", "stall" } }
            client = support.client_for(server,
                { retries = { max = 1, base = 9, cap = 9 }, timeout = 30 })
            local call = client:start("setup_two_step", PIN)
            support.poll_until_received(call, server)
            call:poll(0.3) -- now it waits to be sent again
            call:cancel()
            local err = support.error_of(call.result, call)
            assert.equal("cancelled", err.kind)
            assert.equal("maybe", err.sent)
            assert.equal("check_status", err.next_action)
            assert.equal(1, #server:received())
        end)

        it("keeps its result if it was done before", function()
            local call = support.wait(client:start("register", PIN))
            call:cancel()
            assert.is_true(call:result().success)
        end)

        it("disturbs no other", function()
            slow.answer(server, 0.1)
            local calls = {}
            for index = 1, 6 do
                calls[index] = client:start("register", PIN)
            end
            calls[1]:poll(0.05)
            for index = 1, 6, 2 do
                calls[index]:cancel()
            end
            for index = 2, 6, 2 do
                assert.is_true(support.wait(calls[index]):result().success)
            end
        end)

        it("leaves the connection unused by the next", function()
            server:script { { "read", "stall" },
                otherwise = { "read", ANSWER } }
            local call = client:start("register", PIN)
            support.poll_until_received(call, server)
            call:cancel()
            assert.is_true(client:phone_number().success)
            assert.equal(2, (server:connections()))
        end)
    end)

    describe("that nobody holds any more", function()
        it("is given up", function()
            server:script { { "read", "stall" } }
            local call = client:start("register", PIN)
            support.poll_until_received(call, server)
            call = nil -- luacheck: ignore 311
            collectgarbage()
            collectgarbage()
            assert.is_true(server:wait_closed())
        end)

        it("goes in any order with its client", function()
            server:script { otherwise = { "read", "stall" } }
            for _ = 1, 20 do
                local other = support.client_for(server)
                local call = other:start("register", PIN)
                call:poll(0)
                local done = support.client_for(server):start("register", PIN)
                done:cancel()
            end
            collectgarbage()
            collectgarbage()
            server:reset()
            server:json(200, SUCCESS)
            assert.is_true(client:register(PIN).success)
        end)
    end)

    -- <close> is syntax that came with Lua 5.4.
    if _VERSION >= "Lua 5.4" then
        it("is cancelled by <close>, as is a client closed", function()
            server:script { { "read", "stall" } }
            local run = assert(load [[
                local client, until_received = ...
                do
                    local guarded <close> = client
                    local call <close> = client:start("register",
                        { pin = "071934" })
                    until_received(call)
                end
            ]])
            run(client, function(call)
                support.poll_until_received(call, server)
            end)
            assert.is_true(server:wait_closed())
            assert.is_truthy(support.failure_of(client, "register").message
                :find("closed", 1, true))
        end)
    end
end)
