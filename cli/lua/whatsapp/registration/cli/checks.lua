--- Checks options before anybody is asked for a PIN.
-- @module whatsapp.registration.cli.checks

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"

local checks = {}

-- Operations, and the option that gives each of their fields. If the first is
-- given, all must be as the operation takes them.
local TAKEN = {
    { "subscribe_app", { "waba_id", "waba_id" } },
    { "request_code", { "method", "code_method" },
        { "language", "language" } },
    { "send_text", { "test_to", "to" }, { "test_body", "body" } },
}

local function check(client, given, taken)
    local own = {}
    for index = 2, #taken do
        own[taken[index][2]] = given[taken[index][1]]
    end
    if own[taken[2][2]] == nil then
        return nil
    end
    local clients = require "whatsapp.registration.client"
    local ok, err = clients.check(client, taken[1], own)
    return not ok and err or nil
end

local WHERE_FROM = {
    phone_number_id =
        "Give --phone-number-id, or set WHATSAPP_PHONE_NUMBER_ID.",
    waba_id = "Give the account's id, or set WHATSAPP_WABA_ID.",
}

--- An error for an id that a command needs and that nobody has given.
-- @tparam string field "phone_number_id" or "waba_id"
-- @treturn table
function checks.missing(field)
    local err = errors.refused { field = field,
        message = field .. ": none is given" }
    err.hint = WHERE_FROM[field]
    return err
end

--- Checks the options of a command.
-- @tparam table client
-- @tparam table given
-- @treturn ?table an error
function checks.options(client, given)
    for _, taken in ipairs(TAKEN) do
        local err = check(client, given, taken)
        if err then
            err.operation = nil -- it was not about to be sent
            return err
        end
    end
    return nil
end

--- The region that is given, in capitals.
-- @tparam ?string text
-- @tparam boolean can_be_off
-- @treturn ?string|boolean false for off; nil if none is given
-- @treturn ?table an error
function checks.region(text, can_be_off)
    if not text then
        return nil
    end
    local code, codes = text:upper(), {}
    for index, region in ipairs(core.regions()) do
        if region.code == code then
            return code
        end
        codes[index] = region.code
    end
    if can_be_off and code == "OFF" then
        return false
    end
    table.sort(codes)
    return nil, errors.refused { field = "region", message = (can_be_off
        and "region: expected off, or one of "
        or "region: expected one of ") .. table.concat(codes, ", ") }
end

return checks
