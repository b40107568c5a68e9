--- Verification of ownership: request_code and verify_code.
-- @module whatsapp.registration.simulator.verification

local errors = require "whatsapp.registration.simulator.errors"
local parameters = require "whatsapp.registration.simulator.parameters"

local verification = {}

local METHODS = { SMS = true, VOICE = true }

local function not_sent(user_message)
    return errors.new("code_not_sent", { user_message = user_message })
end

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

local function is_verified(record)
    return record.code_verification_status == "VERIFIED"
        and not record.needs_reverification
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

function verification.request_code(call)
    local record, model = call.number, call.model
    local now, settings = model:now(), model.options
    local method, failure = read_request(call.params)
    if not method then
        return nil, failure
    end
    if is_verified(record) then
        return nil, not_sent("This phone number is already verified.")
    end
    record.code_requests = recent_requests(record, now, settings)
    if #record.code_requests >= settings.code_request_limit then
        return nil, not_sent("Try again after some time.")
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

function verification.verify_code(call)
    local record = call.number
    local code = parameters.text(call.params.code)
    if call.params.code == nil then
        return nil, errors.missing("code")
    end
    if not code or not code:find("^%d%d%d%d%d%d$") then
        return nil, errors.invalid("code must be a string of 6 digits.")
    end
    if not is_right(record, code, call.model:now()) then
        return nil, errors.new("code_not_verified")
    end
    record.code, record.code_expires_at = nil, nil
    record.code_verification_status = "VERIFIED"
    record.needs_reverification = false
    return { success = true, id = record.id }
end

return verification
