--- Draws PINs for two-step verification.
-- @module whatsapp.registration.pin

local core = require "whatsapp.registration.core"

local pin = {}

-- The largest multiple of a million below 2^32: numbers from there on are
-- drawn again, or some PINs would come up more often than others.
local LIMIT = 4294000000

-- Besides runs and repetitions, which is_common finds by their shape
local COMMON = { ["112233"] = true, ["123321"] = true, ["159753"] = true,
    ["147258"] = true, ["102030"] = true, ["789456"] = true }

local function is_common(digits)
    local half, third = digits:sub(1, 3), digits:sub(1, 2)
    return digits == half .. half
        or digits == third .. third .. third
        or ("01234567890"):find(digits, 1, true) ~= nil
        or ("09876543210"):find(digits, 1, true) ~= nil
        or COMMON[digits] == true
end

--- Six digits from the system's random number generator, leading zeros
-- included; never one that many people choose (123456, 111111, 121212, ...).
function pin.generate()
    local number, digits
    repeat
        number = core.random()
        digits = ("%06d"):format(number % 1000000)
    until number < LIMIT and not is_common(digits)
    return digits
end

return pin
