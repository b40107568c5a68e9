--- Reads the times in a server's answer.
-- @module whatsapp.registration.times

local times = {}

local MONTHS = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7,
    Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12 }

-- Days since 1970-01-01 in the Gregorian calendar, years starting in March
local function days(year, month, day)
    if month <= 2 then
        year, month = year - 1, month + 12
    end
    return 365 * year + math.floor(year / 4) - math.floor(year / 100)
        + math.floor(year / 400) + math.floor((153 * month - 457) / 5)
        + day - 719469
end

local function seconds(year, month, day, clock)
    local hour, minute, second = clock:match "^(%d%d):(%d%d):(%d%d)"
    return days(tonumber(year), tonumber(month), tonumber(day)) * 86400
        + hour * 3600 + minute * 60 + second
end

--- Reads "2026-11-22T16:43:23+0000", also with "Z" or "+00:00".
-- @treturn ?number seconds since the epoch; nil if it is no such time
function times.iso(text)
    local year, month, day, clock, zone = tostring(text):match(
        "^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d:%d%d:%d%d)%.?%d*(.*)$")
    local sign, hours, minutes = (zone or ""):match "^([+-])(%d%d):?(%d%d)$"
    if not year or not (sign or zone == "Z" or zone == "") then
        return nil
    end
    local offset = sign and hours * 3600 + minutes * 60 or 0
    return seconds(year, month, day, clock)
        - (sign == "-" and -offset or offset)
end

--- Reads the Date of an HTTP answer, "Sun, 22 Nov 2026 16:43:23 GMT".
-- @treturn ?number seconds since the epoch
function times.http(text)
    local day, month, year, clock = tostring(text):match(
        "^%a+, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d:%d%d:%d%d) GMT$")
    return MONTHS[month] and seconds(year, MONTHS[month], day, clock)
end

return times
