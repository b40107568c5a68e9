--- Writes a value as one line of JSON, the same in every locale.
-- @module whatsapp.registration.json_line

local exact = require "whatsapp.registration.json_exact"

local json_line = {}

local is_integer = rawget(math, "type") and function(number)
    return math.type(number) == "integer" -- luacheck: ignore 143
end or function()
    return false
end

--- A number with as many digits as it takes to read the same again; null for
-- one that JSON lacks.
-- @tparam number number
-- @treturn string
function json_line.number(number)
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
function json_line.encoder(how)
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
            local is_list = value[1] ~= nil or exact.is_list(value)
            return is_list and encode_list(value) or encode_object(value)
        end,
    }

    function encode(value)
        local encoder = encoders[type(value)]
        return encoder and encoder(value) or "null"
    end
    return encode
end

return json_line
