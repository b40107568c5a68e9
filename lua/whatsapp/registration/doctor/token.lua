--- What debug_token says of an access token.
-- @module whatsapp.registration.doctor.token

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local finding = require "whatsapp.registration.doctor.finding"
local json = require "whatsapp.registration.json"

local token = {}

local SCOPES = { "whatsapp_business_management",
    "whatsapp_business_messaging" }

local SOON = 7 * 86400

local RENEW = "Make a token of a system user, which need not expire."

local function code_of(problem)
    local code, subcode = tonumber(problem.code), tonumber(problem.subcode)
    return code and (" (%.0f%s)"):format(code, subcode and subcode > 0
        and ("/%.0f"):format(subcode) or "") or ""
end

-- The server's own text may contain the token, so it is not shown.
local function invalid(data)
    local problem = type(data.error) == "table" and data.error or {}
    local explained = core.explain(tonumber(problem.code) or 190,
        tonumber(problem.subcode), "inspect_token")
    return errors.stopped { kind = "authentication", hint = explained.hint,
        message = "the token is not valid" .. code_of(problem) }
end

local function expired(ends)
    return errors.stopped { kind = "authentication",
        message = "the token expired on " .. finding.day(ends) }
end

local function lacking(words, hint)
    return errors.stopped { kind = "permission",
        message = "the token " .. words, hint = hint }
end

local function has(list, wanted)
    for _, each in ipairs(list) do
        if each == wanted then
            return true
        end
    end
    return false
end

local function check_scopes(data)
    local missing = {}
    for _, scope in ipairs(type(data.scopes) == "table" and SCOPES or {}) do
        if not has(data.scopes, scope) then
            missing[#missing + 1] = scope
        end
    end
    return missing[1] and lacking("lacks " .. table.concat(missing, " and "),
        "Make a token with both: the first lets it register numbers, the "
        .. "second send messages.") or nil
end

-- A scope without a list of accounts is for all that its owner has.
local function check_assets(data, waba_id)
    for _, granted in ipairs(waba_id and json.objects(data.granular_scopes)
        or {}) do
        local ids = granted.target_ids
        if has(SCOPES, granted.scope) and type(ids) == "table" and ids[1]
            and not has(ids, waba_id) then
            return lacking(("has %s, but not for the account %s"):format(
                granted.scope, waba_id), "Assign the WhatsApp account to "
                .. "the system user, then make the token again.")
        end
    end
    return nil
end

--- Judges a token.
-- @tparam table data what debug_token says of it
-- @tparam ?string waba_id the account that it is to work for
-- @tparam number now
-- @treturn table a finding
function token.judge(data, waba_id, now)
    local ends = tonumber(data.expires_at) or 0
    local err = data.is_valid ~= true and invalid(data)
        or ends > 0 and ends <= now and expired(ends)
        or check_scopes(data) or check_assets(data, waba_id)
    if err then
        return finding.failed(err)
    elseif ends == 0 then
        return finding.fine "it is valid, and does not expire"
    end
    return finding.fine("it is valid until " .. finding.day(ends),
        ends - now < SOON and RENEW or nil)
end

return token
