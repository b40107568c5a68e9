--- The process that raw.lua starts: a scripted server on loopback and, on a
-- second port, its control channel of one JSON document a line. Prints its
-- ports as JSON, ends on SIGTERM. Runs on Lua 5.4 whatever Lua the specs run
-- on.

local cjson = require "cjson"
local cqueues = require "cqueues"
local signal = require "cqueues.signal"
local luasocket = require "socket"
local socket = require "cqueues.socket"
local ssl = require "ssl"

local Connection = require "spec.support.raw_connection"
local certificates = require "spec.support.certificates"

local NO_STEPS = { steps = {} }

local function new_state()
    return {
        accepted = 0, open = {}, records = {},
        answers = {}, script = {}, accepted_before_script = 0,
    }
end

local function count(set)
    local n = 0
    for _ in pairs(set) do
        n = n + 1
    end
    return n
end

local function serve(server, client)
    local state = server.state
    state.accepted = state.accepted + 1
    local number = state.accepted
    local script = state.script[number - state.accepted_before_script]
        or state.script.otherwise or NO_STEPS
    local connection =
        Connection.new(client, server.tls_context, state, number)
    state.open[connection] = true
    local ok, problem = pcall(connection.run, connection, script)
    state.open[connection] = nil
    if not ok then
        server.problem = tostring(problem)
    end
end

local commands = {}

function commands.script(server, request)
    local script = request.connections
    script.otherwise = request.otherwise
    local state = server.state
    state.script = script
    state.accepted_before_script = state.accepted
    state.answers = request.answers or {}
    state.answers.repeats = request.repeats
end

function commands.received(server)
    return server.state.records
end

function commands.connections(server)
    local state = server.state
    return { accepted = state.accepted, open = count(state.open) }
end

local function listen_for_clients(server)
    local listener = assert(luasocket.bind("127.0.0.1", 0, 128))
    listener:settimeout(0)
    server.listener = listener
    server.queue:wrap(function()
        while server.listener == listener do
            local client = listener:accept()
            if client then
                server.queue:wrap(serve, server, client)
            else
                cqueues.poll { pollfd = listener:getfd(), events = "r" }
            end
        end
    end)
    local _, port = listener:getsockname()
    return tonumber(port)
end

local function stop_listening(server)
    local listener = server.listener
    server.listener = nil
    cqueues.cancel(listener:getfd())
    listener:close()
end

function commands.reset(server)
    local open = {}
    for connection in pairs(server.state.open) do
        open[#open + 1] = connection
    end
    server.state = new_state()
    for _, connection in ipairs(open) do
        connection:leave("reset")
    end
end

-- A client may keep connections of before, at which newer versions of libcurl
-- look once a second only.
function commands.renew(server)
    commands.reset(server)
    stop_listening(server)
    return { port = listen_for_clients(server) }
end

local function reply(server, line)
    local ok, value = pcall(function()
        local request = cjson.decode(line)
        return commands[request.command](server, request)
    end)
    local problem = server.problem or (not ok and tostring(value)) or nil
    server.problem = nil
    return { problem = problem, value = ok and value or nil }
end

local function control(server, client)
    -- A script may hold a body of megabytes in one line.
    client:setmaxline(64 * 1024 * 1024)
    client:setmode("bf", "bn")
    for line in client:lines("*l") do
        client:write(cjson.encode(reply(server, line)), "\n")
    end
    client:close()
end

local function listen_for_control(queue, server)
    local listener = assert(socket.listen { host = "127.0.0.1", port = 0 })
    assert(listener:listen())
    queue:wrap(function()
        for client in listener:clients { nodelay = true } do
            queue:wrap(control, server, client)
        end
    end)
    local _, _, port = listener:localname()
    return port
end

local function write_file(text)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    return path
end

-- The key is in a file only as long as it takes to load it.
local function new_context(pem, protocol)
    local path = write_file(pem.certificate .. pem.key)
    local context, problem = ssl.newcontext {
        mode = "server",
        protocol = protocol or "any",
        -- Level 0 alone still allows what came before TLS 1.2.
        ciphers = protocol and "ALL:@SECLEVEL=0" or nil,
        certificate = path,
        key = path,
    }
    os.remove(path)
    return assert(context, problem)
end

local function end_on_signal(queue, announced)
    signal.block(signal.SIGTERM)
    queue:wrap(function()
        signal.listen(signal.SIGTERM):wait()
        if announced.ca_file then
            os.remove(announced.ca_file)
        end
        os.exit(0)
    end)
end

local function main(options)
    local announced = {}
    local queue = cqueues.new()
    local server = { state = new_state(), queue = queue }
    -- Before anything is made that a signal has to remove.
    end_on_signal(queue, announced)
    if options.tls then
        local pem = certificates.server(options.certificate)
        server.tls_context = new_context(pem, options.protocol)
        announced.ca_file = write_file(pem.authority)
    end
    announced.port = listen_for_clients(server)
    announced.control_port = listen_for_control(queue, server)
    io.stdout:write(cjson.encode(announced), "\n")
    io.stdout:flush()
    assert(queue:loop())
end

main(cjson.decode(arg[1]))
