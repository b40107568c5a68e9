--- JSON: short objects are read by the core if nothing in them has to be
-- decoded, all others by an instance of lua-cjson of our own, whose settings
-- nobody else changes; values are written as one line, the same in every
-- locale.
--
-- lua-cjson loses two things, and this module keeps them. An empty list
-- becomes the same empty table as an empty object. An integer that a double
-- does not hold, such as an id sent as a number, loses digits. So the text is
-- changed before it is decoded, and the lists are made afterwards.
-- @module whatsapp.registration.json

local cjson = require "cjson"
local core = require "whatsapp.registration.core"

local json = {}

local null = cjson.null
local read_plain = core.read_plain_json

--- The bytes of a text that is read whatever it is: with so many members, it
-- takes a fraction of a millisecond.
json.LARGEST = 64 * 1024
local MEMBERS = 2000

-- A page of a hundred numbers, the largest that can be asked for, and a token
-- that sees 2,000 accounts have fewer than these: read in a millisecond.
local LARGEST_PAGE, MEMBERS_OF_PAGE = 192 * 1024, 5000

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

local List = {}

-- Stands for an empty list in the text that core.keep_in_json makes
local EMPTY = "\0empty list"

--- Marks a table as a list, which matters if it is empty.
-- @tparam table list
-- @treturn table the same
function json.list(list)
    return setmetatable(list, List)
end

--- Whether a table was marked as a list.
-- @tparam table value
-- @treturn boolean
function json.is_list(value)
    return getmetatable(value) == List
end

-- Makes the empty lists of what was decoded.
local function restore(value)
    for key, member in pairs(value) do
        if member == EMPTY then
            value[key] = json.list {}
        elseif type(member) == "table" then
            restore(member)
        end
    end
    return value
end

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
    json.list(list)
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

local function is_small(text)
    return #text <= json.LARGEST and core.look_at_json(text, MEMBERS) ~= nil
end

-- The same of the text in which nothing gets lost
local function decode_kept(text, may_have_null)
    return restore(decode_tidy(core.keep_in_json(text), may_have_null))
end

--- Reads a JSON object; null becomes nil. In a text of up to 64 KiB and 2,000
-- members, an integer that a double does not hold becomes a string of its
-- digits.
-- @tparam string text
-- @tparam[opt] boolean is_page whether it may be as large as a page of a list
-- @treturn ?table nil if the text is not one JSON object, or larger
function json.decode_object(text, is_page)
    if #text > (is_page and LARGEST_PAGE or json.LARGEST) then
        return nil
    end
    local plain = read_plain(text)
    if plain then
        return plain
    end
    local may_have_null, may_lose = core.look_at_json(text,
        is_page and MEMBERS_OF_PAGE or MEMBERS)
    local value = decode_tidy(text, may_have_null)
    if value and may_lose and is_small(text) then
        return decode_kept(text, may_have_null)
    end
    return value
end

--- Reads a JSON object of any size, without a loss, from somebody who proved
-- not to be hostile.
-- @tparam string text
-- @treturn ?table nil if the text is not one JSON object
function json.decode_signed(text)
    local may_have_null, may_lose = core.look_at_json(text, #text)
    local value = decode_tidy(text, may_have_null)
    return value and may_lose and decode_kept(text, may_have_null) or value
end

--- Reads a small JSON object, such as an error. It does not read a text that
-- would take long, and does not keep the digits of long integers.
-- @tparam string text
-- @treturn ?table nil if the text is not one JSON object, or a large one
function json.decode_small(text)
    local plain, may_have_null = read_plain(text), nil
    if plain then
        return plain
    elseif #text <= json.LARGEST then
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

local is_integer = rawget(math, "type") and function(number)
    return math.type(number) == "integer" -- luacheck: ignore 143
end or function()
    return false
end

--- A number with as many digits as are needed to read the same number again;
-- null for a number that JSON lacks.
-- @tparam number number
-- @treturn string
function json.number(number)
    if number ~= number or math.abs(number) == math.huge then
        return "null"
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
    return (digits:gsub(",", "."))
end

--- Makes an encoder.
-- @tparam table how `string(value)` writes a string, `number(value)` a number,
--   `keys(object)` lists the keys of an object in their order, and `field(key,
--   value)`, if it is there, returns what is written for a field
-- @treturn function takes a value and returns its line, without an end
function json.encoder(how)
    local encode

    local function encode_list(list)
        local parts = {}
        for index, element in ipairs(list) do
            parts[index] = encode(element)
        end
        return "[" .. table.concat(parts, ",") .. "]"
    end

    local function encode_object(object)
        local parts = {}
        for index, key in ipairs(how.keys(object)) do
            local value = object[key]
            if how.field then
                value = how.field(key, value)
            end
            parts[index] = how.string(key) .. ":" .. encode(value)
        end
        return "{" .. table.concat(parts, ",") .. "}"
    end

    local encoders = {
        string = how.string,
        number = how.number,
        boolean = tostring,
        table = function(value)
            local is_list = value[1] ~= nil or json.is_list(value)
            return is_list and encode_list(value) or encode_object(value)
        end,
    }

    function encode(value)
        local encoder = encoders[type(value)]
        return encoder and encoder(value) or "null"
    end
    return encode
end

return json
