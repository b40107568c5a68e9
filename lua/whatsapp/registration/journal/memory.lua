--- A journal in memory, for one process. It ends with the process.
--
-- It forgets numbers that were not used for 72 hours. To avoid a search
-- through all of them, it keeps two generations: a number that is used moves
-- to the younger one, and every 72 hours the older one is dropped as a whole.
--
-- Most numbers have one attempt. The core keeps such a number in a hundred
-- bytes, and counts it without Lua when a client registers it; with the next
-- attempt, or another outcome, it becomes a record.
-- @module whatsapp.registration.journal.memory

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local record = require "whatsapp.registration.journal.record"

local memory = {}

local Journal = base.class {}

local function new_generation()
    return { attempts = {}, request_code = {} }
end

--- Makes one.
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `now`, a function that returns the time in seconds since the epoch
-- @treturn ?table
-- @treturn ?table an error
function memory.try_new(options)
    local given, err = {}, nil
    if options ~= nil then
        given, err = errors.options(options, base.OPTIONS)
    end
    if not given then
        return nil, err
    end
    -- Setting the clock does not make a generation older.
    local age = given.now or core.now
    return setmetatable({
        young = new_generation(),
        old = new_generation(),
        first = core.first_attempts(),
        born = age(),
        age = age,
        shared = given.shared ~= false,
        now = given.now or core.time,
    }, Journal)
end

--- The same, but raises the error. Without errors.raising: a start does not
-- compile the module of errors unless there is one.
function memory.new(options)
    local made, err = memory.try_new(options)
    if not made then
        error(err, 0)
    end
    return made
end

-- Begins a new generation if it is time. Even if that is late, the one before
-- is kept for as long again: its last attempt may be a moment old.
local function renew(self)
    local now = self.age()
    local age = now - self.born
    if age >= record.LENGTH then
        self.old, self.young = self.young, new_generation()
        self.first:renew()
    end
    if age >= record.LENGTH or age < 0 then
        self.born = now
    end
end

local function known_of(self, number, scope)
    return self.young[scope][number] or self.old[scope][number]
end

-- A record of the number's only attempt, if it has one only
local function with_first(attempt)
    local known = record.new()
    known.attempts[1] = attempt
    return known
end

-- For a read: it stores nothing.
local function find(self, number, scope)
    return known_of(self, number, scope)
        or with_first(self.first:get(number, scope == "request_code"))
end

-- For a change: from now on the core does not count for this number. `known` is
-- what was known of it before others were forgotten. All memory is taken before
-- the core gives the number up: if it is out, no attempt is lost.
local function open_record(self, number, scope, known)
    local generation, is_code = self.young[scope], scope == "request_code"
    known = known or known_of(self, number, scope)
        or with_first(self.first:get(number, is_code))
    generation[number] = generation[number] or false
    self.first:set_apart(number, is_code)
    generation[number] = known
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
    local scope, now = base.scope(operation), self.now()
    local known = known_of(self, number, scope)
    renew(self)
    local id = not known and self.first:take(number, operation, now)
    if id then
        return id
    end
    known = open_record(self, number, scope, known)
    local attempt, refusal = record.reserve(known, operation, { now = now,
        serial = self.first:next_serial(), shared = self.shared,
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
    if not blocked_for and self.first:settle(number, id, state, now,
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
    local numbers, seen = self.first:numbers(), {}
    for _, generation in ipairs { self.young, self.old } do
        for number, known in pairs(generation.attempts) do
            if known and not seen[number] then
                numbers[#numbers + 1], seen[number] = number, true
            end
        end
    end
    return numbers
end

return memory
