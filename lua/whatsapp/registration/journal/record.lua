--- What a journal knows of one number, what happens to it, and the rule that
-- all journals keep: 10 requests for a number in a moving window of 72 hours.
-- Pure: a journal reads the record from its store, changes it with these
-- functions, and writes back what they say has changed. Code requests have a
-- record of their own.
--
-- Meta says so of register and of deregister, but not whether they share one
-- limit. They count together here, unless `shared` is false. Integrators saw
-- the same limit for requests of a code; those always count apart.
-- @module whatsapp.registration.journal.record

local record = {
    LIMIT = 10,
    LENGTH = 72 * 3600,
    --- How long an attempt is listed, in seconds
    KEPT = 7 * 24 * 3600,
    -- Attempts that were never sent count for nothing; this many are listed.
    NOT_SENT_KEPT = 20,
    -- Seconds. Clocks of workers and machines differ by less.
    AHEAD = 60,
}

--- What an attempt can come to
record.STATES = { succeeded = true, refused = true, unknown = true,
    not_sent = true }

--- A number without attempts
function record.new()
    return { attempts = {}, blocked = {} }
end

-- An attempt's id holds operation and time, so that an attempt that the journal
-- has lost can be put back. In whole microseconds: those print alike in every
-- locale, and "%d" takes a fifth of the time of "%.0f".
local function make_id(operation, time, serial)
    return ("%s-%d-%s"):format(operation, math.floor(time * 1e6 + 0.5),
        serial)
end

-- An attempt as it was when it was reserved, from its id; nil if it is none
local function attempt_of(id)
    local operation, time = tostring(id):match("^([%l_]+)%-(%-?%d+)%-%w+$")
    return operation and {
        id = id,
        operation = operation,
        state = "pending",
        reserved_at = tonumber(time) / 1e6,
    }
end

-- When an attempt was reserved. If the clock was ahead then, the attempt lies
-- in the future, and its `reserved_at` is brought back below. Its id keeps the
-- first time: once that has come, the clock was right after all.
local function time_of(attempt, now)
    local digits = tostring(attempt.id):match("%-(%-?%d+)%-%w+$")
    local time = digits and tonumber(digits) / 1e6 or attempt.reserved_at
    return time > attempt.reserved_at + 1 and time <= now and time
        or attempt.reserved_at
end

-- Whether an attempt counts as one of the ten. An attempt with a time in the
-- future counts.
local function counts(attempt, operation, now, shared)
    return attempt.state ~= "not_sent"
        and (shared or attempt.operation == operation)
        and (now - attempt.reserved_at < record.LENGTH
            or now - time_of(attempt, now) < record.LENGTH)
end

local function count(self, operation, now, shared)
    local counted = 0
    for _, attempt in ipairs(self.attempts) do
        if counts(attempt, operation, now, shared) then
            counted = counted + 1
        end
    end
    return counted
end

