--- Looks at a number and says what can be done with it. Reads only, so it
-- costs no attempt.
-- @module whatsapp.registration.preflight

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local pages = require "whatsapp.registration.pages"

local preflight = {}

-- Codes that explain a verdict, in the table of all codes
local SMB, TEST_NUMBER = { 100, nil, "SMB" }, { 100, nil, "test number" }
local LOCKED, BANNED, HALF_WAY = { 131031 }, { 368 }, { 133000 }
local UNVERIFIED, NAME_PENDING = { 133006 }, { 100, 2388001 }

-- What a registered number's status can be: it works, or works with limits.
local CONNECTED = { CONNECTED = true, FLAGGED = true, RESTRICTED = true,
    RATE_LIMITED = true }

local NAMED = { APPROVED = true, AVAILABLE_WITHOUT_REVIEW = true }

-- Statuses that no registering helps
local GONE = { DELETED = true, MIGRATED = true }

-- What an unregistered number's status can be. That of one that was
-- deregistered is DISCONNECTED; its platform is not documented.
local UNREGISTERED = { PENDING = true, DISCONNECTED = true, UNLINKED = true,
    UNVERIFIED = true }

--- Whether a number is registered with the Cloud API. No field says so.
-- @tparam table number as read
-- @treturn boolean
function preflight.is_registered(number)
    return CONNECTED[number.status] == true
        and number.platform_type == "CLOUD_API"
end

local function verdict(action, reason, code)
    local explained = code and core.explain(code[1], code[2], code[3]) or {}
    return { action = action, reason = reason, kind = explained.kind,
        hint = explained.hint }
end

-- What the number's health speaks of: itself, its account and others
local function entities_of(number)
    local health = number.health_status
    return json.objects(type(health) == "table" and health.entities)
end

-- Kinds of the errors that the number's health lists
local function ailments(number)
    local found = {}
    for _, entity in ipairs(entities_of(number)) do
        for _, problem in ipairs(json.objects(entity.errors)) do
            local code = tonumber(problem.error_code)
            found[code and core.explain(code).kind or ""] = true
        end
    end
    return found
end

local function standing(number)
    if number.is_on_biz_app == true then
        return verdict("not_registrable", "the number is in use with the "
            .. "WhatsApp Business app as well and is registered by it", SMB)
    elseif number.account_mode == "SANDBOX" then
        return verdict("not_registrable", "this is a test number: it comes "
            .. "registered, and has no PIN", TEST_NUMBER)
    elseif ailments(number).account_locked then
        return verdict("check_status", "the account is locked: the number's "
            .. "health_status says so", LOCKED)
    elseif number.status == "BANNED" then
        return verdict("check_status", "the number is banned", BANNED)
    elseif GONE[number.status] then
        local gone = verdict("check_status", "the number's status is "
            .. number.status .. ": it has left this account")
        gone.kind = "api"
        return gone
    end
    return nil
end

local function unverified(number)
    return verdict("verify_number", "the ownership of the number is not "
        .. "verified: its code_verification_status is "
        .. tostring(number.code_verification_status), UNVERIFIED)
end

local function unnamed(number)
    local status = number.name_status
    local reason = "the display name is not approved yet"
    if status == "DECLINED" or status == "EXPIRED" then
        reason = "the display name is not approved: ask for another one in "
            .. "WhatsApp Manager"
    end
    return verdict("wait_for_display_name", reason .. ": its name_status is "
        .. tostring(status), NAME_PENDING)
end

-- The platform and the status may not go together: one of them trails.
local function unclear(number)
    local mixed = verdict("check_status", ("the number is neither clearly "
        .. "registered nor clearly not: its status is %s, its platform_type "
        .. "%s"):format(tostring(number.status),
        tostring(number.platform_type)))
    mixed.kind = "api"
    mixed.hint = "Read it again in two minutes: what is shown trails by up to "
        .. "90 seconds."
    return mixed
end

local function is_unclear(number)
    local status, platform = number.status, number.platform_type
    if not status or not platform then
        return true
    elseif platform == "CLOUD_API" then
        return status ~= "DISCONNECTED"
    end
    return not UNREGISTERED[status] and platform ~= "ON_PREMISE"
end

--- What keeps a number from being registered, anew where it is registered.
-- @tparam table number as read
-- @treturn ?table a verdict
function preflight.obstacle(number)
    local found = standing(number)
    if found then
        return found
    elseif number.code_verification_status == nil then
        return unclear(number)
    elseif number.code_verification_status ~= "VERIFIED" then
        return unverified(number)
    elseif number.name_status and not NAMED[number.name_status] then
        return unnamed(number)
    elseif not preflight.is_registered(number) and is_unclear(number) then
        return unclear(number)
    end
    return nil
