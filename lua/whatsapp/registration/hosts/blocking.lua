--- Waits in the core, and everything else of this thread with it: what a
-- plain script wants.
-- @module whatsapp.registration.hosts.blocking

local call = require "whatsapp.registration.call"

local blocking = { in_background = false }

function blocking.ready()
    return true
end

function blocking.wait(started)
    repeat
    until call.poll(started, 3600)
end

return blocking
