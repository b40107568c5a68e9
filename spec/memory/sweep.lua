--- Sweeps every scenario on one Lua, against a server of literal answers.
--
--     lua5.4 spec/memory/sweep.lua PROGRAM [SCENARIO...]
--
-- PROGRAM is sweep.c built for that Lua. Closes with `N passed, N failed`.

local process = require "spec.support.process"
local raw = require "spec.support.raw"
local scenarios = require "spec.memory.scenarios"

local SCENARIO_SECONDS = 300

local function steps_for(answers)
    local steps = { loop = true }
    for _, answer in ipairs(answers) do
        steps[#steps + 1] = "read"
        steps[#steps + 1] = { pause = answer.after or 0 }
        steps[#steps + 1] = {
            send = raw.response(answer.status, answer.body, answer.headers),
        }
    end
    return steps
end

local function sweep(servers, program, name)
    local scenario = scenarios[name]
    for _, server in pairs(servers) do
        server:reset()
        server:script { otherwise = steps_for(scenario.answers) }
    end
    local result = process.run({
        program, "spec/memory/scenarios.lua", name,
        scenario.is_long and "failures" or "all",
        servers.https.base_url, servers.http.base_url, servers.https.ca_file,
    }, { timeout = SCENARIO_SECONDS })
    if scenario.clean_up then
        scenario.clean_up(servers.https.ca_file)
    end
    local lines, passed, failed =
        result.stdout:match "^(.-)(%d+) passed, (%d+) failed\n$"
    io.write(lines or result.stdout)
    passed, failed = tonumber(passed) or 0, tonumber(failed) or 1
    if result.code ~= 0 then
        print(("not ok  %s ended with %d\n%s"):format(name, result.code,
            result.stderr))
        failed = math.max(failed, 1)
    end
    return passed, failed
end

local function chosen(arguments)
    local names = { table.unpack(arguments, 2) }
    if #names == 0 then
        for name in pairs(scenarios) do
            names[#names + 1] = name
        end
        table.sort(names)
    end
    return names
end

local servers = { https = raw.start(), http = raw.start { tls = false } }
local passed, failed = 0, 0
for _, name in ipairs(chosen(arg)) do
    local good, bad = sweep(servers, arg[1], name)
    passed, failed = passed + good, failed + bad
end
process.stop_all()
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0, true)
