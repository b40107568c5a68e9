--- Runs functions at the same time, each in a coroutine that the program's
-- loop made, or in plain Lua one that takes turns with the others.
-- @module whatsapp.registration.fleet.tasks

local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local errors = require "whatsapp.registration.errors"
local hosts = require "whatsapp.registration.hosts"
local pause = require "whatsapp.registration.pin_store.pause"
local turns = require "whatsapp.registration.hosts.turns"

local tasks = {}

-- Seconds between two looks whether all have ended
local GLANCE = 0.01

-- How a loop begins a coroutine
local BEGIN = {
    nginx = function(work)
        rawget(_G, "ngx").thread.spawn(work)
    end,
    cqueues = function(work)
        require("cqueues").running():wrap(work)
    end,
    luv = function(work)
        coroutine.wrap(work)()
    end,
    copas = function(work)
        require("copas").addthread(work)
    end,
}

local function refused(message)
    return errors.refused { field = "host", message = "host: " .. message }
end

-- Lua 5.1 can't yield in pcall: there an error is the loop's to report.
local function guarded(work, on_error)
    if core.can_yield() == nil then
        return work
    end
    return function()
        local ok, problem = pcall(work)
        if not ok then
            on_error(problem)
        end
    end
end

local function run_in_loop(works, begin, sleep)
    local open, failed, problem = #works, false, nil
    for _, work in ipairs(works) do
        begin(guarded(function()
            work()
            open = open - 1
        end, function(raised)
            open, failed, problem = open - 1, true, problem or raised
        end))
    end
    while open > 0 do
        sleep(GLANCE)
    end
    if failed then
        error(problem, 0)
    end
end

-- A game, or a loop of the program's own, gets control back while all wait.
local function outside(client, name)
    local is_foreign = name == "game"
        or client.host and client.host.in_background
    if is_foreign and coroutines.can_yield() then
        return function()
            coroutine.yield()
        end
    end
    return nil
end

--- How to run tasks where this is called.
-- @tparam table client
-- @treturn ?table `run(works)`, which returns when all functions have ended,
--   and raises what one of them raised; `sleep(seconds)`, for those functions
-- @treturn ?table an error
function tasks.here(client)
    local name = hosts.name(client.host)
    local begin = BEGIN[name]
    if not begin then
        return { sleep = turns.sleep, run = function(works)
            turns.run(works, outside(client, name))
        end }
    end
    local sleep = pause.of(name)
    if not sleep then
        return nil, refused("a fleet in " .. name .. " waits by yielding and "
            .. "by a timer, which is not possible here")
    end
    return { sleep = sleep, run = function(works)
        run_in_loop(works, begin, sleep)
    end }
end

return tasks
