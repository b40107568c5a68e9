--- The rule of journals once more, by brute force and without a thought for
-- speed: random timelines are played to a journal and to this, and both must
-- say the same all the way.

local HOUR = 3600
local WINDOW, LIMIT = 72 * HOUR, 10
local NUMBER = "106540352242922"

local OPERATIONS = { "register", "deregister" }
local STATES = { "succeeded", "refused", "unknown", "not_sent" }

local model = {}

-- The same on every Lua, so that a failing timeline can be played again.
local function random_numbers(seed)
    local state = seed * 7919 % 2147483646 + 1
    return function(upper)
        state = state * 16807 % 2147483647
        return state % upper + 1
    end
end

local function used_at(self, time, operation)
    local used = 0
    for _, attempt in ipairs(self.attempts) do
        if attempt.state ~= "not_sent" and time < attempt.at + WINDOW
            and (self.shared or attempt.operation == operation) then
            used = used + 1
        end
    end
    return used
end

local function blocked_at(self, time, operation)
    for _, block in ipairs(self.blocks) do
        if time < block.ends
            and (self.shared or block.operation == operation) then
            return true
        end
    end
    return false
end

local function is_free(self, time, operation)
    return used_at(self, time, operation) < LIMIT
        and not blocked_at(self, time, operation)
end

-- Something can only become possible when an attempt leaves or a block ends.
local function next_free(self, now, operation)
    local earliest
    local function consider(time)
        if time > now and (not earliest or time < earliest)
            and is_free(self, time, operation) then
            earliest = time
        end
    end
    for _, attempt in ipairs(self.attempts) do
        consider(attempt.at + WINDOW)
    end
    for _, block in ipairs(self.blocks) do
        consider(block.ends)
    end
    return earliest
end

local function fail(timeline, what, expected, got)
    error(("timeline %d: %s should be %s, is %s"):format(timeline, what,
        tostring(expected), tostring(got)), 0)
end

local function check(self, what, expected, got)
    if expected ~= got then
        fail(self.timeline, what, expected, got)
    end
end

local function reserve(self, random)
    local operation, force = OPERATIONS[random(2)], random(40) == 1
    local id, refusal, why = self.journal:reserve(NUMBER, operation,
        { force = force })
    local granted = force or is_free(self, self.now, operation)
    check(self, "trouble", nil, why)
    check(self, "a grant", granted, id ~= nil)
    if granted then
        table.insert(self.attempts, { id = id, operation = operation,
            at = self.now, state = "pending" })
    else
        local next_at = next_free(self, self.now, operation)
        check(self, "next_at", next_at, refusal.next_at)
        check(self, "used", used_at(self, self.now, operation), refusal.used)
        check(self, "retry_after", next_at - self.now, refusal.retry_after)
    end
end

local function settle(self, random)
    local attempt = self.attempts[#self.attempts]
    if not attempt or attempt.state ~= "pending" then
        return
    end
    local details = { code = 133005 }
    if random(20) == 1 then
        details = { code = 133016, blocked_for = 72 * HOUR }
        table.insert(self.blocks, { operation = attempt.operation,
            ends = self.now + 72 * HOUR })
    end
    attempt.state = details.blocked_for and "refused" or STATES[random(4)]
    check(self, "settling", true,
        self.journal:settle(NUMBER, attempt.id, attempt.state, details))
end

local function ask(self, random)
    local operation = OPERATIONS[random(2)]
    local budget = self.journal:budget(NUMBER, operation)
    local free = is_free(self, self.now, operation)
    check(self, "used", used_at(self, self.now, operation), budget.used)
    check(self, "whether some are left", free, budget.left > 0)
    check(self, "next_at", not free and next_free(self, self.now, operation)
        or nil, budget.next_at)
end

local function wait(self, random)
    self.now = self.now + (random(4) == 1 and random(80) or random(9)) * HOUR
end

local STEPS = { reserve, reserve, reserve, reserve, settle, settle, ask, wait }

--- Plays one random timeline.
-- @tparam number timeline which one
-- @tparam boolean shared
-- @tparam function open is called with `shared` and `now`, opens an empty
--   journal; raises if it says something else than the model
function model.play(timeline, shared, open)
    local random = random_numbers(timeline)
    local self = { timeline = timeline, shared = shared, attempts = {},
        blocks = {}, now = 1800000000 }
    self.journal = open { shared = shared, now = function()
        return self.now
    end }
    for _ = 1, 18 + random(16) do
        STEPS[random(#STEPS)](self, random)
    end
    self.journal:close()
end

return model
