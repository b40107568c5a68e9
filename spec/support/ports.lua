--- Ports for servers that can't be asked to find a free one.

local luasocket = require "socket"

local ports = {}

local TRIES = 20

local function free()
    local listener = assert(luasocket.bind("127.0.0.1", 0))
    local _, port = listener:getsockname()
    listener:close()
    return math.floor(tonumber(port))
end

--- Starts a server on a port that was free a moment ago. Another process may
-- have taken it since, and then another port is tried.
-- @tparam function start called with a port; returns nothing if it is taken
-- @return what `start` returned
function ports.with_free(start)
    for _ = 1, TRIES do
        local started = start(free())
        if started then
            return started
        end
    end
    error "no port was free"
end

return ports
