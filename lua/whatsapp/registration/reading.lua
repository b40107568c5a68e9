--- Looks at a number after a request of which the server has not said what
-- became, again and again for a while: it may still be at it.
-- @module whatsapp.registration.reading

local evidence = require "whatsapp.registration.evidence"
local times = require "whatsapp.registration.times"

local reading = {}

reading.FIELDS = "status,platform_type,last_onboarded_time,is_pin_enabled"

local FIRST_DELAY, LONGEST_DELAY = 0.25, 2

--- Seconds since a number was last onboarded, by the server's own clock where
-- it tells it.
-- @tparam table number as read
-- @treturn ?number
function reading.onboarded_age(number)
    local onboarded = times.iso(number.last_onboarded_time)
    local now = times.http(number.response.headers.date) or os.time()
    return onboarded and now - onboarded
end

-- The journal's attempts for the number, with their ages. That of this call
-- tells what time it is by the journal's clock.
local function attempts_of(call, age)
    local journal = call.attempt_id and call.client.journal
    if not journal then
        return {}
    end
    local attempts = journal:attempts(call.core:phone_number_id())
    for _, attempt in ipairs(attempts or {}) do
        if attempt.id == call.attempt_id then
            return evidence.aged(attempts, attempt.reserved_at + age)
        end
    end
    return nil -- what others did is not known
end

local function judge(call, number)
    local age = call.core:effort()
    local attempts = attempts_of(call, age)
    return attempts and evidence.judge({
        operation = call.name,
        id = call.attempt_id,
        age = age,
        onboarded_age = reading.onboarded_age(number),
        attempts = attempts,
        was_off = call.was_off,
    }, number)
end

-- Whether it may help to look once more
local function is_worth_it(call, err)
    if err then
        return err.retryable
    end
    return call.name ~= "setup_two_step" or call.was_off
end

local function watch(call, look)
    local delay = FIRST_DELAY
    return function(number, err)
        look.verdict = number and judge(call, number)
        if look.verdict or not is_worth_it(call, err) then
            return nil
        end
        local pause = err and err.retry_after or delay
        delay = math.min(delay * 2, LONGEST_DELAY)
        return pause < look.core:time_left() and pause or nil
    end
end

-- The result that the server's answer would have been
local function confirmed(call, look)
    local response = look.result_value.response
    response.confirmed = "read"
    response.elapsed, response.tries = call.core:effort()
    return { success = true, response = response }
end

--- Begins to look.
-- @tparam table call whose outcome is not known
-- @tparam table err what is known of it
-- @tparam function begin starts a call: `call.start`
-- @treturn ?table `look`, a call to poll until it is done, and `outcome()`,
--   which then returns a result, or nil and the error; nil where the number
--   can't be looked at
function reading.start(call, err, begin)
    err.next_action = "check_status"
    local look = begin(call.client, "phone_number", {
        phone_number_id = call.core:phone_number_id(),
        fields = reading.FIELDS,
        access_token = call.access_token,
        timeout = call.patience,
    })
    if not look then
        return nil
    end
    look.watch = watch(call, look)
    return {
        look = look,
        outcome = function()
            if look.verdict == "succeeded" then
                return confirmed(call, look)
            end
            return nil, err
        end,
    }
end

return reading
