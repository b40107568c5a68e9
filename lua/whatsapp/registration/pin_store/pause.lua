--- How to wait a moment without blocking the loop that runs here.
-- @module whatsapp.registration.pin_store.pause

local coroutines = require "whatsapp.registration.hosts.coroutines"

local pause = {}

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
function pause.of(name)
    local sleep_of = coroutines.can_yield() and ALWAYS[name]
    if sleep_of then
        return sleep_of(require(name))
    end
    return (pause.here())
end

--- How to wait here.
-- @treturn ?function takes seconds, returns whether it could wait; nil if
--   nothing here can yield
-- @treturn boolean whether a loop runs here, or may
function pause.here()
    local sleep = find()
    if type(sleep) ~= "function" or not coroutines.can_yield() then
        return nil, sleep and true or false
    end
    return function(seconds)
        return sleep(seconds) ~= false
    end, true
end

return pause