end

--- Whether it stopped half-way when the number was deregistered.
function preflight.is_half_deregistered(number)
    return ailments(number).deregistration_incomplete == true
end

--- Whether a new display name waits for the number to be registered again.
function preflight.is_renamed(number)
    return number.new_name_status == "APPROVED"
        and number.new_display_name ~= nil
        and number.new_display_name ~= number.verified_name
        and number.code_verification_status == "VERIFIED"
end

--- Whether its old installation's backup is needed to register it.
function preflight.is_on_premises(number)
    return number.platform_type == "ON_PREMISE"
end

--- What no registering or deregistering gets round.
-- @treturn ?table a verdict
preflight.standing = standing

local function judge_registered(number)
    if preflight.is_renamed(number) then
        return verdict("register", "the number is registered, and its new "
            .. "display name is approved: registering it again within 14 days "
            .. "takes the name")
    end
    return verdict("already_registered", "the number is registered: its "
        .. "status is " .. number.status)
end

local function judge_unregistered(number)
    local found = preflight.obstacle(number)
    if found then
        return found
    elseif preflight.is_half_deregistered(number) then
        return verdict("check_status", "an earlier attempt to deregister the "
            .. "number stopped half-way", HALF_WAY)
    elseif preflight.is_on_premises(number) then
        return verdict("register", "the number is on the On-Premises API: "
            .. "register it with its backup")
    end
    return verdict("register", "the number is verified and not registered")
end

--- Judges a number.
-- @tparam table number as read
-- @treturn table `action`, `reason`, `kind`, `hint`
function preflight.judge(number)
    if preflight.is_registered(number) then
        return standing(number) or judge_registered(number)
    end
    return judge_unregistered(number)
end

-- Whether the number's health names the account
local function names_account(number, waba_id)
    for _, entity in ipairs(entities_of(number)) do
        if entity.entity_type == "WABA" and entity.id == waba_id then
            return true
        end
    end
    return false
end

local function elsewhere(id, waba_id)
    return errors.stopped {
        kind = "not_found",
        field = "waba_id",
        message = ("waba_id: the account %s does not have the number %s")
            :format(waba_id, id),
        operation = "phone_numbers",
        phone_number_id = id,
    }
end

local function is_listed(self, id, common, waba_id)
    local each, err = pages.each(self, "phone_numbers", {
        waba_id = waba_id, fields = "id", limit = 100,
        access_token = common.access_token, timeout = common.timeout,
    })
    if not each then
        return nil, err
    end
    local entry
    repeat
        entry, err = each()
    until not entry or entry.id == id
    return not err and entry ~= nil or nil, err
end

-- An error where the number is not one of the account's
local function check_account(self, id, number, common, waba_id)
    local account = type(waba_id) == "number" and ("%.0f"):format(waba_id)
        or waba_id:match "^%s*(.-)%s*$"
    if names_account(number, account) then
        return nil
    end
    local found, err = is_listed(self, id, common, waba_id)
    if err and err.kind == "not_found" then
        err.field = "waba_id"
    end
    return not found and (err or elsewhere(id, account)) or nil
end

--- Reads a number, and checks that it belongs to an account.
-- @tparam table self a client
-- @tparam string id of the number
-- @tparam table common `phone_number_id`, `access_token`, `timeout`
-- @param waba_id nil: any account will do
-- @treturn ?table the number
-- @treturn ?table an error
function preflight.look(self, id, common, waba_id)
    local number, err = client.perform(self, "phone_number", common)
    if number and waba_id ~= nil then
        err = check_account(self, id, number, common, waba_id)
    end
    return not err and number or nil, err
end

--- What `client:preflight` returns.
-- @tparam table number as read
-- @treturn table `action`, `reason`, `kind`, `number`
function preflight.report(number)
    local found = preflight.judge(number)
    found.hint, found.number = nil, number
    return found
end

--- The error that a verdict means for one who wants to go on.
-- @tparam table found a verdict
-- @tparam string id of the number
-- @treturn table
function preflight.failure(found, id)
    local err = errors.stopped {
        kind = found.kind,
        message = found.reason,
        hint = found.hint,
        field = found.field,
        phone_number_id = id,
    }
    if found.kind == "api" then
        err.next_action = "check_status"
    end
    return err
end

return preflight
