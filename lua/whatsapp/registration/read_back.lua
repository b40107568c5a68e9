--- Settles requests whose outcome the server has not said, by what a read of
-- the number shows. A call does this at once for the request that it sent.
-- Later, it is done for what a killed process left pending, or a call left
-- unknown. Reads lag, so a number is read again and again until it shows what
-- it should.
-- @module whatsapp.registration.read_back

local attempt = require "whatsapp.registration.attempt"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local evidence = require "whatsapp.registration.evidence"
local number = require "whatsapp.registration.number"
local text = require "whatsapp.registration.text"

local read_back = {}

local FIRST_DELAY, LONGEST_DELAY = 0.25, 2

local OPEN = { pending = true, unknown = true }

--- Seconds before the next read. If the server asks for a wait, this waits
-- that long; if it asks for none, this still waits, to avoid a busy loop.
-- @tparam table plan as `read_back.repeated` takes it
-- @tparam ?table err how the last read ended
function read_back.pause(plan, err)
    return math.max(err and err.retry_after or 0, plan.delay)
end

--- Makes the watch that `client.perform` takes to read until the number shows
-- something. The call does the waiting, so that it holds up no host.
-- @tparam table plan `is_enough(number)`, which says whether reading can stop;
--   `delay`, seconds before the second read, doubled from read to read;
--   `longest` of these delays; `ends`, when to stop, by `core.now()`; and
--   maybe `on_wait(pause)`, called before each wait
-- @treturn function gets the result and the error; returns the seconds after
--   which to read again, or nil to stop
function read_back.repeated(plan)
    return function(shown, err)
        if shown and plan.is_enough(shown) or err and not err.retryable then
            return nil
        end
        local pause = read_back.pause(plan, err)
        if core.now() + pause >= plan.ends then
            return nil
        end
        plan.delay = math.min(plan.delay * 2, plan.longest)
        if plan.on_wait then
            plan.on_wait(pause)
        end
        return pause
    end
end

-- Seconds since a number was last onboarded, by the server's own clock if its
-- answer has the time
local function onboarded_age(shown)
    local onboarded = text.iso_time(shown.last_onboarded_time)
    local now = text.http_time(shown.response.headers.date) or os.time()
    return onboarded and now - onboarded
end

-- The journal's attempts for the number, with their ages. That of this call
-- gives the time by the journal's clock.
local function attempts_of(call, age)
    if not call.attempt_id then
        return {}
    end
    local attempts = call.client.journal:attempts(call.number)
    for _, each in ipairs(attempts or {}) do
        if each.id == call.attempt_id then
            return evidence.aged(attempts, each.reserved_at + age)
        end
    end
    return nil -- what others did is not known
end

local function judge(call, began, shown)
    local age = core.now() - began
    local attempts = attempts_of(call, age)
    return attempts and evidence.judge({
        operation = call.operation.name,
        id = call.attempt_id,
        age = age,
        onboarded_age = onboarded_age(shown),
        attempts = attempts,
    }, shown)
end

--- How a call reads its number now, and what it finds.
-- @tparam table call whose outcome is not known
-- @tparam number elapsed seconds since it began
-- @tparam number patience seconds for which to read
-- @treturn function a watch
-- @treturn function returns what was found: "succeeded", "refused" or nil
function read_back.watch(call, elapsed, patience)
    local began, verdict = core.now() - elapsed, nil
    return read_back.repeated {
        delay = FIRST_DELAY,
        longest = LONGEST_DELAY,
        ends = core.now() + patience,
        is_enough = function(shown)
            verdict = judge(call, began, shown)
            return verdict ~= nil
        end,
    }, function()
        return verdict
    end
end

-- Notes what became of one attempt
local function settle(client, id, each, verdict)
    local state = verdict or "unknown"
    local settled, problem = true, nil
    if state ~= each.state then
        settled, problem = client.journal:settle(id, each.id, state)
    end
    if not settled then
        return nil, errors.journal_failed(problem, id)
    end
    return { phone_number_id = id, id = each.id, state = state,
        operation = each.operation, reserved_at = each.reserved_at }
end

local function settle_all(client, id, attempts, shown, report)
    local aged = evidence.aged(attempts, attempt.now_of(client.journal))
    for index, each in ipairs(attempts) do
        if OPEN[each.state] then
            local entry, err = settle(client, id, each, evidence.judge({
                operation = each.operation,
                id = each.id,
                age = aged[index].age,
                onboarded_age = onboarded_age(shown),
                attempts = aged,
            }, shown))
            if not entry then
                return err
            end
            report[#report + 1] = entry
        end
    end
    return nil
end

-- The attempts that turned out to have registered the number
local function applied(report, id)
    local ids = {}
    for _, entry in ipairs(report) do
        if entry.phone_number_id == id and entry.operation == "register"
            and entry.state == "succeeded" then
            ids[entry.id] = true
        end
    end
    return ids
end

-- Reports to the PIN store that a number has a PIN: which one, if that shows,
-- or else that it is one of those offered until now.
local function settle_pins(ask, id, report)
    local is_applied = applied(report, id)
    local list = ask("candidates", id)
    for _, candidate in ipairs(type(list) == "table" and list or {}) do
        if candidate.attempt and is_applied[candidate.attempt] then
            ask("settle", id, candidate.pin, "succeeded")
        end
    end
    ask("see", id)
end

--- The journal's attempts for a number, if one of them is open.
-- @tparam table client
-- @tparam string id of the number
-- @treturn ?table nil when nothing is open
-- @treturn ?table an error of the journal
function read_back.open(client, id)
    local attempts, problem = client.journal:attempts(id)
    if not attempts then
        return nil, errors.journal_failed(problem, id)
    end
    for _, each in ipairs(attempts) do
        if OPEN[each.state] then
            return attempts
        end
    end
    return nil
end

--- Settles the open attempts of one number by what a read shows.
-- @tparam table client
-- @tparam string id of the number
-- @tparam table shown the number as it has just been read
-- @tparam[opt] table report gets what was looked at: `phone_number_id`,
--   `operation`, `id`, `state` and `reserved_at`
-- @treturn ?table an error of the journal
function read_back.settle(client, id, shown, report)
    report = report or {}
    local attempts, err = read_back.open(client, id)
    if not attempts then
        return err
    end
    err = settle_all(client, id, attempts, shown, report)
    if client.pin_store and number.has_pin(shown) then
        settle_pins(client.pin_store.ask, id, report)
    end
    return err
end

-- The result in place of the server's answer
local function confirmed(self, look)
    local response = look.response
    response.confirmed = "read"
    response.elapsed = core.now() - self.began
    response.tries = self.tries_before
    return { success = true, response = response }
end

--- The outcome of a call if that of an earlier try is unknown. A later try that
-- failed in another way says nothing about it.
-- @treturn ?table the result
-- @treturn ?table the error
-- @treturn ?string what became of the request
function read_back.conclude(self, result, err)
    local unknown = self.unknown
    if self.verdict then
        if self.verdict() == "succeeded" and result then
            return confirmed(self, result)
        end
    elseif result then
        return result, err
    elseif err.kind == "cancelled" then
        err.sent = unknown.sent
        return nil, errors.complete(err, self.operation)
    end
    return nil, unknown, "unknown"
end

return read_back
