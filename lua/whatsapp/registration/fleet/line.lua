--- A line of JSON for people and programs: its keys are in order, and its
-- numbers do not depend on the locale.
-- @module whatsapp.registration.fleet.line

local cjson = require("cjson").new()
local exact = require "whatsapp.registration.json_exact"
local text = require "whatsapp.registration.text"

local line = {}

-- The keys that come first, in this order
local FIRST = { "phone_number_id", "workflow", "success", "waiting",
    "dry_run", "finished_at", "action", "reason", "step", "error" }

local rank = {}
for index, key in ipairs(FIRST) do
    rank[key] = index
end

local function comes_first(one, other)
    local first, second = rank[one] or #FIRST + 1, rank[other] or #FIRST + 1
    if first ~= second then
        return first < second
    end
    return one < other
end

local encode

local function encode_number(number)
    if number ~= number or math.abs(number) == math.huge then
        return "null" -- JSON has neither
    elseif number % 1 == 0 and math.abs(number) < 2 ^ 63 then
        return ("%.0f"):format(number)
    end
    return (("%.3f"):format(number):gsub(",", "."))
end

local function encode_list(list)
    local parts = {}
    for index, element in ipairs(list) do
        parts[index] = encode(element)
    end
    return "[" .. table.concat(parts, ",") .. "]"
end

local function encode_object(object)
    local keys, parts = {}, {}
    for key in pairs(object) do
        keys[#keys + 1] = tostring(key)
    end
    table.sort(keys, comes_first)
    for index, key in ipairs(keys) do
        parts[index] = cjson.encode(key) .. ":" .. encode(object[key])
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

local encoders = {
    string = function(value)
        return (cjson.encode(text.on_one_line(value)):gsub("\\/", "/"))
    end,
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
line.encode = encode

return line
