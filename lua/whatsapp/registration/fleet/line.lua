--- A line of JSON for people and programs: its keys are in order, and its
-- numbers do not depend on the locale.
-- @module whatsapp.registration.fleet.line

local cjson = require("cjson").new()
local json = require "whatsapp.registration.json"
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

local function keys_of(object)
    local keys = {}
    for key in pairs(object) do
        keys[#keys + 1] = tostring(key)
    end
    table.sort(keys, comes_first)
    return keys
end

-- What can't stand between quotes as it is, or only in UTF-8
local SPECIAL = '[%c"\\\127-\255]'

--- One line, without its end.
-- @tparam table value
-- @treturn string
line.encode = json.encoder {
    string = function(value)
        if not value:find(SPECIAL) then -- as most often
            return '"' .. value .. '"'
        end
        return (cjson.encode(text.on_one_line(value)):gsub("\\/", "/"))
    end,
    number = function(number) -- times and waits: milliseconds will do
        return json.number(math.floor(number * 1000 + 0.5) / 1000)
    end,
    keys = keys_of,
}

return line
