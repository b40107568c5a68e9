--- Where the program runs, and how a call waits there without standing in the
-- way of everything else.
--
-- A host is a table of
--
-- * `is_here()`: whether the code that asks runs in it;
-- * `ready()`: what a call that is about to be sent will wait with, or nil
--   and why it can't wait here: then nothing is sent;
-- * `wait(call, with)`: returns when the call is done;
-- * `in_background`: whether calls move on by themselves meanwhile, on the
--   engine's thread.
--
-- Each call waits for a descriptor of its own, which the engine's thread makes
-- readable once that call can go on, and which stays so until it was read. So
-- no wake-up can be lost, whoever comes first; no call can wake another one;
-- and none needs another one to go on to be woken.
-- @module whatsapp.registration.hosts

local errors = require "whatsapp.registration.errors"

local hosts = {}

local NAMES = { blocking = true, nginx = true, luv = true, cqueues = true,
    copas = true }

-- What has to be loaded for a host to be the one; the first that is here is
-- it. A loop that is running comes before one that is only loaded.
local CANDIDATES = {
    { name = "cqueues", module = "cqueues" },
    { name = "luv", module = "luv" },
    { name = "copas", module = "copas" },
    { name = "game", module = "love" },
}

local PREFIX = "whatsapp.registration.hosts."

local blocking = require "whatsapp.registration.hosts.blocking"

-- nginx is there from the start.
local ngx = rawget(_G, "ngx")
local is_nginx = type(ngx) == "table" and ngx.get_phase ~= nil
    and ngx.socket ~= nil

local loaded = package.loaded

local function refused(message)
    return errors.refused { field = "host", message = "host: " .. message }
end

-- A function of the user's that yields or sleeps
local function custom(wait)
    return {
        in_background = true,
        ready = function()
            return true
        end,
        wait = function(started)
            local call = require "whatsapp.registration.call"
            setmetatable(started, started.client.call_class)
            while not call.poll(started, 0) do
                wait(started)
            end
        end,
    }
end

--- Reads the `host` of a configuration.
-- @tparam ?string|function given
-- @treturn ?table a host; nil where it is to be found at each call
-- @treturn ?table an error
function hosts.choose(given)
    if given == nil or given == "auto" then
        return nil
    elseif type(given) == "function" then
        return custom(given)
    elseif not NAMES[given] then
        return nil, refused("expected \"auto\", \"blocking\", \"nginx\", "
            .. "\"luv\", \"cqueues\", \"copas\" or a function that waits")
    end
    local ok, host = pcall(require, PREFIX .. given)
    if not ok then
        return nil, refused("\"" .. given .. "\" can't be used here: "
            .. tostring(host):match "^[^\n]*")
    end
    return host
end

-- The host that this runs in
local function find()
    if is_nginx then
        return require(PREFIX .. "nginx")
    end
    for _, candidate in ipairs(CANDIDATES) do
        if package.loaded[candidate.module] then
            local host = require(PREFIX .. candidate.name)
            if host.is_here() then
                return host
            end
        end
    end
    return blocking
end

--- Whether this is certainly a plain script, or is to be treated as one: a
-- glance, where `ready` looks closely.
-- @tparam ?table chosen by the configuration
-- @treturn boolean
function hosts.is_script(chosen)
    if chosen then
        return chosen == blocking
    end
    return not (is_nginx or loaded.cqueues or loaded.luv or loaded.copas
        or loaded.love)
end

--- The host to wait in, and what to wait with.
-- @tparam ?table chosen by the configuration
-- @treturn ?table a host
-- @return what its `wait` takes; an error where a call can't wait here
function hosts.ready(chosen)
    local host = chosen or find()
    host = host.instead and host.instead() or host
    local with, problem = host.ready()
    if not with then
        return nil, refused(problem)
    end
    return host, with
end

-- This one has to learn which coroutine is the game's, not the first caller's.
if package.loaded.love then
    require(PREFIX .. "game")
end

return hosts
