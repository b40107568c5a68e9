--- JSON by an instance of lua-cjson of our own, whose settings nobody else
-- changes.
-- @module whatsapp.registration.json

local cjson = require "cjson"
local core = require "whatsapp.registration.core"
local exact = require "whatsapp.registration.json_exact"

local null = cjson.null

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

-- Takes the nulls out.
local function tidy(value)
    local has_holes = false
    for key, member in pairs(value) do
        if member == null then
            if type(key) == "number" then
                has_holes = true
            else
                value[key] = nil
            end
        elseif type(member) == "table" then
            tidy(member)
        end
    end
    if has_holes then
        without_nulls(value)
    end
end

local function decode(text)
    local ok, value = pcall(decoder(), text)
    if value == OUT_OF_MEMORY then
        error(value, 0)
    end
    return ok and value or nil
end

-- `may_have_null` is nil for a text that is not to be read. Nulls are looked
-- for in the value only if there may be one.
local function decode_tidy(text, may_have_null)
    local value = may_have_null ~= nil and decode(text) or nil
    if value and may_have_null then
        tidy(value)
    end
    return value
end

--- Reads a JSON object; null becomes nil. In a text of up to 64 KiB, an integer
-- that a double does not hold becomes a string of its digits.
-- @tparam string text
-- @tparam[opt] boolean is_list whether it may be as large as a list
-- @treturn ?table nil if the text is not one JSON object, or larger
function json.decode_object(text, is_list)
    if #text > LARGEST_SMALL and not is_list then
        return nil
    end
    local may_have_null, may_lose = core.look_at_json(text,
        is_list and MEMBERS_OF_LIST or MEMBERS)
    local value = decode_tidy(text, may_have_null)
    if value and may_lose and exact.is_short(text) then
        return exact.restore(decode_tidy(exact.prepare(text), may_have_null))
    end
    return value
end

--- Reads a JSON object of which nobody expects much, such as an error: a text
-- that is made to cost time is not read, and no lost digits are brought back.
-- @tparam string text
-- @treturn ?table nil if the text is not one JSON object, or a large one
function json.decode_small(text)
    local may_have_null
    if #text <= LARGEST_SMALL then
        may_have_null = core.look_at_json(text, MEMBERS)
    end
    return decode_tidy(text, may_have_null)
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
