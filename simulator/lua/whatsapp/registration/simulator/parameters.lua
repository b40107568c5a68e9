--- The parameters of a request, from the query string, a JSON body or a form.
-- @module whatsapp.registration.simulator.parameters

local json = require "whatsapp.registration.simulator.json"

local parameters = {}

local function decode(text)
    text = text:gsub("%+", " ")
    return (text:gsub("%%(%x%x)", function(hex)
        return string.char(tonumber(hex, 16))
    end))
end

--- Reads the fields of a query string or of a form body.
-- @treturn table
function parameters.decode_form(text)
    local fields = {}
    for pair in (text or ""):gmatch("[^&]+") do
        local name, value = pair:match("^([^=]*)=?(.*)$")
        fields[decode(name)] = decode(value)
    end
    return fields
end

local function boundary_of(content_type)
    return content_type:match('boundary="([^"]+)"')
        or content_type:match("boundary=([^;%s]+)")
end

local function decode_part(part, fields)
    local head, value = part:match("^(.-)\r\n\r\n(.*)$")
    local name = head and head:match('name="([^"]*)"')
    if name then
        fields[name] = value
    end
end

local function decode_multipart(text, content_type)
    local boundary = boundary_of(content_type)
    if not boundary then
        return nil, "multipart body without a boundary"
    end
    local fields = {}
    local delimiter = "--" .. boundary
    local _, start = text:find(delimiter, 1, true)
    while start do
        local finish, next_start = text:find("\r\n" .. delimiter, start, true)
        if finish then
            decode_part(text:sub(start + 1, finish - 1), fields)
        end
        start = next_start
    end
    return fields
end

local function decode_body(body, content_type)
    if not body:find("%S") then
        return {}
    end
    if content_type:find("multipart/form-data", 1, true) then
        return decode_multipart(body, content_type)
    end
    if content_type:find("json", 1, true) or body:find("^%s*[{%[]") then
        return json.decode_object(body)
    end
    return parameters.decode_form(body)
end

--- Reads query and body of a request; the body wins.
-- @treturn ?table
-- @treturn ?string what is wrong with the body
function parameters.read(request)
    local content_type = request.headers["content-type"] or ""
    local fields, problem = decode_body(request.body, content_type)
    if not fields then
        return nil, problem
    end
    for name, value in pairs(request.query) do
        if fields[name] == nil then
            fields[name] = value
        end
    end
    return fields
end

-- Seconds: some 30,000 years, which fit into every date.
local LARGEST = 1e12

--- Whether a value may be a time, a count or a wait: no NaN, and no number that
-- is out of a date's range.
function parameters.is_number(value)
    return type(value) == "number" and math.abs(value) <= LARGEST
end

--- A parameter as a string: SDKs send numbers, too. Integers keep their digits.
-- @treturn ?string nil if it is missing or neither
function parameters.text(value)
    if type(value) == "number" then
        return (("%.17g"):format(value))
    end
    return type(value) == "string" and value or nil
end

--- The names in a parameter such as "id,health_status{can_send_message}",
-- without what stands in braces.
-- @treturn table
function parameters.names(text)
    local names = {}
    for name in text:gsub("%b{}", ""):gmatch("[^,%s]+") do
        names[#names + 1] = name
    end
    return names
end

--- A parameter that is an object: as such in a JSON body, as JSON text in a
-- form.
-- @treturn ?table
function parameters.object(value)
    if type(value) == "string" then
        return (json.decode_object(value))
    end
    return type(value) == "table" and value or nil
end

--- Whether a list has a value.
function parameters.contains(list, value)
    for _, each in ipairs(list) do
        if each == value then
            return true
        end
    end
    return false
end

--- A value as a part of a query.
function parameters.encode(value)
    return (tostring(value):gsub("[^%w%-._~]", function(byte)
        return ("%%%02X"):format(byte:byte())
    end))
end

return parameters
