--- Where the program runs, and how a call waits there without standing in the
-- way of everything else.
--
-- A host is a table of
--
-- * `is_here()`: whether the code that asks runs in it;
-- * `may_be_here()`: whether it may, if no host says that it does; nil
--   if the first always knows;
-- * `ready()`: what a call that is about to be sent will wait with; or nil,
--   why it can't wait here, and the kind of error that this is, if the
--   program is not at fault: then nothing is sent; a host without this function
--   can always wait, with nothing;
-- * `may_block()`: whether a call may as well block here, just now;
-- * `wait(call, with)`: returns when the call is done;
-- * `in_background`: whether calls move on by themselves meanwhile, on the
--   engine's thread.
--
-- Each call waits for a descriptor of its own, which the engine's thread makes
-- readable once that call can go on, and which stays so until it was read. So
-- no wake-up can be lost, whoever comes first; no call can wake another one;
-- and none needs another one to go on to be woken.
-- @module whatsapp.registration.hosts

local call = require "whatsapp.registration.call"
local errors = require "whatsapp.registration.errors"

local hosts = {}

local PREFIX = "whatsapp.registration.hosts."

-- All hosts, in the order in which they are looked for: `module` has to be
-- loaded for its host to be the one, and a configuration may name the host if
-- `has_name`
local HOSTS = {
    { name = "nginx", has_name = true }, -- is there from the start
    { name = "turns", module = PREFIX .. "turns" },
    { name = "cqueues", module = "cqueues", has_name = true },
    { name = "luv", module = "luv", has_name = true },
    { name = "copas", module = "copas", has_name = true },
    { name = "game", module = "love" },
}

local MODULES, NAMES, is_named = {}, { "auto", "blocking" }, {}
for _, host in ipairs(HOSTS) do
    MODULES[#MODULES + 1] = host.module
    if host.has_name then
        NAMES[#NAMES + 1], is_named[host.name] = host.name, true
    end
end

-- Waits in the core, and everything else of this thread with it: what a plain
-- script wants
local blocking = {
    in_background = false,
    wait = call.wait,
}

-- nginx is there from the start.
local ngx = rawget(_G, "ngx")
local is_nginx = type(ngx) == "table" and ngx.get_phase ~= nil
    and ngx.socket ~= nil

local loaded = package.loaded

local SCARCE = "Nothing was sent. Make fewer calls at once, or let the program "
    .. "have more open files."

-- Of the program's doing, unless `kind` says otherwise
local function refused(message, kind)
    message = "host: " .. message
    if kind then
        return errors.stopped { kind = kind, message = message, hint = SCARCE }
    end
    return errors.refused { field = "host", message = message }
end

-- A function of the user's that yields or sleeps
local function custom(wait)
    return {
        in_background = true,
        wait = function(started)
            setmetatable(started, started.client.call_class)
            while not started:poll(0) do
                wait(started)
            end
        end,
    }
end

--- Reads the `host` of a configuration.
-- @tparam ?string|function given
-- @treturn ?table a host; nil if it is to be found at each call
-- @treturn ?table an error
function hosts.choose(given)
    if given == nil or given == "auto" then
        return nil
    elseif type(given) == "function" then
        return custom(given)
    elseif given == "blocking" then
        return blocking
    elseif not is_named[given] then
        return nil, refused("expected \"" .. table.concat(NAMES, "\", \"")
            .. "\" or a function that waits")
    end
    local ok, host = pcall(require, PREFIX .. given)
    if not ok then
        return nil, refused("\"" .. given .. "\" can't be used here: "
            .. tostring(host):match "^[^\n]*")
    end
    return host
end

local UNKNOWN = "several event loops are loaded, and none says that it is the "
    .. "one that runs here; say so by the client's host, such as host = \"%s\""

-- In a coroutine any of the loops can resume: the wrong one never would.
local function one_of(names)
    if #names < 2 then
        return names[1] and require(PREFIX .. names[1]) or blocking
    end
    return { ready = function()
        return nil, UNKNOWN:format(table.concat(names, '" or "'))
    end }
end

-- The loop that runs; else one that may be about to
local function find_loaded()
    local possible = {}
    for _, each in ipairs(HOSTS) do
        local host = loaded[each.module or 0] and require(PREFIX .. each.name)
        if host and host.is_here() then
            return host
        elseif host and host.may_be_here and host.may_be_here() then
            possible[#possible + 1] = each.name
        end
    end
    return one_of(possible)
end

-- One by one, as it is asked at every call
local first, second, third, fourth, fifth = MODULES[1], MODULES[2], MODULES[3],
    MODULES[4], MODULES[5]
assert(#MODULES == 5)

local function find()
    if is_nginx then
        return require(PREFIX .. "nginx")
    elseif loaded[first] or loaded[second] or loaded[third]
        or loaded[fourth] or loaded[fifth] then
        return find_loaded()
    end
    return blocking
end

--- The name of the loop that a call would wait in here.
-- @tparam ?table chosen by the configuration; else the one that this runs in
-- @treturn ?string "nginx", "luv", "cqueues", "copas", "game" or "turns"; nil
--   if there is none, or it is not clear which
function hosts.name(chosen)
    local host = chosen or find()
    for _, each in ipairs(HOSTS) do
        if host == loaded[PREFIX .. each.name] then
            return each.name
        end
    end
    return nil
end

--- The host that a call waits in, and what it waits with there.
-- @tparam ?table chosen by the configuration; else the one that this runs in
-- @treturn ?table nil when a call can't wait here
-- @return what the host's `wait` takes
-- @treturn ?table an error that says why
function hosts.ready(chosen)
    local host = chosen or find()
    if host == blocking then
        return host, true
    elseif host.may_block and host.may_block() then
        host = blocking
    end
    if not host.ready then
        return host, true
    end
    local with, problem, kind = host.ready()
    if not with then
        return nil, nil, refused(problem, kind)
    end
    return host, with
end

return hosts
