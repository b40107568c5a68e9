--- Waits in luv's loop: a poll handle on the call's own descriptor resumes the
-- coroutine.
-- @module whatsapp.registration.hosts.luv

local uv = require "luv"

local coroutines = require "whatsapp.registration.hosts.coroutines"

local luv = { in_background = true }

function luv.is_here()
    return uv.loop_mode() ~= nil
end

-- A coroutine may begin before the loop does.
luv.may_be_here = coroutines.is_in_one

function luv.spawn(work)
    coroutine.wrap(work)()
end

local Watch = {}
Watch.__index = Watch

function Watch:close()
    self.handle:close()
    self.waker:close()
end

function luv.ready()
    local waker, problem, kind = coroutines.waker "luv"
    if not waker then
        return nil, problem, kind
    end
    local handle
    handle, problem = uv.new_poll(waker:fd())
    if not handle then
        waker:close()
        return nil, "no handle to wait with: " .. problem, "unavailable"
    end
    return setmetatable({ waker = waker, handle = handle }, Watch)
end

-- luv reports an error after the call, as in any callback. It takes strings
-- only.
local function resume(thread)
    local ok, problem = coroutine.resume(thread)
    if not ok then
        error(debug.traceback(thread, tostring(problem)), 0)
    end
end

function luv.wait(started, watch)
    local thread, handle = coroutine.running(), watch.handle
    coroutines.wait(started, watch.waker, function()
        handle:start("r", function()
            handle:stop()
            resume(thread)
        end)
        coroutine.yield()
    end, function()
        handle:close()
    end)
end

return luv
