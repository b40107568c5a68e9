--- Verification of ownership: request_code and verify_code.
-- @module whatsapp.registration.simulator.verification

local errors = require "whatsapp.registration.simulator.errors"
local number = require "whatsapp.registration.simulator.number"
local parameters = require "whatsapp.registration.simulator.parameters"

local verification = {}

local METHODS = { SMS = true, VOICE = true }

local function read_request(params)
    for _, name in ipairs({ "code_method", "language" }) do
        if params[name] == nil then
            return nil, errors.missing(name)
        end
    end
    if not METHODS[params.code_method] then
        return nil, errors.invalid("code_method must be SMS or VOICE.")
    end
    local language = parameters.text(params.language) or ""
    if not (language:find("^%l%l%l?$") or language:find("^%l%l%l?_%u%u$")) then
        return nil, errors.invalid("language must be a locale such as en_US.")
    end
    return params.code_method
end

local function recent_requests(record, now, settings)
    local recent = {}
    for _, time in ipairs(record.code_requests) do
        if now - time < settings.code_request_window then
            recent[#recent + 1] = time
        end
    end
    return recent
end

-- No code goes to a number that the WhatsApp Business app has.
local function is_busy(record, now)
    return record.app_only or record.is_on_biz_app
        or now < (record.code_busy_until or 0)
end

local function refuse_code(record, now, settings)
    if number.is_verified(record) and not record.app_only then
        return errors.as_seen("request_code_verified")
    end
    if is_busy(record, now) then
        return errors.as_seen("request_code_busy")
    end
    if #record.code_requests >= settings.code_request_limit then
        return errors.as_seen("request_code_volume")
    end
end

--- POST /{phone_number_id}/request_code
function verification.request_code(call)
    local record, model = call.number, call.model
    local now, settings = model:now(), model.options
    local method, failure = read_request(call.params)
    if not method then
        return nil, failure
    end
    record.code_requests = recent_requests(record, now, settings)
    failure = refuse_code(record, now, settings)
    if failure then
        return nil, failure
    end
    table.insert(record.code_requests, now)
    record.code = model:random_digits(6)
    record.code_expires_at = now + settings.code_lifetime
    model.on_code(record, record.code, method)
    return { success = true }
end

-- A code lives for ten minutes and works once.
local function is_right(record, code, now)
    return code == record.code and now < (record.code_expires_at or math.huge)
end

-- The last wrong code that is allowed begins a wait, as a wrong PIN does.
local function count_wrong_code(record, now, settings)
    record.code_guesses = record.code_guesses + 1
    if record.code_guesses < settings.code_guess_limit then
        return errors.as_seen("verify_code_wrong")
    end
    record.code_guesses = 0
    record.code_guesses_locked_until = now + settings.code_guess_lock
    return errors.as_seen("verify_code_too_many")
end

local function accept_code(record)
    record.code, record.code_expires_at = nil, nil
    record.code_guesses = 0
    record.code_verification_status = "VERIFIED"
    record.needs_reverification = false
end

--- POST /{phone_number_id}/verify_code
function verification.verify_code(call)
    local record, now = call.number, call.model:now()
    local code = parameters.text(call.params.code)
    if call.params.code == nil then
        return nil, errors.missing("code")
    end
    if not code or not code:find("^%d%d%d%d%d%d$") then
        return nil, errors.invalid("code must be a string of 6 digits.")
    end
    if now < (record.code_guesses_locked_until or 0) then
        return nil, errors.as_seen("verify_code_too_many")
    end
    if not is_right(record, code, now) then
        return nil, count_wrong_code(record, now, call.model.options)
    end
    accept_code(record)
    return { success = true, id = record.id }
end

return verification
