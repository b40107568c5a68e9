--- The process that raw.lua starts: a scripted server with one port.

local cjson = require "cjson"
local condition = require "cqueues.condition"

local Connection = require "spec.support.raw_connection"
local scripted_server = require "spec.support.scripted_server"

local NO_STEPS = { steps = {} }

local function new_state()
    return {
        accepted = 0, open = {}, records = {},
        answers = {}, script = {}, accepted_before_script = 0,
        let_go = condition.new(),
    }
end

local function serve(server, client)
    local state = server.state
    state.accepted = state.accepted + 1
    local number = state.accepted
    local script = state.script[number - state.accepted_before_script]
        or state.script.otherwise or NO_STEPS
    scripted_server.follow(server, Connection.new(client, server.tls_context,
        state, number), script, state.open)
end

local function listen(server)
    server.port = scripted_server.listen(server, function(client)
        serve(server, client)
    end)
    return server.port.number
end

local commands = {}

function commands.script(server, request)
    local script = request.connections
    script.otherwise = request.otherwise
    local state = server.state
    scripted_server.accept_waiting(server.port)
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
    return { accepted = state.accepted,
        open = scripted_server.count(state.open) }
end

function commands.let_go(server)
    server.state.has_let_go = true
    server.state.let_go:signal()
end

function commands.reset(server)
    scripted_server.accept_waiting(server.port)
    local open = server.state.open
    server.state = new_state()
    scripted_server.reset(open)
end

-- A client may keep connections of before, at which newer versions of libcurl
-- look once a second only.
function commands.renew(server)
    commands.reset(server)
    scripted_server.close(server.port)
    return { port = listen(server) }
end

local function main(options)
    local server, announced = scripted_server.new(), {}
    server.state = new_state()
    if options.tls then
        server.tls_context, announced.ca_file = scripted_server.context(server,
            options.certificate, options.protocol)
    end
    announced.port = listen(server)
    scripted_server.run(server, commands, announced)
end

main(cjson.decode(arg[1]))
