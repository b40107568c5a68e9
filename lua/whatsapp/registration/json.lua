--- JSON by an instance of lua-cjson of our own, whose settings nobody else
-- changes.
-- @module whatsapp.registration.json

local cjson = require "cjson"

local instance = cjson.new()
instance.decode_invalid_numbers(false) -- NaN and hexadecimal are not JSON
local null = cjson.null

-- Raised by every Lua; it says nothing about the text.
local OUT_OF_MEMORY = "not enough memory"

local json = {}

local function without_nulls(value)
    for key, member in pairs(value) do
        if member == null then
            value[key] = nil
        elseif type(member) == "table" then
            without_nulls(member)
        end
    end
    return value
end

--- Reads a JSON object; null becomes nil.
-- @tparam string text
-- @treturn ?table nil where the text is not one JSON object
function json.decode_object(text)
    if not text:find("^%s*{") then
        return nil
    end
    local ok, value = pcall(instance.decode, text)
    if value == OUT_OF_MEMORY then
        error(value, 0)
    elseif not ok then
        return nil
    end
    if text:find("null", 1, true) then
        without_nulls(value)
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
