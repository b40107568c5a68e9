--- What one state does in states.c: calls and clients, used and let go in
-- random order.
--
-- Arguments: the seed, and base URL and ca_file of a server that answers soon
-- and of one that does not.

local seed, soon_url, soon_ca, late_url, late_ca = ...

local registration = require "whatsapp.registration"
local system = require "spec_system"
local transport = require "whatsapp.registration.transport"

local STEPS = 150
local LONG = 60 -- seconds, which nothing takes but what has hung
local PIN = { pin = "071934" }
local SERVERS = {
    { base_url = soon_url, ca_file = soon_ca, answers = true },
    { base_url = soon_url:gsub("localhost", "127.0.0.1"), ca_file = soon_ca,
        answers = true },
    { base_url = late_url, ca_file = late_ca },
    { base_url = "https://127.0.0.1:1", ca_file = soon_ca },
    { base_url = "https://localhost.invalid", ca_file = soon_ca },
}

math.randomseed(seed)
local random = math.random

local clients, calls = {}, {}

local function pick(list)
    return list[random(#list)]
end

local function new_client()
    local server = pick(SERVERS)
    clients[#clients + 1] = {
        answers = server.answers,
        object = registration.new {
            access_token = "EAAtoken",
            phone_number_id = "106540352242922",
            base_url = server.base_url,
            ca_file = server.ca_file,
            timeout = server.answers and LONG or pick { 0.01, 0.1, LONG },
            retries = { max = random(0, 2), base = 0, cap = 0.01 },
            journal = false,
            reconcile = pick { false, 0.1 },
            host = pick { "auto", "auto", "blocking" },
        },
    }
end

local function start()
    local client = pick(clients)
    local call = client.object:start("register", PIN)
    calls[#calls + 1] = { object = call, answers = client.answers }
end

local function settled(call)
    if call.answers and not call.is_cancelled then
        assert(call.object:result().success)
    else
        pcall(call.object.result, call.object)
    end
end

local function with_call(work)
    return function()
        if #calls > 0 then
            work(pick(calls))
        end
    end
end

local poll = with_call(function(call)
    if call.object:poll(pick { 0, 0, 0.001, 0.01 }) then
        settled(call)
    end
end)

local cancel = with_call(function(call)
    call.is_cancelled = call.is_cancelled or not call.object:poll(0)
    call.object:cancel()
    assert(call.object:poll(0))
    settled(call)
end)

local ask_descriptor = with_call(function(call)
    local descriptor = call.object:fd()
    if descriptor and call.object:poll(0) then
        assert(system.is_readable(descriptor, 0))
    end
end)

-- Until the descriptor of a call that is going to be answered says so
local wait = with_call(function(call)
    local descriptor = call.answers and call.object:fd()
    while descriptor and not call.object:poll(0) do
        assert(system.is_readable(descriptor, LONG), "a wake-up was lost")
    end
end)

local function drop()
    if #calls > 0 then
        table.remove(calls, random(#calls))
    end
    if random(4) == 1 then
        collectgarbage()
    end
end

local function close()
    if #clients > 1 then
        table.remove(clients, random(#clients)).object:close()
    end
end

local function make()
    local client = pick(clients)
    local ok, err = pcall(client.object.deregister, client.object,
        { timeout = not client.answers and 0.01 or nil })
    assert(ok or not client.answers, err)
end

local function tell()
    local waker = transport.waker()
    waker:wake()
    assert(system.is_readable(waker:fd(), 0))
    if random(2) == 1 then
        waker:close()
    end
end

local function in_child()
    for _, call in ipairs(calls) do
        pcall(call.object.poll, call.object)
        pcall(call.object.cancel, call.object)
        pcall(call.object.fd, call.object)
    end
    clients, calls = {}, {}
    collectgarbage()
    collectgarbage()
    new_client()
    system.leave(0)
end

local is_without_forks = os.getenv "WITHOUT_FORKS"

local function fork()
    if is_without_forks or random(10) > 1 then
        return
    end
    local child = system.fork()
    if child == 0 then
        pcall(in_child)
        system.leave(1)
    end
    assert(system.wait(child) == 0, "a child has failed")
end

local steps = { start, start, start, start, poll, poll, cancel, drop, drop,
    ask_descriptor, wait, new_client, close, make, tell, fork }

new_client()
for _ = 1, STEPS do
    pick(steps)()
end
