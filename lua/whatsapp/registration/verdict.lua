--- What can be done with a number, in words.
--
-- A verdict keeps a number from being registered only for a reason that Meta
-- documents, or for which Meta was always seen to refuse. The rest is a note.
-- @module whatsapp.registration.verdict

local number = require "whatsapp.registration.number"

local verdicts = {}

-- Statuses of a number that has left the account
local GONE = { DELETED = true, MIGRATED = true }

local function verdict(action, kind, reason, hint)
    return { action = action, kind = kind, reason = reason, hint = hint }
end

local function shared(shown)
    if number.is_registered(shown) then
        return verdict("not_registrable", "not_registrable", "the number is "
            .. "used with the WhatsApp Business app as well (coexistence) "
            .. "and is registered by it", "Use it as it is. Its owner can "
            .. "disconnect it in the app.")
    end
    return verdict("not_registrable", "not_registrable", "the number is in "
        .. "use with the WhatsApp Business app", "Connect it by Embedded "
        .. "Signup (coexistence), or delete its account in the app, then "
        .. "add, verify and register it.")
end

local function gone(shown)
    return verdict("check_status", "api", "the number has left this account: "
        .. "its status is " .. shown.status, "List the numbers of the "
        .. "account: a number that was added again has another id.")
end

--- Why neither registering nor deregistering can help.
-- @treturn ?table a verdict
function verdicts.standing(shown)
    if shown.is_on_biz_app == true then
        return shared(shown)
    elseif shown.account_mode == "SANDBOX" then
        return verdict("not_registrable", "not_registrable", "this is a test "
            .. "number of Meta's: it comes registered and has no PIN",
            "Use it as it is.")
    elseif number.has_health_error(shown, "account_locked") then
        return verdict("check_status", "account_locked",
            "the account is locked: the number's health_status says so")
    elseif shown.status == "BANNED" then
        return verdict("check_status", "policy", "the number is banned")
    end
    return GONE[shown.status] and gone(shown) or nil
end

local function on_the_app()
    local found = verdict("fix_number", "not_registrable", "the number's "
        .. "platform_type is ON_PREMISE: it belongs to the WhatsApp Business "
        .. "app and is not connected to the Cloud API, or, less often, it "
        .. "was never moved from the On-Premises API", "Connect it by "
        .. "Embedded Signup (coexistence), or delete its account in the app, "
        .. "then add, verify and register it. If it comes from the "
        .. "On-Premises API, migrate it with its backup.")
    found.next_action, found.remedy = "fix_number", "migrate_number"
    return found
end

--- The verdict on a number whose ownership has to be verified first.
function verdicts.unverified(shown)
    return verdict("verify_number", "verification_required", "the ownership "
        .. "of the number is not verified: its code_verification_status is "
        .. number.word(shown.code_verification_status))
end

--- The verdict on a number that may be registered or not.
function verdicts.unclear(shown)
    return verdict("check_status", "api", "it is not clear whether the "
        .. "number is registered: " .. number.in_words(shown),
        "Read it again in two minutes: reads may lag by up to 90 seconds.")
end

--- Why a number cannot be registered, or registered again.
-- @tparam ?boolean has_backup of its on-premises installation
-- @treturn ?table a verdict
function verdicts.obstacle(shown, has_backup)
    local found = verdicts.standing(shown)
    if found or number.is_registered(shown) then
        return found
    elseif number.needs_backup(shown) and not has_backup then
        return on_the_app()
    elseif number.lacks_verification(shown) then
        return verdicts.unverified(shown)
    end
    return number.is_unclear(shown) and verdicts.unclear(shown) or nil
end

local function judge_registered(shown)
    if number.is_renamed(shown) then
        return verdict("register", nil, "the number is registered, and its "
            .. "new display name is approved: register it again within 14 "
            .. "days to take the name")
    end
    return verdict("already_registered", nil, shown.status
        and "the number is registered: its status is " .. shown.status
        or "the number is registered")
end

local function judge_unregistered(shown)
    if number.is_half_deregistered(shown) then
        return verdict("check_status", "deregistration_incomplete",
            "an earlier attempt to deregister the number stopped half-way")
    elseif number.is_only_added(shown) then
        return verdict("register", nil, "the number was added and never "
            .. "registered: " .. number.in_words(shown))
    elseif number.is_verified(shown) then
        return verdict("register", nil,
            "the number is verified and not registered")
    end
    return verdict("register", nil, "the number is not registered")
end

--- Judges a number.
-- @treturn table `action`, `reason` and `notes` (a list of sentences); `kind`
--   of the error that registering it would be, nil if it would be none; `hint`,
--   `next_action` and `remedy` if they are not those of the kind
function verdicts.judge(shown)
    local found
    if number.is_registered(shown) then
        found = verdicts.standing(shown) or judge_registered(shown)
    else
        found = verdicts.obstacle(shown) or judge_unregistered(shown)
    end
    found.notes = number.notes(shown)
    return found
end

return verdicts
