--- The process that faulty.lua starts: as many ports as there are cases, each
-- of which does to its connections what its script says until it is mended. The
-- connections and their steps are those of the raw server. One process serves
-- all, and a control port besides.

local Connection = require "spec.support.raw_connection"
local scripted_server = require "spec.support.scripted_server"

local GOOD_BODY = '{"success":true,"id":"1","data":[]}'
local GOOD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    .. "Content-Length: " .. #GOOD_BODY .. "\r\n\r\n" .. GOOD_BODY

local steps = Connection.steps

local function answer_well(connection)
    return steps.send(connection, { send = GOOD })
end

-- As a server should. It ends if something can't be sent: LuaSec never returns
-- from receiving after that.
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

-- Answers what was read as it should be if the port is mended; else the next
-- step follows.
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

-- One context does for all ports that want the same
local function context_for(server, wanted)
    local key = (wanted.certificate or "good") .. (wanted.protocol or "")
    local made = server.contexts[key]
    if not made then
        made = {}
        made.context, made.ca_file = scripted_server.context(server,
            wanted.certificate, wanted.protocol)
        server.contexts[key] = made
    end
    return made
end

local function serve(server, port, client)
    port.accepted = port.accepted + 1
    scripted_server.follow(server, Connection.new(client,
        port.context.context, port, port.accepted),
        port.is_mended and SERVE or port.script, port.open)
end

local function listen(server, wanted)
    local port
    port = scripted_server.listen(server, function(client)
        serve(server, port, client)
    end)
    port.accepted, port.open, port.records, port.answers = 0, {}, {}, {}
    port.script, port.context = wanted.script, context_for(server, wanted)
    server.ports[port.number] = port
    return { port = port.number, ca_file = port.context.ca_file }
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

local function shown(port)
    return { records = port.records, before = port.before,
        accepted = port.accepted, open = scripted_server.count(port.open) }
end

function commands.received(server, request)
    local received = {}
    for i, number in ipairs(request.ports) do
        received[i] = shown(server.ports[math.floor(number)])
    end
    return received
end

-- Ends the ports and whatever is open on them
function commands.close(server, request)
    for _, number in ipairs(request.ports) do
        local port = server.ports[math.floor(number)]
        server.ports[port.number] = nil
        scripted_server.reset(port.open)
        scripted_server.close(port)
    end
end

local server = scripted_server.new()
server.ports, server.contexts = {}, {}
scripted_server.run(server, commands, {})
