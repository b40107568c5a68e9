--- How long each version of the Graph API lives.
-- @module whatsapp.registration.doctor.versions

local finding = require "whatsapp.registration.doctor.finding"
local text = require "whatsapp.registration.text"

local versions = {}

-- The last day of each version (Meta's changelog of the Graph API, November
-- 2026). Of v27.0 it names none yet.
local LAST_DAYS = {
    ["v20.0"] = "2026-09-24",
    ["v21.0"] = "2027-01-21",
    ["v22.0"] = "2027-05-20",
    ["v23.0"] = "2027-10-08",
    ["v24.0"] = "2028-02-18",
    ["v25.0"] = "2028-07-29",
    ["v26.0"] = "2028-11-04",
}
local OLDEST = 20

local SOON = 90 * 86400

local CHANGE = "Set api_version to a newer one, or leave it out."

local function ended(version, reason)
    return finding.failed { kind = "invalid_request",
        message = version .. reason, next_action = "fix_request",
        hint = CHANGE }
end

local function is_older(one, other)
    return tonumber(one:match "%d+") < tonumber(other:match "%d+")
end

--- Judges a version.
-- @tparam string version such as "v25.0"
-- @tparam ?string served the version that the server answered as
-- @tparam number now
-- @treturn table a finding
function versions.judge(version, served, now)
    local last = LAST_DAYS[version]
    local ends = last and text.iso_time(last .. "T23:59:59Z")
    if ends and ends < now or is_older(version, "v" .. OLDEST) then
        return ended(version, last and " ended on " .. last
            or " has ended")
    elseif served and served:match "^v%d+" and is_older(version, served) then
        return ended(version, " has ended: the server answers as " .. served)
    elseif not ends then
        return finding.fine(version .. " has no known end")
    end
    return finding.fine(version .. " lives until " .. last,
        ends - now < SOON and CHANGE or nil)
end

--- The check.
function versions.check(run)
    return versions.judge(run.client.core:api_version(),
        run.response and run.response.api_version, os.time())
end

return versions
