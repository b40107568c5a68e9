--- What follows from the outcome of a request that failed. The core says what
-- that is when it completes the error: refused, unknown or not sent.
-- @module whatsapp.registration.outcome

local outcome = {}

-- The one code by which the server says that it compared PINs
local PIN_MISMATCH = 133005

--- The server's words of an error, from all its fields.
function outcome.words(err)
    local words = {}
    for _, key in ipairs { "message", "details", "user_title",
        "user_message" } do
        local text = err[key]
        words[#words + 1] = type(text) == "string" and text or nil
    end
    return table.concat(words, "\n")
end

--- What became of the PIN that a request sent.
-- @tparam ?table err nil after a success
-- @tparam ?string became what became of the request
-- @treturn string `applied` or `unknown`, as the request; `refused` only if
--   the server compared the PIN and found another, else `unused`
function outcome.of_pin(err, became)
    if not err then
        return "applied"
    elseif became == "unknown" then
        return became
    end
    local is_compared = err.code == PIN_MISMATCH or err.subcode == PIN_MISMATCH
    return became == "refused" and is_compared and "refused" or "unused"
end

return outcome
