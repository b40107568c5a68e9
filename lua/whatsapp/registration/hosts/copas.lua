--- Waits in a copas loop, of version 1.1.7 and later: the coroutine reads from
-- what copas takes for a socket, with the call's own descriptor.
-- @module whatsapp.registration.hosts.copas

local loop = require "copas"
local socket = require "socket"

local call = require "whatsapp.registration.call"
local coroutines = require "whatsapp.registration.hosts.coroutines"

local copas = { in_background = true }

function copas.is_here()
    return loop.running == true
end

-- Old versions of copas do not say whether they run, and a thread can begin
-- before its loop does.
copas.may_be_here = coroutines.is_in_one

copas.spawn = loop.addthread

-- A descriptor from this number on ends a loop that waits by select.
local LIMIT = socket._SETSIZE or 1024

function copas.ready()
    local waker, problem, kind = coroutines.waker "copas"
    if waker and waker:fd() >= LIMIT then
        waker:close()
        return nil, ("copas waits by select, which takes no descriptor from "
            .. "%d on, and those below are in use"):format(LIMIT),
            "unavailable"
    end
    return waker, problem, kind
end

-- A table with what LuaSocket's select and copas.receive call of a socket
local function as_socket(started, waker)
    return {
        getfd = function()
            return waker:fd()
        end,
        dirty = function()
            return false
        end,
        receive = function()
            if call.poll(started, 0) then
                return "done"
            end
            return nil, "timeout"
        end,
        settimeout = function()
            return 1
        end,
        close = function() -- copas closes what a thread has read last
            return 1
        end,
    }
end

function copas.wait(started, waker)
    local watched = as_socket(started, waker)
    if loop.settimeouts then
        loop.settimeouts(watched, -1, -1, -1) -- the call has its own
    end
    coroutines.wait(started, waker, function()
        loop.receive(watched, 1)
    end, function() end)
end

return copas
