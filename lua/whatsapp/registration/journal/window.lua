--- The rule that all journals keep: 10 requests for a number in a moving window
-- of 72 hours. Pure: no clock, no storage.
--
-- Meta says so of register and of deregister, but not whether they share one
-- limit. They count together here, unless `shared` is false. Integrators saw
-- the same limit for requests of a code; those always count apart.
-- @module whatsapp.registration.journal.window

local window = {
    LIMIT = 10,
    LENGTH = 72 * 3600,
    --- How long an attempt is listed, in seconds
    KEPT = 7 * 24 * 3600,
}

-- When an attempt was reserved. If the clock was ahead then, the attempt lies
-- in the future, and record.lua brings its `reserved_at` back. Its id keeps the
-- first time: once that has come, the clock was right after all.
local function time_of(attempt, now)
    local digits = tostring(attempt.id):match("%-(%-?%d+)%-%w+$")
    local time = digits and tonumber(digits) / 1e6 or attempt.reserved_at
    return time > attempt.reserved_at + 1 and time <= now and time
        or attempt.reserved_at
end

--- Whether an attempt takes one of the ten. One from the future does.
function window.counts(attempt, operation, now, shared)
    return attempt.state ~= "not_sent"
        and (shared or attempt.operation == operation)
        and (now - attempt.reserved_at < window.LENGTH
            or now - time_of(attempt, now) < window.LENGTH)
end

local function count(record, operation, now, shared)
    local counted = 0
    for _, attempt in ipairs(record.attempts) do
        if window.counts(attempt, operation, now, shared) then
            counted = counted + 1
        end
    end
    return counted
end

-- When enough of those that count have left that one more may come: several
-- must if some were forced.
local function room_at(record, operation, now, shared)
    local times = {}
    for _, attempt in ipairs(record.attempts) do
        if window.counts(attempt, operation, now, shared) then
            times[#times + 1] = math.min(time_of(attempt, now), now)
        end
    end
    table.sort(times)
    return times[#times - window.LIMIT + 1] + window.LENGTH
end

local function blocked_until(record, operation, now, shared)
    if next(record.blocked) == nil then -- as most often
        return nil
    end
    local latest = record.blocked[operation]
    if shared then
        for _, time in pairs(record.blocked) do
            latest = math.max(latest or time, time)
        end
    end
    return latest and latest > now and latest or nil
end

--- What is left of the ten.
-- @tparam table record `attempts`, a list of them, and `blocked`, the end of a
--   block by operation
-- @tparam string operation
-- @tparam number now
-- @tparam boolean shared
-- @treturn table `limit`, `used`, `left` (none while blocked), `next_at` (when
--   the next is possible; nil if it is now), `blocked_until`
function window.budget(record, operation, now, shared)
    local used = count(record, operation, now, shared)
    local budget = {
        limit = window.LIMIT,
        used = used,
        left = math.max(0, window.LIMIT - used),
        blocked_until = blocked_until(record, operation, now, shared),
        next_at = used >= window.LIMIT
            and room_at(record, operation, now, shared) or nil,
    }
    if budget.blocked_until then
        budget.left = 0
        budget.next_at = math.max(budget.next_at or 0, budget.blocked_until)
    end
    return budget
end

--- Why a reservation cannot be had.
-- @treturn ?table nil if one can be had
function window.refusal(record, operation, now, shared)
    local is_full = #record.attempts >= window.LIMIT
        and count(record, operation, now, shared) >= window.LIMIT
    if not is_full and not blocked_until(record, operation, now, shared) then
        return nil
    end
    local budget = window.budget(record, operation, now, shared)
    return {
        limit = budget.limit,
        used = budget.used,
        next_at = budget.next_at,
        blocked_until = budget.blocked_until,
        retry_after = budget.next_at - now,
    }
end

--- Whether a settled state takes the place of another: what the server is
-- known to have said is not lost to somebody who did not see its answer.
function window.replaces(state, settled)
    return settled == "pending" or settled == "unknown"
        or state == "succeeded" or state == "refused"
end

return window
