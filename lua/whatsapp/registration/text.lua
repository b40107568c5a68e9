--- Text that others wrote, such as the server's, for a line of a log or of a
-- terminal.
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

return text
