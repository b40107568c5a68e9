--- What becomes of clients and calls that nobody holds any more, in whichever
-- order the collector finds them.

local core = require "whatsapp.registration.core"
local transport = require "whatsapp.registration.transport"

local another = require "spec.support.another"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local PIN = support.OPTIONS.register
local SUCCESS = '{"success":true}'
local STALL = { otherwise = { "read", "stall" } }

local MANY = 2000
local AT_ONCE = 50

-- Twice: what a finalizer of Lua 5.1 lets go is found by the next
local function collect()
    collectgarbage()
    collectgarbage()
end

local function new_core_client(server)
    local config = support.config_for(server)
    return assert(transport.client(config))
end

local function start(client)
    local call = assert(client:prepare("register", PIN))
    call:start()
    call:poll(0)
    return call
end

local function status_of(call)
    while not call:poll(1) do
    end
    return (call:answer())
end

local function finalize(object)
    debug.getmetatable(object).__gc(object)
end

-- All orders of the list's members
local function orders(list)
    if #list == 1 then
        return { list }
    end
    local all = {}
    for first = 1, #list do
        local rest = {}
        for index, member in ipairs(list) do
            if index ~= first then
                rest[#rest + 1] = member
            end
        end
        for _, order in ipairs(orders(rest)) do
            table.insert(order, 1, list[first])
            all[#all + 1] = order
        end
    end
    return all
end

describe("a finalizer", function()
    local server = served()

    local function objects()
        server:script(STALL)
        local client = new_core_client(server)
        local done = start(client)
        done:cancel()
        return {
            client = client,
            done = done,
            going = start(client),
            prepared = assert(client:prepare("deregister", {})),
        }
    end

    for _, order in ipairs(orders { "client", "done", "going", "prepared" }) do
        it("releases in the order " .. table.concat(order, ", ")
            .. ", and does nothing the second time", function()
            local made = objects()
            for _, name in ipairs(order) do
                finalize(made[name])
                finalize(made[name])
            end
            for _, name in ipairs(order) do
                finalize(made[name])
            end
            assert.is_true(server:wait_closed())
        end)
    end

    it("of the connections leaves calls and clients to go on", function()
        local registry = debug.getregistry()
        local name = "whatsapp.registration.transport.engine.the"
        local shared = registry[name]
        finally(function()
            registry[name] = shared
        end)
        registry[name] = nil
        local client = new_core_client(server)
        server:json(200, SUCCESS)
        local call = start(client)
        finalize(registry[name])
        finalize(registry[name])
        assert.equal(200, status_of(call))
        finalize(call)
        call = start(client)
        finalize(client)
        assert.equal(200, status_of(call))
        finalize(call)
        assert.is_true(server:wait_closed())
    end)

    it("refuses what is none of its own", function()
        local client = new_core_client(server)
        local call = start(client)
        for _, object in ipairs { client, call } do
            local collected = debug.getmetatable(object).__gc
            for _, other in ipairs { {}, "text", 1, io.stdout,
                object == call and client or call } do
                assert.is_false(pcall(collected, other))
            end
            assert.is_false(pcall(collected))
        end
    end)
end)

describe("a closed", function()
    local server = served()

    before_each(function()
        server:json(200, SUCCESS)
    end)

    it("client may be closed again, and refuses all else", function()
        local client = support.client_for(server)
        client:close()
        client:close()
        local names = support.operations()
        names[#names + 1] = "setup_number"
        for _, name in ipairs(names) do
            local err = support.failure_of(client, name,
                support.OPTIONS[name] or PIN)
            assert.equal("local", err.origin)
            assert.is_truthy(err.message:find("closed", 1, true))
        end
        support.error_of(client.start, client, "register", PIN)
        assert.are.same({}, server:received())
    end)

    it("client of the core names itself in what it refuses", function()
        local client = new_core_client(server)
        client:close()
        client:close()
        for _, method in ipairs { "prepare", "check", "api_version",
            "phone_number_id" } do
            local ok, problem = pcall(client[method], client, "register", PIN)
            assert.is_false(ok)
            assert.is_truthy(problem:find("the client is closed", 1, true))
        end
    end)

    it("call of the core names itself in what it refuses", function()
        local client = new_core_client(server)
        local call = start(client)
        call:close()
        call:close()
        for _, method in ipairs { "start", "poll", "answer", "sent",
            "elapsed_and_tries",
            "time_left", "again", "cancel", "redact", "phone_number_id" } do
            local ok, problem = pcall(call[method], call, "text")
            assert.is_false(ok)
            assert.is_truthy(problem:find("the call is closed", 1, true))
        end
    end)
end)

describe("the collector", function()
    local server = served()

    it("may take the client before its call", function()
        server:json(200, SUCCESS)
        local call = start(new_core_client(server))
        collect()
        assert.equal(200, status_of(call))
    end)

    it("may take the call before its client", function()
        local client = new_core_client(server)
        server:script { { "read", "stall" } }
        start(client)
        collect()
        assert.is_true(server:wait_closed())
        server:json(200, SUCCESS)
        local call = start(client)
        assert.equal(200, status_of(call))
    end)

    it("may take both while others are under way", function()
        server:script(STALL)
        local kept = start(new_core_client(server))
        for _ = 1, 5 do
            local client = new_core_client(server)
            start(client)
            start(client)
        end
        collect()
        kept:poll(0)
        kept:cancel()
        assert.is_nil((kept:answer()))
    end)

    it("may take a coroutine with the call that it started", function()
        server:json(200, SUCCESS)
        local client = support.client_for(server)
        local call
        local thread = coroutine.create(function()
            call = client:start("register", PIN)
            coroutine.yield()
        end)
        coroutine.resume(thread)
        thread = nil -- luacheck: ignore 311
        collect()
        assert.is_true(support.wait(call):result().success)
    end)

    it("leaves results and errors whole when all else is gone", function()
        server:json(200, SUCCESS, { ["Facebook-Api-Version"] = "v25.0" })
        local result = support.client_for(server):register(PIN)
        server:reset()
        server:json(400, '{"error":{"message":"m","code":133005}}')
        local err = support.failure_of(support.client_for(server), "register")
        collect()
        assert.equal("v25.0", result.response.api_version)
        assert.is_truthy(tostring(err):find("pin_mismatch", 1, true))
    end)

    it("may run at every few steps of a registration", function()
        server:json(400, '{"error":{"message":"m","code":100,"a":[null]}}')
        if rawget(_G, "jit") then
            _G.jit.off()
        end
        debug.sethook(function()
            collectgarbage()
        end, "", 7)
        local ok, err = pcall(function()
            local client = support.client_for(server)
            return client:register(PIN)
        end)
        debug.sethook()
        if rawget(_G, "jit") then
            _G.jit.on()
        end
        assert.is_false(ok)
        assert.equal("invalid_request", err.kind)
        assert.equal(1, #server:received())
    end)
end)

-- Each in an interpreter of its own, which must end well.
describe("a state that is closed", function()
    local server = served()

    local PRELUDE = [[
        local registration = require "whatsapp.registration"
        local function new()
            return registration.new { access_token = "EAAG", timeout = 5,
                phone_number_id = "42", base_url = %q, ca_file = %q }
        end
        local function start(client)
            local call = client:start("register", { pin = "071934" })
            call:poll(0)
            return call
        end
    ]]

    local endings = {
        ["with calls under way"] = [[
            local client = new()
            kept = { start(client), start(client), client }
            other = start(new())
        ]],
        ["with calls under way that it made last"] = [[
            calls = {}
            calls[1] = start(new())
            calls[2] = start(new())
            calls[1], calls[2] = calls[2], calls[1]
            client = new()
        ]],
        ["with calls that were never polled"] = [[
            client = new()
            call = client:start("register", { pin = "071934" })
        ]],
        ["after its client"] = [[
            local client = new()
            call = start(client)
            client:close()
        ]],
        ["with one call done"] = [[
            local client = new()
            call, other = start(client), start(client)
            other:cancel()
        ]],
        ["by os.exit"] = [[
            client = new()
            call = start(client)
            os.exit(0, true)
        ]],
        ["by os.exit in a coroutine"] = [[
            coroutine.wrap(function()
                local client = new()
                local call = start(client)
                os.exit(0, true)
            end)()
        ]],
    }

    for ending, code in pairs(endings) do
        it(ending .. " ends well", function()
            server:script(STALL)
            local result = process.run({ interpreter(), "-e",
                PRELUDE:format(server.base_url, server.ca_file) .. code })
            assert.are.same({ code = 0, stdout = "", stderr = "" }, result)
            assert.is_true(server:wait_closed())
        end)
    end
end)

-- Of this process, a descriptor of the pipe included
local function count_descriptors()
    local pipe = assert(io.popen("ls /proc/$PPID/fd | wc -l"))
    local count = tonumber(pipe:read("*l"))
    pipe:close()
    return count
end

local function resident_kilobytes()
    local file = assert(io.open("/proc/self/status"))
    local text = file:read("*a")
    file:close()
    return tonumber(text:match("VmRSS:%s*(%d+)"))
end

describe("calls dropped under way", function()
    local function drop(client, count)
        for started = 1, count do
            client:start("register", PIN):poll(0)
            if started % AT_ONCE == 0 then
                collect()
            end
        end
    end

    -- The collector may miss one call that the stack still shows. The thread
    -- closes the connections of the others after they are dropped.
    local function measure(most)
        local ends = core.now() + 10
        local descriptors
        repeat
            collect()
            descriptors = count_descriptors()
        until descriptors <= most or core.now() > ends
        return descriptors, resident_kilobytes()
    end

    it("leave no descriptor and no memory behind", function()
        -- Without TLS, which would only make it slower
        local server = another(finally, { tls = false })
        server:script(STALL)
        local client = support.client_for(server)
        drop(client, 4 * AT_ONCE)
        local descriptors, kilobytes = measure(math.huge)
        drop(client, MANY)
        local descriptors_then, kilobytes_then = measure(descriptors + 4)
        assert.is_true(descriptors_then <= descriptors + 4,
            descriptors .. " then " .. descriptors_then)
        -- Tools that check memory keep what was freed for a while.
        if not os.getenv("MEMORY_IS_CHECKED") then
            local grown = kilobytes_then - kilobytes
            assert.is_true(grown < MANY, "grown by " .. grown .. " kB")
        end
        server:reset()
        server:script { otherwise = { loop = true, "read",
            { send = raw.response(200, SUCCESS) } } }
        assert.is_true(client:register(PIN).success)
    end)
end)
