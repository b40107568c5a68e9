-- The engine's thread: when there is one, whom it leaves alone, and how calls
-- on it end and tell that they have.

local core = require "whatsapp.registration.core"

local process = require "spec.support.process"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

local PIN = support.OPTIONS.register
local SUCCESS = '{"success":true}'
local STALL = { otherwise = { "read", "stall" } }
local LONG = 60 -- seconds; nothing here may take so long
local PATIENCE = 15


local function wait_for(condition)
    local deadline = core.now() + PATIENCE
    while not condition() do
        if core.now() > deadline then
            return false
        end
        process.sleep(0.002)
    end
    return true
end

local function started(client, count)
    local calls = {}
    for i = 1, count do
        calls[i] = client:start("register", PIN)
    end
    return calls
end

local function wait_for_requests(server, count)
    assert.is_true(wait_for(function()
        return #server:received() >= count
    end))
end

local function open_connections(server)
    return select(2, server:connections())
end

describe("the engine's thread", function()
    local server = served()

    -- A lookup has a thread of its own, for a moment.
    local THREADS = [[
        server.base_url = server.base_url:gsub("localhost", "127.0.0.1")
    ]]

    it("is not there for calls that wait in the core", function()
        server:json(200, SUCCESS)
        system.check(server, THREADS .. [[
            local client = new()
            assert(client:register(PIN).success)
            assert(client:deregister().success)
            local call = new({ host = "blocking" }):start("register", PIN)
            support.wait(call)
            assert(count "task" == 1, count "task")
        ]])
    end)

    it("is one from the first start on, however many clients", function()
        server:script(STALL)
        system.check(server, THREADS .. [[
            local kept = {}
            for i = 1, 20 do
                local client = new()
                kept[i] = { client, client:start("register", PIN) }
            end
            assert(count "task" == 2, count "task")
        ]])
    end)

    it("goes with the Lua state", function()
        server:script(STALL)
        system.check(server, THREADS .. [[
            local client = new()
            local call = client:start("register", PIN)
            local registry = debug.getregistry()
            local engine = registry["whatsapp.registration.core.engine.the"]
            debug.getmetatable(engine).__gc(engine)
            assert(count "task" == 1, count "task")
            local ok, err = pcall(client.start, client, "register", PIN)
            assert(not ok and err.kind == "unavailable" and err.sent == "no")
            call:cancel()
        ]])
    end)

    it("takes no signal", function()
        server:script(STALL)
        system.check(server, [[
            system.catch()
            local client = new { timeout = 60 }
            local calls = {}
            for i = 1, 10 do
                calls[i] = client:start("register", PIN)
            end
            for i = 1, 200 do
                for _, name in ipairs { "INT", "TERM", "CHLD", "USR1" } do
                    system.raise(name)
                end
                calls[i % 10 + 1]:poll(0)
            end
            local caught, strayed = system.caught()
            assert(strayed == 0, strayed)
            assert(caught == 800, caught)
        ]])
    end)

    it("leaves Ctrl-C to Lua", function()
        server:script(STALL)
        local child = system.start(server, [[
            local call = new({ timeout = 60 }):start("register", PIN)
            print "started"
            io.stdout:flush()
            while not call:poll(60) do
            end
        ]])
        wait_for_requests(server, 1)
        process.run { "kill", "-INT", child.pid }
        local code = child:wait(PATIENCE)
        local _, errors = child:output()
        child:stop()
        assert.equal(1, code)
        assert.matches("interrupted!", errors, 1, true)
    end)

    -- A cancel that comes while the thread is at another one: it must not
    -- go to sleep over that.
    it("hears of each call that is cancelled", function()
        server:script(STALL)
        local client = support.client_for(server,
            { timeout = LONG, connect_timeout = LONG })
        local calls = started(client, 80)
        wait_for_requests(server, 80)
        process.sleep(0.3) -- libcurl's timers of a new connection are over
        for i = 1, 79, 2 do
            calls[i]:cancel()
            local later = core.now() + math.random() * 0.0003
            repeat
            until core.now() > later
            calls[i + 1]:cancel()
            assert.is_true(wait_for(function()
                return open_connections(server) <= 79 - i
            end), "is still at a call that was cancelled")
        end
    end)
end)
