-- Measures, and prints the table. Started by bench/run.sh:
--
--   lua5.4 bench/main.lua OUT SERVER TOKEN PORT yes|no
--       [--strict|--instructions]

local clients = require "bench.clients"
local measures = require "bench.measures"
local report = require "bench.table"
local runs = require "bench.runs"
local setups = require "bench.setups"
local starts = require "bench.starts"

local out, server, token, port, has_authorities, option = ...

local bench = {
    out = out,
    server = server,
    token = token,
    port = port,
    is_short = option == "--instructions",
    core = tonumber(runs.lines_of("nproc")[1]) > 1 and 1 or nil,
}
bench.clients = clients.all(bench)

local missed = 0

local function row(what, figures, bar, of_bare)
    local line = { what = what, bar = bar, of_bare = of_bare }
    if report.row(bench, line, figures) then
        missed = missed + 1
    end
end

-- What `measure` returns; nothing, and why on standard error, if it fails
local function try(measure, ...)
    local ok, first, second, third = pcall(measure, bench, ...)
    if not ok then
        io.stderr:write(tostring(first), "\n")
        return nil
    end
    return first, second, third
end

-- Beside a register with the default configuration
local OTHERS = {
    { what = "journal = false", title = "journal = false", bar = 1.05 },
    { what = "pin_store", title = "with a PIN store", bar = 1.25 },
    { what = "on_event", title = "with on_event" },
    { what = "headers", title = "the answer's headers read" },
    { what = "refused", title = "refused with 133010", bar = 1.50 },
    { what = "read", title = "a read of the number", bar = 1.12 },
}

local function instructions()
    row("one call: instructions", try(measures.instructions), 1.12, true)
    for _, each in ipairs(OTHERS) do
        row("  " .. each.title, try(measures.instructions, each.what),
            each.bar, true)
    end
end

local function sequential()
    row("one call: system calls", try(measures.system_calls))
    local cpu, time = try(measures.sequential)
    row("  CPU, us", cpu, 1.07, true)
    row("  time, us", time)
    local again = cpu and cpu.again.ratio
    if again then
        print(("  (bare libcurl's CPU beside its own: %.2f, %.2f-%.2f)"):format(
            again.median, again.low, again.high))
    end
end

local function in_flight(at_once, connections)
    local title = ("%d in flight"):format(at_once)
    local bar = at_once == 64 and 1.10 or nil
    local cpu, time = try(measures.in_flight, at_once,
        { connections = connections })
    row(title .. ": CPU a call, us", cpu, bar, true)
    row("  time, us", time)
end

local function setup_instructions()
    row("setup_number: instructions", try(setups.instructions), 1.70,
        true)
    row("  journal = false", try(setups.instructions, "none"), nil,
        true)
    row("  with a SQLite journal", try(setups.instructions, "sqlite"),
        nil, true)
end

local function setup()
    local cpu, added, requests = try(setups.cpu)
    row("setup_number, 64 at once: CPU, us", cpu, nil, true)
    row("  a SQLite journal's part, us", added, 500)
    row("  HTTP requests, one after another", requests)
end

-- In millions of instructions
local function start()
    row("require, millions of instructions", try(starts.require), 11)
    row("the command explain, the same", try(starts.explain), 27)
    row("first answer, the same over libcurl", try(starts.start), 12)
end

local function cold()
    local can = has_authorities == "yes"
    row("start to first answer, ms", can and try(measures.cold_start)
        or nil, 0.40, true)
    row("start to 64 answers, ms", can and try(measures.cold_64) or nil,
        0.15, true)
    row("loading it: CPU, ms", try(measures.loading), 2)
end

local function memory()
    row("memory at most, MB", try(measures.peak_memory))
    row("memory a call in flight, kB",
        try(measures.memory_in_flight, { connections = 1000 }), 1.10, true)
    row("size installed, kB", try(measures.size))
end

io.stdout:setvbuf "line"
print("\nlibcurl " .. runs.lines_of("curl-config --version")[1]:match "%S+$"
    .. "; ours with the default configuration")
report.heading(bench)
instructions()
setup_instructions()
start()
if bench.is_short then
    os.exit()
end
sequential()
in_flight(64, 100)
in_flight(1000, 1000)
row("1,000 that wait 200 ms: CPU, us", try(measures.slow), 1.10, true)
setup()
cold()
memory()
print(("\n%d bars missed"):format(missed))
os.exit(option ~= "--strict" or missed == 0)
