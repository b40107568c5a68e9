--- A journal in Redis, for any number of machines. It needs Redis 4 or newer,
-- and is as durable as Redis is set up to be: `appendonly yes`, and
-- `maxmemory-policy noeviction`, without which it is refused.
-- @module whatsapp.registration.journal.redis

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local record = require "whatsapp.registration.journal.record"
local text = require "whatsapp.registration.journal.record_text"
local redis_clients = require "whatsapp.registration.journal.redis_clients"
local scripts = require "whatsapp.registration.journal.redis_scripts"
local window = require "whatsapp.registration.journal.window"

local redis = {}

local Journal = base.class {}

--- Makes one; nothing is sent yet.
-- @tparam table options `client`, a function (command, ...), a client with a
--   method `eval` or `command`, or what redis_clients makes; `prefix` of all
--   keys ("whatsapp"); `shared = false` counts register and deregister apart;
--   `allow_eviction = true` takes a Redis that drops keys when memory is short;
--   `now`, a function that returns the time in place of the server (for
--   tests). The journal's own `now()` is the server's time, by its last answer
-- @treturn ?table
-- @treturn ?table an error
function redis.try_new(options)
    local given = type(options) == "table" and options or {}
    local run, err = redis_clients.runner(given.client)
    if not run then
        return nil, err
    end
    local self = setmetatable({
        run = run,
        prefix = given.prefix or "whatsapp",
        shared = given.shared ~= false,
        allow_eviction = given.allow_eviction == true,
        given_now = given.now,
    }, Journal)
    self.now = given.now or function()
        return core.now() + (self.ahead or os.time() - core.now())
    end
    return self
end

--- The same, but raises the error.
redis.new = errors.raising(redis.try_new)

-- The braces keep a number's keys in one slot of a cluster.
local function key_of(self, number, scope)
    return ("%s:{%s}:%s"):format(self.prefix, number, scope)
end

-- Runs a script on a key, or on none.
local function call(self, script, key, ...)
    if not self.run then
        return nil, "journal in Redis: it is closed"
    end
    local reply, why = self.run(scripts[script], key,
        text.time(self.given_now and self.given_now()), ...)
    if not reply then
        return nil, "journal in Redis: " .. why
    end
    local now = tonumber(reply[1]) / 1e6
    self.ahead = now - core.now() -- of the clock here, which only runs on
    return { now = now, reply[2], reply[3] }
end

local EVICTS = "journal in Redis: its maxmemory-policy is %s, so it may drop "
    .. "attempts when memory is short; set noeviction, or give the journal "
    .. "allow_eviction = true"

--- Takes one of the ten requests.
-- @see whatsapp.registration.journal.memory
function Journal:reserve(number, operation, options)
    local key = key_of(self, number, record.scope(operation))
    local reply, why = call(self, "reserve", key, operation,
        self.shared and 1 or 0, options and options.force and 1 or 0,
        self.allow_eviction and 1 or 0)
    if not reply then
        return nil, nil, why
    end
    local id, details = reply[1], reply[2]
    if id == "evicts" then
        return nil, nil, EVICTS:format(details)
    elseif id == "" then
        return nil, window.refusal(text.of_fields(details), operation,
            reply.now, self.shared)
    end
    return id
end

--- Writes down what became of an attempt.
function Journal:settle(number, id, state, details)
    local draft = record.new()
    local settled, why = record.settle(draft, id, state, details, 0)
    if not settled then
        return nil, why
    end
    local key = key_of(self, number, record.scope(settled.operation))
    local reply
    reply, why = call(self, "settle", key, id, settled.operation,
        text.time(settled.reserved_at), state,
        text.ending(settled.code, settled.retry_after),
        text.time(details and details.blocked_for))
    return reply and true or nil, why
end

function Journal:read(number, scope)
    local reply, why = call(self, "read", key_of(self, number, scope))
    if not reply then
        return nil, why
    end
    return text.of_fields(reply[1]), reply.now
end

local function literal(prefix)
    return (prefix:gsub("[%*%?%[%]\\]", "\\%0"))
end

-- A page may come with keys of the one before.
local function add_numbers(self, keys, numbers, is_known)
    for _, key in ipairs(keys) do
        local number = key:sub(#self.prefix + 3, -#"}:attempts" - 1)
        if not is_known[number] then
            is_known[number] = true
            numbers[#numbers + 1] = number
        end
    end
end

-- Looks through all keys of the server, in a cluster of the one that the
-- client asks.
function Journal:numbers()
    local numbers, is_known, cursor = {}, {}, "0"
    local pattern = literal(self.prefix) .. ":{*}:attempts"
    repeat
        local page, why = call(self, "scan", nil, cursor, pattern)
        if not page then
            return nil, why
        end
        add_numbers(self, page[2], numbers, is_known)
        cursor = page[1]
    until cursor == "0"
    return numbers
end

--- Lets go of the client, which stays its owner's.
function Journal:close()
    self.run = nil
    return true
end

return redis
