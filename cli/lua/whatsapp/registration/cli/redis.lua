--- The Redis of --redis: for the journal, the PINs and the queue of a fleet.
-- It needs redis-lua, another rock, which is loaded on demand.
-- @module whatsapp.registration.cli.redis

local errors = require "whatsapp.registration.errors"

local redis = {}

local WITHOUT = "Install it: luarocks install redis-lua, or on Debian "
    .. "apt-get install lua-redis."

-- The parameters of redis-lua for a URL; nil if it is no URL of a Redis
local function parse(url)
    local path, database = url:match "^unix://(/[^?]*)%??d?b?=?(%d*)$"
    if path then
        return { scheme = "unix", path = path }, database
    end
    local host, rest = url:match "^redis://([%w.-]+)(.*)$"
    local port = rest and rest:match "^:(%d+)" or ""
    database = rest and rest:match "^:?%d*/?(%d*)$"
    if not database then
        return nil
    end
    return { host = host, port = tonumber(port) or 6379 }, database
end

local function refused()
    return errors.refused { field = "redis", message = "redis: expected "
        .. "redis://HOST[:PORT][/DATABASE] or unix:///PATH, without a "
        .. "password: that comes from REDIS_PASSWORD" }
end

local function connector(library, where, database)
    local password = os.getenv "REDIS_PASSWORD"
    return function()
        local client = library.connect(where)
        if password and password ~= "" then
            client:auth(password)
        end
        if database ~= "" and database ~= "0" then
            client:select(database)
        end
        return client
    end
end

--- A client, as journal, PIN store and queue take it.
-- @tparam string url
-- @treturn ?function
-- @treturn ?table an error
function redis.client(url)
    local where, database = parse(url)
    if not where then
        return nil, refused()
    end
    local found, library = pcall(require, "redis")
    if not found then
        return nil, errors.stopped { kind = "unavailable", hint = WITHOUT,
            message = "redis-lua, which --redis needs, is not installed" }
    end
    local clients = require "whatsapp.registration.journal.redis_clients"
    return clients.redis_lua(connector(library, where, database))
end

--- The journal in it.
-- @treturn ?table
-- @treturn ?table an error
function redis.journal(url)
    local client, err = redis.client(url)
    if not client then
        return nil, err
    end
    return require("whatsapp.registration.journal.redis").try_new {
        client = client }
end

--- The PIN store in it.
-- @treturn ?table
-- @treturn ?table an error
function redis.pin_store(url)
    local client, err = redis.client(url)
    if not client then
        return nil, err
    end
    return require("whatsapp.registration.pin_store.redis").try_new {
        client = client }
end

return redis
