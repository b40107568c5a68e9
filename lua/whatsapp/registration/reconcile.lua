--- Settles what processes left behind that were killed, and looks once more at
-- what was left unknown. Reads only: it costs no attempt.
-- @module whatsapp.registration.reconcile

local client = require "whatsapp.registration.client"
local evidence = require "whatsapp.registration.evidence"
local guard = require "whatsapp.registration.guard"
local reading = require "whatsapp.registration.reading"

local reconcile = {}

local OPEN = { pending = true, unknown = true }

-- Whether an attempt has turned out to have registered the number
local function is_applied(report, id)
    for _, entry in ipairs(report) do
        if entry.id == id and entry.operation == "register"
            and entry.state == "succeeded" then
            return true
        end
    end
    return false
end

local function settle(self, number, attempt, verdict)
    local state = verdict or "unknown"
    local settled, problem = true, nil
    if state ~= attempt.state then
        settled, problem = self.journal:settle(number, attempt.id, state)
    end
    if not settled then
        return nil, guard.unavailable(problem, number)
    end
    return { phone_number_id = number, id = attempt.id, state = state,
        operation = attempt.operation, reserved_at = attempt.reserved_at }
end

-- Settles the open attempts of one number; adds to the report
local function settle_all(self, number, attempts, shown, report)
    local aged = evidence.aged(attempts, guard.now_of(self.journal))
    for index, attempt in ipairs(attempts) do
        if OPEN[attempt.state] then
            local verdict = evidence.judge({
                operation = attempt.operation,
                id = attempt.id,
                age = aged[index].age,
                onboarded_age = reading.onboarded_age(shown),
                attempts = aged,
            }, shown)
            local entry, err = settle(self, number, attempt, verdict)
            if not entry then
                return err
            end
            report[#report + 1] = entry
        end
    end
    return nil
end

local function has_open(attempts)
    for _, attempt in ipairs(attempts) do
        if OPEN[attempt.state] then
            return true
        end
    end
    return false
end

-- `shown` is the number where it has been read already
local function look_at(self, number, report, shown)
    local attempts, problem = self.journal:attempts(number)
    if not attempts then
        return guard.unavailable(problem, number)
    end
    if not has_open(attempts) then
        return nil
    end
    local err
    if not shown then
        shown, err = client.perform(self, "phone_number",
            { phone_number_id = number, fields = reading.FIELDS })
    end
    if not shown then
        return err
    end
    err = settle_all(self, number, attempts, shown, report)
    if self.pins and evidence.has_pin(shown) then
        self.pins.see(number, function(attempt)
            return is_applied(report, attempt)
        end)
    end
    return err
end

-- Numbers with something pending, and the client's own
local function numbers_of(self, pending)
    local numbers, seen = {}, {}
    local function add(number)
        if number and not seen[number] then
            numbers[#numbers + 1], seen[number] = number, true
        end
    end
    for _, attempt in ipairs(pending) do
        add(attempt.phone_number_id)
    end
    add(self.core:phone_number_id())
    return numbers
end

--- Settles attempts that are pending or unknown by reading their numbers.
-- @tparam table self a client
-- @tparam ?string number only this one; else all that have something pending
-- @treturn ?table what was looked at: a list of `phone_number_id`,
--   `operation`, `id`, `state` and `reserved_at`
-- @treturn ?table the first error, of a number that could not be read: its
--   attempts stay as they were; `settled` is the list of the others
function reconcile.run(self, number)
    local numbers = { number }
    if not number then
        local pending, problem = self.journal:pending()
        if not pending then
            return nil, guard.unavailable(problem)
        end
        numbers = numbers_of(self, pending)
    end
    local report, first = {}, nil
    for _, each in ipairs(numbers) do
        local err = look_at(self, each, report)
        first = first or err
    end
    if first then
        first.settled = report
        return nil, first
    end
    return report
end

--- Settles what is pending or unknown of one number by what it shows.
-- @tparam table self a client
-- @tparam string number its id
-- @tparam table shown the number as it has just been read
-- @treturn ?table an error of the journal
function reconcile.settle(self, number, shown)
    return look_at(self, number, {}, shown)
end

return reconcile
