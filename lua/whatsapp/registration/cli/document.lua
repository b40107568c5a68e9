--- A value as one line of JSON, with its keys in order.
-- @module whatsapp.registration.cli.document

local cjson = require("cjson").new()

local document = {}

local List = {}

-- Of a result's response, which reads what is asked for; headers are many.
local RESPONSE = { "http_status", "trace_id", "api_version", "usage",
    "elapsed", "tries", "confirmed", "journal_error", "pin_store_error" }

--- Marks a table as a list, which counts where it is empty.
-- @tparam table list
-- @treturn table the same
function document.list(list)
    return setmetatable(list, List)
end

local function keys_of(object)
    local keys = {}
    for key, value in pairs(object) do
        if type(key) == "string" and type(value) ~= "function" then
            keys[#keys + 1] = key
        end
    end
    table.sort(keys)
    return keys
end

local encode

local function encode_list(list)
    local parts = {}
    for index, value in ipairs(list) do
        parts[index] = encode(value)
    end
    return "[" .. table.concat(parts, ",") .. "]"
end

local function only(object, fields)
    local chosen = {}
    for _, field in ipairs(fields) do
        chosen[field] = object[field]
    end
    return chosen
end

local function encode_object(object)
    local parts = {}
    for index, key in ipairs(keys_of(object)) do
        local value = object[key]
        if key == "response" then
            value = only(value, RESPONSE)
        end
        parts[index] = cjson.encode(key) .. ":" .. encode(value)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

function encode(value)
    if type(value) ~= "table" then
        -- A bare slash is JSON as well, and can be copied.
        return (cjson.encode(value):gsub("\\/", "/"))
    elseif value[1] ~= nil or getmetatable(value) == List then
        return encode_list(value)
    end
    return encode_object(value)
end

--- One line, without its end.
-- @tparam table value
-- @treturn string
document.encode = encode

return document
