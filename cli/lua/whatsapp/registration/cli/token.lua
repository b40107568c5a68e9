--- The command token: what the access token may do, and until when.
-- @module whatsapp.registration.cli.token

local exits = require "whatsapp.registration.cli.exits"
local json = require "whatsapp.registration.json"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local session = require "whatsapp.registration.cli.session"
local verdicts = require "whatsapp.registration.doctor.token"

local token = {}

local function time_of(value)
    local time = tonumber(value)
    return time and (time == 0 and "never" or report.time(time)) or "not shown"
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
    words[#words + 1] = data.application and tostring(data.application)
    words[#words + 1] = data.app_id and tostring(data.app_id)
    return words[1] and table.concat(words, ", ")
end

local function lines_of(data, found)
    local lines = { screens.row("valid", data.is_valid == true and "yes"
        or "no", data.is_valid == true and "good" or "bad") }
    local function add(label, value)
        lines[#lines + 1] = screens.row(label, value or "not shown")
    end
    add("app", app_of(data))
    add("type", data.type)
    add("expires", time_of(data.expires_at))
    add("permissions", joined(data.scopes))
    for _, granted in ipairs(json.objects(data.granular_scopes)) do
        local ids = joined(granted.target_ids)
        if ids then
            lines[#lines + 1] = screens.row("only for", ("%s: %s"):format(
                tostring(granted.scope), ids))
        end
    end
    if not found.ok then
        lines[#lines + 1] = screens.row("problem", found.reason, "bad")
    end
    lines[#lines + 1] = found.hint and screens.row("what to do", found.hint)
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
