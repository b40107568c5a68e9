--- A journal in memory, for one process: it ends with it.
--
-- It forgets numbers that were not used for 72 hours. So as never to look
-- through all of them, it keeps two generations: a number that is used moves to
-- the younger one, and every 72 hours the older one goes as a whole.
-- @module whatsapp.registration.journal.memory

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local record = require "whatsapp.registration.journal.record"
local window = require "whatsapp.registration.journal.window"

local memory = {}

local Journal = base.class {}

local function new_generation()
    return { attempts = {}, request_code = {} }
end

--- Makes one.
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `now`, a function that returns the time in seconds since the epoch
-- @treturn table
function memory.new(options)
    options = options or {}
    -- A clock that is set makes nothing older.
    local age = options.now or core.now
    return setmetatable({
        young = new_generation(),
        old = new_generation(),
        born = age(),
        age = age,
        shared = options.shared ~= false,
        now = options.now or base.clock(),
        -- What a reservation takes: one table for all, as none yields
        at = { now = 0, serial = 0, shared = options.shared ~= false,
            force = nil },
    }, Journal)
end

local function find(self, number, scope)
    return self.young[scope][number] or self.old[scope][number]
end

-- Begins a new generation if it is time. After a pause of two lives nothing of
-- the one before has been used for one.
local function renew(self)
    local now = self.age()
    local age = now - self.born
    if age >= window.LENGTH then
        self.old = age < 2 * window.LENGTH and self.young or new_generation()
        self.young = new_generation()
    end
    if age >= window.LENGTH or age < 0 then
        self.born = now
    end
end

-- For a change: a question leaves nothing.
local function open_record(self, number, scope)
    local found = find(self, number, scope) or record.new()
    self.young[scope][number] = found
    return found
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
    local scope = record.scope(operation)
    local known = find(self, number, scope) or record.new()
    renew(self)
    self.young[scope][number] = known -- also if all others are forgotten
    local at, now = self.at, self.now()
    at.now, at.serial = now, at.serial + 1
    at.force = options and options.force
    local attempt, refusal = record.reserve(known, operation, at)
    return attempt and attempt.id, refusal
end

--- Writes down what became of an attempt. A code that was used up or refused
-- is a "succeeded" request of one with the `code` of that answer.
-- @tparam string number
-- @tparam string id the attempt's
-- @tparam string state "succeeded", "refused", "unknown" or "not_sent"
-- @tparam ?table details `code` of the answer, `retry_after` seconds that it
--   said to wait, `blocked_for` seconds
-- @treturn ?boolean true
-- @treturn ?string why it failed
function Journal:settle(number, id, state, details)
    local known = open_record(self, number, record.scope_of(id))
    local changed, why = record.settle(known, id, state, details, self.now())
    return changed ~= nil or nil, why
end

-- A record and the time, for what all journals do alike
function Journal:read(number, scope)
    return find(self, number, scope) or record.new(), self.now()
end

function Journal:numbers()
    local numbers = {}
    for number in pairs(self.old.attempts) do
        if not self.young.attempts[number] then
            numbers[#numbers + 1] = number
        end
    end
    for number in pairs(self.young.attempts) do
        numbers[#numbers + 1] = number
    end
    return numbers
end

return memory
