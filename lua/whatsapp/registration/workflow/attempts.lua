--- What the journal has to say before a workflow begins: whether there is room
-- for all of its attempts, and what became of the last ones. Loaded with a
-- client that has a journal.
-- @module whatsapp.registration.workflow.attempts

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local guard = require "whatsapp.registration.guard"
local reconcile = require "whatsapp.registration.reconcile"
local window = require "whatsapp.registration.journal.window"

local attempts = {}

-- States of an attempt that can have changed the number
local MAY_HAVE_WORKED = { succeeded = true, unknown = true, pending = true }

local function list(self)
    local found, problem = self.client.journal:attempts(self.number)
    if not found then
        return nil, guard.unavailable(problem, self.number)
    end
    return found
end

-- When so many more attempts can be made as are missing
local function room_at(self, operation, missing)
    local journal, times = self.client.journal, {}
    local now = guard.now_of(journal)
    for _, attempt in ipairs(list(self) or {}) do
        if window.counts(attempt, operation, now, journal.shared ~= false) then
            times[#times + 1] = attempt.reserved_at
        end
    end
    table.sort(times)
    local first = times[missing]
    return first and first + window.LENGTH or now
end

local function no_room(self, budget, operation, needed)
    local at = budget.blocked_until
        or room_at(self, operation, needed - budget.left)
    local wait = at - guard.now_of(self.client.journal)
    return errors.stopped {
        kind = "registration_limit",
        message = ("this takes %d register or deregister requests, and %d of "
            .. "%d in 72 hours are left until %s"):format(needed, budget.left,
            budget.limit, os.date("!%Y-%m-%d %H:%M UTC", math.ceil(at))),
        retry_after = math.max(wait, 0),
        operation = operation,
        phone_number_id = self.number,
    }
end

local function check(self, operation, needed)
    if needed == 0 then
        return nil
    end
    local budget, problem = self.client.journal:budget(self.number, operation)
    if not budget then
        return guard.unavailable(problem, self.number, operation)
    elseif budget.left < needed then
        return no_room(self, budget, operation, needed)
    end
    return nil
end

--- Whether there is room for all attempts of a workflow.
-- @tparam table self a flow
-- @tparam number registers how many of them
-- @tparam number deregisters
-- @treturn ?table an error: nothing should be begun
function attempts.check(self, registers, deregisters)
    if self.options.force then
        return nil
    elseif self.client.journal.shared == false then
        return check(self, "register", registers)
            or check(self, "deregister", deregisters)
    end
    return check(self, registers > 0 and "register" or "deregister",
        registers + deregisters)
end

-- The longest of the waits that the server has told for an operation, of which
-- something is left: none from before it last let one through
local function wait_left(self, operation, found)
    local now = guard.now_of(self.client.journal)
    local longest, told = 0, nil
    for _, attempt in ipairs(found) do
        if attempt.operation == operation then
            if attempt.state == "succeeded" then
                break
            end
            -- Never more than was told: clocks may differ by a little.
            local wait = attempt.retry_after or 0
            local age = now - (attempt.settled_at or now)
            local left = math.min(wait, wait - age)
            if left > longest then
                longest, told = left, attempt
            end
        end
    end
    return longest, told
end

local function too_early(self, left, told)
    local explained = told.code and core.explain(told.code)
        or { kind = "unavailable" }
    local err = errors.stopped {
        kind = explained.kind,
        message = ("the server answered an attempt%s: wait %d seconds more")
            :format(told.code and (" with %d"):format(told.code) or "",
            math.ceil(left)),
        hint = explained.hint,
        retry_after = left,
        operation = told.operation,
        phone_number_id = self.number,
    }
    err.next_action = "wait"
    return err
end

--- Whether the server has told to wait with what a workflow is to send.
-- @tparam table self a flow
-- @tparam number registers how many of them
-- @tparam number deregisters
-- @treturn ?table an error: nothing should be sent before
function attempts.check_wait(self, registers, deregisters)
    local found, err = list(self)
    if err or self.options.force then
        return err
    end
    for operation, count in pairs { register = registers,
        deregister = deregisters } do
        local left, told = wait_left(self, operation, found)
        if count > 0 and told and left > (err and err.retry_after or 0) then
            err = too_early(self, left, told)
        end
    end
    return err
end

--- The last attempt that may have changed the number, where that is so short a
-- time ago that the number may not show it yet.
-- @tparam table self a flow
-- @tparam number lag seconds for which reads trail
-- @treturn ?table `operation`, `state`, `age` (seconds since it was taken),
--   and `left`, seconds until it must show
-- @treturn ?table an error
function attempts.latest(self, lag)
    local found, err = list(self)
    local now = guard.now_of(self.client.journal)
    for _, attempt in ipairs(found or {}) do
        if MAY_HAVE_WORKED[attempt.state] then
            local since = attempt.state == "succeeded" and attempt.settled_at
                or attempt.reserved_at
            local left = since + lag - now
            -- A clock that was set back far makes a future of any past.
            return left > 0 and left <= 2 * lag and {
                operation = attempt.operation,
                state = attempt.state,
                age = math.max(0, now - attempt.reserved_at),
                left = math.min(lag, left),
            } or nil
        end
    end
    return nil, err
end

--- Settles what is open for the number by what it shows.
-- @treturn ?table an error
function attempts.settle(self)
    if self.options.dry_run then
        return nil
    end
    return reconcile.settle(self.client, self.number, self.shown)
end

return attempts
