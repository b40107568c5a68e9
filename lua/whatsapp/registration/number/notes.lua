--- What is worth saying about a number, although it does not keep it from
-- being registered.
-- @module whatsapp.registration.number.notes

local number = require "whatsapp.registration.number"

local notes = {}

local NAMED = { APPROVED = true, AVAILABLE_WITHOUT_REVIEW = true }

-- Waiting does not change these.
local NAME_IS_OVER = { DECLINED = true, EXPIRED = true }

-- What judging needs. The server may withhold any field.
local JUDGED = { "status", "platform_type", "code_verification_status",
    "name_status", "is_on_biz_app", "account_mode" }

-- Errors in health_status of which a verdict speaks
local IS_JUDGED = { account_locked = true, deregistration_incomplete = true,
    not_registered = true }

local function about_name(shown)
    local status = shown.name_status
    if status == nil or NAMED[status] then
        return nil
    elseif NAME_IS_OVER[status] then
        return ("The display name is not approved (name_status is %s): ask "
            .. "for another one in WhatsApp Manager. Registering does not "
            .. "depend on it."):format(status)
    end
    return ("The display name is not approved yet (name_status is %s). This "
        .. "does not stop registering, but Meta may hold messages back "
        .. "until it is."):format(number.word(status))
end

local function about_verification(shown)
    if shown.code_verification_status == nil or number.is_verified(shown)
        or not number.is_registered(shown) then
        return nil
    end
    return ("code_verification_status is %s: this is normal for a registered "
        .. "number."):format(number.word(shown.code_verification_status))
end

local function about_pin(shown)
    if shown.is_pin_enabled ~= false or not number.is_registered(shown)
        or shown.account_mode == "SANDBOX" then
        return nil
    end
    return "is_pin_enabled is false: Meta is retiring the two-step PIN, and "
        .. "such a number may have none that is checked. Registering still "
        .. "takes six digits."
end

local function about_fields(shown)
    local missing, seen = {}, {}
    local function add(field)
        if not seen[field] then
            missing[#missing + 1], seen[field] = field, true
        end
    end
    for _, field in ipairs(JUDGED) do
        if shown[field] == nil then
            add(field)
        end
    end
    local response = shown.response or {}
    for _, field in ipairs(response.fields_refused or {}) do
        add(field)
    end
    return missing[1] and ("The server does not show %s: what depends on it "
        .. "was not checked."):format(table.concat(missing, ", ")) or nil
end

local function add_health(shown, found)
    for _, problem in ipairs(number.health_errors(shown)) do
        if not IS_JUDGED[problem.kind] then
            found[#found + 1] = ("health_status reports %.0f (%s): %s")
                :format(problem.code, problem.kind, problem.hint)
        end
    end
end

local ABOUT = { about_name, about_verification, about_pin, about_fields }

--- The notes on a number.
-- @tparam table shown the number as read
-- @treturn table a list of sentences
function notes.of(shown)
    local found = {}
    for index = 1, #ABOUT do
        found[#found + 1] = ABOUT[index](shown)
    end
    add_health(shown, found)
    return found
end

return notes
