--- What the processes of the scripted servers have in common, raw_server.lua
-- and that of spec/faults: ports for clients on loopback, certificates, and a
-- control port of one JSON document a line. They print what there is to know
-- as JSON and end on SIGTERM. They run on Lua 5.4 whatever Lua the specs run
-- on.

local cjson = require "cjson"
local cqueues = require "cqueues"
local signal = require "cqueues.signal"
local luasocket = require "socket"
local socket = require "cqueues.socket"
local ssl = require "ssl"

local certificates = require "spec.support.certificates"
local files = require "spec.support.files"

local scripted_server = {}

-- A script may hold a body of megabytes in one line.
local LONGEST_LINE = 64 * 1024 * 1024

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

--- A server that does nothing yet.
-- @treturn table `queue`, of cqueues, and `files`, which go when it ends
function scripted_server.new()
    local server = { queue = cqueues.new(), files = {} }
    end_on_signal(server)
    return server
end

--- What TLS stands on. The key is in a file only as long as it takes to load.
-- @tparam table server
-- @tparam ?string kind of certificate
-- @tparam ?string protocol the only one that is spoken
-- @return LuaSec's context
-- @treturn string the file with the authority
function scripted_server.context(server, kind, protocol)
    local pem = certificates.server(kind or "good")
    local path = files.write(os.tmpname(), pem.certificate .. pem.key)
    local context, problem = ssl.newcontext {
        mode = "server",
        protocol = protocol or "any",
        -- Level 0 alone still allows what came before TLS 1.2.
        ciphers = protocol and "ALL:@SECLEVEL=0" or nil,
        certificate = path,
        key = path,
    }
    os.remove(path)
    local ca_file = files.write(os.tmpname(), pem.authority)
    table.insert(server.files, ca_file)
    return assert(context, problem), ca_file
end

--- Opens a port.
-- @tparam table server
-- @tparam function serve called with each client; must not wait
-- @treturn table `number`, and what `accept_waiting` and `close` take
function scripted_server.listen(server, serve)
    local listener = assert(luasocket.bind("127.0.0.1", 0, 128))
    listener:settimeout(0)
    local _, number = listener:getsockname()
    local port = { listener = listener, serve = serve,
        number = math.floor(tonumber(number)) }
    server.queue:wrap(function()
        while port.listener do
            scripted_server.accept_waiting(port)
            cqueues.poll { pollfd = listener:getfd(), events = "r" }
        end
    end)
    return port
end

--- Accepts all connections that are made already. Before a command: what a
-- client has made and left, none that comes after the command may inherit.
function scripted_server.accept_waiting(port)
    local client = port.listener:accept()
    while client do
        port.serve(client)
        client = port.listener:accept()
    end
end

--- Closes a port; its connections stay.
function scripted_server.close(port)
    local listener = port.listener
    port.listener = nil
    cqueues.cancel(listener:getfd())
    listener:close()
end

--- Has a connection follow a script in a coroutine of its own; it is in `open`
-- until it ends. If something goes wrong, the next command reports it.
function scripted_server.follow(server, connection, script, open)
    open[connection] = true
    server.queue:wrap(function()
        local ok, problem = pcall(connection.run, connection, script)
        open[connection] = nil
        if not ok then
            server.problem = tostring(problem)
        end
    end)
end

--- Resets all connections that are in `open`.
function scripted_server.reset(open)
    local all = {}
    for connection in pairs(open) do
        all[#all + 1] = connection
    end
    for _, connection in ipairs(all) do
        connection:leave("reset")
    end
end

--- How many members a set has.
function scripted_server.count(set)
    local count = 0
    for _ in pairs(set) do
        count = count + 1
    end
    return count
end

local function reply(server, commands, line)
    local ok, value = pcall(function()
        local request = cjson.decode(line)
        return commands[request.command](server, request)
    end)
    local problem = server.problem or (not ok and tostring(value)) or nil
    server.problem = nil
    return { problem = problem, value = ok and value or nil }
end

local function listen_for_control(server, commands)
    local listener = assert(socket.listen { host = "127.0.0.1", port = 0 })
    assert(listener:listen())
    server.queue:wrap(function()
        for client in listener:clients { nodelay = true } do
            server.queue:wrap(function()
                client:setmaxline(LONGEST_LINE)
                client:setmode("bf", "bn")
                for line in client:lines("*l") do
                    client:write(cjson.encode(reply(server, commands, line)),
                        "\n")
                end
                client:close()
            end)
        end
    end)
    local _, _, port = listener:localname()
    return port
end

--- Runs until the process is ended.
-- @tparam table server
-- @tparam table commands functions of the server and a request, by name
-- @tparam table announced what is printed besides `control_port`
function scripted_server.run(server, commands, announced)
    announced.control_port = listen_for_control(server, commands)
    io.stdout:write(cjson.encode(announced), "\n")
    io.stdout:flush()
    assert(server.queue:loop())
end

return scripted_server
