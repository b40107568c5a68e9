--- What starts take: figures as those of measures.lua, in millions of
-- instructions, which callgrind counts.

local runs = require "bench.runs"

local starts = {}

local function millions(bench, command)
    local file = bench.out .. "/callgrind.start"
    runs.lines_of(("%s valgrind --tool=callgrind --callgrind-out-file=%s %s "
        .. ">/dev/null 2>&1"):format(bench.clients.ours.environment, file,
        command))
    for line in io.lines(file) do
        local total = line:match "^totals: (%d+)"
            or line:match "^summary: (%d+)"
        if total then
            return { ours = { median = total / 1e6 } }
        end
    end
    return nil
end

--- Millions of instructions to load the module, with Lua's own start.
function starts.require(bench)
    return millions(bench, "lua5.4 -e 'require \"whatsapp.registration\"'")
end

--- The same of a command that sends nothing.
function starts.explain(bench)
    return millions(bench, "lua5.4 cli/bin/whatsapp-registration explain "
        .. "133005")
end

--- By how many millions of instructions a start to the first answer takes more
-- than bare libcurl's, both with a file of one authority.
function starts.start(bench)
    local took = {}
    for _, name in ipairs { "easy", "first" } do
        local text = runs.counted(bench, bench.clients[name], "calls 1",
            "valgrind --tool=callgrind --callgrind-out-file=%s",
            "callgrind.first." .. name)
        took[name] = runs.total_of(text) / 1e6
    end
    return { ours = { median = took.first - took.easy } }
end

return starts
