--- Runs functions at the same time, each in a coroutine: of the program's
-- loop, or in plain Lua one that takes turns with the others.
-- @module whatsapp.registration.fleet.tasks

local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local errors = require "whatsapp.registration.errors"
local hosts = require "whatsapp.registration.hosts"
local hooks = require "whatsapp.registration.hooks"
local turns = require "whatsapp.registration.hosts.turns"

local tasks = {}

-- Seconds between two looks whether all have ended
local GLANCE = 0.01

local function refused(message)
    return errors.refused { field = "host", message = "host: " .. message }
end

-- An error of a task is kept until the others have ended. Lua 5.1 can't yield
-- in pcall: there an error is the loop's to report. Ctrl-C ends it all.
local function guarded(self, work)
    if core.can_yield() == nil then
        return work
    end
    return function()
        local ok, raised = pcall(work)
        if not ok and not self.has_failed then
            self.raised, self.has_failed = hooks.problem(raised), true
        end
    end
end

local function raise(self)
    if self.has_failed then
        error(self.raised, 0)
    end
end

local function run_in_loop(self, works, spawn)
    local open = #works
    for _, work in ipairs(works) do
        local task = guarded(self, work)
        spawn(function()
            task()
            open = open - 1
        end)
    end
    while open > 0 do
        self.sleep(GLANCE)
    end
    raise(self)
end

local function run_in_turns(self, works, idle)
    local list = {}
    for index, work in ipairs(works) do
        list[index] = guarded(self, work)
    end
    turns.run(list, idle)
    raise(self)
end

-- What resumes this coroutine gets control back while all of them wait.
local function outside(host)
    if host.in_background and host ~= turns and coroutines.can_yield() then
        return function()
            coroutine.yield()
        end
    end
    return nil
end

--- How to run tasks where this is called.
-- @tparam table client
-- @treturn ?table `run(works)`, which returns when all functions have ended,
--   and raises what one of them raised; `has_failed` from then on; and
--   `sleep(seconds)`, for those functions
-- @treturn ?table an error
function tasks.here(client)
    local host, name = hosts.here(client.host)
    local spawn = host.spawn
    local self = { sleep = not spawn and turns.sleep
        or coroutines.sleep_of(name) }
    if not self.sleep then
        return nil, refused("a fleet in " .. name .. " waits by yielding and "
            .. "by a timer, which is not possible here")
    end
    function self.run(works)
        if spawn then
            run_in_loop(self, works, spawn)
        else
            run_in_turns(self, works, outside(host))
        end
    end
    return self
end

return tasks
