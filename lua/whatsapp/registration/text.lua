--- Cleans text that others wrote, such as the server's, for a line of a log or
-- of a terminal. Also reads the times in such text.
-- @module whatsapp.registration.text

local text = {}

local REPLACEMENT = "\239\191\189" -- U+FFFD

-- Not "%c", which in some locales has bytes of other characters in it
local CONTROLS = "[%z\1-\31\127]+"

local REST = "[\128-\191]"

-- The characters of UTF-8 beyond ASCII, as RFC 3629 has them
local CHARACTERS = {
    "^[\194-\223]" .. REST,
    "^\224[\160-\191]" .. REST,
    "^[\225-\236\238\239]" .. REST .. REST,
    "^\237[\128-\159]" .. REST,
    "^\240[\144-\191]" .. REST .. REST,
    "^[\241-\243]" .. REST .. REST .. REST,
    "^\244[\128-\143]" .. REST .. REST,
}

-- A first byte and all bytes that can belong to it
local function mended(bytes)
    for _, character in ipairs(CHARACTERS) do
        local whole = bytes:match(character)
        if whole then
            return whole .. REPLACEMENT:rep(#bytes - #whole)
        end
    end
    return REPLACEMENT
end

--- The same in UTF-8: a replacement character takes the place of what is not
-- UTF-8.
function text.valid(given)
    return (given:gsub("[\128-\255]" .. REST .. "*", mended))
end

--- The same without what a terminal or a log takes for a command or the end of
-- a line: also the control characters and separators beyond ASCII, and those
-- that change the direction of writing (U+202A to 202E, U+2066 to 2069).
function text.on_one_line(given)
    return (text.valid(given):gsub(CONTROLS, " "):gsub("\194[\128-\159]", " ")
        :gsub("\226\128[\168-\174]", " ")
        :gsub("\226\129[\166-\169]", " "))
end

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
function text.iso_time(given)
    local year, month, day, clock, zone = tostring(given):match(
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
function text.http_time(given)
    local day, month, year, clock = tostring(given):match(
        "^%a+, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d:%d%d:%d%d) GMT$")
    return MONTHS[month] and seconds(year, MONTHS[month], day, clock)
end

return text
