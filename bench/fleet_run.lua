-- Sets up the numbers of a file as a fleet, for bench/fleet.lua, and says at
-- each mark what it took so far: numbers, bytes of memory that the process and
-- Lua have, and seconds of CPU.
-- Arguments: base URL, CA file, folder, journal ("memory", "sqlite" or
-- "none"), and how many at once (32).

local fleet = require "whatsapp.registration.fleet"
local registration = require "whatsapp.registration"

local base_url, ca_file, folder, name = arg[1], arg[2], arg[3], arg[4]

local journal = false
if name == "memory" then
    journal = require("whatsapp.registration.journal.memory").new()
elseif name == "sqlite" then
    journal = require("whatsapp.registration.journal.sqlite").open(
        folder .. "/journal.db")
end

local client = registration.new { access_token = "token",
    base_url = base_url, ca_file = ca_file, timeout = 60, journal = journal }

local function resident()
    local file = assert(io.open "/proc/self/statm")
    local _, pages = file:read("*n", "*n")
    file:close()
    return pages * 4096
end

local function mark(count)
    local cpu = os.clock()
    collectgarbage()
    print(("%d %.0f %.0f %.6f"):format(count, resident(),
        collectgarbage "count" * 1024, cpu))
end

local next_mark, began = 100, false

local function note(state)
    if not began then -- all rows are checked now
        began = true
        mark(0)
    elseif state.done == next_mark then
        mark(next_mark)
        next_mark = next_mark * 10
    end
end

io.stdout:setvbuf "line"
local report = fleet.run(client, {
    numbers = fleet.csv(folder .. "/numbers.csv"), workflow = "setup_number",
    concurrency = tonumber(arg[5] or 32),
    results = fleet.results(folder .. "/results.jsonl"),
    on_progress = note })
mark(report.done)
print(("succeeded %d skipped %d in %.0f s"):format(report.succeeded,
    report.skipped, report.elapsed))
