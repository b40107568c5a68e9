--- JSON for the simulator: lua-cjson, an instance of its own.
-- @module whatsapp.registration.simulator.json

local codec = require("cjson").new()

-- Plain lua-cjson writes an empty table as {}: a string stands for an empty
-- list and is exchanged after encoding.
local EMPTY_LIST = "\1empty list\1"
local EMPTY_LIST_ENCODED = '"\\u0001empty list\\u0001"'

local json = { null = codec.null }

--- A list that stays a list when it is empty. For encoding only.
function json.list(list)
    if #list == 0 then
        return EMPTY_LIST
    end
    return list
end

function json.encode(value)
    return (codec.encode(value):gsub(EMPTY_LIST_ENCODED, "[]"))
end

--- Decodes any JSON value.
-- @return the value, or nil
-- @treturn ?string what is wrong with the text
function json.decode(text)
    local ok, value = pcall(codec.decode, text)
    if not ok then
        return nil, tostring(value)
    end
    return value
end

--- Decodes a JSON object; null members are json.null.
-- @treturn ?table with string keys
-- @treturn ?string what is wrong with the text
function json.decode_members(text)
    local value, problem = json.decode(text)
    if problem then
        return nil, problem
    end
    if type(value) ~= "table" or value[1] ~= nil then
        return nil, "not a JSON object"
    end
    return value
end

--- Decodes a JSON object; null members are left out.
-- @treturn ?table with string keys
-- @treturn ?string what is wrong with the text
function json.decode_object(text)
    local members, problem = json.decode_members(text)
    if not members then
        return nil, problem
    end
    local object = {}
    for key, value in pairs(members) do
        if value ~= json.null then
            object[key] = value
        end
    end
    return object
end

return json
