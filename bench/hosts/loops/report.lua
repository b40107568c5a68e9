--- The rows of one event loop; the medians of five runs.

local process = require "spec.support.process"
local slow = require "bench.slow"

local RUNS = 5
local TIMES = 2 -- of one call
local LATE = 5 -- ms

local function median(values)
    table.sort(values)
    return values[math.ceil(#values / 2)]
end

local function row(what, figure, bar)
    print(("%s\t%.2f\t%s\t%s"):format(what, figure, bar or "-",
        not bar and "" or figure <= bar and "ok" or "missed"))
end

-- With an interpreter that has the library
return function(lua, loop)
    local server = slow.start(0.2)
    local ratios, idles, lates = {}, {}, {}
    for run = 1, RUNS do
        local ended = process.run { lua, "bench/hosts/loops/calls.lua", loop,
            server.base_url, server.ca_file }
        local alone, many, idle, late =
            ended.stdout:match "(%S+)%s+(%S+)%s+(%S+)%s+(%S+)"
        assert(ended.code == 0 and late, ended.stderr)
        ratios[run], idles[run], lates[run] = many / alone, tonumber(idle),
            tonumber(late)
    end
    server:stop()
    row("fifty cold calls at once beside one", median(ratios), TIMES)
    row("a timer's lateness meanwhile, at most, ms", median(lates), LATE)
    row("the same while idle, ms", median(idles))
end
