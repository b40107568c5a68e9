--- A value as one line of JSON, with its keys in order.
-- @module whatsapp.registration.cli.document

local cjson = require("cjson").new()
local exact = require "whatsapp.registration.json_exact"
local text = require "whatsapp.registration.text"

local document = {}

-- Of a result's response, which reads what is asked for; headers are many.
local RESPONSE = { "http_status", "trace_id", "api_version", "usage",
    "elapsed", "tries", "confirmed", "journal_error", "pin_store_error" }

--- Marks a table as a list, which counts when it is empty.
document.list = exact.list

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

-- What a terminal takes for a command, or for a change of the direction of
-- writing, is still in a JSON string, but escaped.
local function encode_string(value)
    return (cjson.encode(text.valid(value))
        :gsub("\\/", "/") -- a bare slash is JSON as well, and can be copied
        :gsub("\194([\128-\159])", function(byte)
            return ("\\u00%02x"):format(byte:byte())
        end)
        :gsub("\226\128([\168-\174])", function(byte)
            return ("\\u20%02x"):format(byte:byte() - 128)
        end)
        :gsub("\226\129([\166-\169])", function(byte)
            return ("\\u20%02x"):format(byte:byte() - 64)
        end))
end

local is_integer = rawget(math, "type") and function(number)
    return math.type(number) == "integer" -- luacheck: ignore 143
end or function()
    return false
end

-- As many digits as it takes to read the same again
local function encode_number(number)
    if number ~= number or math.abs(number) == math.huge then
        return "null" -- JSON has neither
    elseif is_integer(number) then
        return ("%d"):format(number)
    elseif number % 1 == 0 and math.abs(number) < 2 ^ 63 then
        return ("%.0f"):format(number)
    end
    local digits
    for precision = 14, 17 do
        digits = ("%." .. precision .. "g"):format(number)
        if tonumber(digits) == number then
            break
        end
    end
    return digits
end

local function encode_list(list)
    local parts = {}
    for index, element in ipairs(list) do
        parts[index] = encode(element)
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
        if key == "response" and type(value) == "table" then
            value = only(value, RESPONSE)
        end
        parts[index] = encode_string(key) .. ":" .. encode(value)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

local encoders = {
    string = encode_string,
    number = encode_number,
    boolean = tostring,
    table = function(value)
        local is_list = value[1] ~= nil or exact.is_list(value)
        return is_list and encode_list(value) or encode_object(value)
    end,
}

function encode(value)
    local encoder = encoders[type(value)]
    return encoder and encoder(value) or "null"
end

--- One line, without its end.
-- @tparam table value
-- @treturn string
document.encode = encode

return document
