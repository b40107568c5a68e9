--- A program with a loop, in which a client makes calls; prints what came of
-- it as JSON.
--
--     lua spec/support/host_program.lua SCENARIO LOOP HOST BASE_URL CA_FILE
--         [ALSO]
--
-- LOOP is a name in loops.lua, HOST the client's `host`, or "yield" for a
-- function that yields; ALSO a module that is loaded and not used.

local scenario, loop_name, host, base_url, ca_file, also =
    (table.unpack or unpack)(arg)

if also then
    require(also)
end

local new_loop = require("spec.support.loops")[loop_name]
if not new_loop then
    error(loop_name .. " is not in spec/support/loops.lua", 0)
end
local loop = new_loop()

local cjson = require "cjson"
local registration = require "whatsapp.registration"
local safe = require "whatsapp.registration.safe"
local support = require "spec.support.client"

if host == "yield" then
    host = function()
        coroutine.yield()
    end
end

local server = { base_url = base_url, ca_file = ca_file }

local function config(overrides)
    return support.config_for(server, support.merge({ host = host },
        overrides))
end

local function count(what)
    local pipe = io.popen("ls /proc/$PPID/" .. what .. " | wc -l")
    local number = tonumber((pipe:read "*a"))
    pipe:close()
    return number
end

-- Ticks of a coroutine that only sleeps, while the others work
local function ticking(work)
    local ticks, works = 0, true
    loop.spawn(function()
        while works do
            loop.sleep(0.01)
            ticks = ticks + 1
        end
    end)
    loop.spawn(function()
        work()
        works = false
    end)
    loop.run()
    return ticks
end

-- Does `work` in so many coroutines at once, and waits for them
local function at_once(number, work)
    local open = number
    for _ = 1, number do
        loop.spawn(function()
            work()
            open = open - 1
        end)
    end
    while open > 0 do
        loop.sleep(0.01)
    end
end

local function brief(result, err)
    if err then
        return { kind = err.kind, field = err.field, sent = err.sent,
            message = err.message, tries = err.tries }
    end
    return { success = result.success, tries = result.response.tries,
        confirmed = result.response.confirmed }
end

local function collect()
    collectgarbage()
    collectgarbage()
end

local scenarios = {}

-- Fifty calls at once, twice; then all is as it was
function scenarios.fifty()
    local outcome = { succeeded = 0 }
    ticking(function() end) -- so that the loop has what it needs
    collect()
    local descriptors = count "fd"
    outcome.threads_before = count "task"
    local client = registration.new(config())
    outcome.ticks = ticking(function()
        for _ = 1, 2 do
            at_once(50, function()
                if client:deregister().success then
                    outcome.succeeded = outcome.succeeded + 1
                end
            end)
        end
    end)
    outcome.threads = count "task"
    client:close()
    collect()
    outcome.descriptors_left = count "fd" - descriptors
    return outcome
end

-- Of the loop, once that runs
local function in_coroutine(work)
    local values
    loop.spawn(function()
        loop.sleep(0)
        values = { work() }
    end)
    loop.run()
    return (table.unpack or unpack)(values)
end

-- What is raised if a call can't wait, and then that the client works
function scenarios.refusals()
    local client = safe.new(config())
    local outcome = {}
    local function try(place)
        return function()
            outcome[place] = brief(client:deregister())
        end
    end
    package.preload["a.file.that.calls"] = try "require"
    in_coroutine(function()
        require "a.file.that.calls"
    end)
    in_coroutine(function()
        local call = try "sort"
        table.sort({ 2, 1 }, function(a, b)
            if call then
                call()
                call = nil
            end
            return a < b
        end)
    end)
    if loop.callback then
        loop.callback(try "callback")
    end
    try "outside" ()
    in_coroutine(try "inside")
    return outcome
end

-- Inside pcall and an iterator, of which Lua 5.1 makes boundaries
function scenarios.protected()
    local client = safe.new(config())
    return in_coroutine(function()
        local outcome = {}
        pcall(function()
            outcome.pcall = brief(client:deregister())
        end)
        for _ in function(_, last)
            outcome.iterator = outcome.iterator or brief(client:deregister())
            return not last or nil
        end do -- luacheck: ignore
        end
        return outcome
    end)
end

function scenarios.cancel()
    local client = safe.new(config())
    local call = client:start("deregister")
    local outcome
    loop.spawn(function()
        loop.wait(call)
        outcome = brief(call:result())
    end)
    loop.spawn(function()
        loop.sleep(0.05)
        call:cancel()
    end)
    loop.run()
    return outcome
end

function scenarios.retry()
    local client = safe.new(config { retries = { base = 0.02 } })
    return in_coroutine(function()
        return brief(client:phone_number())
    end)
end

function scenarios.reconcile()
    local client = safe.new(config { reconcile = 5, phone_number_id =
        "106540352242923", journal = require
        "whatsapp.registration.journal.memory".new() })
    return in_coroutine(function()
        return brief(client:register { pin = "071934" })
    end)
end

function scenarios.timeout()
    local client = safe.new(config { timeout = 0.6 })
    local outcome
    local ticks = ticking(function()
        outcome = brief(client:deregister())
    end)
    outcome.ticks = ticks
    return outcome
end

function scenarios.setup_number()
    local client = registration.new(config { phone_number_id =
        "106540352242923" })
    local steps = 0
    local report = in_coroutine(function()
        return client:setup_number { pin = "071934", on_step = function()
            steps = steps + 1
        end }
    end)
    return { success = report.success, steps = steps }
end

-- An error that nobody catches, after a call or by one
function scenarios.mistake()
    local client = registration.new(config())
    in_coroutine(function()
        client:deregister()
        error "a mistake of the program"
    end)
    return {}
end

function scenarios.uncaught()
    local client = registration.new(config())
    in_coroutine(function()
        client:deregister()
        client:register { pin = "07193" }
    end)
    return {}
end

-- If descriptors are many, select takes none of the new ones
function scenarios.crowded()
    local client, files = safe.new(config()), {}
    for index = 1, 1100 do
        files[index] = io.open "/dev/null"
    end
    local outcome = {}
    in_coroutine(function()
        outcome.crowded = brief(client:deregister())
        for _, file in pairs(files) do
            file:close()
        end
        outcome.afterwards = brief(client:deregister())
    end)
    return outcome
end

-- Calls that are refused take no descriptors with them
function scenarios.refused_often()
    local client = safe.new(config())
    ticking(function() end)
    collectgarbage "stop"
    local descriptors = count "fd"
    in_coroutine(function()
        for _ = 1, 20 do
            assert(client:register { pin = "1" } == nil)
        end
    end)
    return { descriptors_left = count "fd" - descriptors }
end

print(cjson.encode(scenarios[scenario]()))
