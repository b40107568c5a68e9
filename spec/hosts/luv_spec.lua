-- Calls in a coroutine of luv, by the real library.

local core = require "whatsapp.registration.core"

local behaviour = require "spec.support.host_behaviour"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local slow = require "spec.support.slow"

if not behaviour.has "luv" then
    return
end

describe("in a coroutine of luv", function()
    behaviour.add { loop = "luv", host = "luv" }
end)

describe("in a coroutine of luv, if no descriptor is left", function()
    it("a call says so, and is sent once there is one again", function()
        local server = slow.start(0)
        local ended = process.run { "sh", "-c", 'ulimit -n 30; exec "$@"',
            "sh", interpreter(), "-e", ([[
                local support = require "spec.support.client"
                local client = support.safe_client_for {
                    base_url = %q, ca_file = %q }
                local coroutines = require(
                    "whatsapp.registration.hosts.coroutines")
                local uv, files = require "luv", {}
                local function call()
                    local result, err = client:deregister()
                    print(result and result.success, err and err.kind,
                        err and err.sent, err and err.next_action)
                end
                coroutine.wrap(function()
                    call()
                    files.spare = coroutines.waker "luv"
                    repeat
                        files[#files + 1] = io.open "/dev/null"
                    until not io.open "/dev/null"
                    call()
                    for _, file in ipairs(files) do
                        file:close()
                    end
                    collectgarbage()
                    call()
                end)()
                uv.run()
            ]]):format(server.base_url, server.ca_file) }
        local _, _, posts = server:counted()
        server:stop()
        assert.equal("true\tnil\tnil\tnil\n"
            .. "nil\tunavailable\tno\tretry\n"
            .. "true\tnil\tnil\tnil\n", ended.stdout, ended.stderr)
        assert.equal(2, posts)
    end)
end)

describe("in a coroutine of luv, if an interrupt ends a call", function()
    if core.can_yield() == nil and not rawget(_G, "jit") then
        return -- Lua 5.1 can't yield in pcall
    end

    it("nothing of it is left in the loop", function()
        local server = slow.start(0)
        local ended = process.run { interpreter(), "-e", ([[
            local support = require "spec.support.client"
            local uv = require "luv"
            local client = support.client_for({ base_url = %q, ca_file = %q },
                { on_event = function(event)
                    if event.type == "response" then
                        error "interrupted!"
                    end
                end })
            collectgarbage "stop"
            coroutine.wrap(function()
                print(pcall(client.deregister, client))
            end)()
            uv.run()
            print(uv.loop_alive())
        ]]):format(server.base_url, server.ca_file) }
        server:stop()
        assert.matches("^false\t.*interrupted!\nfalse\n$", ended.stdout)
    end)
end)

describe("in a callback of luv, outside of a coroutine", function()
    for _, host in ipairs { "luv", "auto" } do
        it("a call is refused before it is sent, host: " .. host, function()
            local server = slow.start(0)
            local outcome = behaviour.run("refusals",
                { loop = "luv", host = host }, server)
            local _, _, posts = server:counted()
            server:stop()
            behaviour.is_refused(outcome.callback, "outside a coroutine",
                "client:start")
            assert.equal(host == "luv" and 1 or 2, posts)
        end)
    end
end)
