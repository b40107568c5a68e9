--- What Meta's events about numbers and accounts mean, and what to do about
-- each: rows, by the webhook's field and by the value's event or decision.
-- Sources: Meta's webhook reference; "seen by integrators" if a row says so.
-- @module whatsapp.registration.webhook.meanings

local function row(what, next_action, hint)
    return { what = what, next_action = next_action, hint = hint }
end

local SECURITY = {
    PIN_CHANGED = row("pin_changed", "fix_pin", "Somebody set the number's "
        .. "two-step PIN in WhatsApp Manager, and no read of the number shows "
        .. "it. A PIN that was stored before is wrong now: ask for the new "
        .. "one, or set your own with setup_two_step."),
    PIN_RESET_REQUEST = row("pin_reset_requested", "none", "Somebody asked in "
        .. "WhatsApp Manager to turn two-step verification off, and the owner "
        .. "gets a mail about it. If nobody should have, see who can manage "
        .. "the account: value.requester is the user's id."),
    PIN_REQUEST_SUCCESS = row("pin_request_succeeded", "fix_pin", "Two-step "
        .. "verification is off now. Set a PIN again with setup_two_step."),
}

local NAMES = {
    APPROVED = row("name_approved", "register", "Register the number again "
        .. "within 14 days: only then does the new name show."),
    DEFERRED = row("name_deferred", "wait",
        "Meta has put off its decision about the name: wait for the next."),
    PENDING = row("name_pending", "wait",
        "Meta is still looking at the name: wait for its decision."),
    REJECTED = row("name_rejected", "fix_number", "Set another name with "
        .. "set_display_name, or in WhatsApp Manager; value.rejection_reason "
        .. "says what was wrong with this one."),
}
NAMES.DECLINED = NAMES.REJECTED -- seen by integrators

local OFF = "The number is off the Cloud API until its owner connects it again "
    .. "by Embedded Signup: "

local RE_REGISTERED = OFF
    .. "it was registered anew with the WhatsApp Business app."

local ACCOUNTS = {
    ACCOUNT_OFFBOARDED = row("offboarded", "wait", "The owner has a new "
        .. "device, or registered the number anew with the app. Meta connects "
        .. "it again by itself unless the owner declines: wait for "
        .. "reconnected."),
    ACCOUNT_RECONNECTED = row("reconnected", "none",
        "The number can send and receive again."),
    USER_RE_REGISTERED = row("re_registered", "fix_number", RE_REGISTERED),
    PARTNER_ADDED = row("partner_added", "none",
        "The business shares its account: its numbers can be set up."),
    PARTNER_REMOVED = row("partner_removed", "grant_permission",
        "The business no longer shares its account, so calls about its "
        .. "numbers fail: ask it to share the account again."),
    PARTNER_APP_INSTALLED = row("app_installed", "none",
        "The business gave the app a permission."),
    PARTNER_APP_UNINSTALLED = row("app_uninstalled", "grant_permission",
        "The business took the app's permissions away: ask for them again."),
    ACCOUNT_DELETED = row("account_deleted", "none",
        "The account is gone, and its numbers with it."),
    ACCOUNT_RESTRICTION = row("account_restricted", "check_health",
        "Meta has restricted the account: value.restriction_info says how."),
    ACCOUNT_VIOLATION = row("account_violation", "check_health", "The account "
        .. "broke a policy: value.violation_info says which."),
}

-- For PARTNER_REMOVED, if the WhatsApp Business app has the number, too
local REMOVED = {
    ACCOUNT_DISCONNECTED = OFF .. "its account was deleted, or Meta enforced a "
        .. "policy.",
    BUSINESS_DOWNGRADE = OFF .. "it was registered with the WhatsApp app for "
        .. "persons.",
    CHANGE_NUMBER = OFF .. "the owner changed to another number.",
    COMPANION_INACTIVITY = OFF
        .. "a linked device was not used for about 30 days.",
    PRIMARY_INACTIVITY = OFF .. "the app was not used for about 14 days.",
    USER_RE_REGISTERED = RE_REGISTERED,
}

-- Of DISABLED_UPDATE
local BANS = {
    DISABLE = row("account_disabled", "contact_meta",
        "Meta has disabled the account."),
    REINSTATE = row("account_reinstated", "none",
        "Meta has enabled the account again."),
    SCHEDULE_FOR_DISABLE = row("account_disable_scheduled", "contact_meta",
        "Meta is going to disable the account: value.ban_info says when."),
}

local QUALITY = {
    FLAGGED = row("quality_flagged", "check_health", "The number's quality is "
        .. "low: people block it or report it. Its limit may be lowered."),
    UNFLAGGED = row("quality_unflagged", "none",
        "The number's quality is no longer low."),
    DOWNGRADE = row("quality_downgrade", "check_health",
        "The number may send less than before."),
    UPGRADE = row("quality_upgrade", "none",
        "The number may send more than before."),
    ONBOARDING = row("quality_onboarding", "none",
        "The number has its first limit."),
    THROUGHPUT_UPGRADE = row("quality_throughput_upgrade", "none",
        "The number may send faster than before."),
}

local FIELDS = {
    security = { rows = SECURITY, key = "event" },
    account_update = { rows = ACCOUNTS, key = "event" },
    phone_number_name_update = { rows = NAMES, key = "decision",
        prefix = "name_" },
    phone_number_quality_update = { rows = QUALITY, key = "event",
        prefix = "quality_" },
}

local UNKNOWN = "What this means for the number is not known: see value."

local function member(value, object, key)
    local inner = value[object]
    return type(inner) == "table" and inner[key] or nil
end

-- PARTNER_REMOVED and DISABLED_UPDATE say in an object what they mean.
local function row_of_account(value)
    if value.event == "DISABLED_UPDATE" then
        return BANS[member(value, "ban_info", "waba_ban_state")]
    end
    local reason = REMOVED[member(value, "disconnection_info", "reason")]
    if value.event == "PARTNER_REMOVED" and reason then
        return row("partner_removed", "fix_number", reason)
    end
    return ACCOUNTS[value.event]
end

local meanings = {}

--- What an event means.
-- @tparam string field of the webhook
-- @tparam table value
-- @treturn ?table `what`, `next_action` and `hint`; nil if the field is not
--   about numbers and accounts, or the value names no event
function meanings.of(field, value)
    local known = FIELDS[field]
    local word = known and value[known.key]
    if type(word) ~= "string" then
        return nil
    elseif field == "account_update" then
        local found = row_of_account(value)
        if found then
            return found
        end
    end
    return known.rows[word]
        or row((known.prefix or "") .. word:lower(), "none", UNKNOWN)
end

return meanings
