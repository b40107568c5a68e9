--- Reads a number and says what can be done with it. Reads only, so it costs
-- no attempt. `shown` is a number as it was read.
--
-- A verdict keeps a number from being registered only for a reason that Meta
-- documents, or for which Meta was always seen to refuse. The rest is a note.
-- @module whatsapp.registration.preflight

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local numbers = require "whatsapp.registration.number"
local pages = require "whatsapp.registration.pages"

local preflight = {}

-- Statuses of a number that has left the account
local GONE = { DELETED = true, MIGRATED = true }

local function verdict(action, kind, reason, hint)
    return { action = action, kind = kind, reason = reason, hint = hint }
end

local function shared(shown)
    if numbers.is_registered(shown) then
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
function preflight.standing(shown)
    if shown.is_on_biz_app == true then
        return shared(shown)
    elseif shown.account_mode == "SANDBOX" then
        return verdict("not_registrable", "not_registrable", "this is a test "
            .. "number of Meta's: it comes registered and has no PIN",
            "Use it as it is.")
    elseif numbers.has_health_error(shown, "account_locked") then
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
function preflight.unverified(shown)
    return verdict("verify_number", "verification_required", "the ownership "
        .. "of the number is not verified: its code_verification_status is "
        .. numbers.word(shown.code_verification_status))
end

--- The verdict on a number that may be registered or not.
function preflight.unclear(shown)
    return verdict("check_status", "api", "it is not clear whether the "
        .. "number is registered: " .. numbers.in_words(shown),
        "Read it again in two minutes: reads may lag by up to 90 seconds.")
end

--- Why a number cannot be registered, or registered again.
-- @tparam ?boolean has_backup of its on-premises installation
-- @treturn ?table a verdict
function preflight.obstacle(shown, has_backup)
    local found = preflight.standing(shown)
    if found or numbers.is_registered(shown) then
        return found
    elseif numbers.needs_backup(shown) and not has_backup then
        return on_the_app()
    elseif numbers.lacks_verification(shown) then
        return preflight.unverified(shown)
    end
    return numbers.is_unclear(shown) and preflight.unclear(shown) or nil
end

local function judge_registered(shown)
    if numbers.is_renamed(shown) then
        return verdict("register", nil, "the number is registered, and its "
            .. "new display name is approved: register it again within 14 "
            .. "days to take the name")
    end
    return verdict("already_registered", nil, shown.status
        and "the number is registered: its status is " .. shown.status
        or "the number is registered")
end

local function judge_unregistered(shown)
    if numbers.is_half_deregistered(shown) then
        return verdict("check_status", "deregistration_incomplete",
            "an earlier attempt to deregister the number stopped half-way")
    elseif numbers.is_only_added(shown) then
        return verdict("register", nil, "the number was added and never "
            .. "registered: " .. numbers.in_words(shown))
    elseif numbers.is_verified(shown) then
        return verdict("register", nil,
            "the number is verified and not registered")
    end
    return verdict("register", nil, "the number is not registered")
end

--- What `client:preflight` returns.
-- @tparam table shown
-- @tparam ?boolean is_free whether `preflight.obstacle` has said nothing
-- @treturn table a verdict: `action`, `reason`, `number` and `notes` (a list
--   of sentences); `kind` of the error that registering would cause, or nil;
--   `hint`, `next_action` and `remedy` if they differ from those of the kind
function preflight.judge(shown, is_free)
    local found = not is_free and preflight.obstacle(shown)
        or numbers.is_registered(shown) and judge_registered(shown)
        or judge_unregistered(shown)
    found.notes, found.number = numbers.notes(shown), shown
    return found
end

-- Seconds after which the search of an account's numbers is given up: a server
-- can go on sending pages for ever.
local LONGEST_SEARCH = 60

-- The number was not found in the account.
local function not_found(kind, message, hint, id)
    return errors.stopped { kind = kind, field = "waba_id",
        message = "waba_id: " .. message, hint = hint,
        operation = "phone_numbers", phone_number_id = id }
end

local function gave_up(waba_id)
    return not_found("timeout", ("the number was not found among those of "
        .. "the account %s in %d seconds"):format(waba_id, LONGEST_SEARCH),
        "Leave the account out to go on without this check.")
end

local function is_listed(self, id, common, waba_id)
    local ends = core.now() + LONGEST_SEARCH
    local each, err = pages.each(self, "phone_numbers", {
        waba_id = waba_id, fields = "id", limit = 100,
        access_token = common.access_token, timeout = common.timeout,
    })
    if not each then
        return nil, err
    end
    local entry
    repeat
        if core.now() > ends then
            return nil, gave_up(waba_id)
        end
        entry, err = each()
    until not entry or entry.id == id
    return not err and entry ~= nil or nil, err
end

--- An account's id as the server writes it.
function preflight.account(waba_id)
    return type(waba_id) == "number" and ("%.0f"):format(waba_id)
        or waba_id:match "^%s*(.-)%s*$"
end

--- Whether a number is one of an account's, by what was read of it or else by
-- the account's list.
-- @treturn ?table an error if it is not, or if that can't be found out
function preflight.check_account(self, id, shown, common, waba_id)
    local account = preflight.account(waba_id)
    if numbers.is_in_account(shown, account) then
        return nil
    end
    local found, err = is_listed(self, id, common, waba_id)
    if err and err.kind == "not_found" then
        err.field = "waba_id"
    end
    return not found and (err or not_found("not_found", ("the account %s does "
        .. "not have the number %s"):format(account, id), nil, id)) or nil
end

--- Reads a number, and checks that it belongs to an account.
-- @tparam table common `phone_number_id`, `access_token`, `timeout`
-- @param waba_id nil: any account will do
-- @treturn ?table the number
-- @treturn ?table an error
function preflight.look(self, id, common, waba_id)
    local number, err = client.perform(self, "phone_number", common)
    if number and waba_id ~= nil then
        err = preflight.check_account(self, id, number, common, waba_id)
    end
    return not err and number or nil, err
end

--- The error that a verdict means for a caller who wants to go on.
-- @tparam table found a verdict
function preflight.failure(found, id)
    local err = errors.stopped {
        kind = found.kind,
        message = found.reason,
        hint = found.hint,
        phone_number_id = id,
    }
    err.next_action = found.next_action
        or found.kind == "api" and "check_status" or err.next_action
    err.remedy = found.remedy
    return err
end

return preflight
