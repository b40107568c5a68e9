--- Keeps PINs in Redis, for any number of machines. They are plain text there:
-- everybody who can read that Redis can read them. No PIN is lost as long as
-- Redis loses nothing: `appendonly yes`, and a `maxmemory-policy` that drops
-- no key without an expiry. With another policy nothing is saved.
-- @module whatsapp.registration.pin_store.redis

local base = require "whatsapp.registration.pin_store.base"
local errors = require "whatsapp.registration.errors"
local redis_clients = require "whatsapp.registration.journal.redis_clients"

local redis = {}

-- A number is one hash: `pins`, a candidate a line, newest first; and
-- `version`, which goes up with each change.
local READ = [[
local found = redis.call("HMGET", KEYS[1], "version", "pins")
return { ARGV[1], found[1] or "0", found[2] or "" }
]]

-- Writes if nobody else has written since the read. ARGV: token, version that
-- was read, pins, whether Redis may drop keys
local WRITE = [[
local info = ARGV[4] ~= "1" and redis.pcall("INFO", "memory")
local policy = type(info) == "string"
    and string.match(info, "maxmemory_policy:(%S+)") or "noeviction"
if string.find(policy, "^allkeys") then
    return { ARGV[1], "evicts", policy }
elseif (redis.call("HGET", KEYS[1], "version") or "0") ~= ARGV[2] then
    return { ARGV[1], "changed" }
end
redis.call("HSET", KEYS[1], "version", ARGV[2] + 1, "pins", ARGV[3])
return { ARGV[1], "written" }
]]

-- If another process was quicker more often than this, something is wrong.
local TRIES = 100

local EVICTS = "its maxmemory-policy is %s, so it may drop PINs when memory is "
    .. "short; set noeviction, or give the store allow_eviction = true"

local function failed(why)
    return nil, "PIN store in Redis: " .. why
end

-- Candidates, and lines that a newer version may have written, which are kept
local function parse(lines)
    local list, unknown = {}, {}
    for line in lines:gmatch "[^\n]+" do
        local candidate = base.of_text(line)
        table.insert(candidate and list or unknown, candidate or line)
    end
    return list, unknown
end

local function format(list, unknown)
    local lines = {}
    for index, candidate in ipairs(list) do
        lines[index] = base.to_text(candidate)
    end
    for _, line in ipairs(unknown) do
        lines[#lines + 1] = line
    end
    return table.concat(lines, "\n")
end

-- Tries once to change a number's list; nil and why not, "changed" if another
-- process was quicker
local function try(store, key, how, ...)
    local found, why = store.run(READ, key)
    if not found then
        return nil, why
    end
    local list, unknown = parse(found[2])
    local changed, value = how(list, ...)
    if not changed then
        return value or true
    end
    local written
    written, why = store.run(WRITE, key, found[1], format(list, unknown),
        store.allow_eviction and 1 or 0)
    if not written then
        return nil, why
    elseif written[1] == "evicts" then
        return nil, EVICTS:format(written[2])
    elseif written[1] == "changed" then
        return nil, "changed"
    end
    return value or true
end

local function change(store, key, ...)
    local value, why
    for _ = 1, TRIES do
        value, why = try(store, key, ...)
        if value or why ~= "changed" then
            break
        end
    end
    if not value then
        return failed(why == "changed"
            and "other processes kept changing the number's PINs" or why)
    end
    return value
end

local OPTIONS = { client = true, prefix = "string",
    allow_eviction = "boolean" }

--- Makes a store; nothing is sent yet.
-- @tparam table options `client`, as the journal in Redis takes it; `prefix` of
--   all keys ("whatsapp"); `allow_eviction = true` takes a Redis that drops
--   keys when memory is short
-- @treturn ?table as whatsapp.registration.pin_store.base says
-- @treturn ?table an error
function redis.try_new(options)
    local run, given = redis_clients.runner(options, OPTIONS)
    if not run then
        return nil, given
    end
    local store = { run = run, allow_eviction = given.allow_eviction == true }
    local key = (given.prefix or "whatsapp"):gsub("%%", "%%%%")
        .. ":{%s}:pins" -- the braces keep a number in one slot of a cluster
    return base.new(function(number)
        local found, why = run(READ, key:format(number))
        if not found then
            return failed(why)
        end
        return (parse(found[2]))
    end, function(number, ...)
        return change(store, key:format(number), ...)
    end)
end

--- The same, but raises the error.
redis.new = errors.raising(redis.try_new)

return redis
