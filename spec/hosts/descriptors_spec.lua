-- The descriptors of a program that has others than the connections.

local luasocket = require "socket"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

local PIN = support.OPTIONS.register
local SUCCESS = '{"success":true}'

-- Both ends of a connection
local function pair(listener)
    local _, port = listener:getsockname()
    local near = assert(luasocket.connect("127.0.0.1", port))
    local far = assert(listener:accept())
    return near, far
end

describe("a connection that was given up while it connected", function()
    local server = served()

    for _, option in ipairs { "blocking", "auto" } do
        it("leaves its number to others (" .. option .. ")", function()
            server:json(200, SUCCESS)
            local client = support.client_for(server, { host = option })
            assert.is_true(client:deregister().success)
            local nowhere = raw.full_backlog()
            local lost = support.client_for(nowhere, { host = option })
            local call = lost:start("register", PIN)
            call:poll(0.05)
            call:cancel()
            nowhere.stop()
            local listener = assert(luasocket.bind("127.0.0.1", 0))
            local ends = {}
            for _ = 1, 16 do
                local near, far = pair(listener)
                assert(near:send "to somebody else\n")
                assert(far:send "to somebody else\n")
                ends[#ends + 1] = near
                ends[#ends + 1] = far
            end
            assert.is_true(client:register(PIN).success)
            for _, each in ipairs(ends) do
                each:settimeout(30)
                assert.equal("to somebody else", (each:receive "*l"))
            end
        end)
    end
end)

describe("a process without descriptors", function()
    local server = served()

    for _, how in ipairs { "register", "start" } do
        it("says so, and sends nothing (" .. how .. ")", function()
            system.check(server, ([[
                local client = new()
                local function failure()
                    if %q == "register" then
                        return support.failure_of(client, "register")
                    end
                    local call = client:start("register", PIN)
                    support.wait(call)
                    return support.error_of(call.result, call)
                end
                local held = {}
                client:close()
                client = new()
                if %q == "start" then -- the thread, which then holds nothing
                    support.wait(new { base_url = %q }:start "phone_number")
                end
                repeat
                    held[#held + 1] = io.open "/dev/null"
                until #held > 100000 or not io.open "/dev/null"
                local err = failure()
                assert(err.kind == "unavailable", err)
                assert(err.message:find "file descriptors", err)
                assert(err.sent == "no" and not err.attempt_spent, err)
                assert(err.hint:find "This machine", err)
                held = nil
                collectgarbage()
                collectgarbage()
            ]]):format(how, how, "http://127.0.0.1:" .. raw.closed_port()),
                { descriptors = 64 })
            for _, request in ipairs(server:received()) do
                assert.not_equal("POST", request.method)
            end
        end)
    end
end)
