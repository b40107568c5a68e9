--- What the journal in Redis runs there, one script an operation, and how the
-- two talk. Redis runs one script at a time, so of eleven reservations at once
-- the eleventh finds the other ten; and it tells the time, so that the clocks
-- of the machines don't matter.
--
-- A number is one hash, as in record_text.lua, in which `serial` counts. It is
-- one key, hence in one slot of a cluster.
-- @module whatsapp.registration.journal.redis_scripts

local window = require "whatsapp.registration.journal.window"

local redis_scripts = {}

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

-- ARGV: operation, shared, force, and fields with values that the caller knows
-- of: those that Redis has lost are put back, and count.
redis_scripts.reserve = PRELUDE .. ([[
local operation, shared, force = ARGV[3], ARGV[4] == "1", ARGV[5] == "1"
local hash, writes = redis.call("HGETALL", key), {}
local there = {}
for i = 1, #hash, 2 do
    local field = hash[i]
    there[field] = true
end
for i = 6, #ARGV, 2 do
    local field, value = ARGV[i], ARGV[i + 1]
    if not there[field] then
        hash[#hash + 1], hash[#hash + 2] = field, value
        writes[#writes + 1], writes[#writes + 2] = field, value
    end
end

local used, ends, serial = 0, 0, 0
local old, not_sent = {}, {}
for i = 1, #hash, 2 do
    local field, value = hash[i], hash[i + 1]
    local blocked = string.match(field, "^blocked:(.*)")
    local of, state, reserved = string.match(value, "^(%l+) ([%l_]+) (%-?%d+)")
    if field == "serial" then
        serial = tonumber(value)
    elseif blocked and (shared or blocked == operation) then
        ends = math.max(ends, tonumber(value))
    elseif of then
        local age = now - reserved
        if state ~= "not_sent" and age < LENGTH
            and (shared or of == operation) then
            used = used + 1
        end
        if age >= KEPT then
            old[#old + 1] = field
        elseif state == "not_sent" then
            not_sent[#not_sent + 1] = { field, tonumber(reserved) }
        end
    end
end
if not force and (used >= LIMIT or ends > now) then
    return { token, text(now), "", hash }
end

local id = operation .. "-" .. text(now) .. "-" .. text(serial + 1)
writes[#writes + 1] = id
writes[#writes + 1] = operation .. " pending " .. text(now)
writes[#writes + 1] = "serial"
writes[#writes + 1] = text(serial + 1)
-- First of all writes: where memory is short, this one fails.
redis.call("HSET", key, unpack(writes))
table.sort(not_sent, function(a, b) return a[2] > b[2] end)
for i = 21, #not_sent do
    old[#old + 1] = not_sent[i][1]
end
for _, field in ipairs(old) do
    redis.call("HDEL", key, field)
end
redis.call("PEXPIRE", key, text(KEPT / 1000))
return { token, text(now), id, {} }
]]):gsub("LIMIT", window.LIMIT):gsub("LENGTH", ("%.0f"):format(
    window.LENGTH * 1e6)):gsub("KEPT", ("%.0f"):format(window.KEPT * 1e6))

-- ARGV: id, operation, time of the reservation, state, how it ended, the
-- block's length
redis_scripts.settle = PRELUDE .. ([[
local id, operation, reserved = ARGV[3], ARGV[4], ARGV[5]
local state, ending, blocked_for = ARGV[6], ARGV[7], tonumber(ARGV[8])
local before, ending_before
local value = redis.call("HGET", key, id)
if value then
    before, ending_before = string.match(value,
        "^%l+ ([%l_]+) %-?%d+ ?%-?%d* ?(.*)$")
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
redis.call("PEXPIRE", key, KEPT)
return { token, text(now), "changed" }
]]):gsub("KEPT", ("%.0f"):format(window.KEPT * 1e3))

return redis_scripts
