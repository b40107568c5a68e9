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

-- What has to be loaded for its host to be the one; the first that is here is
-- it. A loop that is running comes before one that is only loaded.
local MODULES = { "cqueues", "luv", "copas", "love" }

-- Where a host has another name than its module
local NAME_OF = { love = "game" }

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

local function find()
    if is_nginx then
        return require(PREFIX .. "nginx")
    end
    for index = 1, #MODULES do -- at every call, so no more than a glance
        local module = MODULES[index]
        if loaded[module] then
            local host = require(PREFIX .. (NAME_OF[module] or module))
            if host.is_here() then
                return host
            end
        end
    end
    return blocking
end

--- The host that a call waits in.
-- @tparam ?table chosen by the configuration; else the one that this runs in
-- @treturn table
function hosts.here(chosen)
    local host = chosen or find()
    return host.instead and host.instead() or host
end

--- What to wait with.
-- @tparam table host
-- @return what its `wait` takes; nil where a call can't wait here
-- @treturn ?table an error that says why
function hosts.ready(host)
    local with, problem = host.ready()
    if not with then
        return nil, refused(problem)
    end
    return with
end

-- This one has to learn which coroutine is the game's, not the first caller's.
if package.loaded.love then
    require(PREFIX .. "game")
end

return hosts
