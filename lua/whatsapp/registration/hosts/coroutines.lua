--- What the hosts that yield have in common, and how to wait a moment without
-- blocking the loop that runs here.
-- @module whatsapp.registration.hosts.coroutines

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local transport = require "whatsapp.registration.transport"

local coroutines = {}

local REFUSAL = "a call in %s waits by yielding, which is not possible here "
    .. "(outside a coroutine, while a file is being loaded by require, or "
    .. "inside a C function's callback%s); make it in a coroutine, or use "
    .. "client:start and call:poll"

local ALSO_IN_5_1 = ", which in Lua 5.1 pcall and the iterator of a for loop "
    .. "are too"

-- Lua 5.1 does not say what can't be yielded across, so this looks for it on
-- the stack. A metamethod leaves no trace there: to yield in one raises Lua's
-- own error.
local function is_reached_by_lua_alone()
    local level = 1
    repeat
        level = level + 1
        local caller = debug.getinfo(level, "Sn")
        if caller and (caller.what == "C"
            or caller.name == "(for generator)") then
            return false
        end
    until not caller
    return true
end

--- Whether the running code is in a coroutine, yieldable or not.
function coroutines.is_in_one()
    local thread, is_main = coroutine.running()
    return thread ~= nil and not is_main
end

--- Whether the running code can yield.
function coroutines.can_yield()
    local is_known = core.can_yield()
    if is_known == nil then
        return coroutines.is_in_one() and is_reached_by_lua_alone()
    end
    return is_known
end

-- A waker that no call waits with any more: making one and closing it takes
-- seven system calls. If the process has forked since, its descriptors are the
-- parent's. Then it is kept, because the child may have others under their
-- numbers, which must not be closed.
local spare, owner
local inherited = {}

local function take_spare()
    local taken = spare
    spare = nil
    if taken and owner ~= core.process_id() then
        inherited[#inherited + 1] = taken
        return nil
    end
    return taken
end

local function keep(waker)
    if spare then
        waker:close()
    else
        spare, owner = waker, core.process_id()
    end
end

--- A waker, if the running code can yield.
-- @tparam string host its name
-- @treturn ?userdata
-- @treturn ?string why there is none
-- @treturn ?string the kind of error, if there are no more of them
function coroutines.waker(host)
    if not coroutines.can_yield() then
        return nil, REFUSAL:format(host,
            core.can_yield() == nil and ALSO_IN_5_1 or "")
    end
    local waker, problem = take_spare(), nil
    if not waker then
        waker, problem = transport.waker()
    end
    if not waker then
        return nil, "no descriptor to wait with: " .. problem, "unavailable"
    end
    return waker
end

--- Moves a call on, as far as it can go now. If that raises, as Ctrl-C does,
-- nobody waits any more, so what the call waits with is released.
-- @treturn boolean whether it is done
function coroutines.poll(started, let_go)
    local is_fine, is_done = pcall(call.poll, started, 0)
    if not is_fine then
        let_go()
        error(is_done, 0)
    end
    return is_done
end

--- Waits until a call is done, and takes the waker back.
-- @tparam function sleep returns when the call may be able to go on
-- @tparam function let_go as `coroutines.poll` takes it
function coroutines.wait(started, waker, sleep, let_go)
    call.set_waker(started, waker)
    while not coroutines.poll(started, let_go) do
        sleep()
    end
    let_go()
    keep(waker)
end

-- luv reports an error after that, as in any callback.
local function luv_sleep(uv)
    return function(seconds)
        local thread, timer = coroutine.running(), uv.new_timer()
        timer:start(math.ceil(seconds * 1000), 0, function()
            timer:close()
            local ok, problem = coroutine.resume(thread)
            if not ok then
                error(debug.traceback(thread, tostring(problem)), 0)
            end
        end)
        coroutine.yield()
    end
end

-- How to sleep in a loop; nil if it does not run; true if it may run, which
-- not every loop says
local LOOPS = {
    cqueues = function(loop)
        return loop.running() and loop.sleep
    end,
    copas = function(loop)
        if loop.running then
            return loop.pause or loop.sleep
        end
        return coroutines.is_in_one()
    end,
    luv = function(loop)
        return loop.loop_mode() and luv_sleep(loop) or coroutines.is_in_one()
    end,
    love = function(loop) -- its coroutines are resumed once a frame
        return loop.run and coroutine.yield
    end,
}

-- While nginx starts, it serves nobody, so blocking does no harm.
local STARTING = { init = true, init_worker = true }

local function find()
    local ngx = rawget(_G, "ngx")
    if type(ngx) == "table" and ngx.get_phase then
        return not STARTING[ngx.get_phase()] and function(seconds)
            return (pcall(ngx.sleep, seconds)) -- in some phases it raises
        end
    end
    local possible
    for name, sleep_of in pairs(LOOPS) do
        local loop = package.loaded[name]
        local sleep = type(loop) == "table" and sleep_of(loop)
        if type(sleep) == "function" then
            return sleep
        end
        possible = sleep or possible
    end
    return possible
end

-- How to sleep in loops in which coroutines may begin before the loop does
local ALWAYS = {
    copas = function(loop)
        return loop.pause or loop.sleep
    end,
    luv = luv_sleep,
}

--- How to wait in a loop that is known to run here.
-- @tparam string name
-- @treturn ?function takes seconds; nil if nothing here can yield
function coroutines.sleep_of(name)
    local sleep_of = coroutines.can_yield() and ALWAYS[name]
    if sleep_of then
        return sleep_of(require(name))
    end
    return (coroutines.sleep_here())
end

--- How to wait here.
-- @treturn ?function takes seconds, returns whether it could wait; nil if
--   nothing here can yield
-- @treturn boolean whether a loop runs here, or may
function coroutines.sleep_here()
    local sleep = find()
    if type(sleep) ~= "function" or not coroutines.can_yield() then
        return nil, sleep and true or false
    end
    return function(seconds)
        return sleep(seconds) ~= false
    end, true
end

return coroutines
