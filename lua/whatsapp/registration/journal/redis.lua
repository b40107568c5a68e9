--- A journal in Redis, for any number of machines. It needs Redis 4 or newer,
-- and is as durable as Redis is told to be: `appendonly yes`.
--
-- Each object remembers what it reserved itself. Where Redis comes back without
-- its data, those attempts are put back by the next reservation.
-- @module whatsapp.registration.journal.redis

local core = require "whatsapp.registration.core"
local record = require "whatsapp.registration.journal.record"
local text = require "whatsapp.registration.journal.record_text"
local redis_clients = require "whatsapp.registration.journal.redis_clients"
local scripts = require "whatsapp.registration.journal.redis_scripts"
local window = require "whatsapp.registration.journal.window"

local unpack = table.unpack or unpack

local redis = {}

local Journal = {}
Journal.__index = Journal

--- Makes one; nothing is sent yet.
-- @tparam table options `client`, a function (command, ...), a client with a
--   method `eval` or `command`, or what redis_clients makes; `prefix` of all
--   keys ("whatsapp"); `shared = false` counts register and deregister apart;
--   `now`, a function that tells the time in place of the server (for tests).
--   The journal's own `now()` tells the server's time, as of its last answer
-- @treturn ?table
-- @treturn ?string what is wrong with the options
function redis.new(options)
    local client = redis_clients.of(options and options.client)
    if not client then
        return nil, "client: expected a Redis client"
    end
    local self = setmetatable({
        client = client,
        prefix = options.prefix or "whatsapp",
        shared = options.shared ~= false,
        given_now = options.now,
        calls = 0,
        known = {},
    }, Journal)
    self.now = options.now or function()
        return core.now() + (self.ahead or os.time() - core.now())
    end
    return self
end

-- The braces keep a number's keys in one slot of a cluster.
local function key_of(self, number)
    return ("%s:{%s}:attempts"):format(self.prefix, number)
end

-- Of this object and this call, so that no other's answer is taken for it.
local function next_token(self)
    self.calls = self.calls + 1
    return ("%s/%d"):format(tostring(self):match("0x%x+") or "", self.calls)
end

-- Runs a script on a key, or on none.
local function call(self, script, key, ...)
    if not self.client then
        return nil, "journal in Redis: it is closed"
    end
    local token = next_token(self)
    local arguments = key and { "1", key } or { "0" }
    for _, argument in ipairs { token,
        text.time(self.given_now and self.given_now()), ... } do
        arguments[#arguments + 1] = tostring(argument)
    end
    local reply, why = self.client("EVAL", scripts[script], unpack(arguments))
    if type(reply) ~= "table" then
        return nil, "journal in Redis: " .. tostring(why)
    elseif reply[1] ~= token then
        return nil, "journal in Redis: the answer is another call's"
    end
    local now = tonumber(reply[2]) / 1e6
    self.ahead = now - core.now() -- of the clock here, which only runs on
    return { now = now, reply[3], reply[4] }
end

local function read_record(self, number)
    local reply, why = call(self, "read", key_of(self, number))
    if not reply then
        return nil, why
    end
    return text.of_fields(reply[1]), reply.now
end

-- What this object knows that counts, as fields of the hash
local function fields_known(self, number)
    return text.fields(self.known[number] or record.new())
end

-- Keeps what counts, of all numbers: those not heard of again go too.
local function forget(self, now)
    for number, known in pairs(self.known) do
        local kept = record.new()
        for _, attempt in ipairs(known.attempts) do
            if window.counts(attempt, nil, now, true) then
                table.insert(kept.attempts, attempt)
            end
        end
        for operation, ends in pairs(known.blocked) do
            kept.blocked[operation] = ends > now and ends or nil
        end
        local empty = #kept.attempts == 0 and not next(kept.blocked)
        self.known[number] = not empty and kept or nil
    end
end

local function remember(self, number, id, now)
    if not self.forget_at or now >= self.forget_at then
        forget(self, now)
        self.forget_at = now + 600
    end
    self.known[number] = self.known[number] or record.new()
    table.insert(self.known[number].attempts, record.attempt(id))
end

--- Takes one of the ten requests.
-- @see whatsapp.registration.journal.memory
function Journal:reserve(number, operation, options)
    local reply, why = call(self, "reserve", key_of(self, number),
        operation, self.shared and 1 or 0, options and options.force and 1 or 0,
        unpack(fields_known(self, number)))
    if not reply then
        return nil, nil, why
    end
    local id, hash = reply[1], reply[2]
    if id == "" then
        return nil, window.refusal(text.of_fields(hash), operation, reply.now,
            self.shared)
    end
    remember(self, number, id, reply.now)
    return id
end

--- Writes down what became of an attempt.
function Journal:settle(number, attempt, state, details)
    local draft = record.new()
    local settled, why = record.settle(draft, attempt, state, details, 0)
    if not settled then
        return nil, why
    end
    local blocked_for = details and details.blocked_for
    local reply
    reply, why = call(self, "settle", key_of(self, number), attempt,
        settled.operation, text.time(settled.reserved_at), state,
        text.ending(settled.code, settled.retry_after), text.time(blocked_for))
    -- Also where Redis could not be told: what is known will be put back
    if self.known[number] then
        record.settle(self.known[number], attempt, state, details,
            reply and reply.now or settled.reserved_at)
    end
    return reply and true or nil, why
end

--- What is left of the ten.
function Journal:budget(number, operation)
    local loaded, now = read_record(self, number)
    if not loaded then
        return nil, now
    end
    return window.budget(loaded, operation, now, self.shared)
end

--- The attempts for a number, newest first.
function Journal:attempts(number)
    local loaded, why = read_record(self, number)
    if not loaded then
        return nil, why
    end
    return record.list(loaded)
end

local function literal(prefix)
    return (prefix:gsub("[%*%?%[%]\\]", "\\%0"))
end

local function all_numbers(self)
    local numbers, cursor = {}, "0"
    local pattern = literal(self.prefix) .. ":{*}:attempts"
    repeat
        local page, why = call(self, "scan", nil, cursor, pattern)
        if not page then
            return nil, why
        end
        for _, key in ipairs(page[2]) do
            local number = key:sub(#self.prefix + 3, -#"}:attempts" - 1)
            numbers[number] = true
        end
        cursor = page[1]
    until cursor == "0"
    return numbers
end

--- Attempts that nobody has settled. Without a number it looks through all keys
-- of the server, in a cluster of the one that the client asks.
function Journal:pending(number)
    local numbers, why
    if number then
        numbers = { [number] = true }
    else
        numbers, why = all_numbers(self)
    end
    local list = {}
    for each in pairs(numbers or {}) do
        local loaded
        loaded, why = read_record(self, each)
        if not loaded then
            return nil, why
        end
        for _, attempt in ipairs(record.list(loaded, "pending", each)) do
            list[#list + 1] = attempt
        end
    end
    return numbers and list, not numbers and why or nil
end

--- Lets go of the client, which stays its owner's.
function Journal:close()
    self.client = nil
    return true
end

return redis
