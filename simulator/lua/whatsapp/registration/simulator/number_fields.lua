--- A phone number as GET shows it: only what was asked for, and always the id.
-- @module whatsapp.registration.simulator.number_fields

local errors = require "whatsapp.registration.simulator.errors"
local json = require "whatsapp.registration.simulator.json"
local number = require "whatsapp.registration.simulator.number"
local pin = require "whatsapp.registration.simulator.pin"
local parameters = require "whatsapp.registration.simulator.parameters"

local number_fields = { NODE_TYPE = "WhatsAppBusinessPhoneNumber" }

local DEFAULT = { "verified_name", "code_verification_status",
    "display_phone_number", "quality_rating", "platform_type", "throughput" }

-- Reads may trail a register by some seconds: the option `status_lag`.
local function shows_registered(record, model)
    if not number.is_registered(record) then
        return false
    end
    local since = record.registered_at
    return not since or model:now() >= since + model.options.status_lag
end

local function was_registered(record)
    return record.half_deregistered or record.app_only
        or record.registered_at ~= nil and not record.registered
end

--- The field `status`.
function number_fields.status(record, model)
    if record.status then
        return record.status
    end
    if shows_registered(record, model) then
        return "CONNECTED"
    end
    return was_registered(record) and "DISCONNECTED" or "PENDING"
end

local function platform_type(record, model)
    if shows_registered(record, model) then
        return "CLOUD_API"
    end
    return (record.on_premises or record.app_only) and "ON_PREMISE"
        or "NOT_APPLICABLE"
end

local LOCKED = {
    error_code = 131031,
    error_description = "Account has been locked",
    possible_solution = "See the policy violation in WhatsApp Manager.",
}

local HALF_DEREGISTERED = {
    error_code = 133000,
    error_description = "A previous deregistration attempt failed.",
    possible_solution = "Deregister the phone number again.",
}

local UNREGISTERED = {
    error_code = 133010,
    error_description = "The phone number is not registered.",
    possible_solution = "Register the phone number.",
}

local function obstacle(record, model)
    return record.locked and LOCKED
        or record.half_deregistered and HALF_DEREGISTERED
        or not shows_registered(record, model) and UNREGISTERED
        or nil
end

local function health_status(record, model)
    local problem = obstacle(record, model)
    local able = problem and "BLOCKED" or "AVAILABLE"
    return {
        can_send_message = able,
        entities = {
            {
                entity_type = "PHONE_NUMBER",
                id = record.id,
                can_send_message = able,
                errors = problem and { problem },
            },
            {
                entity_type = "WABA",
                id = record.waba_id,
                can_send_message = record.locked and able or "AVAILABLE",
            },
        },
    }
end

local function last_onboarded_time(record)
    local seconds = record.onboarded_at or record.registered_at
    return seconds and os.date("!%Y-%m-%dT%H:%M:%S+0000", math.floor(seconds))
        or json.null
end

local function throughput(record, model)
    local able = shows_registered(record, model)
    return { level = able and "STANDARD" or "NOT_APPLICABLE" }
end

-- A field of the same name.
local function own(field)
    return function(record)
        return record[field]
    end
end

local function always(value)
    return function()
        return value
    end
end

local FIELDS = {
    id = own("id"),
    display_phone_number = own("display_phone_number"),
    verified_name = own("verified_name"),
    name_status = own("name_status"),
    new_display_name = own("new_display_name"),
    new_name_status = function(record)
        return record.new_name_status or "NONE"
    end,
    code_verification_status = own("code_verification_status"),
    quality_rating = own("quality_rating"),
    quality_score = function(record)
        return { score = record.quality_rating }
    end,
    is_on_biz_app = own("is_on_biz_app"),
    status = number_fields.status,
    platform_type = platform_type,
    host_platform = platform_type,
    health_status = health_status,
    throughput = throughput,
    is_pin_enabled = function(record)
        return pin.is_on(record)
    end,
    account_mode = function(record)
        return record.is_test_number and "SANDBOX" or "LIVE"
    end,
    last_onboarded_time = last_onboarded_time,
    messaging_limit_tier = always("TIER_250"),
    whatsapp_business_manager_messaging_limit = always("TIER_250"),
    is_official_business_account = always(false),
    is_preverified_number = always(false),
    country_code = always("US"),
    country_dial_code = always("1"),
    search_visibility = always("NON_VISIBLE"),
    webhook_configuration = always({
        application = "https://example.com/webhook",
    }),
    certificate = always(nil),
    conversational_automation = always(nil),
    eligibility_for_api_business_global_search = always(nil),
    new_certificate = always(nil),
    unified_cert_status = always(nil),
    username = always(nil),
}

-- Some fields are not shown to every app.
local function is_withheld(field, record, model)
    return parameters.contains(record.withheld_fields, field)
        or parameters.contains(model.options.withheld_fields, field)
end

local function show_usual(record, model)
    local shown = { id = record.id }
    for _, field in ipairs(DEFAULT) do
        if not is_withheld(field, record, model) then
            shown[field] = FIELDS[field](record, model)
        end
    end
    return shown
end

--- Shows a number. Like Graph, a refusal names only the first field that is
-- missing or withheld.
-- @tparam table record
-- @tparam ?string fields what the request asked for, such as
--   "status,platform_type,health_status{can_send_message}"
-- @param model
-- @treturn ?table
-- @treturn ?table a failure
function number_fields.project(record, fields, model)
    if not fields or fields == "" then
        return show_usual(record, model)
    end
    local shown = { id = record.id }
    for _, field in ipairs(parameters.names(fields)) do
        local show = FIELDS[field]
        if not show or is_withheld(field, record, model) then
            return nil, errors.nonexisting_field(field,
                number_fields.NODE_TYPE)
        end
        shown[field] = show(record, model)
    end
    return shown
end

return number_fields
