--- When the library sends a request again, and after how long.
-- @module whatsapp.registration.retries

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local outcome = require "whatsapp.registration.outcome"

local retries = {}

local DEFAULT = { max = 2, base = 0.5, cap = 8 }
local NEVER = { max = 0, base = 0, cap = 0 }
local LIMITS = { max = 10, base = 60, cap = 300 }

-- A wrong certificate stays wrong, so `tls` is not among them.
local KINDS = { unavailable = true, network = true, timeout = true }

local function check(key, value)
    local field = "retries." .. tostring(key)
    if not LIMITS[key] then
        return errors.refused {
            field = field,
            message = field .. ": expected one of max, base, cap",
        }
    end
    if type(value) ~= "number" or not (value >= 0 and value <= LIMITS[key])
        or key == "max" and value % 1 ~= 0 then
        return errors.expected(field, "a number from 0 to " .. LIMITS[key],
            value)
    end
    return nil
end

--- Reads the `retries` of a configuration.
-- @tparam table|boolean given `{ max =, base =, cap = }`: how often at most,
--   the first delay and the longest in seconds; false for never
-- @treturn ?table a policy
-- @treturn ?table an error
function retries.policy(given)
    if given == false then
        return NEVER
    elseif type(given) ~= "table" then
        return nil, errors.expected("retries", "a table or false", given)
    end
    local policy = { max = DEFAULT.max, base = DEFAULT.base,
        cap = DEFAULT.cap }
    for key, value in next, given do
        local err = check(key, value)
        if err then
            return nil, err
        end
        policy[key] = value
    end
    return policy
end

local function backoff(policy, tries)
    local delay = math.min(policy.cap, policy.base * 2 ^ (tries - 1))
    return delay * (0.5 + core.random() / 2 ^ 33)
end

-- A request that may have been applied is sent again only if that changes
-- nothing and costs no attempt: a PIN that is set twice is the same PIN.
local function is_repeatable(err, operation)
    return operation.sends_pin and not operation.spends_attempt
        and err.kind ~= "cancelled"
        and outcome.of(err, operation) == "unknown"
end

--- How long to wait before the request is sent again. If the server asks for a
-- wait, this waits that long; if it asks for none, this still waits, to avoid
-- a busy loop.
-- @tparam ?table policy nil for the default
-- @tparam table err how the last try ended
-- @tparam table operation a row of core.operations()
-- @tparam number tries how many there were
-- @tparam number time_left seconds until the call's timeout
-- @treturn ?number seconds; nil: not at all
function retries.delay(policy, err, operation, tries, time_left)
    policy = policy or DEFAULT
    if tries > policy.max or not (err.retryable and KINDS[err.kind]
        or is_repeatable(err, operation)) then
        return nil
    end
    local delay = math.max(err.retry_after or 0, backoff(policy, tries))
    if delay > policy.cap or delay >= time_left then
        return nil
    end
    return delay
end

return retries
