--- What the journal in Redis runs there, one script an operation, and how the
-- two talk. Redis runs one script at a time, so of eleven reservations at once
-- the eleventh finds the other ten. The time is Redis's, so that the clocks of
-- the machines don't matter.
--
-- A number's record is one hash, as in record_text.lua, in which `serial`
-- counts. It is one key, hence in one slot of a cluster. Redis drops it when
-- nobody has written to it for 14 days: so that a clock that jumps a week drops
-- nothing, that is twice the time for which an attempt is listed.
-- @module whatsapp.registration.journal.redis_scripts

local record = require "whatsapp.registration.journal.record"
local window = require "whatsapp.registration.journal.window"

local redis_scripts = {}

local function microseconds(seconds)
    return ("%.0f"):format(seconds * 1e6)
end

-- ARGV[1] comes back with the answer, which shows that it is this one's;
-- ARGV[2] is the time, empty for that of the server.
local PRELUDE = [[
local key, token, now = KEYS[1], ARGV[1], tonumber(ARGV[2])
-- What the time decides is replicated as the writes that follow from it:
-- always so from Redis 7 on, asked for in older ones.
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

redis_scripts.read = PRELUDE .. [[
return { token, text(now), redis.call("HGETALL", key) }
]]

redis_scripts.scan = PRELUDE .. [[
local page = redis.call("SCAN", ARGV[3], "MATCH", ARGV[4], "COUNT", 1000)
return { token, text(now), page[1], page[2] }
]]

-- ARGV: operation, shared, force, and whether Redis may drop keys. The rules
-- are those of record.lua and window.lua; times are in microseconds.
redis_scripts.reserve = PRELUDE .. ([[
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
-- First of all writes: if memory is short, this one fails.
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
    LIMIT = window.LIMIT,
    NOT_SENT = record.NOT_SENT_KEPT,
    AHEAD = microseconds(record.AHEAD),
    LENGTH = microseconds(window.LENGTH),
    KEPT = microseconds(window.KEPT),
})

-- ARGV: id, operation, time of the reservation, state, how it ended, the
-- block's length
redis_scripts.settle = PRELUDE .. ([[
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
]]):gsub("KEPT", microseconds(window.KEPT))

return redis_scripts
