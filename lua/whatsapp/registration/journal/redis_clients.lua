--- Redis clients as the journal takes them: one function that is called with a
-- command and its arguments and returns the answer, or nil and what is wrong.
--
-- After a command failed, its answer may still come, and the next command
-- would take it for its own. So these functions drop the connection after a
-- failure.
-- @module whatsapp.registration.journal.redis_clients

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"

local unpack = table.unpack or unpack

local redis_clients = {}

local TIMEOUT = 2

-- After an error that Redis itself reports, the connection is in order.
local function is_answer(why)
    return why:find("redis error:", 1, true) ~= nil
end

-- Removes the source position at the beginning of what redis-lua raises.
local function words_of(raised)
    return (tostring(raised):gsub("^[^\n:]*%.lua:%d+: ", ""))
end

local function drop(client)
    pcall(client.network.socket.close, client.network.socket)
end

-- One command, on a new connection if there is none. Returns the connection if
-- it is in order, the answer, and what is wrong.
local function try(client, connect, timeout, command, ...)
    if not client then
        local connected, made = pcall(connect)
        if not connected then
            return nil, nil, words_of(made)
        end
        client = made
        client.network.socket:settimeout(timeout)
    end
    local done, reply = pcall(client[command:lower()], client, ...)
    if done then
        return client, reply
    elseif is_answer(tostring(reply)) then
        return client, nil, words_of(reply)
    end
    drop(client)
    return nil, nil, words_of(reply)
end

--- For redis-lua, whose functions raise.
-- @tparam function connect returns a new client: it is called for the first
--   command, and again after a connection was lost
-- @tparam ?table options `timeout` seconds for an answer (2)
-- @treturn function
function redis_clients.redis_lua(connect, options)
    local timeout = options and options.timeout or TIMEOUT
    local client, owner
    return function(...)
        -- After a fork the connection is the parent's: its answers would mix.
        local process_id = core.process_id()
        client = owner == process_id and client or nil
        owner = process_id
        local reused = client ~= nil
        local reply, why
        client, reply, why = try(client, connect, timeout, ...)
        -- Servers close idle connections, which shows when the next command
        -- is sent. If that one was carried out after all, a reservation counts
        -- twice: better that than not at all.
        if reused and not client and why:find("closed", 1, true) then
            client, reply, why = try(nil, connect, timeout, ...)
        end
        return reply, why
    end
end

--- For nginx's Redis modules (`resty.redis`, Debian's `nginx.redis`). nginx
-- ends a connection with the request that made it, so each command takes one
-- from nginx's pool and gives it back.
-- @tparam function connect returns a connected client, or nil and why not; it
--   should set a timeout
-- @tparam ?table options `idle` seconds that a connection is kept (60), `pool`,
--   how many of them (10)
-- @treturn function
function redis_clients.nginx(connect, options)
    local idle = options and options.idle or 60
    local pool = options and options.pool or 10
    return function(command, ...)
        local client, why = connect()
        if not client then
            return nil, why
        end
        local reply
        reply, why = client[command:lower()](client, ...)
        if reply == nil then
            client:close()
        else
            client:set_keepalive(idle * 1000, pool)
        end
        return reply, why
    end
end

local FORKED = "the client was connected before this process was forked; give "
    .. "the journal a function that connects, such as redis_clients makes"

-- A client that is connected already
local function connected(client)
    local owner = core.process_id()
    return function(command, ...)
        if core.process_id() ~= owner then
            return nil, FORKED
        elseif client.eval then
            return client[command:lower()](client, ...)
        end
        return client:command(command, ...)
    end
end

-- Turns the given client into a function that never raises; nil if it is no
-- client
local function function_of(client)
    local call = client
    if type(client) == "table" or type(client) == "userdata" then
        call = connected(client)
    elseif type(client) ~= "function" then
        return nil
    end
    return function(...)
        local done, reply, why = pcall(call, ...)
        if not done then
            return nil, tostring(reply)
        end
        return reply or nil, tostring(why or "no answer")
    end
end

--- What runs scripts by a client. Each is given a token as its first argument,
-- of this process, this object and this call, and returns it first: so no
-- answer of another call is taken for its own.
-- @tparam table options with `client`: a function (command, ...); or a client
--   with a method `eval` or `command`
-- @tparam table types of all options, as errors.options takes them
-- @treturn ?function takes a script, a key or nil, and arguments; returns the
--   answer without the token, or nil and what is wrong
-- @treturn table the options, or an error
function redis_clients.runner(options, types)
    local given, err = errors.options(options, types)
    local client = given and given.client
    local run = function_of(client)
    if err then
        return nil, err
    elseif not run then
        return nil, errors.expected("client",
            "a Redis client or a function (command, ...)", client)
    end
    local object, calls = tostring({}):match "0x%x+" or "", 0
    return function(script, key, ...)
        calls = calls + 1
        local token = ("%.0f/%s/%d"):format(core.process_id(), object, calls)
        local arguments = key and { "1", key, token } or { "0", token }
        for _, argument in ipairs { ... } do
            arguments[#arguments + 1] = tostring(argument)
        end
        local reply, why = run("EVAL", script, unpack(arguments))
        if type(reply) ~= "table" then
            return nil, tostring(why)
        elseif reply[1] ~= token then
            return nil, "the answer is another call's"
        end
        table.remove(reply, 1)
        return reply
    end, given
end

return redis_clients
