-- What it costs to reserve an attempt and to settle it, in each journal.
--
--   lua5.4 bench/journal.lua [MICROSECONDS]
--
-- Prints the median of a pair. Ten pairs are made for a number, then ten for
-- the next, so that there are 0 to 9 to count. With MICROSECONDS it fails if
-- a pair takes more of the CPU than that in memory.

local core = require "whatsapp.registration.core"
local memory = require "whatsapp.registration.journal.memory"
local redis = require "whatsapp.registration.journal.redis"
local sqlite = require "whatsapp.registration.journal.sqlite"

local nginx_servers = require "spec.support.journal_nginx"
local process = require "spec.support.process"
local redis_servers = require "spec.support.journal_redis"

local function median(samples)
    table.sort(samples)
    return samples[math.ceil(#samples / 2)]
end

local function pairs_of(journal, start, count)
    for i = start, start + count - 1 do
        local number = ("%d"):format(math.floor(i / 10))
        local id = assert(journal:reserve(number, "register"))
        assert(journal:settle(number, id, "succeeded"))
    end
end

-- Microseconds of a pair by a clock: the median of batches of `size`
local function measure(journal, clock, batches, size, first)
    local samples = {}
    for batch = 1, batches do
        local start = clock()
        pairs_of(journal, (first or 0) + batch * size, size)
        samples[batch] = (clock() - start) / size * 1e6
    end
    return median(samples)
end

local function report(name, microseconds, remark)
    print(("%-28s %9.1f us  %s"):format(name, microseconds, remark or ""))
end

local function share_of(part, whole)
    return ("%.0f %%"):format(100 * math.max(0, part) / whole)
end

local function bench_memory()
    local cpu = measure(memory.new(), os.clock, 200, 500)
    report("memory", cpu, "CPU")
    return cpu
end

local function bench_sqlite(folder)
    local journal = assert(sqlite.open(folder .. "/journal.db"))
    local with = measure(journal, core.now, 100, 10)
    journal:close()
    journal = assert(sqlite.open(folder .. "/no_fsync.db"))
    journal.database:query("PRAGMA synchronous = OFF")
    local without = measure(journal, core.now, 100, 10)
    journal:close()
    report("SQLite", with, share_of(with - without, with) .. " of it fsync")
end

-- What the server says it spent on the scripts, per pair
local function server_time(client, count)
    local answer = client:info("commandstats")
    return tonumber(answer:match("cmdstat_eval:.-usec=(%d+)")) / count
end

local function bench_redis()
    local server = redis_servers.start()
    local client = server:connect()
    local journal = assert(redis.new {
        client = redis_servers.client(server.path),
    })
    local with = measure(journal, core.now, 100, 10)
    client:config("SET", "appendfsync", "no")
    client:config("RESETSTAT")
    local cpu_before = os.clock()
    local without = measure(journal, core.now, 100, 10, 10000)
    local cpu = (os.clock() - cpu_before) * 1e6 / 1000
    local script = server_time(client, 1000)
    report("Redis, fsync always", with,
        share_of(with - without, with) .. " of it fsync")
    report("Redis, no fsync", without, ("%s of it socket and waiting"):format(
        share_of(without - cpu - script, without)))
    server:stop()
end

local function bench_shdict()
    local server = nginx_servers.start()
    local samples = server:ask { command = "measure", batches = 50,
        size = 100 }
    report("shdict", median(samples) * 1e6, "CPU")
    server:stop()
end

local limit = tonumber(arg[1] or math.huge)
local folder = process.run({ "mktemp", "-d" }).stdout:match("%S+")
print("reserve and settle, median of a pair, " .. _VERSION)
local cpu = bench_memory()
bench_sqlite(folder)
bench_redis()
bench_shdict()
process.run { "rm", "-rf", folder }
if cpu > limit then
    print(("memory takes more than %g us"):format(limit))
    os.exit(1)
end
