--- The command token: what the access token may do, and until when.
-- @module whatsapp.registration.cli.token

local exits = require "whatsapp.registration.cli.exits"
local json = require "whatsapp.registration.json"
local report = require "whatsapp.registration.cli.report"
local session = require "whatsapp.registration.cli.session"
local verdicts = require "whatsapp.registration.doctor.token"

local token = {}

local NOT_SHOWN = "not shown"

local function time_of(value)
    local time = tonumber(value)
    return time and (time == 0 and "never" or report.time(time)) or NOT_SHOWN
end

local function joined(list)
    local words = {}
    for _, value in ipairs(type(list) == "table" and list or {}) do
        words[#words + 1] = tostring(value)
    end
    return words[1] and table.concat(words, ", ")
end

local function app_of(data)
    local words = {}
    words[1] = data.application
    words[#words + 1] = data.app_id
    return joined(words) or NOT_SHOWN
end

local function lines_of(data, found)
    local lines, is_valid = {}, data.is_valid == true
    local add = report.adding(lines)
    add("valid", is_valid and "yes" or "no", is_valid and "good" or "bad")
    add("app", app_of(data))
    add("type", data.type or NOT_SHOWN)
    add("expires", time_of(data.expires_at))
    add("permissions", joined(data.scopes) or NOT_SHOWN)
    for _, granted in ipairs(json.objects(data.granular_scopes)) do
        local ids = joined(granted.target_ids)
        add("only for", ids and ("%s: %s"):format(tostring(granted.scope),
            ids))
    end
    add("problem", not found.ok and found.reason or nil, "bad")
    add("what to do", found.hint)
    return lines
end

function token.token(self)
    local client = session.open(self, { account = true })
    local inspected = client:inspect_token {}
    local data = type(inspected.data) == "table" and inspected.data or {}
    local found = verdicts.judge(data, self.given.waba_id, os.time())
    inspected.ok, inspected.reason, inspected.hint =
        found.ok, found.reason, found.hint
    self.show(inspected, lines_of(data, found))
    return found.ok or exits.of_kind[found.kind] or exits.FAILURE
end

return token
