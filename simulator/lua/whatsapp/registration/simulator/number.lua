--- A business phone number: what the simulator knows about it. Times are
-- seconds of the model's clock.
-- @module whatsapp.registration.simulator.number

local json = require "whatsapp.registration.simulator.json"
local parameters = require "whatsapp.registration.simulator.parameters"

local number = {}

local NAME_STATUSES = {
    APPROVED = true,
    AVAILABLE_WITHOUT_REVIEW = true,
    DECLINED = true,
    EXPIRED = true,
    PENDING_REVIEW = true,
    NONE = true,
    NON_EXISTS = true,
}

-- Why Graph makes no certificate for a number that is to be registered
-- (100/2388001), and the payload that says so.
number.CERTIFICATE_REFUSALS = {
    two_step = "register_two_factor_on",
    in_use = "register_number_in_use",
    name = "register_name_not_processed",
    name_pending = "register_name_being_processed",
    unclear = "register_not_ready",
}

--- Every field and what it may hold: a type, a list of strings, times or
-- attempts, a pattern for strings, or a set of strings.
number.FIELDS = {
    id = "^%d+$",
    waba_id = "^%d+$",
    display_phone_number = "string",
    verified_name = "string",
    name_status = NAME_STATUSES,
    new_display_name = "string",
    new_name_status = NAME_STATUSES,
    code_verification_status = {
        VERIFIED = true,
        NOT_VERIFIED = true,
        EXPIRED = true,
    },
    status = "string",
    quality_rating = "string",
    pin = "^%d%d%d%d%d%d$",
    pin_retired = "boolean",
    registered = "boolean",
    registered_at = "number",
    onboarded_at = "number",
    on_premises = "boolean",
    app_only = "boolean",
    is_on_biz_app = "boolean",
    is_test_number = "boolean",
    allowed_recipients = "strings",
    half_registered = "boolean",
    half_deregistered = "boolean",
    certificate_refused = number.CERTIFICATE_REFUSALS,
    expected_region = "^%u%u$",
    deleted_at = "number",
    needs_reverification = "boolean",
    locked = "boolean",
    storage_region = "^%u%u$",
    retention_minutes = "number",
    withheld_fields = "strings",
    attempts = "attempts",
    register_blocked_until = "number",
    deregister_blocked_until = "number",
    pin_guesses = "number",
    pin_guessed_at = "number",
    pin_locked_until = "number",
    pin_locks = "number",
    code = "^%d%d%d%d%d%d$",
    code_expires_at = "number",
    code_requests = "times",
    code_busy_until = "number",
    code_guesses = "number",
    code_guesses_locked_until = "number",
}

-- No list is changed in place, so all numbers can share an empty one.
local EMPTY = {}

local DEFAULTS = {
    display_phone_number = "+1 555-010-0000",
    verified_name = "Lucky Shrub",
    name_status = "APPROVED",
    code_verification_status = "NOT_VERIFIED",
    quality_rating = "UNKNOWN",
    registered = false,
    on_premises = false,
    app_only = false,
    is_on_biz_app = false,
    is_test_number = false,
    pin_retired = false,
    half_registered = false,
    half_deregistered = false,
    needs_reverification = false,
    locked = false,
    pin_guesses = 0,
    pin_locks = 0,
    code_guesses = 0,
    allowed_recipients = EMPTY,
    withheld_fields = EMPTY,
    attempts = EMPTY,
    code_requests = EMPTY,
}

local metatable = { __index = DEFAULTS }

-- What each entry of a list may be
local ENTRIES = {
    strings = function(entry)
        return type(entry) == "string"
    end,
    times = parameters.is_number,
    attempts = function(entry)
        return type(entry) == "table" and parameters.is_number(entry.time)
            and type(entry.operation) == "string"
    end,
}

local function is_list_of(is_entry, value)
    if type(value) ~= "table" then
        return false
    end
    for key, entry in pairs(value) do
        if type(key) ~= "number" or not is_entry(entry) then
            return false
        end
    end
    return true
end

local function fits(rule, value)
    if type(rule) == "table" then
        return rule[value] ~= nil
    elseif ENTRIES[rule] then
        return is_list_of(ENTRIES[rule], value)
    elseif rule:sub(1, 1) == "^" then
        return type(value) == "string" and value:find(rule) ~= nil
    elseif rule == "number" then
        return parameters.is_number(value)
    end
    return type(value) == rule
end

local IDS = { id = true, waba_id = true }

local function cleared(rule, value)
    return value == json.null or (value == false and rule ~= "boolean")
end

local function check(record, changes)
    for field, value in pairs(changes) do
        local rule = number.FIELDS[field]
        if not rule then
            return nil, "a phone number has no field " .. tostring(field)
        end
        if field == "id" and value ~= record.id then
            return nil, "the id of a phone number cannot be changed"
        end
        local is_fit = fits(rule, value)
            or cleared(rule, value) and not IDS[field]
        if not is_fit then
            return nil, ("%s cannot be %s"):format(field, tostring(value))
        end
    end
    return true
end

--- Changes some fields; all or none. JSON null, or false if it is no
-- boolean, puts a field back to its default.
-- @treturn ?boolean true
-- @treturn ?string what is wrong
function number.change(record, changes)
    local ok, problem = check(record, changes)
    if not ok then
        return nil, problem
    end
    for field, value in pairs(changes) do
        if cleared(number.FIELDS[field], value) then
            record[field] = nil
        else
            record[field] = value
        end
    end
    return true
end

--- Makes a phone number.
-- @tparam table fields id and waba_id at least
-- @treturn ?table
-- @treturn ?string what is wrong with the fields
function number.new(fields)
    if not (fields.id and fields.waba_id) then
        return nil, "a phone number needs an id and a waba_id"
    end
    local record = setmetatable({ id = fields.id }, metatable)
    local ok, problem = number.change(record, fields)
    if not ok then
        return nil, problem
    end
    return record
end

--- Copies all fields, for encoding.
function number.dump(record)
    local copy = {}
    for field in pairs(number.FIELDS) do
        local value = record[field]
        copy[field] = type(value) == "table" and json.list(value) or value
    end
    return copy
end

--- Numbers on the WhatsApp Business app and Meta's test numbers are registered
-- from the start.
function number.is_registered(record)
    return record.registered or record.is_on_biz_app or record.is_test_number
end

--- Whether ownership is proven. That matters before the first registration
-- alone: working numbers are seen with EXPIRED and NOT_VERIFIED.
function number.is_verified(record)
    return record.code_verification_status == "VERIFIED"
        and not record.needs_reverification
end

--- Whether the display name lets the number send. Any name lets it register;
-- one that is not approved stops Meta's own (555) numbers from sending.
function number.may_send_by_name(record)
    return record.name_status == "APPROVED"
        or record.name_status == "AVAILABLE_WITHOUT_REVIEW"
        or not record.display_phone_number:find("^%+1 555")
end

return number
