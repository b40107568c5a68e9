--- JSON by an instance of lua-cjson of our own, whose settings nobody else
-- changes.
-- @module whatsapp.registration.json

local cjson = require "cjson"
local exact = require "whatsapp.registration.json_exact"

local instance = cjson.new()
instance.decode_invalid_numbers(false) -- NaN and hexadecimal are not JSON
local null = cjson.null

-- Raised by every Lua; it says nothing about the text.
local OUT_OF_MEMORY = "not enough memory"

local json = {}

-- Takes the nulls out, and says whether a number may have lost digits.
local function tidy(value)
    local is_inexact = false
    for key, member in pairs(value) do
        local kind = type(member)
        if member == null then
            value[key] = nil
            if type(key) == "number" then
                exact.list(value)
            end
        elseif kind == "table" then
            is_inexact = tidy(member) or is_inexact
        elseif kind == "number" then
            is_inexact = is_inexact or exact.is_inexact(member)
        end
    end
    return is_inexact
end

local function decode(text)
    local ok, value = pcall(instance.decode, text)
    if value == OUT_OF_MEMORY then
        error(value, 0)
    end
    return ok and value or nil
end

--- Reads a JSON object; null becomes nil. In a text of up to 64 KiB, an integer
-- that a double does not hold becomes a string of its digits.
-- @tparam string text
-- @treturn ?table nil where the text is not one JSON object
function json.decode_object(text)
    local value = text:find("^%s*{") and decode(text)
    if not value then
        return nil
    end
    local is_inexact = tidy(value)
    if exact.is_short(text)
        and (is_inexact or exact.may_have_empty_list(text)) then
        value = exact.restore(decode(exact.prepare(text)))
        tidy(value)
    end
    return value
end

--- The objects in a list, where it is one: servers send what they like.
-- @param list anything that was decoded
-- @treturn table a list
function json.objects(list)
    local found = {}
    for _, member in ipairs(type(list) == "table" and list or {}) do
        if type(member) == "table" then
            found[#found + 1] = member
        end
    end
    return found
end

return json
