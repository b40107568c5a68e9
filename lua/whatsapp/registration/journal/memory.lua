--- A journal in memory, for one process. It ends with the process.
--
-- It forgets numbers that were not used for 72 hours. To avoid a search
-- through all of them, it keeps two generations: a number that is used moves
-- to the younger one, and every 72 hours the older one is dropped as a whole.
--
-- Most numbers have one attempt. The core keeps such a number in a hundred
-- bytes; with the next attempt, or another outcome, it becomes a record.
-- @module whatsapp.registration.journal.memory

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local record = require "whatsapp.registration.journal.record"

local memory = {}

local Journal = base.class {}

-- The age of a generation is checked once in so many attempts.
local OFTEN = 16

local function new_generation()
    return { attempts = {}, request_code = {}, first = core.first_attempts() }
end

--- Makes one.
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `now`, a function that returns the time in seconds since the epoch
-- @treturn table
function memory.new(options)
    options = options or {}
    -- Setting the clock does not make a generation older.
    local age = options.now or core.now
    return setmetatable({
        young = new_generation(),
        old = new_generation(),
        born = age(),
        age = age,
        serial = 0,
        shared = options.shared ~= false,
        now = options.now or core.time,
    }, Journal)
end

-- Begins a new generation if it is time. Even if that is late, the one before
-- is kept for as long again: its last attempt may be a moment old.
local function renew(self)
    local now = self.age()
    local age = now - self.born
    if age >= record.LENGTH then
        self.old, self.young = self.young, new_generation()
    end
    if age >= record.LENGTH or age < 0 then
        self.born = now
    end
end

-- A record of the number's only attempt, if it has one only; without it in the
-- core if `is_taken`
local function only_attempt(self, number, scope, is_taken)
    local is_code = scope == "request_code"
    local attempt = self.young.first:get(number, is_code, is_taken)
        or self.old.first:get(number, is_code, is_taken)
    local known = record.new()
    known.attempts[1] = attempt
    return known
end

-- For a read: it stores nothing.
local function find(self, number, scope)
    return self.young[scope][number] or self.old[scope][number]
        or only_attempt(self, number, scope)
end

-- For a change
local function open_record(self, number, scope)
    local known = self.young[scope][number] or self.old[scope][number]
        or only_attempt(self, number, scope, true)
    self.young[scope][number] = known
    return known
end

--- Takes one of the ten requests.
-- @tparam string number its phone_number_id
-- @tparam string operation "register", "deregister" or "request_code"
-- @tparam ?table options `force` takes one even if none is left
-- @treturn ?string the attempt's id
-- @treturn ?table if none is left: `limit`, `used`, `next_at`,
--   `blocked_until`, `retry_after`
-- @treturn ?string why the journal failed
function Journal:reserve(number, operation, options)
    local scope = base.scope(operation)
    local now, serial = self.now(), self.serial + 1
    self.serial = serial
    if self.young[scope][number] == nil and self.old[scope][number] == nil then
        if serial % OFTEN == 0 then
            renew(self)
        end
        local id = self.young.first:take(number, operation, now, serial,
            self.old.first)
        if id then
            return id
        end
    end
    local known = open_record(self, number, scope)
    renew(self)
    self.young[scope][number] = known -- also if all others are forgotten
    local attempt, refusal = record.reserve(known, operation, { now = now,
        serial = serial, shared = self.shared,
        force = options and options.force })
    return attempt and attempt.id, refusal
end

--- Writes down what became of an attempt. If a code was used or refused, the
-- state of its request stays "succeeded", with the `code` of that answer.
-- @tparam string number
-- @tparam string id the attempt's
-- @tparam string state "succeeded", "refused", "unknown" or "not_sent"
-- @tparam ?table details `code` of the answer, `retry_after` seconds that it
--   said to wait, `blocked_for` seconds
-- @treturn ?boolean true
-- @treturn ?string why it failed
function Journal:settle(number, id, state, details)
    local now = self.now()
    local code, retry_after, blocked_for
    if details then
        code, retry_after, blocked_for = details.code, details.retry_after,
            details.blocked_for
    end
    if not blocked_for and self.young.first:settle(number, id, state, now,
        code, retry_after) then
        return true
    end
    local known = open_record(self, number, base.scope_of(id))
    local changed, why = record.settle(known, id, state, details, now)
    return changed ~= nil or nil, why
end

-- A record and the time, for what all journals do alike
function Journal:read(number, scope)
    return find(self, number, scope), self.now()
end

function Journal:numbers()
    local numbers, seen = self.young.first:numbers(), {}
    for _, number in ipairs(self.old.first:numbers()) do
        numbers[#numbers + 1] = number
    end
    for _, generation in ipairs { self.young, self.old } do
        for number in pairs(generation.attempts) do
            if not seen[number] then
                numbers[#numbers + 1], seen[number] = number, true
            end
        end
    end
    return numbers
end

return memory
