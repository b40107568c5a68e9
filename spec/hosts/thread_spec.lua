-- The engine's thread: when there is one, whom it leaves alone, and how calls
-- on it end and show that they have.

local core = require "whatsapp.registration.core"

local process = require "spec.support.process"
local raw = require "spec.support.raw"
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
            local engine =
                registry["whatsapp.registration.transport.engine.the"]
            debug.getmetatable(engine).__gc(engine)
            repeat -- the system lists a thread for a moment after its end
            until count "task" == 1
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
        process.signal("INT", child.pid)
        local code = child:wait(PATIENCE)
        local _, errors = child:output()
        child:stop()
        assert.equal(1, code)
        assert.matches("interrupted!", errors, 1, true)
    end)

    -- A cancel that comes while the thread is at another one: it must not
    -- go to sleep over that.
    it("notices each call that is cancelled", function()
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

    local endings = {
        cancelled = function(call)
            call:cancel()
        end,
        dropped = function() end,
    }
    for how, ending in pairs(endings) do
        it("begins what waited for the room of a call that is " .. how,
            function()
                server:script {
                    { "read", "stall" },
                    otherwise = { "read", { send = raw.response(200,
                        SUCCESS) } },
                }
                local client = support.client_for(server,
                    { timeout = LONG, connect_timeout = LONG,
                        max_connections = 1 })
                local held = client:start("register", PIN)
                wait_for_requests(server, 1)
                local waiting = client:start("register", PIN)
                process.sleep(0.3) -- no timer of libcurl's helps
                ending(held)
                held = nil -- luacheck: ignore
                collectgarbage()
                collectgarbage()
                assert.is_true(waiting:poll(PATIENCE))
                assert.is_true(waiting:result().success)
            end)
    end
end)

describe("a lookup of a name that takes a minute", function()
    local server = served()

    -- What ends without it; the lookup has begun by then
    local endings = {
        ["a cancel"] = [[
            call:cancel()
            assert(call:poll(0))
        ]],
        ["a call that is dropped"] = [[
            call = nil
            collectgarbage()
            collectgarbage()
        ]],
        ["a call whose time is over"] = [[
            local err = support.error_of(client.register, client,
                { pin = "071934", timeout = 0.2 })
            assert(err.kind == "timeout", err.kind)
        ]],
        ["a client that is closed"] = [[
            client:close()
        ]],
        ["a Lua state that is closed"] = [[
            os.exit(0, true)
        ]],
        ["a process"] = [[
            os.exit(0)
        ]],
        ["a process that has forked"] = [[
            local child = system.fork()
            if child == 0 then
                os.exit(0, true)
            end
            assert(system.wait(child) == 0)
        ]],
    }

    for ending, code in pairs(endings) do
        it("does not hold up " .. ending, function()
            local begun = core.now()
            local ended = system.run(server, [[
                local client = new { base_url = "https://name.dead",
                    timeout = 60 }
                local call = client:start("register", PIN)
                repeat
                    system.sleep(0.002)
                until system.dead_lookups() > 0
            ]] .. code, { env = system.preloaded "dead_lookup" })
            assert.same({ code = 0, stdout = "", stderr = "" }, ended)
            assert.is_true(core.now() - begun < 30)
        end)
    end
end)

describe("a process without threads", function()
    local server = served()

    it("is an error of a call that needs one, and the machine is named",
        function()
            system.check(server, [[
                local err = support.error_of(function()
                    new():start("register", PIN)
                end)
                assert(err.kind == "unavailable" and err.sent == "no", err)
                assert(err.message:find "thread", err)
                assert(err.hint:find "This machine", err)
            ]], { env = system.preloaded "no_threads" })
            assert.same({}, server:received())
        end)
end)

if _VERSION == "Lua 5.4" then
    describe("a lookup that outlives its Lua state", function()
        it("finds the module still there, though the state's are gone",
            function()
                local built = process.run { "gcc", "-Wall", "-Werror",
                    "-I/usr/include/lua5.4", "-o", "build/closing_states",
                    "spec/support/closing_states.c", "-llua5.4" }
                assert.equal(0, built.code, built.stderr)
                local environment = system.preloaded "dead_lookup"
                environment.DEAD_LOOKUP_MS = "600"
                local ended = process.run({ "build/closing_states", [[
                    local client = require("whatsapp.registration").new {
                        access_token = "t", phone_number_id = "1",
                        base_url = "https://name.dead", journal = false }
                    client:start "phone_number"
                    os.execute "sleep 0.1" -- until the lookup has begun
                ]], "1000" }, { env = environment })
                assert.same({ code = 0, stdout = "still here\n",
                    stderr = "" }, ended)
            end)
    end)
