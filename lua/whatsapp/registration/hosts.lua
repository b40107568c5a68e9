--- Where the program runs, and how a call waits there without blocking
-- everything else.
--
-- A host is a table of
--
-- * `is_here()`: says whether the code that asks runs in this host;
-- * `may_be_here()`: says whether it may, if no host says that it does; a host
--   that always knows leaves it out;
-- * `ready()`: returns what the call that is about to be sent will wait with.
--   If it can't wait here, returns nil and the reason, and nothing is sent. A
--   third value is the kind of the error, if the program is not at fault. A
--   host that can always wait leaves it out;
-- * `may_block()`: says whether a call may block here, just now;
-- * `wait(call, with)`: returns when the call is done;
-- * `in_background`: true if calls go on meanwhile, on the engine's thread;
-- * `spawn(work)`: runs a function in a new coroutine of the loop, for a fleet.
--   Without it, a fleet yields when all its numbers wait, and something must
--   resume it soon, as a game does in the next frame.
--
-- Each call waits for a descriptor of its own. The engine's thread makes it
-- readable when the call can go on, and it stays readable until it is read. So
-- no wake-up is lost, in whatever order things happen. No call wakes another
-- one, or depends on another one.
-- @module whatsapp.registration.hosts

local call = require "whatsapp.registration.call"
local errors = require "whatsapp.registration.errors"

local hosts = {}

local PREFIX = "whatsapp.registration.hosts."

-- All hosts, in the order in which they are looked for. A host is looked for
-- only if its `module` is loaded. A configuration may name it if `has_name`.
local HOSTS = {
    { name = "nginx", has_name = true }, -- is there from the start
    { name = "turns", module = PREFIX .. "turns" },
    { name = "cqueues", module = "cqueues", has_name = true },
    { name = "luv", module = "luv", has_name = true },
    { name = "copas", module = "copas", has_name = true },
    { name = "game", module = "love" },
}

local NAMES, is_named = { "auto", "blocking" }, {}
for _, host in ipairs(HOSTS) do
    if host.has_name then
        NAMES[#NAMES + 1], is_named[host.name] = host.name, true
    end
end

-- Waits in the core and blocks this thread, as a plain script expects
local blocking = {
    in_background = false,
    wait = call.wait,
}

hosts.blocking = blocking

-- nginx is there from the start.
local ngx = rawget(_G, "ngx")
local is_nginx = type(ngx) == "table" and ngx.get_phase ~= nil
    and ngx.socket ~= nil

local loaded = package.loaded

local SCARCE = "Nothing was sent. Make fewer calls at once, or let the program "
    .. "have more open files."

-- The program is at fault, unless `kind` says otherwise.
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

local UNKNOWN = "several event loops are loaded, and none says that it runs "
    .. "here; name yours in the client's configuration, such as host = \"%s\""

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

-- Whether a module of HOSTS is; each call asks, and a loop would cost it more
local function is_loop_loaded()
    return loaded.cqueues or loaded.luv or loaded.copas or loaded.love
        or loaded["whatsapp.registration.hosts.turns"]
end

--- The host that the code that asks runs in.
-- @treturn table
function hosts.find()
    if is_nginx then
        return require(PREFIX .. "nginx")
    end
    return is_loop_loaded() and find_loaded() or blocking
end

--- The host that a call would wait in here.
-- @tparam ?table chosen by the configuration; else the one that this runs in
-- @treturn table
-- @treturn ?string its name; nil in a plain script, in a function of the
--   user's, and if it is not clear which loop runs
function hosts.here(chosen)
    local host = chosen or hosts.find()
    for _, each in ipairs(HOSTS) do
        if host == loaded[PREFIX .. each.name] then
            return host, each.name
        end
    end
    return host, nil
end

--- The host that a call waits in, and what it waits with there.
-- @tparam table host
-- @treturn ?table nil when a call can't wait here
-- @return what the host's `wait` takes
-- @treturn ?table an error that says why
function hosts.ready(host)
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
