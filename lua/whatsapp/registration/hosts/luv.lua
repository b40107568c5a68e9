--- Waits in luv's loop: a poll handle on the call's own descriptor resumes the
-- coroutine.
-- @module whatsapp.registration.hosts.luv

local uv = require "luv"

local call = require "whatsapp.registration.call"
local coroutines = require "whatsapp.registration.hosts.coroutines"

local luv = { in_background = true }

-- A coroutine may begin before the loop does.
function luv.is_here()
    return uv.loop_mode() ~= nil or coroutines.is_in_one()
end

function luv.ready()
    return coroutines.waker "luv"
end

-- What goes wrong after the call is luv's to report, as in any callback; it
-- knows strings only.
local function resume(thread)
    local ok, problem = coroutine.resume(thread)
    if not ok then
        error(debug.traceback(thread, tostring(problem)), 0)
    end
end

function luv.wait(started, waker)
    local thread = coroutine.running()
    local handle = assert(uv.new_poll(waker:fd()))
    call.tell(started, waker)
    while not call.poll(started, 0) do
        handle:start("r", function()
            handle:stop()
            resume(thread)
        end)
        coroutine.yield()
    end
    handle:close()
    waker:close()
end

return luv
