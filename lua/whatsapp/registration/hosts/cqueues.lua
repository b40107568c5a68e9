--- Waits in a cqueues controller: the coroutine sleeps until the call's own
-- descriptor is readable.
-- @module whatsapp.registration.hosts.cqueues

local loop = require "cqueues"

local coroutines = require "whatsapp.registration.hosts.coroutines"

local cqueues = { in_background = true }

function cqueues.is_here()
    return loop.running() and true or false
end

function cqueues.spawn(work)
    loop.running():wrap(work)
end

function cqueues.ready()
    if not loop.running() then
        return nil, "there is no cqueues controller running here; make the "
            .. "call in a coroutine of one, or use client:start and call:poll"
    end
    return coroutines.waker "cqueues"
end

function cqueues.wait(started, waker)
    local ready = { pollfd = waker:fd(), events = "r" }
    coroutines.wait(started, waker, function()
        loop.poll(ready)
    end, function()
        loop.cancel(ready.pollfd) -- else it is watched until it is closed
    end)
end

return cqueues
