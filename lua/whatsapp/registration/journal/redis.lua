--- A journal in Redis, for any number of machines. It needs Redis 4 or newer,
-- and is as durable as Redis is set up to be: `appendonly yes`, and
-- `maxmemory-policy noeviction`, without which it is refused.
--
-- Each operation is a script. Redis runs one script at a time, so of eleven
-- reservations at once the eleventh finds the other ten. The time is Redis's,
-- so that the clocks of the machines don't matter.
--
-- A number's record is one hash, as in record_text.lua, in which `serial`
-- counts. It is one key, hence in one slot of a cluster. Redis drops it when
-- nobody has written to it for 14 days: so that a clock that jumps a week drops
-- nothing, that is twice the time for which an attempt is listed.
-- @module whatsapp.registration.journal.redis

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local record = require "whatsapp.registration.journal.record"
local text = require "whatsapp.registration.journal.record_text"
local redis_clients = require "whatsapp.registration.journal.redis_clients"

local redis, scripts = {}, {}

-- ARGV[1] comes back with the answer, which shows that the answer belongs to
-- this call; ARGV[2] is the time, empty for that of the server.
local PRELUDE = [[
local key, token, now = KEYS[1], ARGV[1], tonumber(ARGV[2])
-- Redis replicates the writes, not the script, because the script depends on
-- the time: from Redis 7 on always, in older ones on request.
if redis.replicate_commands then
    redis.replicate_commands()
end
if not now then
    local time = redis.call("TIME")
    now = time[1] * 1000000 + time[2]
end
local function text(number)
    return string.format("%.0f", number)
end
]]

scripts.read = PRELUDE .. [[
return { token, text(now), redis.call("HGETALL", key) }
]]

scripts.scan = PRELUDE .. [[
local page = redis.call("SCAN", ARGV[3], "MATCH", ARGV[4], "COUNT", 1000)
return { token, text(now), page[1], page[2] }
]]

-- ARGV: operation, shared, force, and whether Redis may drop keys. The rules
-- are those of record.lua; times are in microseconds.
scripts.reserve = PRELUDE .. ([[
local operation, shared, force = ARGV[3], ARGV[4] == "1", ARGV[5] == "1"
local info = ARGV[6] ~= "1" and redis.pcall("INFO", "memory")
local policy = type(info) == "string"
    and string.match(info, "maxmemory_policy:(%S+)") or "noeviction"
if policy ~= "noeviction" then
    return { token, text(now), "evicts", policy }
end

local hash, writes, attempts = redis.call("HGETALL", key), {}, {}
local used, ends, serial = 0, 0, 0
local function write(field, value)
    writes[#writes + 1], writes[#writes + 2] = field, value
end
local function age_of(field, reserved)
    local first = tonumber(string.match(field, "%-(%-?%d+)%-%w+$")) or 0
    return now - (first <= now and first > reserved and first or reserved)
end
for i = 1, #hash, 2 do
    local field, value = hash[i], hash[i + 1]
    local blocked = string.match(field, "^blocked:(.*)")
    local of, state, reserved, rest =
        string.match(value, "^([%l_]+) ([%l_]+) (%-?%d+)(.*)$")
    if field == "serial" then
        serial = tonumber(value)
    elseif blocked and (shared or blocked == operation) then
        ends = math.max(ends, tonumber(value))
    elseif of then
        reserved = tonumber(reserved)
        if reserved > now + AHEAD then
            reserved = now
            hash[i + 1] = of .. " " .. state .. " " .. text(now) .. rest
            write(field, hash[i + 1])
        end
        if state ~= "not_sent" and age_of(field, reserved) < LENGTH
            and (shared or of == operation) then
            used = used + 1
        end
        attempts[#attempts + 1] = { field = field, reserved = reserved,
            kind = state == "not_sent" and state or of }
    end
end
if not force and (used >= LIMIT or ends > now) then
    if #writes > 0 then
        redis.call("HSET", key, unpack(writes))
    end
    return { token, text(now), "", hash }
end

local id = operation .. "-" .. text(now) .. "-" .. text(serial + 1)
write(id, operation .. " pending " .. text(now))
write("serial", text(serial + 1))
-- The first write: if memory is short, it is the one that fails.
redis.call("HSET", key, unpack(writes))

table.sort(attempts, function(a, b) return a.reserved > b.reserved end)
local counted = {} -- without the new one, which may come to count for nothing
for _, attempt in ipairs(attempts) do
    local kind, is_old = attempt.kind, now - attempt.reserved >= KEPT
    counted[kind] = (counted[kind] or 0) + 1
    if kind == "not_sent" and (is_old or counted[kind] > NOT_SENT)
        or kind ~= "not_sent" and is_old and counted[kind] > LIMIT then
        redis.call("HDEL", key, attempt.field)
    end
end
redis.call("PEXPIRE", key, text(KEPT / 500))
return { token, text(now), id, {} }
]]):gsub("%u[%u_]+", {
    LIMIT = record.LIMIT,
    NOT_SENT = record.NOT_SENT_KEPT,
    AHEAD = text.time(record.AHEAD),
    LENGTH = text.time(record.LENGTH),
    KEPT = text.time(record.KEPT),
})

-- ARGV: id, operation, time of the reservation, state, how it ended, the
-- block's length
scripts.settle = PRELUDE .. ([[
local id, operation, reserved = ARGV[3], ARGV[4], ARGV[5]
local state, ending, blocked_for = ARGV[6], ARGV[7], tonumber(ARGV[8])
local before, ending_before
local value = redis.call("HGET", key, id)
if value then
    before, ending_before = string.match(value,
        "^[%l_]+ ([%l_]+) %-?%d+ ?%-?%d* ?(.*)$")
end
local settled = before and before ~= "pending" and before ~= "unknown"
if before == state and ending_before == ending
    or settled and state ~= "succeeded" and state ~= "refused" then
    return { token, text(now), "kept" }
end
local writes = { id, operation .. " " .. state .. " " .. reserved .. " "
    .. text(now) .. " " .. ending }
if blocked_for then
    local field = "blocked:" .. operation
    local ends = tonumber(redis.call("HGET", key, field) or 0)
    writes[3] = field
    writes[4] = text(math.max(ends, now + blocked_for))
end
redis.call("HSET", key, unpack(writes))
redis.call("PEXPIRE", key, KEPT / 500)
return { token, text(now), "changed" }
]]):gsub("KEPT", text.time(record.KEPT))

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
    local run, given = redis_clients.runner(options, base.OPTIONS)
    if not run then
        return nil, given
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
    local key = key_of(self, number, base.scope(operation))
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
        return nil, record.refusal(text.of_fields(details), operation,
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
    local key = key_of(self, number, base.scope(settled.operation))
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

--- Ends the use of the client, which still belongs to its owner.
function Journal:close()
    self.run = nil
    return true
end

return redis
