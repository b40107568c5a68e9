--- A journal in memory, for one process: it ends with it.
-- @module whatsapp.registration.journal.memory

local clock = require "whatsapp.registration.journal.clock"
local record = require "whatsapp.registration.journal.record"
local window = require "whatsapp.registration.journal.window"

local memory = {}

local Journal = {}
Journal.__index = Journal

--- Makes one.
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `now`, a function that tells the time in seconds since the epoch
-- @treturn table
function memory.new(options)
    options = options or {}
    return setmetatable({
        records = {},
        serial = 0,
        shared = options.shared ~= false,
        now = options.now or clock.new(),
    }, Journal)
end

-- Made where a change follows; a question leaves nothing behind.
local function open_record(self, number)
    local found = self.records[number]
    if not found then
        found = record.new()
        self.records[number] = found
    end
    return found
end

local function read_record(self, number)
    return self.records[number] or record.new()
end

--- Takes one of the ten requests.
-- @tparam string number its phone_number_id
-- @tparam string operation "register" or "deregister"
-- @tparam ?table options `force` takes one even where none is left
-- @treturn ?string the attempt's id
-- @treturn ?table `limit`, `used`, `next_at`, `blocked_until`, `retry_after`,
--   where none is left
-- @treturn ?string why the journal could not tell
function Journal:reserve(number, operation, options)
    self.serial = self.serial + 1
    local attempt, refusal = record.reserve(open_record(self, number),
        operation, {
            now = self.now(),
            serial = self.serial,
            shared = self.shared,
            force = options and options.force,
        })
    return attempt and attempt.id, refusal
end

--- Writes down what became of an attempt.
-- @tparam string number
-- @tparam string attempt its id
-- @tparam string state "succeeded", "refused", "unknown" or "not_sent"
-- @tparam ?table details `code` of the answer, `retry_after` seconds that it
--   told to wait, `blocked_for` seconds
-- @treturn ?boolean true
-- @treturn ?string why it could not
function Journal:settle(number, attempt, state, details)
    local changed, why = record.settle(open_record(self, number), attempt,
        state, details, self.now())
    return changed ~= nil or nil, why
end

--- What is left of the ten.
-- @treturn ?table `limit`, `used`, `left`, `next_at`, `blocked_until`
-- @treturn ?string why it could not tell
function Journal:budget(number, operation)
    return window.budget(read_record(self, number), operation, self.now(),
        self.shared)
end

--- The attempts for a number, newest first.
-- @treturn ?table a list of `id`, `operation`, `state`, `reserved_at`,
--   `settled_at`, `code`, `retry_after` (seconds from `settled_at`)
-- @treturn ?string why it could not tell
function Journal:attempts(number)
    return record.list(read_record(self, number))
end

--- Attempts that nobody has settled.
-- @tparam ?string number of all numbers where none is named
-- @treturn ?table the same, with `phone_number_id`
-- @treturn ?string why it could not tell
function Journal:pending(number)
    if number then
        return record.list(read_record(self, number), "pending", number)
    end
    local list = {}
    for each, found in pairs(self.records) do
        for _, attempt in ipairs(record.list(found, "pending", each)) do
            list[#list + 1] = attempt
        end
    end
    return list
end

--- There is nothing to close.
function Journal:close() -- luacheck: ignore 212
    return true
end

return memory
