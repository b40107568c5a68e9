--- Reads a number and says what can be done with it. Reads only, so it costs
-- no attempt.
-- @module whatsapp.registration.preflight

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local numbers = require "whatsapp.registration.number"
local pages = require "whatsapp.registration.pages"
local verdicts = require "whatsapp.registration.verdict"

local preflight = {}

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

-- Seconds after which the search of an account's numbers is given up: a server
-- can go on sending pages for ever.
local LONGEST_SEARCH = 60

local function gave_up(waba_id)
    return errors.stopped {
        kind = "timeout",
        field = "waba_id",
        message = ("waba_id: the number was not found among those of the "
            .. "account %s in %d seconds"):format(waba_id, LONGEST_SEARCH),
        hint = "Leave the account out to go on without this check.",
        operation = "phone_numbers",
    }
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

--- Whether a number is one of an account's, by what was read of it or else by
-- the account's list.
-- @tparam table number as read
-- @tparam table common as `preflight.look` takes it
-- @param waba_id
-- @treturn ?table an error if it is not, or if that can't be found out
function preflight.check_account(self, id, number, common, waba_id)
    local account = type(waba_id) == "number" and ("%.0f"):format(waba_id)
        or waba_id:match "^%s*(.-)%s*$"
    if numbers.is_in_account(number, account) then
        return nil
    end
    local found, err = is_listed(self, id, common, waba_id)
    if err and err.kind == "not_found" then
        err.field = "waba_id"
    end
    return not found and (err or elsewhere(id, account)) or nil
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

--- What `client:preflight` returns.
-- @tparam table number as read
-- @treturn table a verdict, with the `number`
function preflight.report(number)
    local found = verdicts.judge(number)
    found.number = number
    return found
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
