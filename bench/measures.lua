--- What is measured. Each function returns figures by client's name, as
-- `runs.in_turn` makes them; `bare` is the yardstick's.

local runs = require "bench.runs"

local measures = {}

local FEW, MANY, OF_PEERS = 100, 600, 300
local SLICE_ROUNDS, PEER_ROUNDS, RUNS = 61, 9, 9

local function names_of(bench, bare, accepts)
    local names = { bare, "ours" }
    for _, peer in ipairs(bench.clients.peers) do
        if accepts(peer) then
            names[#names + 1] = peer.name
        end
    end
    return names
end

local function any()
    return true
end

local function is_concurrent(peer)
    return not peer.alone
end

local function with_bare(figures, bare)
    figures.bare = figures[bare]
    return figures
end

-- How much one more call adds to what `count` says after so many
local function slopes(names, count)
    local figures = {}
    for i, name in ipairs(names) do
        local most = i <= 2 and MANY or OF_PEERS
        figures[name] = {
            median = (count(name, most) - count(name, FEW)) / (most - FEW),
        }
    end
    for _, name in ipairs(names) do
        figures[name].ratio = {
            median = figures[name].median / figures[names[1]].median,
        }
    end
    return with_bare(figures, names[1])
end

-- The server answers these numbers 50 times a second, so that each call waits
-- as it would for a distant one; the second it refuses.
local PACED, REFUSED = "300000000000000", "400000000000000"

--- Instructions of a call.
-- @tparam table bench
-- @tparam ?string what is done: nil to register with the default
--   configuration, which is what peers do; else see bench/clients/ours.lua
function measures.instructions(bench, what)
    local names = names_of(bench, "easy", function(peer)
        return peer.counts and not what and not bench.is_short
    end)
    local options = { what = what, id = what == "refused" and REFUSED or PACED }
    return slopes(names, function(name, calls)
        local text = runs.counted(bench, bench.clients[name],
            "calls " .. calls, runs.CALLGRIND,
            ("callgrind.%s.%s.%d"):format(name, (what or "default"):gsub(
                "%W", ""), calls), options)
        return runs.total_of(text)
    end)
end

--- System calls of a call.
function measures.system_calls(bench)
    return slopes(names_of(bench, "easy", any), function(name, calls)
        local text = runs.counted(bench, bench.clients[name],
            "calls " .. calls, "strace -f -c -U calls,name -o %s",
            ("strace.%s.%d"):format(name, calls), { id = PACED })
        return tonumber(text:match "(%d+) total")
    end)
end

local function microseconds(figures, calls)
    for _, figure in pairs(figures) do
        for _, key in ipairs { "median", "low", "high" } do
            figure[key] = figure[key] / calls * 1e6
        end
    end
    return figures
end

-- CPU time and time of slices of calls, by programs that all stay alive
local function slices(bench, names, rounds, command, calls, options)
    local ask, stop = {}, {}
    for _, name in ipairs(names) do
        ask[name], stop[name] = runs.start(bench, bench.clients[name],
            options)
        ask[name](command) -- opens the connections
    end
    local seconds = {}
    local cpu = runs.in_turn(names, rounds, function(name)
        local used, passed = ask[name](command)
        seconds[name] = seconds[name] or {}
        table.insert(seconds[name], passed)
        return used
    end)
    for _, name in ipairs(names) do
        stop[name]()
    end
    local round = {}
    local time = runs.in_turn(names, rounds, function(name)
        round[name] = (round[name] or 0) + 1
        return seconds[name][round[name]]
    end)
    return microseconds(cpu, calls), microseconds(time, calls)
end

-- More rounds for us, whose ratio is near 1, than for peers
local function with_peers(bench, bare, accepts, command, calls, options)
    local names = names_of(bench, bare, accepts)
    local cpu, time = slices(bench, names, PEER_ROUNDS, command, calls,
        options)
    local near = bare == "easy" and { bare, "ours", "again" }
        or { bare, "ours" }
    local near_cpu, near_time = slices(bench, near, SLICE_ROUNDS, command,
        calls, options)
    for _, name in ipairs(near) do
        cpu[name], time[name] = near_cpu[name], near_time[name]
    end
    return with_bare(cpu, bare), with_bare(time, bare)
end

--- One call after another over one connection: CPU time, and time.
function measures.sequential(bench)
    return with_peers(bench, "easy", any, "calls 100", 100)
end

--- Many in flight: CPU time, and time.
-- @tparam table bench
-- @tparam number at_once
-- @tparam table options of the clients' commands
function measures.in_flight(bench, at_once, options)
    local calls = math.max(at_once, 640)
    return with_peers(bench, "multi", is_concurrent,
        ("many %d %d"):format(calls, at_once), calls, options)
end

-- The server takes a fifth of a second to answer this number.
local SLOW = "500000000000000"

-- What 5,000 more calls add to the CPU time of 2,000: an older libcurl opens
-- connections anew that have been idle, as they are while others have a turn.
local function slope_of_slow(ask)
    local few = ask "many 2000 1000"
    return (ask "many 7000 1000" - few) / 5000 * 1e6
end

--- Microseconds of CPU for a call, with 1,000 in flight that each wait.
function measures.slow(bench)
    local names, ask, stop = { "multi", "ours" }, {}, {}
    for _, name in ipairs(names) do
        ask[name], stop[name] = runs.start(bench, bench.clients[name],
            { id = SLOW, connections = 1000 })
        ask[name] "many 1000 1000" -- opens the connections
    end
    local figures = runs.in_turn(names, PEER_ROUNDS, function(name)
        return slope_of_slow(ask[name])
    end)
    for _, name in ipairs(names) do
        stop[name]()
    end
    return with_bare(figures, "multi")
end

-- From the start of a program, with the system's authorities
local function cold(bench, bare, accepts, commands, options)
    local names = names_of(bench, bare, accepts)
    local given = setmetatable({ system = true }, { __index = options })
    return with_bare(runs.in_turn(names, RUNS, function(name)
        return runs.once(bench, bench.clients[name], commands, given).ms
    end), bare)
end

--- Milliseconds from a program's start to its first answer.
function measures.cold_start(bench)
    return cold(bench, "easy", any, "calls 1")
end

--- Milliseconds from a program's start to 64 answers.
function measures.cold_64(bench)
    return cold(bench, "multi", is_concurrent, "many 64 64")
end

--- Milliseconds of CPU to load what makes the calls.
function measures.loading(bench)
    local names = names_of(bench, "ours", any)
    table.remove(names, 1)
    return runs.in_turn(names, 2 * RUNS + 1, function(name)
        local ask, stop = runs.start(bench, bench.clients[name])
        local seconds = ask "load"
        stop()
        return seconds * 1000
    end)
end

--- The most memory of a program that does calls one after another, in MB.
function measures.peak_memory(bench)
    return with_bare(runs.in_turn(names_of(bench, "easy", any), 5,
        function(name)
            return runs.once(bench, bench.clients[name], "calls 600").kb
                / 1000
        end), "easy")
end

-- The server answers once so many are in flight for a number. If they were
-- not, it is done again: chance may decide whether all get their turn before
-- the first is done.
local function most_memory(bench, name, at_once, options)
    for _ = 1, 5 do
        bench.numbers = (bench.numbers or 0) + 1
        local id = ("2%04d%05d"):format(bench.numbers, at_once)
        local kb = runs.once(bench, bench.clients[name],
            ("many %d %d"):format(at_once, at_once),
            setmetatable({ id = id }, { __index = options })).kb
        if runs.from_server(bench, "late/" .. id) == "0" then
            return kb
        end
        print(("  (%s: %d calls were never in flight at once)"):format(name,
            at_once))
    end
    error(name .. " never had all calls in flight")
end

--- Memory of a call in flight, in kB: what each of 900 more adds to the most
-- that a program with 100 has.
function measures.memory_in_flight(bench, options)
    local names = names_of(bench, "multi",
        is_concurrent)
    return with_bare(runs.in_turn(names, 5, function(name)
        return (most_memory(bench, name, 1000, options)
            - most_memory(bench, name, 100, options)) / 900
    end), "multi")
end

--- kB that are installed: of the rock, and of the peers' packages.
function measures.size(bench)
    local size = runs.lines_of("du -sk --apparent-size " .. bench.out
        .. "/rock")[1]
    local figures = { ours = { median = tonumber(size:match "%d+") } }
    for _, peer in ipairs(bench.clients.peers) do
        local sum = 0
        for _, line in ipairs(runs.lines_of("dpkg-query -W -f "
            .. "'${Installed-Size}\\n' " .. peer.packages)) do
            sum = sum + tonumber(line)
        end
        figures[peer.name] = { median = sum }
    end
    return figures
end

return measures
