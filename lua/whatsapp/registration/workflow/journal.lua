--- What a workflow asks the journal: whether there is room for all of its
-- attempts, what became of the last ones, and which code was requested. Loaded
-- for clients that have a journal.
-- @module whatsapp.registration.workflow.journal

local attempts = require "whatsapp.registration.attempt"
local errors = require "whatsapp.registration.errors"
local read_back = require "whatsapp.registration.read_back"
local record = require "whatsapp.registration.journal.record"

local journal = {}

-- Operations that change whether a number is registered
local CHANGES = { register = true, deregister = true }

-- States of an attempt that can have changed the number
local MAY_HAVE_WORKED = { succeeded = true, unknown = true, pending = true }

local OPEN = { pending = true, unknown = true }

local function list(self, operation)
    local found, problem = self.client.journal:attempts(self.number, operation)
    if not found then
        return nil, errors.journal_failed(problem, self.number)
    end
    return found
end

local function now_of(self)
    return attempts.now_of(self.client.journal)
end

--- Reads the attempts for the number, newest first, into `record`.
-- @treturn ?table an error
function journal.read(self)
    local err
    self.record, err = list(self)
    return err
end

local function no_room(self, budget, operation, needed)
    local now = now_of(self)
    local at = budget.blocked_until or record.room_at(self.record, operation,
        now, self.client.journal.shared ~= false, needed) or now
    return errors.stopped {
        kind = "registration_limit",
        message = ("this takes %d of the register and deregister requests, "
            .. "and the number has %d of %d in 72 hours left until %s"):format(
            needed, budget.left, budget.limit,
            os.date("!%Y-%m-%d %H:%M UTC", math.ceil(at))),
        retry_after = math.max(at - now, 0),
        operation = operation,
        phone_number_id = self.number,
    }
end

local function check_room(self, operation, needed)
    if needed == 0 then
        return nil
    end
    local budget, problem = self.client.journal:budget(self.number, operation)
    if not budget then
        return errors.journal_failed(problem, self.number, operation)
    elseif budget.left < needed then
        return no_room(self, budget, operation, needed)
    end
    return nil
end

--- Whether there is room for all attempts of a workflow.
-- @tparam number registers how many of them
-- @treturn ?table an error: nothing should be begun
function journal.check_room(self, registers, deregisters)
    local kept = self.client.journal
    if self.options.force or kept.lists_all and not self.record[1] then
        return nil
    elseif kept.shared == false then
        return check_room(self, "register", registers)
            or check_room(self, "deregister", deregisters)
    end
    return check_room(self, registers > 0 and "register" or "deregister",
        registers + deregisters)
end

-- What is left of the wait that the answer to an attempt asked for. Never more
-- than it asked for: clocks may differ by a little.
local function wait_of(attempt, now)
    local wait = attempt.retry_after or 0
    return math.min(wait, wait - (now - (attempt.settled_at or now)))
end

-- The attempt whose answer asked for the longest wait that is left: none from
-- before the server last accepted one
local function longest_wait(self, operation)
    local now, longest, found = now_of(self), 0, nil
    for _, attempt in ipairs(self.record) do
        if attempt.operation == operation then
            if attempt.state == "succeeded" then
                break
            end
            local left = wait_of(attempt, now)
            if left > longest then
                longest, found = left, attempt
            end
        end
    end
    return longest, found
end

--- Whether the server asked to wait before it gets what the workflow will
-- send.
-- @tparam number registers how many of them
-- @treturn ?table an error: nothing should be sent before
function journal.check_wait(self, registers, deregisters)
    if self.options.force then
        return nil
    end
    local longest, err = 0, nil
    for operation, count in pairs { register = registers,
        deregister = deregisters } do
        local left, attempt = longest_wait(self, operation)
        if count > 0 and left > longest then
            longest = left
            err = errors.too_early { operation = operation, left = left,
                code = attempt.code, phone_number_id = self.number }
        end
    end
    return err
end

-- If the clock was set back far, all attempts have times in the future.
local function lagging(attempt, since, lag, now)
    local left = since + lag - now
    return left > 0 and left <= 2 * lag and {
        operation = attempt.operation,
        state = attempt.state,
        age = math.max(0, now - attempt.reserved_at),
        left = math.min(lag, left),
    } or nil
end

--- The last attempt that may have changed the number, if that was so short a
-- time ago that the number may not show it yet.
-- @tparam number lag seconds by which reads may lag
-- @treturn ?table `operation`, `state`, `age` (seconds since it was reserved),
--   and `left`, seconds until it must show
function journal.latest(self, lag)
    for _, attempt in ipairs(self.record) do
        if CHANGES[attempt.operation] and MAY_HAVE_WORKED[attempt.state] then
            local since = attempt.state == "succeeded" and attempt.settled_at
                or attempt.reserved_at
            return lagging(attempt, since, lag, now_of(self))
        end
    end
    return nil
end

--- Settles what is open for the number by what it shows.
-- @treturn ?table an error
function journal.settle(self)
    if self.options.dry_run then
        return nil
    end
    for _, attempt in ipairs(self.record) do
        if OPEN[attempt.state] then
            return read_back.settle(self.client, self.number, self.shown)
        end
    end
    return nil
end

-- A journal that knows nothing of code requests may list other attempts.
local function last_request(self)
    local found, err = list(self, "request_code")
    for _, attempt in ipairs(found or {}) do
        if attempt.operation == "request_code"
            and attempt.state ~= "not_sent" then
            return attempt
        end
    end
    return nil, err
end

local function was_sent(request)
    return request.state == "succeeded" or request.state == "pending"
end

-- Whether the code of a request can still be used
local function is_alive(request, now, lives)
    local age = now - (request.settled_at or request.reserved_at)
    return was_sent(request) and not request.code and math.abs(age) < lives
end

--- Whether a code that can still be used was requested before another one.
-- Processes that ask at once all find no code before they ask. Then each takes
-- its turn in the journal, and the first of them sends its request.
-- @tparam string id of the other code request, which the journal has
-- @tparam number lives seconds for which a code works
-- @treturn ?boolean
-- @treturn ?table an error
function journal.has_code_before(self, id, lives)
    local found, err = list(self, "request_code")
    local is_older, now = false, now_of(self)
    for _, each in ipairs(found or {}) do
        if each.id == id then
            is_older = true
        elseif is_older and each.operation == "request_code"
            and is_alive(each, now, lives) then
            return true
        end
    end
    return false, err
end

--- The last code that anybody requested for the number.
-- @tparam number lives seconds for which a code works
-- @treturn ?table `id`; `is_alive`, whether the code can still be used;
--   `wait`, seconds that are left of the wait that the server asked for; `code`
--   of the server's answer; `was_sent`, whether that was the answer to a code
--   that had been sent. nil if the journal knows of none.
-- @treturn ?table an error
function journal.last_code(self, lives)
    local last, err = last_request(self)
    if not last then
        return nil, err
    end
    local now = now_of(self)
    return {
        id = last.id,
        is_alive = is_alive(last, now, lives),
        wait = wait_of(last, now),
        was_sent = was_sent(last),
        code = last.code,
    }
end

--- Notes that the last code works no more, so that the next run requests
-- another one.
-- @tparam string id of the code request
-- @tparam table err the server's answer to the code; its code is 0 if the
--   server accepted it
function journal.code_is_over(self, id, err)
    local ok, problem = self.client.journal:settle(self.number, id,
        "succeeded", { code = err.code, retry_after = err.retry_after })
    if ok == nil then
        err.journal_error = tostring(problem)
    end
end

return journal
