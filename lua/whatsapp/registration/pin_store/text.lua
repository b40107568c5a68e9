--- A candidate as text: its PIN, its state, and the attempt that it was saved
-- for.
-- @module whatsapp.registration.pin_store.text

local candidates = require "whatsapp.registration.pin_store.candidates"

local text = {}

local function encode(attempt)
    return (tostring(attempt or ""):gsub("[%c%% ]", function(character)
        return ("%%%02x"):format(character:byte())
    end))
end

local function decode(attempt)
    return attempt ~= "" and attempt:gsub("%%(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
    end) or nil
end

--- Writes one.
function text.of(candidate)
    return ("%s %s %s"):format(candidate.pin, candidate.state,
        encode(candidate.attempt))
end

--- Reads one.
-- @treturn ?table nil if it is none
function text.candidate(line)
    local pin, state, attempt = line:match "^(%d%d%d%d%d%d) (%l+) ?(%S*)$"
    if not pin or not candidates.is_state(state) then
        return nil
    end
    return { pin = pin, state = state, attempt = decode(attempt) }
end

return text
