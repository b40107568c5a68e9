--- A value as one line of JSON, with its keys in order.
-- @module whatsapp.registration.cli.document

local cjson = require("cjson").new()
local json = require "whatsapp.registration.json"
local text = require "whatsapp.registration.text"

local document = {}

-- The fields of a response that are shown: it reads each on demand, and there
-- are many headers.
local RESPONSE = { "api_version", "confirmed", "elapsed", "http_status",
    "journal_error", "pin_store_error", "trace_id", "tries", "usage" }

--- Marks a table as a list, which matters if it is empty.
document.list = json.list

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

local function shown(key, value)
    if key ~= "response" or type(value) ~= "table" then
        return value
    end
    local chosen = {}
    for _, field in ipairs(RESPONSE) do
        chosen[field] = value[field]
    end
    return chosen
end

-- Escapes what a terminal takes for a command, or for a change of the direction
-- of writing: a JSON string keeps it.
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

--- One line, without its end.
-- @tparam table value
-- @treturn string
document.encode = json.encoder {
    string = encode_string,
    number = json.number,
    keys = keys_of,
    field = shown,
}

return document
