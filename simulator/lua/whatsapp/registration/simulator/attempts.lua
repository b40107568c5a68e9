--- The limit on register and deregister: 10 requests for a number in a moving
-- window of 72 hours, then blocked for 72.
-- @module whatsapp.registration.simulator.attempts

local errors = require "whatsapp.registration.simulator.errors"

local attempts = {}

local BLOCKED_UNTIL = {
    register = "register_blocked_until",
    deregister = "deregister_blocked_until",
}

-- Meta does not say whether the two operations share one limit.
local function share_a_limit(one, other, settings)
    return settings.shared_limit or one == other
end

local function block(record, operation, now, settings)
    for each, field in pairs(BLOCKED_UNTIL) do
        if share_a_limit(each, operation, settings) then
            record[field] = now + settings.attempt_block
        end
    end
end

local function is_blocked(record, operation, now)
    local blocked_until = record[BLOCKED_UNTIL[operation]]
    return blocked_until ~= nil and now < blocked_until
end

local function forget_old(record, now, settings)
    local kept = {}
    for _, attempt in ipairs(record.attempts) do
        if now - attempt.time < settings.attempt_window then
            kept[#kept + 1] = attempt
        end
    end
    record.attempts = kept
end

local function count(record, operation, now, settings)
    local counted = 0
    for _, attempt in ipairs(record.attempts) do
        if now - attempt.time < settings.attempt_window
            and share_a_limit(attempt.operation, operation, settings) then
            counted = counted + 1
        end
    end
    return counted
end

--- How many requests of an operation count just now, and how many may.
-- @treturn number
-- @treturn number
function attempts.used(record, operation, model)
    return count(record, operation, model:now(), model.options),
        model.options.attempt_limit
end

--- Until when register requests are refused; nil if they are not.
-- @treturn ?number
function attempts.blocked_until(record, model)
    return is_blocked(record, "register", model:now())
        and record.register_blocked_until or nil
end

--- Counts a request, whatever its outcome.
-- @treturn ?boolean true
-- @treturn ?table the failure with code 133016, which itself is not counted
function attempts.spend(record, operation, model)
    local settings = model.options
    local now = model:now()
    if is_blocked(record, operation, now) then
        if settings.prolong_block then
            block(record, operation, now, settings)
        end
        return nil, errors.new("attempt_limit")
    end
    forget_old(record, now, settings)
    if count(record, operation, now, settings) >= settings.attempt_limit then
        block(record, operation, now, settings)
        return nil, errors.new("attempt_limit")
    end
    table.insert(record.attempts, { time = now, operation = operation })
    return true
end

return attempts
