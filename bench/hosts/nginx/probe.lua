--- Asks a location every other millisecond, over one connection that is kept,
-- and notes how long each answer takes from when it should have been asked
-- for: one that keeps the next ones waiting counts for them too.

local luasocket = require "socket"

local probe = {}

local EVERY = 0.002

local REQUEST = "GET /fast HTTP/1.1\r\nHost: localhost\r\n\r\n"

local function ask(socket)
    assert(socket:send(REQUEST))
    local length
    repeat
        local line = assert(socket:receive "*l")
        length = line:match "^[Cc]ontent%-[Ll]ength: (%d+)" or length
    until line == ""
    assert(socket:receive(tonumber(length)))
end

--- Asks for so many seconds.
-- @treturn table `p50`, `p99`, `max`, in milliseconds
function probe.run(front, seconds)
    local socket = assert(luasocket.connect("127.0.0.1", front.port))
    socket:setoption("tcp-nodelay", true)
    socket:settimeout(60)
    ask(socket)
    local times = {}
    local due = luasocket.gettime()
    local ending = due + seconds
    while due < ending do
        local begin, now = due, luasocket.gettime()
        if now < due then
            luasocket.sleep(due - now)
            begin = luasocket.gettime() -- it sleeps a little longer
        end
        ask(socket)
        times[#times + 1] = (luasocket.gettime() - begin) * 1e3
        due = due + EVERY
    end
    socket:close()
    table.sort(times)
    return { p50 = times[math.ceil(#times * 0.5)],
        p99 = times[math.ceil(#times * 0.99)], max = times[#times] }
end

return probe
