--- The process that faulty.lua starts: as many ports as there are cases, each
-- of which does to its connections what its script says until it is mended. The
-- connections and their steps are those of the raw server. One process serves
-- all, and a control port besides.

local cjson = require "cjson"
local cqueues = require "cqueues"
local signal = require "cqueues.signal"
local luasocket = require "socket"
local socket = require "cqueues.socket"
local ssl = require "ssl"

local Connection = require "spec.support.raw_connection"
local certificates = require "spec.support.certificates"

local GOOD_BODY = '{"success":true,"id":"1","data":[]}'
local GOOD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    .. "Content-Length: " .. #GOOD_BODY .. "\r\n\r\n" .. GOOD_BODY

local steps = Connection.steps

local function answer_well(connection)
    return steps.send(connection, { send = GOOD })
end

-- As a server should. What can't be sent ends it: LuaSec never returns from
-- receiving after that.
local function serve_well(connection)
    if not steps.handshake(connection) then
        return
    end
    while steps.read(connection) and answer_well(connection) do
        -- until the client leaves
    end
end

function steps.serve(connection)
    serve_well(connection)
    return false
end

-- What was read is answered as it should be if the port is mended; else
-- the next step follows.
function steps.mended(connection)
    if not connection.state.is_mended then
        return true
    end
    if answer_well(connection) then
        serve_well(connection)
    end
    return false
end

local SERVE = { steps = { { action = "serve" } } }

local function write_file(text)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    return path
end

local function new_context(server, wanted)
    local pem = certificates.server(wanted.certificate or "good")
    local path = write_file(pem.certificate .. pem.key)
    local context, problem = ssl.newcontext {
        mode = "server",
        protocol = wanted.protocol or "any",
        ciphers = wanted.protocol and "ALL:@SECLEVEL=0" or nil,
        certificate = path,
        key = path,
    }
    os.remove(path)
    local made = { context = assert(context, problem),
        ca_file = write_file(pem.authority) }
    server.files[#server.files + 1] = made.ca_file
    return made
end

-- One context does for all ports that want the same
local function context_for(server, wanted)
    local key = (wanted.certificate or "good") .. (wanted.protocol or "")
    server.contexts[key] = server.contexts[key] or new_context(server, wanted)
    return server.contexts[key]
end

local function serve(server, port, client)
    port.accepted = port.accepted + 1
    local connection = Connection.new(client, port.context.context, port,
        port.accepted)
    port.open[connection] = true
    local ok, problem = pcall(connection.run, connection,
        port.is_mended and SERVE or port.script)
    port.open[connection] = nil
    if not ok then
        server.problem = tostring(problem)
    end
end

local function listen(server, wanted)
    local listener = assert(luasocket.bind("127.0.0.1", 0, 128))
    listener:settimeout(0)
    local _, name = listener:getsockname()
    local port = {
        name = math.floor(tonumber(name)), accepted = 0, open = {},
        records = {}, answers = {}, script = wanted.script,
        context = context_for(server, wanted), listener = listener,
    }
    server.ports[port.name] = port
    server.queue:wrap(function()
        while port.listener do
            local client = listener:accept()
            if client then
                server.queue:wrap(serve, server, port, client)
            else
                cqueues.poll { pollfd = listener:getfd(), events = "r" }
            end
        end
    end)
    return { port = port.name, ca_file = port.context.ca_file }
end

local commands = {}

function commands.listen(server, request)
    local made = {}
    for i, wanted in ipairs(request.ports) do
        made[i] = listen(server, wanted)
    end
    return made
end

-- From now on the port does as it should; what came in until now is kept apart
function commands.mend(server, request)
    local port = server.ports[math.floor(request.port)]
    port.is_mended = true
    port.before = #port.records
end

local function tell(port)
    local open = 0
    for _ in pairs(port.open) do
        open = open + 1
    end
    return { records = port.records, before = port.before,
        accepted = port.accepted, open = open }
end

function commands.received(server, request)
    local told = {}
    for i, name in ipairs(request.ports) do
        told[i] = tell(server.ports[math.floor(name)])
    end
    return told
end

-- Ends the ports and whatever is open on them
function commands.close(server, request)
    for _, name in ipairs(request.ports) do
        local port = server.ports[math.floor(name)]
        server.ports[port.name] = nil
        local open = {}
        for connection in pairs(port.open) do
            open[#open + 1] = connection
        end
        for _, connection in ipairs(open) do
            connection:leave("reset")
        end
        local listener = port.listener
        port.listener = nil
        cqueues.cancel(listener:getfd())
        listener:close()
    end
end

local function reply(server, line)
    local ok, value = pcall(function()
        local request = cjson.decode(line)
        return commands[request.command](server, request) or true
    end)
    local problem = server.problem or (not ok and tostring(value)) or nil
    server.problem = nil
    return { problem = problem, value = ok and value or nil }
end

local function control(server, client)
    client:setmaxline(64 * 1024 * 1024)
    client:setmode("bf", "bn")
    for line in client:lines("*l") do
        client:write(cjson.encode(reply(server, line)), "\n")
    end
    client:close()
end

local function listen_for_control(server)
    local listener = assert(socket.listen { host = "127.0.0.1", port = 0 })
    assert(listener:listen())
    server.queue:wrap(function()
        for client in listener:clients { nodelay = true } do
            server.queue:wrap(control, server, client)
        end
    end)
    local _, _, port = listener:localname()
    return port
end

local function end_on_signal(server)
    signal.block(signal.SIGTERM)
    server.queue:wrap(function()
        signal.listen(signal.SIGTERM):wait()
        for _, path in ipairs(server.files) do
            os.remove(path)
        end
        os.exit(0)
    end)
end

local function main()
    local server = { queue = cqueues.new(), ports = {}, contexts = {},
        files = {} }
    end_on_signal(server)
    io.stdout:write(cjson.encode { control_port = listen_for_control(server) },
        "\n")
    io.stdout:flush()
    assert(server.queue:loop())
end

main()
