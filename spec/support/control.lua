--- The control port of a scripted server, from the spec's side: one question,
-- one answer, a line of JSON each.

local cjson = require "cjson"
local luasocket = require "socket"

local control = {}

local TIMEOUT_SECONDS = 100

--- Connects to it.
-- @tparam number port
-- @tparam[opt] function said returns what the server printed on standard error
-- @treturn function of a command and its other fields; returns the answer
-- @return the socket, to be closed
function control.connect(port, said)
    local socket = assert(luasocket.tcp())
    socket:settimeout(TIMEOUT_SECONDS)
    assert(socket:connect("127.0.0.1", port))
    socket:setoption("tcp-nodelay", true)
    return function(command, request)
        request = request or {}
        request.command = command
        socket:send(cjson.encode(request) .. "\n")
        local line, lost = socket:receive("*l")
        local answer = line and cjson.decode(line)
            or { problem = lost .. " " .. (said and said() or "") }
        if answer.problem then
            error("scripted server: " .. answer.problem, 0)
        end
        return answer.value
    end, socket
end

return control
