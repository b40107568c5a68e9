-- Counts the attempts of a fleet of machines in one Redis, so that all of them
-- together keep within the ten. Needs redis-lua (Debian: lua-redis, for Lua
-- 5.1 to 5.3 and LuaJIT) and a Redis server: at REDIS_SOCKET if that is set,
-- else at REDIS_HOST (127.0.0.1) and REDIS_PORT (6379).
--
--     lua5.3 examples/journal_redis.lua

local redis_clients = require "whatsapp.registration.journal.redis_clients"
local redis_journal = require "whatsapp.registration.journal.redis"
local registration = require "whatsapp.registration"

local found, redis_lua = pcall(require, "redis")
if not found then
    error("this example needs redis-lua, which " .. _VERSION .. " does not "
        .. "find: on Debian install lua-redis, and run it with lua5.1, lua5.3 "
        .. "or luajit; elsewhere `luarocks install redis-lua`", 0)
end

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"

-- Called for the first command, and again when the connection was lost
local function connect()
    local path = os.getenv "REDIS_SOCKET"
    if path then
        return redis_lua.connect { scheme = "unix", path = path }
    end
    return redis_lua.connect(os.getenv "REDIS_HOST" or "127.0.0.1",
        tonumber(os.getenv "REDIS_PORT" or 6379))
end

-- A simulated number starts anew each time, so its attempts must not count
-- with those of the last run. Redis drops them after some days.
local prefix = simulator and "example-" .. registration.generate_pin()

-- What a machine of the fleet does when it starts
local function start_machine()
    local redis = redis_clients.redis_lua(connect)
    assert(redis("PING"))
    config.journal = redis_journal.new { client = redis, prefix = prefix }
    return registration.from_env(config)
end

local function show_budget(name, client)
    local budget = client:budget()
    print(("%s: %d of %d attempts left"):format(name, budget.left,
        budget.limit))
end

local first, second = start_machine(), start_machine()

-- Settles what a machine that was killed has left open, by reads only
for _, attempt in ipairs(second:reconcile()) do
    print("settled:", attempt.operation, attempt.state)
end

show_budget("the second machine", second)
if simulator then -- with a real number, this would spend attempts
    first:register { pin = registration.generate_pin() }
    show_budget("the second machine", second)
    second:deregister()
    show_budget("the first machine", first)
    for _, attempt in ipairs(first:attempts()) do
        print(os.date("%H:%M:%S", math.floor(attempt.reserved_at)),
            attempt.operation, attempt.state)
    end
end
