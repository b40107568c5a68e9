--- What all journals do alike, once they can read a record.
-- @module whatsapp.registration.journal.base

local lazy = require "whatsapp.registration.lazy"

lazy { "journal.record" }

local record = require "whatsapp.registration.journal.record"

local base = {}

--- The options of all journals, which each of them takes
base.OPTIONS = { shared = "boolean", now = "function", prefix = "string",
    busy_timeout = "number", allow_eviction = "boolean", client = true }

--- The name of the record in which an operation counts.
-- @treturn string "request_code" or "attempts"
function base.scope(operation)
    return operation == "request_code" and operation or "attempts"
end

--- The name of the record that holds the attempt with this id.
function base.scope_of(id)
    return tostring(id):find("request_code", 1, true) == 1
        and "request_code" or "attempts"
end

-- What each journal gets, unless it has its own. It lists all that it counts:
-- a number without attempts has all of them left.
local Journal = { lists_all = true }

-- The attempts of a record, newest first, as copies; only those of a state if
-- one is given
local function list_of(known, number, state)
    local list = {}
    for i = #known.attempts, 1, -1 do
        if not state or known.attempts[i].state == state then
            local attempt = { phone_number_id = number }
            for field, value in pairs(known.attempts[i]) do
                attempt[field] = value
            end
            list[#list + 1] = attempt
        end
    end
    -- Insertion sort keeps the order of those reserved at the same time.
    for i = 2, #list do
        local attempt, place = list[i], i
        while place > 1
            and list[place - 1].reserved_at < attempt.reserved_at do
            list[place] = list[place - 1]
            place = place - 1
        end
        list[place] = attempt
    end
    return list
end

--- How many of the ten attempts are left.
-- @tparam string number its phone_number_id
-- @tparam ?string operation "register", "deregister" or "request_code"
-- @treturn ?table `limit`, `used`, `left`, `next_at`, `blocked_until`
-- @treturn ?string why the journal could not be read
function Journal.budget(self, number, operation)
    local known, now = self:read(number, base.scope(operation))
    if not known then
        return nil, now
    end
    return record.budget(known, operation, now, self.shared)
end

--- The attempts for a number, newest first.
-- @tparam ?string operation "request_code" lists the requests of a code, all
--   else those of register and deregister
-- @treturn ?table a list of `id`, `operation`, `state`, `reserved_at`,
--   `settled_at`, `code`, `retry_after` (seconds from `settled_at`)
-- @treturn ?string why the journal could not be read
function Journal.attempts(self, number, operation)
    local known, why = self:read(number, base.scope(operation))
    if not known then
        return nil, why
    end
    return list_of(known)
end

local function add_pending(self, list, number)
    local known, why = self:read(number, "attempts")
    if not known then
        return nil, why
    end
    for _, attempt in ipairs(list_of(known, number, "pending")) do
        list[#list + 1] = attempt
    end
    return list
end

--- The attempts to register and deregister that nobody has settled.
-- @tparam ?string number without one, of all numbers
-- @treturn ?table the same, with `phone_number_id`
-- @treturn ?string why the journal could not be read
function Journal.pending(self, number)
    local numbers, why = { number }, nil
    if not number then
        numbers, why = self:numbers()
    end
    local list = numbers and {}
    for _, each in ipairs(numbers or {}) do
        if list then
            list, why = add_pending(self, list, each)
        end
    end
    return list or nil, why
end

--- There is nothing to close.
function Journal.close() -- luacheck: ignore 212
    return true
end

--- Makes a class of journals.
-- @tparam table own methods: `reserve`, `settle`; `read(number, scope)`, which
--   returns a record and the time, or nil and why not; `numbers()`, which
--   returns those that may have something pending, or nil and why not
function base.class(own)
    for name, method in pairs(Journal) do
        if own[name] == nil then
            own[name] = method
        end
    end
    own.__index = own
    return own
end

return base
