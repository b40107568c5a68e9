--- What a read of the number proves about a request whose outcome is unknown.
--
-- A number that is registered now proves nothing: it may have been registered
-- before, or by somebody else meanwhile. So a register counts as applied only
-- if the number was onboarded after the request went out and no other attempt
-- in the journal can have done that, or if the journal knows that the number
-- was not registered before. Times are ages, in seconds before the read: the
-- server's by the server's clock, the journal's by the journal's clock. So it
-- does no harm if the clocks differ.
-- @module whatsapp.registration.evidence

local number = require "whatsapp.registration.number"

local evidence = {}

-- Servers give times in whole seconds, and the read itself takes time.
local SLACK = 2

-- Within these seconds from its reservation, a request is applied or never
-- will be. Meta speaks of 15 seconds; reads may lag by 90.
local LONGEST = 300

-- The same, from when it was settled as unknown
local GRACE = 20

-- States of an attempt that can have changed the number
local MAY_HAVE_WORKED = { succeeded = true, unknown = true, pending = true }

-- The least age that the effect of an attempt can have
local function last_age(attempt)
    if attempt.settled_age then
        return attempt.settled_age
            - (attempt.state == "unknown" and GRACE or 0)
    end
    return attempt.age - LONGEST
end

local function others_of(case, operation)
    local found = {}
    for _, attempt in ipairs(case.attempts) do
        if attempt.id ~= case.id and attempt.operation == operation
            and MAY_HAVE_WORKED[attempt.state] then
            found[#found + 1] = attempt
        end
    end
    return found
end

-- Whether another attempt can have done it between these two ages
local function has_rival(case, operation, oldest, newest)
    for _, attempt in ipairs(others_of(case, operation)) do
        if attempt.age >= newest and last_age(attempt) < oldest then
            return true
        end
    end
    return false
end

-- The last operation before this one that succeeded; nil if the journal does
-- not know for sure
local function known_before(case)
    local latest
    for _, attempt in ipairs(case.attempts) do
        if attempt.id ~= case.id and attempt.age >= case.age
            and MAY_HAVE_WORKED[attempt.state]
            and (not latest or attempt.age < latest.age) then
            latest = attempt
        end
    end
    if latest and latest.state == "succeeded"
        and (latest.settled_age or 0) >= case.age then
        return latest.operation
    end
    return nil
end

local function is_onboarded_by(case, onboarded_age)
    return onboarded_age <= case.age + SLACK
        and onboarded_age >= case.age - LONGEST
        and not has_rival(case, "register", onboarded_age + SLACK,
            onboarded_age - SLACK)
end

-- It was off when the request went out, and is on now.
local function is_taken_on(case)
    return known_before(case) == "deregister"
        and not has_rival(case, "register", case.age, 0)
end

local function judge_register(case, shown)
    local onboarded_age = case.onboarded_age
    if number.is_registered(shown) then
        local is_ours = is_taken_on(case)
            or onboarded_age and is_onboarded_by(case, onboarded_age)
        return is_ours and "succeeded" or nil
    end
    if number.is_unregistered(shown) and case.age > LONGEST
        and not has_rival(case, "deregister", case.age, 0) then
        return "refused"
    end
    return nil
end

-- An unregistered number proves that a deregister worked only if the number was
-- registered before.
local function judge_deregister(case, shown)
    local onboarded_age, before = case.onboarded_age, known_before(case)
    if number.is_unregistered(shown) then
        local was_on = before == "register"
            or before == nil and onboarded_age ~= nil
        local is_ours = was_on
            and not (onboarded_age and onboarded_age < case.age - SLACK)
            and not has_rival(case, "deregister", case.age, 0)
        return is_ours and "succeeded" or nil
    end
    if number.is_registered(shown) and case.age > LONGEST
        and onboarded_age and onboarded_age > case.age + SLACK
        and not has_rival(case, "register", case.age, 0) then
        return "refused"
    end
    return nil
end

local judges = {
    register = judge_register,
    deregister = judge_deregister,
}

--- Says what the read proves.
-- @tparam table case `operation`, register or deregister; `age`, since it was
--   sent; `onboarded_age`, since the server last saw the number registered;
--   `id` of its attempt and `attempts`, the journal's for the number with
--   `age` and `settled_age`
-- @tparam table shown the number as the server shows it now
-- @treturn ?string "succeeded", "refused", or nil when that proves nothing
function evidence.judge(case, shown)
    local judge = judges[case.operation]
    return judge and judge(case, shown)
end

--- The journal's attempts with their ages.
-- @tparam table attempts
-- @tparam number now by the journal's clock
-- @treturn table
function evidence.aged(attempts, now)
    local aged = {}
    for index, attempt in ipairs(attempts) do
        aged[index] = {
            id = attempt.id,
            operation = attempt.operation,
            state = attempt.state,
            age = now - attempt.reserved_at,
            settled_age = attempt.settled_at and now - attempt.settled_at,
        }
    end
    return aged
end

return evidence
