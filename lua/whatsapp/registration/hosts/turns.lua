--- A loop for programs that have none: coroutines take turns, and while all of
-- them wait, this waits for the call that has waited longest.
-- @module whatsapp.registration.hosts.turns

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"

local turns = { in_background = true }

-- Seconds to wait for one call, or to sleep, before all are looked at again
local GLANCE = 0.004

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

function turns.wait(started)
    local task = task_here()
    task.awaited = started
    while not call.poll(started, 0) do
        coroutine.yield()
    end
    task.awaited = nil
end

--- Lets the others go on for some seconds.
function turns.sleep(seconds)
    local task = task_here()
    task.wakes_at = core.now() + seconds
    while core.now() < task.wakes_at do
        coroutine.yield()
    end
    task.wakes_at = nil
end

local function can_go_on(task, now)
    if task.awaited then
        return call.poll(task.awaited, 0)
    end
    return not task.wakes_at or task.wakes_at <= now
end

-- An error of a task ends the loop; Ctrl-C arrives as one as well.
local function resume(task)
    local ok, problem = coroutine.resume(task.thread)
    if not ok then
        error(problem, 0)
    end
    return coroutine.status(task.thread) == "dead"
end

-- Resumes whoever can go on. Returns the call that has waited longest, and
-- whether none came to wait for another call or for the time.
local function round(loop)
    local now, is_idle, oldest = core.now(), true, nil
    for index = #loop, 1, -1 do
        local task = loop[index]
        local awaited = task.awaited
        if can_go_on(task, now) then
            local is_over = resume(task)
            if is_over then
                table.remove(loop, index)
            end
            is_idle = is_idle and not is_over and task.awaited == nil
                and not awaited
        else
            oldest = awaited or oldest
        end
    end
    return oldest, is_idle
end

-- For the oldest call, or just for a moment
local function wait(oldest)
    if oldest then
        call.poll(oldest, GLANCE)
    else
        core.sleep(GLANCE)
    end
end

--- Runs functions as coroutines until all have ended.
-- @tparam table works functions
-- @tparam ?function idle is called while all of them wait, in place of
--   waiting here: it may yield to a loop outside of this one
function turns.run(works, idle)
    local loop = {}
    for index, work in ipairs(works) do
        local task = { thread = coroutine.create(work) }
        tasks[task.thread], loop[index] = task, task
    end
    while loop[1] do
        local oldest, is_idle = round(loop)
        if is_idle and loop[1] then
            (idle or wait)(oldest)
        end
    end
end

return turns
