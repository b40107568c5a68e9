--- Opens the journal and the PIN store: in the file that an option names, in
-- the Redis of --redis, or else in the folder of this command.
-- @module whatsapp.registration.cli.stores

local errors = require "whatsapp.registration.errors"
local posix = require "whatsapp.registration.posix"

local stores = {}

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

--- A client of the Redis of --redis, as journal, PIN store and queue take it.
-- It needs redis-lua, another rock, which is loaded on demand.
-- @tparam string url
-- @treturn ?function
-- @treturn ?table an error
function stores.redis(url)
    local where, database = parse(url)
    if not where then
        return nil, errors.refused { field = "redis", message = "redis: "
            .. "expected redis://HOST[:PORT][/DATABASE] or unix:///PATH, "
            .. "without a password: that comes from REDIS_PASSWORD" }
    end
    local found, library = pcall(require, "redis")
    if not found then
        return nil, errors.stopped { kind = "unavailable", hint = WITHOUT,
            message = "redis-lua, which --redis needs, is not installed" }
    end
    local clients = require "whatsapp.registration.journal.redis_clients"
    return clients.redis_lua(connector(library, where, database))
end

-- By the XDG Base Directory Specification, a relative $XDG_STATE_HOME is
-- ignored.
local function folder()
    local base = os.getenv "XDG_STATE_HOME"
    if not base or base:sub(1, 1) ~= "/" then
        local home = os.getenv "HOME"
        if not home or home == "" then
            return nil, "neither XDG_STATE_HOME nor HOME is set"
        end
        base = home .. "/.local/state"
    end
    local path = base .. "/whatsapp-registration"
    local made, problem = posix.private_directory(path)
    return made and path, problem
end

-- By the option that names the file: its usual name, the module and how that
-- opens a file, the module for Redis, the option that does without, and what an
-- error adds
local KINDS = {
    journal = {
        file = "attempts.db",
        module = "journal.sqlite",
        open = "try_open",
        in_redis = "journal.redis",
        left_out = "no_journal",
        homeless = "Nothing was sent: there is no place for the journal of "
            .. "attempts.",
        remedy = "without_journal",
    },
    pin_store = {
        file = "pins",
        module = "pin_store.file",
        open = "try_new",
        in_redis = "pin_store.redis",
        left_out = "no_pin_store",
        homeless = "Nothing was sent: PINs have no place. --no-pin-store "
            .. "goes on without keeping them.",
    },
}

local function load(name)
    return require("whatsapp.registration." .. name)
end

local function open_file(kind, path)
    local problem
    if not path then
        path, problem = folder()
        path = path and path .. "/" .. kind.file
    end
    if not path then
        return nil, errors.stopped { kind = "unavailable",
            message = problem, hint = kind.homeless }
    end
    local store, err = load(kind.module)[kind.open](path)
    return store, err, path
end

local function open_redis(kind, url)
    local client, err = stores.redis(url)
    local store
    if client then
        store, err = load(kind.in_redis).try_new { client = client }
    end
    return store, err, url
end

local function both(name)
    return errors.refused { field = name, message = name .. ": given together "
        .. "with the option that goes on without one" }
end

--- Opens one of them.
-- @tparam string name "journal" or "pin_store"
-- @tparam table given the options
-- @treturn ?table|boolean false for none
-- @treturn ?table an error
-- @treturn ?string where it is
function stores.open(name, given)
    local kind, path = KINDS[name], given[name]
    local store, err, place
    if given[kind.left_out] then
        return not path and false or nil, path and both(name) or nil
    elseif given.redis and not path then
        store, err, place = open_redis(kind, given.redis)
    else
        store, err, place = open_file(kind, path)
        if err then
            err.field = path and name
        end
    end
    if err and err.kind ~= "invalid_request" then
        err.remedy = kind.remedy
    end
    return store, err, place
end

return stores