end

describe("the descriptor of a call", function()
    local server = served()

    local function is_readable(call)
        return system.is_readable(call:fd(), 0)
    end

    it("is readable when the call is done, and not before", function()
        server:script { { "read", "stall" },
            otherwise = { "read", { send = raw.response(200, SUCCESS) } } }
        local client = support.client_for(server)
        local stalled = client:start("register", PIN)
        support.poll_until_received(stalled, server)
        assert.is_false(is_readable(stalled))
        local call = client:start("register", PIN)
        assert.is_true(system.is_readable(call:fd(), PATIENCE))
        assert.is_true(call:poll(0))
        assert.is_true(is_readable(call))
        assert.is_true(call:result().success)
    end)

    it("may be asked for when the call is done already", function()
        server:json(200, SUCCESS)
        local call = support.client_for(server):start("register", PIN)
        support.wait(call)
        assert.is_true(is_readable(call))
    end)

    it("may be asked for when the answer is there and was not read",
        function()
            server:json(200, SUCCESS)
            local client = support.client_for(server)
            local call = client:start("register", PIN)
            assert.is_true(client:deregister().success) -- the later one
            wait_for_requests(server, 2)
            process.sleep(0.05)
            assert.is_true(system.is_readable(call:fd(), PATIENCE))
        end)

    -- As an event loop does: nothing but the descriptor says when to poll
    local function finish(call)
        repeat
            assert.is_true(system.is_readable(call:fd(), PATIENCE))
        until call:poll(0)
        assert.is_true(is_readable(call))
    end

    it("reports each step if a request is sent again", function()
        server:answers { raw.response(503, "{}"), raw.response(503, "{}"),
            raw.response(200, '{"id":"1"}') }
        local client = support.client_for(server,
            { retries = { max = 3, base = 0.01, cap = 0.02 } })
        local call = client:start("phone_number", {})
        finish(call)
        assert.equal("1", call:result().id)
        assert.equal(3, #server:received())
    end)

    it("reports each step if the outcome is read", function()
        server:answers { raw.response(502, "<html>"), raw.response(200,
            '{"status":"CONNECTED","platform_type":"CLOUD_API",'
            .. '"last_onboarded_time":"2025-11-24T10:00:04+0000"}',
            { Date = "Mon, 24 Nov 2025 10:00:04 GMT" }) }
        local client = support.client_for(server, { reconcile = 5 })
        local call = client:start("register", PIN)
        finish(call)
        assert.is_true(call:result().success)
        assert.equal(2, #server:received())
    end)

    it("reports a cancel", function()
        server:script(STALL)
        local call = support.client_for(server):start("register", PIN)
        local descriptor = call:fd()
        call:cancel()
        assert.is_true(system.is_readable(descriptor, 0))
    end)

    it("is there as long as the call", function()
        server:json(200, SUCCESS)
        local call = support.client_for(server):start("register", PIN)
        local descriptor = call:fd()
        support.wait(call)
        collectgarbage()
        assert.is_true(system.is_open(descriptor))
        call = nil -- luacheck: ignore 311
        collectgarbage()
        collectgarbage()
        assert.is_false(system.is_open(descriptor))
    end)
end)

describe("a thousand calls, started and dropped,", function()
    local server = served()

    it("leave no descriptor and no thread", function()
        server:script(STALL)
        system.check(server, [[
            local client = new { timeout = 60, max_connections = 20 }
            local function drop(count_of)
                for i = 1, count_of do
                    local call = client:start("register", PIN)
                    if i % 3 == 0 then
                        call:fd()
                    end
                    if i % 50 == 0 then
                        call = nil
                        collectgarbage()
                        collectgarbage()
                    end
                end
            end
            local function settled(what, wanted)
                for _ = 1, 1500 do
                    if count(what) <= wanted then
                        return
                    end
                    system.sleep(0.02)
                end
                error(what .. ": " .. count(what) .. ", not " .. wanted)
            end
            local none = count "fd"
            drop(1000)
            settled("fd", none)
            settled("task", 2)
        ]])
    end)
end)
