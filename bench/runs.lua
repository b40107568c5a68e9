--- Runs of clients, and what is made of many of them.

local https = require "ssl.https"
local luasocket = require "socket"

local clients = require "bench.clients"

local runs = {}

local function write(path, text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
end

local function lines_of(command)
    local pipe = assert(io.popen(command))
    local lines = {}
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    assert(pipe:close(), "failed: " .. command)
    return lines
end

runs.lines_of = lines_of

--- Counts instructions
runs.CALLGRIND = "valgrind --tool=callgrind --callgrind-out-file=%s"

--- What the server answers to a question about what it was sent.
function runs.from_server(bench, path)
    local text = assert(https.request(("https://localhost:%s/%s"):format(
        bench.port, path)))
    return text
end

--- Runs a client once, with commands.
-- @tparam string commands one a line
-- @treturn table `ms` from its start to its first answer, `cpu_ms` in all,
--   `kb` of memory at most
function runs.once(bench, client, commands, options)
    local input = bench.out .. "/commands"
    write(input, commands)
    local given = setmetatable({
        under = bench.out .. "/measure " .. input,
    }, { __index = options })
    local line = lines_of(clients.command(bench, client, given))[1]
    local ms, cpu_ms, kb = line:match "(%S+) (%S+) (%S+)"
    return { ms = tonumber(ms), cpu_ms = tonumber(cpu_ms),
        kb = tonumber(kb) }
end

--- Runs a client once under a program that writes a file.
-- @tparam string under with `%s` for the file's path
-- @treturn string what the file says
function runs.counted(bench, client, commands, under, name, options)
    local input, output = bench.out .. "/commands", bench.out .. "/" .. name
    write(input, commands)
    local given = setmetatable({ under = under:format(output) },
        { __index = options })
    local log = bench.out .. "/log"
    lines_of(("(%s) <%s >%s 2>&1 || { cat %s >&2; exit 1; }"):format(
        clients.command(bench, client, given), input, log, log))
    local file = assert(io.open(output))
    local text = file:read "*a"
    file:close()
    return text
end

--- The instructions that callgrind has counted, by its file's text.
function runs.total_of(text)
    return tonumber(text:match "\ntotals: (%d+)"
        or text:match "\nsummary: (%d+)")
end

--- Starts a client that stays alive.
-- @treturn function does a command; returns seconds of CPU and seconds
function runs.start(bench, client, options)
    local fifo = bench.server .. "/answers"
    lines_of("mkfifo " .. fifo)
    local input = assert(io.popen(clients.command(bench, client, options)
        .. " >" .. fifo, "w"))
    local output = assert(io.open(fifo))
    os.remove(fifo)
    return function(command)
        local before = luasocket.gettime()
        input:write(command, "\n")
        input:flush()
        local line = assert(output:read(), client.name .. " has ended")
        return tonumber(line), luasocket.gettime() - before
    end, function()
        input:close()
        output:close()
    end
end

local function at(sorted, share)
    local place = 1 + (#sorted - 1) * share
    local low = math.floor(place)
    local high = math.min(low + 1, #sorted)
    return sorted[low] + (sorted[high] - sorted[low]) * (place - low)
end

--- The median, and where the middle half of the samples lies.
-- @tparam table samples
-- @treturn table `median`, `low`, `high`
function runs.summary(samples)
    local sorted = { (table.unpack or unpack)(samples) }
    table.sort(sorted)
    return { median = at(sorted, 0.5), low = at(sorted, 0.25),
        high = at(sorted, 0.75) }
end

--- Has clients measured in turn, round after round, each round in the
-- opposite order.
-- @tparam table names of clients; the first is the yardstick
-- @tparam number rounds
-- @tparam function measure by name
-- @treturn table by name: a summary with `ratio`, the summary of its ratios to
--   the yardstick's of the same round
function runs.in_turn(names, rounds, measure)
    local samples, ratios = {}, {}
    for _, name in ipairs(names) do
        samples[name], ratios[name] = {}, {}
    end
    for round = 1, rounds do
        for i = 1, #names do
            local name = names[round % 2 == 1 and i or #names + 1 - i]
            samples[name][round] = measure(name)
        end
        for _, name in ipairs(names) do
            ratios[name][round] = samples[name][round]
                / samples[names[1]][round]
        end
    end
    local summaries = {}
    for _, name in ipairs(names) do
        summaries[name] = runs.summary(samples[name])
        summaries[name].ratio = runs.summary(ratios[name])
    end
    return summaries
end

return runs
