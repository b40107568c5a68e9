--- One face for the loops that a client's calls wait in: `loops.luv()` and its
-- like return a table of
--
-- * `spawn(work)`: runs it in a coroutine of the loop, now or soon;
-- * `sleep(seconds)`: of such a coroutine, and of no other;
-- * `wait(call)`: until a descriptor of the call says that it is done;
-- * `run()`: until all coroutines have ended;
-- * `callback(work)`: runs it in the loop, but in no coroutine; nil if
--   there are coroutines only.

local loops = {}

function loops.luv()
    local uv = require "luv"
    local loop = {}
    function loop.spawn(work)
        coroutine.wrap(work)()
    end
    function loop.sleep(seconds)
        local thread, timer = coroutine.running(), uv.new_timer()
        timer:start(math.floor(seconds * 1000), 0, function()
            timer:close()
            assert(coroutine.resume(thread))
        end)
        coroutine.yield()
    end
    function loop.wait(call)
        local thread, poll = coroutine.running(), uv.new_poll(call:fd())
        poll:start("r", function()
            poll:close()
            assert(coroutine.resume(thread))
        end)
        coroutine.yield()
    end
    function loop.run()
        uv.run()
    end
    function loop.callback(work)
        local timer = uv.new_timer()
        timer:start(0, 0, function()
            timer:close()
            work()
        end)
        uv.run()
    end
    return loop
end

function loops.cqueues()
    local cqueues = require "cqueues"
    local controller = cqueues.new()
    local loop = { sleep = cqueues.sleep }
    function loop.spawn(work)
        controller:wrap(work)
    end
    function loop.wait(call)
        cqueues.poll { pollfd = call:fd(), events = "r" }
        cqueues.cancel(call:fd())
    end
    function loop.run()
        local ok, problem = controller:loop()
        if not ok then
            error(tostring(problem), 0)
        end
    end
    return loop
end

-- What select takes for a socket
local function as_socket(call)
    local times = 0
    return {
        getfd = function()
            return call:fd()
        end,
        dirty = function()
            return false
        end,
        receive = function()
            times = times + 1
            return times > 1 and "readable" or nil, "timeout"
        end,
        settimeout = function() end,
        close = function() end,
    }
end

-- Old ones have no timers, and a loop that never ends.
function loops.copas()
    local copas = require "copas"
    local socket = require "socket"
    local loop, sleeping, open = {}, {}, 0
    local function fail(problem)
        io.stderr:write(tostring(problem), "\n")
        os.exit(1)
    end
    local function end_with(work)
        return function()
            copas.setErrorHandler(fail)
            work()
            open = open - 1
        end
    end
    function loop.spawn(work)
        open = open + 1
        copas.addthread(end_with(work))
    end
    function loop.sleep(seconds)
        sleeping[coroutine.running()] = socket.gettime() + seconds
        coroutine.yield()
        copas.setErrorHandler(fail) -- forgotten with a plain yield
    end
    function loop.wait(call)
        copas.receive(as_socket(call), 1)
    end
    -- Wakes who is due; returns for how long all others sleep
    local function wake_sleepers()
        local due, left, now = {}, 0.1, socket.gettime()
        for thread, time in pairs(sleeping) do
            if time <= now then
                due[#due + 1] = thread
            else
                left = math.min(left, time - now)
            end
        end
        for _, thread in ipairs(due) do
            sleeping[thread] = nil
            copas.addthread(thread)
        end
        return #due > 0 and 0 or left
    end
    function loop.run()
        while open > 0 do
            copas.step(wake_sleepers())
        end
    end
    if copas.sleep then -- a new one
        loop.sleep, loop.run = copas.sleep, function()
            copas.loop()
        end
    end
    return loop
end

--- Frames: a coroutine is resumed once in each.
function loops.frames()
    local socket = require "socket"
    local loop, threads = {}, {}
    function loop.spawn(work)
        threads[#threads + 1] = coroutine.create(work)
    end
    function loop.sleep(seconds)
        local time = socket.gettime() + seconds
        while socket.gettime() < time do
            coroutine.yield()
        end
    end
    function loop.wait(call)
        while not call:poll(0) do
            coroutine.yield()
        end
    end
    function loop.frame()
        for index = #threads, 1, -1 do
            local ok, problem = coroutine.resume(threads[index])
            if not ok then
                error(tostring(problem), 0)
            end
            if coroutine.status(threads[index]) == "dead" then
                table.remove(threads, index)
            end
        end
        return #threads > 0
    end
    function loop.run()
        while loop.frame() do
            socket.sleep(0.002)
        end
    end
    return loop
end

return loops
