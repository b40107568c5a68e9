--- Waits in nginx: the light thread reads from a cosocket, and the worker goes
-- on.
--
-- A cosocket can't be made of a descriptor, so it connects to a Unix socket
-- that the library listens on. The library keeps the other end, and writes one
-- byte to it each time the call can go on. The two ends are a line. When its
-- call is done, the next call uses it again: nginx's pool keeps each line
-- under a name of its own.
--
-- Nothing else takes part: no timer, and no request works for another one. A
-- request that is aborted closes only its own line. A worker that quits waits
-- only for its requests.
-- @module whatsapp.registration.hosts.nginx

local call = require "whatsapp.registration.call"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local transport = require "whatsapp.registration.transport"

local ngx = rawget(_G, "ngx") or error("this is not nginx", 0)

local nginx = { in_background = true }

local Line = {}
Line.__index = Line

-- Not in ssl_client_hello and ssl_session_fetch: waiting there needs a patched
-- OpenSSL, and nothing says whether nginx has it.
local YIELDING = { rewrite = true, server_rewrite = true, access = true,
    content = true, timer = true, preread = true, ssl_cert = true }

local READ_TIMEOUT = 60000 -- ms; then it is looked at, and read from again
local IDLE_TIMEOUT = 60000 -- ms; for how long nginx keeps a line that is free
local CONNECT_TIMEOUT = 5000

-- The state of one worker: the listening socket, the accepted ends of
-- connections by name, and the free lines, the longest free first
local worker = { listener = nil, arrived = {}, free = {}, count = 0 }

-- The master, too, can use the client that it makes: it serves nothing else
-- then.
function nginx.may_block()
    return ngx.get_phase() == "init"
end

function nginx.spawn(work)
    ngx.thread.spawn(work)
end

-- The path to connect to. It belongs to this worker, not to the process that
-- it was forked from, and nobody has deleted it.
local function path()
    local listener = worker.listener
    local known = listener and listener:path()
    if known then
        return known
    end
    local problem
    listener, problem = transport.doorbell()
    if not listener then
        return nil, "no socket to wait with: " .. problem
    end
    worker.listener, worker.free, worker.arrived = listener, {}, {}
    return listener:path()
end

-- Our end of a new connection, known by the bytes that were sent on it: others
-- may have been accepted in between.
local function identify(line)
    local sent, problem = line.socket:send(line.name)
    if not sent then
        return nil, problem
    end
    repeat
        local name, waker = worker.listener:accept()
        if name then
            worker.arrived[name] = waker
        end
    until not name
    line.waker = worker.arrived[line.name]
    worker.arrived[line.name] = nil
    return line.waker, "its connection is not there"
end

local function connect(line, to)
    line.socket = ngx.socket.tcp()
    line.socket:settimeouts(CONNECT_TIMEOUT, CONNECT_TIMEOUT, READ_TIMEOUT)
    local ok, problem = line.socket:connect("unix:" .. to, line.pool)
    if not ok then
        return nil, problem
    end
    if line.socket:getreusedtimes() > 0 then
        return true
    end
    return identify(line)
end

-- Closes a line, and what is under way on it
local function drop(line)
    if line.socket then
        line.socket:close()
    end
    if line.waker then
        line.waker:close()
    end
end

local function new_line()
    worker.count = worker.count + 1
    local name = ("%016d"):format(worker.count)
    return setmetatable({ name = name,
        pool = { pool = "whatsapp.registration " .. name, pool_size = 1 },
        socket = nil, waker = nil, free_since = nil }, Line)
end

function nginx.ready()
    local phase = ngx.get_phase()
    if not YIELDING[phase] then
        return nil, ("a call can't wait in nginx's phase %s; make it in a "
            .. "handler given to ngx.timer.at(0, ...)"):format(phase)
    elseif not coroutines.can_yield() then
        return coroutines.waker "nginx" -- which says why not
    end
    local to, problem = path()
    if not to then
        return nil, problem, "unavailable"
    end
    local line = table.remove(worker.free) or new_line()
    local ok
    ok, problem = connect(line, to)
    if not ok then
        drop(line)
        return nil, "no connection to wait with: " .. tostring(problem),
            "unavailable"
    end
    return line
end

-- Closes our ends of idle lines that nginx has closed
local function close_idle()
    local idle_since = ngx.now() - IDLE_TIMEOUT / 1000
    while worker.free[1] and worker.free[1].free_since < idle_since do
        table.remove(worker.free, 1).waker:close()
    end
end

-- Keeps the line for the next call
function Line:close()
    if self.socket:setkeepalive(IDLE_TIMEOUT, 1) then
        self.socket, self.free_since = nil, ngx.now()
        table.insert(worker.free, self)
    else
        self.waker:close()
    end
    close_idle()
end

function nginx.wait(started, line)
    local function let_go()
        drop(line)
    end
    call.set_waker(started, line.waker)
    repeat
        local byte, problem = line.socket:receive(1)
        local is_done = coroutines.poll(started, let_go)
        if not byte and problem ~= "timeout" and not is_done then
            ngx.sleep(0.005) -- the line is cut: look from time to time
        end
    until is_done
    line:close()
end

return nginx
