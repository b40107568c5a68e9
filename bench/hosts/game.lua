--- A hundred calls started at once in a game, over connections that are new,
-- with the authorities of the whole system to check them against: what the
-- slowest frame spends on polling them. The median of five runs.

local process = require "spec.support.process"
local slow = require "bench.slow"

local RUNS = 5
local BAR = 0.3 -- ms

local function median(values)
    table.sort(values)
    return values[math.ceil(#values / 2)]
end

local function measure(name, command, server, bundle)
    local starts, sweeps = {}, {}
    local argv = { (table.unpack or unpack)(command) }
    argv[#argv + 1] = server.base_url
    argv[#argv + 1] = bundle
    for run = 1, RUNS do
        local ended = process.run(argv)
        local started, slowest = ended.stdout:match "(%S+)%s+(%S+)"
        assert(ended.code == 0 and started, ended.stderr)
        starts[run], sweeps[run] = tonumber(started), tonumber(slowest)
    end
    local sweep = median(sweeps)
    print(("%s: slowest sweep of a frame, 100 cold calls, ms\t%.2f\t%g\t%s")
        :format(name, sweep, BAR, sweep <= BAR and "ok" or "missed"))
    print(("%s: starting 100 calls, ms\t%.2f\t-\tok"):format(name,
        median(starts)))
end

local server = slow.start(0.2)
local bundle = slow.bundle(server)
measure("LuaJIT", { "luajit", "bench/hosts/game/frames.lua" }, server, bundle)
measure("LÖVE", { "love", "bench/hosts/game" }, server, bundle)
server:stop()
