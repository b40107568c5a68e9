--- One connection of the raw server: follows a list of steps and records
-- what it received. Runs in the server's process, under cqueues.

local cqueues = require "cqueues"

local Transport = require "spec.support.raw_transport"

local Connection = {}
Connection.__index = Connection

local BLOCK_BYTES = 65536

local NO_STEP_LEFT = "The script has no step left for this request"

local UNSCRIPTED = table.concat({
    "HTTP/1.1 500 Internal Server Error",
    "Content-Type: text/plain",
    "Content-Length: " .. #NO_STEP_LEFT,
    "Connection: close",
    "",
    NO_STEP_LEFT,
}, "\r\n")

--- A step is a function of the connection and the step's parameters. It
-- returns true if the next step may follow.
local steps = {}
Connection.steps = steps

--- A connection that was just accepted.
-- @param tcp LuaSocket's object
-- @param tls_context nil for plain HTTP
-- @tparam table state what all connections since the last reset share:
--   `records`, `answers`, `let_go`
-- @tparam number number counts connections from 1
function Connection.new(tcp, tls_context, state, number)
    return setmetatable({
        transport = Transport.new(tcp),
        tls_context = tls_context,
        state = state,
        number = number,
        buffer = "",
        is_secure = tls_context == nil,
    }, Connection)
end

function Connection:record(entry)
    local records = self.state.records
    entry.connection = self.number
    entry.at = cqueues.monotime()
    records[#records + 1] = entry
end

-- Adds at most `limit` bytes to the buffer; false at the end of the stream.
local function receive(connection, limit)
    local bytes = connection.transport:receive(limit or BLOCK_BYTES)
    if not bytes then
        return false
    end
    connection.buffer = connection.buffer .. bytes
    return true
end

--- Waits until `size` bytes are in the buffer; false if the client left.
function Connection:fill(size)
    while #self.buffer < size do
        if not receive(self, BLOCK_BYTES) then
            return false
        end
    end
    return true
end

local function send(connection, bytes)
    return connection.transport:send(bytes)
end

local function parse_head(head)
    local request = { complete = true, headers = {} }
    request.method, request.path, request.version =
        head:match("^(%S+) ([^\r\n]*) (HTTP/[%d.]+)\r\n")
    for name, value in head:gmatch("\r\n([^:\r\n]+): *([^\r\n]*)") do
        request.headers[#request.headers + 1] = { name, value }
        if name:lower() == "content-length" then
            request.length = tonumber(value)
        end
    end
    return request
end

-- Waits for a whole request; false if the client left before.
local function read_request(connection)
    local head_end
    repeat
        head_end = select(2, connection.buffer:find("\r\n\r\n", 1, true))
    until head_end or not receive(connection)
    if not head_end then
        return false
    end
    local request = parse_head(connection.buffer:sub(1, head_end))
    local last = head_end + (request.length or 0)
    while #connection.buffer < last do
        if not receive(connection, last - #connection.buffer) then
            return false
        end
    end
    request.length = nil
    request.body = connection.buffer:sub(head_end + 1, last)
    connection.buffer = connection.buffer:sub(last + 1)
    connection:record(request)
    return true
end

function steps.handshake(connection)
    if not connection.is_secure then
        connection.is_secure =
            connection.transport:secure(connection.tls_context)
    end
    return connection.is_secure
end

function steps.read(connection)
    return steps.handshake(connection) and read_request(connection)
end

function steps.read_bytes(connection, step)
    if not steps.handshake(connection) then
        return false
    end
    local wanted = step.read_bytes
    while #connection.buffer < wanted do
        if not receive(connection, wanted - #connection.buffer) then
            return false
        end
    end
    return true
end

local function send_drips(connection, bytes, size, seconds)
    for first = 1, #bytes, size do
        if not send(connection, bytes:sub(first, first + size - 1))
            or not connection.transport:wait(seconds) then
            return false
        end
    end
    return true
end

local function send_times(connection, text, times)
    local per_block = math.max(1, math.floor(BLOCK_BYTES / math.max(1, #text)))
    local block = text:rep(math.min(per_block, times))
    for _ = 1, math.floor(times / per_block) do
        if not send(connection, block) then
            return false
        end
    end
    return send(connection, text:rep(times % per_block))
end

function steps.send(connection, step)
    if not steps.handshake(connection) then
        return false
    elseif step.drip then
        return send_drips(connection, step.send, step.drip, step.every)
    end
    return send_times(connection, step.send, step.times or 1)
end

function steps.answer(connection)
    local answers = connection.state.answers
    local bytes = answers[1]
    if bytes then
        if #answers > 1 or not answers.repeats then
            table.remove(answers, 1)
        end
        return steps.send(connection, { send = bytes })
    end
    send(connection, UNSCRIPTED)
    return steps.close(connection)
end

function steps.plain(connection, step)
    return send(connection, step.plain)
end

function steps.pause(connection, step)
    return connection.transport:wait(step.pause)
end

-- The condition says that `has_let_go` may be so.
function steps.hold(connection)
    local state, is_open = connection.state, true
    while is_open and not state.has_let_go do
        is_open = connection.transport:wait(state.let_go)
    end
    return is_open
end

function steps.stall(connection)
    while receive(connection) do
        -- Reads what the client sends, and does not answer.
    end
    return false
end

-- The ways to go. Records first: a client that sees the end may ask.
for _, name in ipairs { "close", "cut", "reset", "goodbye" } do
    steps[name] = function(connection)
        connection:leave(name)
        return false
    end
end

--- Ends the connection.
-- @tparam string how close, cut, reset or goodbye
function Connection:leave(how)
    -- Bytes that never became a request are recorded as such.
    if self.is_secure and self.buffer ~= "" then
        self:record { complete = false, bytes = self.buffer }
        self.buffer = ""
    end
    self.transport[how](self.transport)
end

local function follow(connection, script)
    if not connection.transport.is_open then
        return -- it was reset before its turn came
    end
    repeat
        for _, step in ipairs(script.steps) do
            if not steps[step.action](connection, step) then
                return
            end
        end
    until not script.loop
    if steps.read(connection) then
        send(connection, UNSCRIPTED)
    end
end

--- Follows the script to its end or the connection's, whichever is first.
function Connection:run(script)
    local ok, problem = pcall(follow, self, script)
    self:leave("close")
    if not ok then
        error(problem, 0)
    end
end

return Connection
