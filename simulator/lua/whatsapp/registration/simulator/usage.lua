--- How many calls an account, and the app, have made in an hour: what the usage
-- headers say, and when an account has to wait.
-- @module whatsapp.registration.simulator.usage

local errors = require "whatsapp.registration.simulator.errors"

local usage = {}

local HOUR = 3600

-- Stands for all accounts together
local APP = "app"

-- The calls of the current hour, which begins with the first one.
local function hour_of(model, who)
    local hour = model.calls[who]
    if not hour or model:now() >= hour.since + HOUR then
        hour = { since = model:now(), count = 0 }
        model.calls[who] = hour
    end
    return hour
end

local function percent_of(model, who)
    local most = who == APP and model.options.app_calls_an_hour
        or model.options.calls_an_hour
    return math.floor(hour_of(model, who).count * 100 / most)
end

--- How much of its calls an account has used.
-- @treturn number percent, which may be more than 100
function usage.of(model, waba_id)
    return percent_of(model, waba_id)
end

--- Sets how much an account has used from now on.
-- @tparam number percent
function usage.set(model, waba_id, percent)
    model.calls[waba_id] = { since = model:now(),
        count = math.ceil(percent * model.options.calls_an_hour / 100) }
end

--- Counts a call.
-- @treturn ?boolean true
-- @treturn ?table a failure, if accounts are limited and this one is at its
--   limit
function usage.count(model, waba_id)
    hour_of(model, APP).count = hour_of(model, APP).count + 1
    if not waba_id then
        return true
    elseif model.options.limit_calls and percent_of(model, waba_id) >= 100 then
        return nil, errors.as_seen("calls_of_account")
    end
    local hour = hour_of(model, waba_id)
    hour.count = hour.count + 1
    return true
end

local function shown(percent)
    return { call_count = math.min(100, percent), total_cputime = 0,
        total_time = 0 }
end

--- What x-app-usage says.
function usage.of_app(model)
    return shown(percent_of(model, APP))
end

--- What x-business-use-case-usage says.
function usage.of_account(model, waba_id)
    local percent = percent_of(model, waba_id)
    local row = shown(percent)
    row.type = "whatsapp_business_management"
    row.estimated_time_to_regain_access = percent < 100 and 0
        or math.ceil((hour_of(model, waba_id).since + HOUR - model:now())
            / 60)
    return { [waba_id] = { row } }
end

return usage
