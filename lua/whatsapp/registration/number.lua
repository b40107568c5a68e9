--- What the fields of a phone number mean, and which notes they call for. This
-- file and preflight.lua are the only ones that know. Pure. `shown` is a
-- number as it was read.
-- @module whatsapp.registration.number

local core = require "whatsapp.registration.core"
local json = require "whatsapp.registration.json"

local number = {}

local NONE = {}

-- A registered number works, or works with limits.
local LIVE = { CONNECTED = true, FLAGGED = true, RESTRICTED = true,
    RATE_LIMITED = true }

local OFF = { PENDING = true, DISCONNECTED = true, UNLINKED = true,
    UNVERIFIED = true }

-- Platforms of a number that is not with the Cloud API. An unknown value
-- proves nothing.
local ELSEWHERE = { NOT_APPLICABLE = true, ON_PREMISE = true }

--- Whether a number is registered with the Cloud API. No single field says so:
-- two together do. If the server shows only one of them, that one decides.
function number.is_registered(shown)
    local status, platform = shown.status, shown.platform_type
    return (status ~= nil or platform ~= nil)
        and (status == nil or LIVE[status] == true)
        and (platform == nil or platform == "CLOUD_API")
end

--- Whether a number is surely not registered. Of a number that was registered
-- or deregistered a moment ago, neither this nor `is_registered` may be true.
function number.is_unregistered(shown)
    local status, platform = shown.status, shown.platform_type
    return not LIVE[status] and (ELSEWHERE[platform] == true
        or platform ~= "CLOUD_API" and OFF[status] == true)
end

--- Whether a number was added to the Cloud API but never registered: it is
-- live, but on no platform. Registering it was seen to help.
function number.is_only_added(shown)
    return LIVE[shown.status] == true
        and shown.platform_type == "NOT_APPLICABLE"
end

--- Whether status and platform_type disagree on whether a number is
-- registered: one of them may lag.
function number.is_unclear(shown)
    if number.is_registered(shown) or number.is_unregistered(shown)
        or ELSEWHERE[shown.platform_type] then
        return false
    end
    return shown.platform_type ~= "CLOUD_API"
        or shown.status ~= "DISCONNECTED"
end

--- Whether a number has a PIN that the server checks. A registered number has
-- one, unless the server says that it has none: Meta is retiring the PIN.
function number.has_pin(shown)
    local is_enabled = shown.is_pin_enabled
    return is_enabled == true
        or is_enabled == nil and number.is_registered(shown)
end

--- Whether the ownership is verified.
function number.is_verified(shown)
    return shown.code_verification_status == "VERIFIED"
end

--- Whether the number shows that its ownership is not verified.
function number.is_unverified(shown)
    return shown.code_verification_status ~= nil
        and not number.is_verified(shown)
end

--- Whether the ownership has to be verified before the number is registered.
-- A registered number can be registered again whatever it reads.
function number.lacks_verification(shown)
    return number.is_unverified(shown) and not number.is_registered(shown)
end

--- A copy of a number as it is after its ownership was verified.
function number.verified(shown)
    local copy = {}
    for field, value in pairs(shown) do
        copy[field] = value
    end
    copy.code_verification_status = "VERIFIED"
    return copy
end

--- Whether an approved new display name waits for the number to be registered
-- again.
function number.is_renamed(shown)
    return shown.new_name_status == "APPROVED"
        and shown.new_display_name ~= nil
        and shown.new_display_name ~= shown.verified_name
end

--- Whether only a backup of its old installation registers a number.
function number.needs_backup(shown)
    return shown.platform_type == "ON_PREMISE"
end

--- The value of a field, for a sentence. Meta's values are words in capitals.
-- Anything else is not shown: it may be a secret.
-- @param value anything
function number.word(value)
    if value == nil then
        return "not shown"
    end
    return type(value) == "string" and #value <= 40
        and value:match "^%u[%u_]*$" or "no word that is known"
end

--- What the server shows about whether a number is registered, in words.
function number.in_words(shown)
    return ("its status is %s, its platform_type %s"):format(
        number.word(shown.status), number.word(shown.platform_type))
end

-- The entities in health_status: the number, its account and others
local function entities_of(shown)
    local health = shown.health_status
    return json.objects(type(health) == "table" and health.entities)
end

--- Whether health_status names a business account as the number's.
function number.is_in_account(shown, waba_id)
    for _, entity in ipairs(entities_of(shown)) do
        if entity.entity_type == "WABA" and entity.id == waba_id then
            return true
        end
    end
    return false
end

local function read_health(shown)
    local found, seen = {}, {}
    for _, entity in ipairs(entities_of(shown)) do
        local problems = entity.errors and json.objects(entity.errors)
        for _, problem in ipairs(problems or NONE) do
            local code = tonumber(problem.error_code)
            if code and code % 1 == 0 and math.abs(code) < 2 ^ 53
                and not seen[code] then
                local explained = core.explain(code)
                seen[code] = true
                found[#found + 1] = { code = code, kind = explained.kind,
                    hint = explained.hint }
            end
        end
    end
    return found
end

-- Kept by number, as long as the number is used
local health_errors = setmetatable({}, { __mode = "k" })

--- The errors in health_status, each code once. A number does not change after
-- it was read, so the list is made once.
-- @treturn table a list of `code`, `kind`, `hint`
function number.health_errors(shown)
    local found = health_errors[shown]
    if not found then
        found = read_health(shown)
        health_errors[shown] = found
    end
    return found
end

--- Whether health_status lists an error of a kind.
function number.has_health_error(shown, kind)
    for _, problem in ipairs(number.health_errors(shown)) do
        if problem.kind == kind then
            return true
        end
    end
    return false
end

--- Whether an earlier attempt to deregister the number stopped half-way.
function number.is_half_deregistered(shown)
    return number.has_health_error(shown, "deregistration_incomplete")
end

local NAMED = { APPROVED = true, AVAILABLE_WITHOUT_REVIEW = true }

-- Waiting does not cure these.
local NAME_IS_OVER = { DECLINED = true, EXPIRED = true }

-- What judging needs. The server may withhold any field.
local JUDGED = { "status", "platform_type", "code_verification_status",
    "name_status", "is_on_biz_app", "account_mode" }

-- Errors in health_status that a verdict already names
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
    for _, field in ipairs(JUDGED) do
        if shown[field] == nil then
            missing[#missing + 1], seen[field] = field, true
        end
    end
    local refused = shown.response and shown.response.fields_refused
    for _, field in ipairs(refused or NONE) do
        missing[#missing + 1] = not seen[field] and field or nil
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

--- The notes on a number: what may matter, but does not keep the number from
-- being registered.
-- @treturn table a list of sentences
function number.notes(shown)
    local found = {}
    for index = 1, #ABOUT do
        found[#found + 1] = ABOUT[index](shown)
    end
    add_health(shown, found)
    return found
end

return number
