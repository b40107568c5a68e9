--- Calls in a loop: how long fifty at once take beside one, and how late a
-- coroutine that only sleeps is meanwhile.
--
--     lua5.4 bench/hosts/loops/calls.lua LOOP BASE_URL CA_FILE

local socket = require "socket"

local name, base_url, ca_file = (table.unpack or unpack)(arg)
local loop = require("spec.support.loops")[name]()

local another = require "bench.numbers"
local registration = require "whatsapp.registration"

local COUNT = 50
local PERIOD = 0.01

local client = registration.new { access_token = "EAAG", base_url = base_url,
    ca_file = ca_file, host = name }

local open = 0

local function spawn(work)
    open = open + 1
    loop.spawn(function()
        work()
        open = open - 1
    end)
end

local function measure(count)
    local begin, last = socket.gettime(), nil
    for _ = 1, count do
        spawn(function()
            assert(client:deregister(another()).success)
            last = socket.gettime()
        end)
    end
    while open > 1 do -- the one that measures
        loop.sleep(0.02)
    end
    return last - begin
end

local latest, ticks = 0, 0

local function tick()
    while open > 0 do
        local due = socket.gettime() + PERIOD
        loop.sleep(PERIOD)
        latest = math.max(latest, socket.gettime() - due)
        ticks = ticks + 1
    end
end

local alone, many, idle
spawn(function()
    measure(1) -- loads what is needed
    alone = measure(1)
    loop.sleep(PERIOD)
    loop.spawn(tick)
    loop.sleep(0.3)
    idle, latest = latest, 0
    many = measure(COUNT)
end)
loop.run()
print(alone, many, idle * 1e3, latest * 1e3)