--- When so many more attempts may come, because enough that count have left
-- the window. If some were forced, several must leave.
-- @treturn ?number nil if that many never may
function record.room_at(attempts, operation, now, shared, needed)
    local times = {}
    for _, attempt in ipairs(attempts) do
        if counts(attempt, operation, now, shared) then
            times[#times + 1] = math.min(time_of(attempt, now), now)
        end
    end
    table.sort(times)
    local last = times[#times - record.LIMIT + needed]
    return last and last + record.LENGTH
end

local function blocked_until(self, operation, now, shared)
    if next(self.blocked) == nil then -- as most often
        return nil
    end
    local latest = self.blocked[operation]
    if shared then
        for _, time in pairs(self.blocked) do
            latest = math.max(latest or time, time)
        end
    end
    return latest and latest > now and latest or nil
end

--- How many of the ten attempts are left.
-- @tparam table self `attempts`, a list of them, and `blocked`, the end of a
--   block by operation
-- @treturn table `limit`, `used`, `left` (none while blocked), `next_at` (when
--   the next is possible; nil if it is now), `blocked_until`
function record.budget(self, operation, now, shared)
    local used = count(self, operation, now, shared)
    local budget = {
        limit = record.LIMIT,
        used = used,
        left = math.max(0, record.LIMIT - used),
        blocked_until = blocked_until(self, operation, now, shared),
        next_at = used >= record.LIMIT
            and record.room_at(self.attempts, operation, now, shared, 1)
            or nil,
    }
    if budget.blocked_until then
        budget.left = 0
        budget.next_at = math.max(budget.next_at or 0, budget.blocked_until)
    end
    return budget
end

--- Why no attempt can be reserved.
-- @treturn ?table nil if one can
function record.refusal(self, operation, now, shared)
    local is_full = #self.attempts >= record.LIMIT
        and count(self, operation, now, shared) >= record.LIMIT
    if not is_full and not blocked_until(self, operation, now, shared) then
        return nil
    end
    local refusal = record.budget(self, operation, now, shared)
    refusal.retry_after, refusal.left = refusal.next_at - now, nil
    return refusal
end

-- Whether a state replaces another: a known answer of the server is not
-- overwritten by somebody who did not see it.
local function replaces(state, settled)
    return settled == "pending" or settled == "unknown"
        or state == "succeeded" or state == "refused"
end

local function find(self, id)
    -- From the newest, which is the wanted one most often
    for i = #self.attempts, 1, -1 do
        if self.attempts[i].id == id then
            return self.attempts[i]
        end
    end
    return nil
end

local function is_old(attempt, now)
    return now - attempt.reserved_at >= record.KEPT
end

-- The newest ten that count stay whatever their age: the clock may be wrong.
local function is_kept(attempt, counted, now)
    local kind = attempt.state == "not_sent" and "not_sent"
        or attempt.operation
    counted[kind] = (counted[kind] or 0) + 1
    if kind == "not_sent" then
        return counted[kind] <= record.NOT_SENT_KEPT
            and not is_old(attempt, now)
    end
    return counted[kind] <= record.LIMIT or not is_old(attempt, now)
end

local function forget(self, now)
    local newest_first, counted = {}, {}
    for i = #self.attempts, 1, -1 do
        if is_kept(self.attempts[i], counted, now) then
            newest_first[#newest_first + 1] = self.attempts[i]
        end
    end
    local kept = {}
    for i = #newest_first, 1, -1 do
        kept[#kept + 1] = newest_first[i]
    end
    self.attempts = kept
end

-- Whether there is something to forget: most reservations find nothing.
local function is_crowded(self, now)
    local first = self.attempts[1]
    return first and (is_old(first, now)
        or #self.attempts > record.LIMIT + 2 * record.NOT_SENT_KEPT)
end

-- Attempts from the future were reserved while the clock was ahead. They count
-- from the moment that shows, so that they don't lock the number for years.
local function bring_back(self, now)
    local changed
    for _, attempt in ipairs(self.attempts) do
        if attempt.reserved_at > now + record.AHEAD then
            attempt.reserved_at = now
            changed = changed or {}
            changed[#changed + 1] = attempt
        end
    end
    return changed
end

--- Takes one of the ten, if one is left.
-- @tparam table self
-- @tparam string operation
-- @tparam table at `now`, `shared`, `force`, and `serial`, with which no other
--   attempt of this operation and time is marked
-- @treturn ?table the attempt
-- @treturn ?table the refusal
-- @treturn ?table a list of the attempts that have got another `reserved_at`
function record.reserve(self, operation, at)
    local changed = bring_back(self, at.now)
    local refusal = not at.force
        and record.refusal(self, operation, at.now, at.shared)
    if refusal then
        return nil, refusal, changed
    end
    if is_crowded(self, at.now) then
        forget(self, at.now)
    end
    local attempt = {
        id = make_id(operation, at.now, at.serial),
        operation = operation,
        state = "pending",
        reserved_at = at.now,
        settled_at = nil, code = nil, retry_after = nil, -- so as not to grow
    }
    self.attempts[#self.attempts + 1] = attempt
    return attempt, nil, changed
end

-- One that the journal lost is put back, so that it counts.
local function restore(self, id)
    local attempt = attempt_of(id)
    self.attempts[#self.attempts + 1] = attempt
    return attempt
end

--- Writes down what became of an attempt. Doing so again changes nothing.
-- @tparam table self
-- @tparam string id
-- @tparam string state
-- @tparam ?table details `code` of the answer, `retry_after` seconds that it
--   said to wait, `blocked_for` seconds
-- @tparam number now
-- @treturn ?table the attempt, if something changed, else false
-- @treturn ?string what is wrong with the arguments
function record.settle(self, id, state, details, now)
    local attempt = record.STATES[state]
        and (find(self, id) or restore(self, id))
    if not attempt then
        return nil, "no such attempt, or no such state"
    end
    details = details or {}
    local code, retry_after = details.code, details.retry_after
    if attempt.state == state and attempt.code == code
        and attempt.retry_after == retry_after
        or not replaces(state, attempt.state) then
        return false
    end
    attempt.state, attempt.settled_at = state, now
    attempt.code, attempt.retry_after = code, retry_after
    local blocked_for = details.blocked_for
    if blocked_for then
        local before = self.blocked[attempt.operation] or 0
        self.blocked[attempt.operation] = math.max(before, now + blocked_for)
    end
    return attempt
end

return record
