--- A loop for programs that have none: coroutines take turns, and while all of
-- them wait, this waits for the call that is done first.
-- @module whatsapp.registration.hosts.turns

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local transport = require "whatsapp.registration.transport"

local turns = { in_background = true }

-- Seconds until a task that has yielded by itself goes on
local GLANCE = 0.004

-- A signal such as Ctrl-C is only seen between two waits in C.
local LONGEST = 0.25

-- The tasks of all loops by their coroutines
local tasks = setmetatable({}, { __mode = "k" })

local function task_here()
    return tasks[coroutine.running() or false]
end

function turns.is_here()
    return task_here() ~= nil
end

function turns.ready()
    if not coroutines.can_yield() then
        return coroutines.waker "a fleet" -- which says why not
    end
    return true
end

-- Yields until a call may have moved on, or until some time
local function yield(task, awaited, wakes_at)
    task.awaited, task.wakes_at = awaited, wakes_at
    coroutine.yield()
    task.awaited, task.wakes_at = nil, nil
end

function turns.wait(started)
    local task = task_here()
    while not call.poll(started, 0) do
        yield(task, (started.current or started).core)
    end
end

--- Lets the others go on for some seconds.
function turns.sleep(seconds)
    local task, wakes_at = task_here(), core.now() + seconds
    while core.now() < wakes_at do
        yield(task, nil, wakes_at)
    end
end

-- An error of a task ends the loop. Ctrl-C is such an error.
local function resume(task)
    local ok, problem = coroutine.resume(task.thread)
    if not ok then
        error(problem, 0)
    end
    return coroutine.status(task.thread) ~= "dead"
end

-- Resumes the tasks that can go on: those that await no call, or none any
-- more, and do not sleep. Returns when the first task must go on even if no
-- call is done.
local function round(loop, awaited)
    local now = core.now()
    local next_at = now + LONGEST
    for index = #loop, 1, -1 do
        local task = loop[index]
        if not awaited[index] and (task.wakes_at or now) <= now then
            if resume(task) then
                awaited[index] = task.awaited or false
            else
                table.remove(loop, index)
                table.remove(awaited, index)
                task = nil
            end
        end
        if task and not awaited[index] then
            next_at = math.min(next_at, task.wakes_at or now + GLANCE)
        end
    end
    return next_at
end

-- The core replaces a call by false if it must be polled.
local function wait(awaited, seconds)
    seconds = math.max(seconds, 0)
    if not transport.wait(awaited, seconds) then
        core.sleep(seconds)
    end
end

--- Runs functions as coroutines until all have ended.
-- @tparam table works functions
-- @tparam ?function idle is called while all of them wait, in place of
--   waiting here: it may yield to a loop outside of this one
function turns.run(works, idle)
    local loop, awaited = {}, {}
    for index, work in ipairs(works) do
        local task = { thread = coroutine.create(work) }
        tasks[task.thread], loop[index], awaited[index] = task, task, false
    end
    while loop[1] do
        local next_at = round(loop, awaited)
        if idle and loop[1] then
            idle()
        end
        if loop[1] then
            wait(awaited, idle and 0 or next_at - core.now())
        end
    end
end

return turns
