--- A client made anew for each call, beside one client for all: CPU time,
-- instructions under valgrind, which repeat on a busy machine, and connections.

local process = require "spec.support.process"
local slow = require "bench.slow"

local FEW, MANY = 100, 400
local CALLS = 1000
local BAR = 1.05

local server = slow.start(0)

local function run(which, count, ...)
    local argv = { ... }
    for _, word in ipairs { "lua5.4", "bench/hosts/clients/calls.lua", which,
        server.base_url, server.ca_file, count } do
        argv[#argv + 1] = word
    end
    local ended = process.run(argv, { timeout = 300 })
    assert(ended.code == 0, ended.stderr)
    return ended.stderr
end

local function instructions(which, count)
    return tonumber(run(which, count, "valgrind", "--tool=callgrind",
        "--callgrind-out-file=/dev/null"):match "Collected : (%d+)")
end

-- Of one more call
local function slope(which)
    return (instructions(which, MANY) - instructions(which, FEW))
        / (MANY - FEW)
end

local function connections(which)
    local _, before = server:counted()
    run(which, CALLS)
    return select(2, server:counted()) - before
end

local function cpu_ratio()
    local ended = process.run { "lua5.4", "bench/hosts/clients/cpu.lua",
        server.base_url, server.ca_file }
    return assert(tonumber(ended.stdout), ended.stderr)
end

local function row(what, figure, bar)
    print(("%s\t%.6g\t%s\t%s"):format(what, figure, bar or "-",
        not bar and "" or figure <= bar and "ok" or "missed"))
end

local one, each = slope "one", slope "each"
row("one client: instructions of a call", math.floor(one))
row("a client each: instructions of a call", math.floor(each))
row("the second beside the first", each / one)
row("CPU time of the second beside the first", cpu_ratio(), BAR)
row("connections of 1,000 calls, one client", connections "one")
row("connections of 1,000 calls, a client each", connections "each", 1)
server:stop()
