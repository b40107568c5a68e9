--- JSON by an instance of lua-cjson of our own, whose settings nobody else
-- changes.
-- @module whatsapp.registration.json

local cjson = require "cjson"
local core = require "whatsapp.registration.core"
local exact = require "whatsapp.registration.json_exact"

local null = cjson.null

-- What JSON may begin with besides white space; more of that is no answer
local LONGEST_START = 1024

-- Bytes and members of what is read in a fraction of a millisecond
local LARGEST_SMALL, MEMBERS = 64 * 1024, 2000

-- Members of a list of a thousand numbers: the host waits while it is read
local MEMBERS_OF_LIST = 50000

-- lua-cjson looks at the locale's decimal point when an instance is made. A
-- program may set a locale with a comma at any time.
local instance, decimal_point

local function decoder()
    local point = core.decimal_point()
    if point ~= decimal_point then
        instance, decimal_point = cjson.new(), point
        -- NaN and hexadecimal are not JSON
        instance.decode_invalid_numbers(false)
    end
    return instance.decode
end

-- Raised by every Lua; it says nothing about the text.
local OUT_OF_MEMORY = "not enough memory"

local json = {}

-- A null leaves no hole, at which Lua would see the end of the list.
local function without_nulls(list)
    local kept = 0
    for index = 1, #list do
        local member = list[index]
        list[index] = nil
        if member ~= null then
            kept = kept + 1
            list[kept] = member
        end
    end
    exact.list(list)
end

-- Takes the nulls out, and says whether a number may have lost digits.
local function tidy(value)
    local is_inexact, has_holes = false, false
    for key, member in pairs(value) do
        local kind = type(member)
        if member == null then
            if type(key) == "number" then
                has_holes = true
            else
                value[key] = nil
            end
        elseif kind == "table" then
            is_inexact = tidy(member) or is_inexact
        elseif kind == "number" then
            is_inexact = is_inexact or exact.is_inexact(member)
        end
    end
    if has_holes then
        without_nulls(value)
    end
    return is_inexact
end

local function decode(text)
    local ok, value = pcall(decoder(), text)
    if value == OUT_OF_MEMORY then
        error(value, 0)
    end
    return ok and value or nil
end

local function decode_object(text)
    return text:sub(1, LONGEST_START):find "^%s*{" and decode(text) or nil
end

local function is_small(text)
    return #text <= LARGEST_SMALL and core.has_few_members(text, MEMBERS)
end

--- Reads a JSON object; null becomes nil. In a text of up to 64 KiB, an integer
-- that a double does not hold becomes a string of its digits.
-- @tparam string text
-- @tparam[opt] boolean is_list whether it may be as large as a list
-- @treturn ?table nil if the text is not one JSON object, or larger
function json.decode_object(text, is_list)
    local value = (is_small(text)
        or is_list and core.has_few_members(text, MEMBERS_OF_LIST))
        and decode_object(text)
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

--- Reads a JSON object of which nobody expects much, such as an error: a text
-- that is made to cost time is not read.
-- @tparam string text
-- @treturn ?table nil if the text is not one JSON object, or a large one
function json.decode_small(text)
    local value = is_small(text) and decode_object(text) or nil
    if value then
        tidy(value)
    end
    return value
end

--- The objects in a list, if it is one: servers send what they like.
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
