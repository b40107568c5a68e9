--- The endpoints that register and deregister a number and set its PIN.
-- @module whatsapp.registration.simulator.registration

local attempts = require "whatsapp.registration.simulator.attempts"
local errors = require "whatsapp.registration.simulator.errors"
local number = require "whatsapp.registration.simulator.number"
local parameters = require "whatsapp.registration.simulator.parameters"
local pin = require "whatsapp.registration.simulator.pin"
local storage = require "whatsapp.registration.simulator.storage"

local registration = {}

local DELETION_TAKES = 300

-- The functions called refuse_* return a failure, or nil if all is well.

local function refuse_unavailable(record)
    if record.is_test_number then
        return errors.new("test_number")
    end
    if record.locked then
        return errors.new("locked")
    end
end

-- A number that was registered before is verified, whatever its field says.
local function is_verified(record)
    return number.is_verified(record)
        or record.registered_at ~= nil and not record.needs_reverification
end

local function refuse_unready(record, now)
    if record.deleted_at and now < record.deleted_at + DELETION_TAKES then
        return errors.new("recently_deleted")
    end
    if record.half_deregistered then
        return errors.new("incomplete_deregistration")
    end
    if not is_verified(record) then
        return errors.new("reverification_needed")
    end
    local refusal = number.CERTIFICATE_REFUSALS[record.certificate_refused]
    if refusal and not record.registered then
        return errors.as_seen(refusal)
    end
end

local function refuse_region(record)
    local expected = record.expected_region
    if expected and record.storage_region ~= expected then
        return errors.invalid(
            ("Expected data localization region: '%s'"):format(expected))
    end
end

local function refuse_backup(record, params)
    local backup = parameters.object(params.backup)
    if not backup then
        return record.on_premises and errors.missing("backup") or nil
    end
    for _, name in ipairs { "data", "password" } do
        if not parameters.text(backup[name]) then
            return errors.missing(("backup['%s']"):format(name))
        end
    end
end

local function read_register(params, settings)
    if params.messaging_product == nil then
        return nil, errors.missing("messaging_product")
    end
    if params.messaging_product ~= "whatsapp" then
        return nil, errors.invalid("messaging_product must be whatsapp.")
    end
    return pin.read(params, settings)
end

-- Meta's documents say that registering again succeeds with the number's PIN,
-- that it will one day succeed with any and change nothing, and that it is
-- refused: the option `register_again` chooses.
local function refuse_again(record, settings)
    if record.registered and settings.register_again == "refuse" then
        return errors.invalid("The phone number is already registered.")
    end
end

local function refuse_pin(record, digits, model)
    if record.registered and model.options.register_again == "keep_pin" then
        return nil
    end
    local _, failure = pin.check(record, digits, model)
    return failure
end

local function take_new_display_name(record)
    if record.new_name_status == "APPROVED" and record.new_display_name then
        record.verified_name = record.new_display_name
        record.new_display_name = nil
        record.new_name_status = nil
    end
end

-- The time that last_onboarded_time shows. Nobody has proven that register
-- moves it: the option chooses.
local function onboard(record, model)
    local known = record.onboarded_at or record.registered_at
    local moves = model.options.register_moves_onboarded_time
    record.onboarded_at = not moves and known or model:now()
end

local function apply_register(record, digits, region, model)
    if not record.pin then
        pin.set(record, digits)
    end
    record.registered = true
    onboard(record, model)
    record.registered_at = model:now()
    record.half_registered = false
    record.on_premises = false
    record.storage_region = region or record.storage_region
    take_new_display_name(record)
end

local function refuse_register(call, digits)
    local record, model = call.number, call.model
    if record.is_on_biz_app or record.app_only then
        return errors.as_seen("register_smb_refused")
    end
    return refuse_unavailable(record)
        or refuse_unready(record, model:now())
        or refuse_backup(record, call.params)
        or refuse_region(record)
        or refuse_again(record, model.options)
        or refuse_pin(record, digits, model)
end

--- POST /{phone_number_id}/register
function registration.register(call)
    local record, model = call.number, call.model
    local spent, refusal = attempts.spend(record, "register", model)
    if not spent then
        return nil, refusal
    end
    local digits, malformed = read_register(call.params, model.options)
    if malformed then
        return nil, malformed
    end
    local region, unfit = storage.region_of_register(call)
    local failure = unfit or refuse_register(call, digits)
    if failure then
        return nil, failure
    end
    apply_register(record, digits, region, model)
    return { success = true }
end

local WORKING = {
    CONNECTED = true, FLAGGED = true, RESTRICTED = true, RATE_LIMITED = true,
}

local function apply_deregister(call)
    local record = call.number
    record.registered = false
    record.half_registered = false
    record.half_deregistered = false
    -- A status of working numbers that was set before no longer holds.
    record.status = not WORKING[record.status] and record.status or nil
    -- From v21.0 on local storage is a setting of the unregistered number.
    if call.version < 21 then
        record.storage_region = nil
    end
    if call.model.options.deregister_clears_pin then
        record.pin = nil
    end
end

local function refuse_deregister(record)
    if record.is_on_biz_app then
        return errors.as_seen("deregister_smb_refused")
    end
    local failure = refuse_unavailable(record)
    if failure then
        return failure
    end
    if not (record.registered or record.half_deregistered) then
        return errors.as_seen("deregister_not_linked")
    end
end

--- POST /{phone_number_id}/deregister
function registration.deregister(call)
    local record = call.number
    local spent, refusal = attempts.spend(record, "deregister", call.model)
    local failure = not spent and refusal or refuse_deregister(record)
    if failure then
        return nil, failure
    end
    apply_deregister(call)
    return { success = true }
end

local function request_display_name(record, name)
    local _, characters = name:gsub("[^\128-\191]", "")
    if characters < 2 or characters > 75 then
        return nil, errors.invalid(
            "new_display_name must have 2 to 75 characters.")
    end
    record.new_display_name = name
    record.new_name_status = "PENDING_REVIEW"
    return { success = true }
end

--- POST /{phone_number_id}: the PIN, or a new display name.
function registration.update(call)
    local record, settings = call.number, call.model.options
    local name = parameters.text(call.params.new_display_name)
    if name then
        return request_display_name(record, name)
    end
    local digits, failure = pin.read(call.params, settings)
    if not digits then
        return nil, failure
    end
    if settings.pin_needs_registration and not number.is_registered(record) then
        return nil, errors.as_seen("set_pin_not_registered")
    end
    pin.set(record, digits)
    return { success = true }
end

return registration
