-- What a program can give as a configuration and options. An input is lines of
-- a name and a value:
--
--     new                   (or the name of an operation)
--     pin=s071934           a string; n a number, b a boolean, f a function
--     backup=t              the lines up to } are of a table
--
-- It is refused with a message that shows no value, or makes a request that is
-- what was asked for and cannot be taken for another.

package.path = "./lua/?.lua;./?.lua;" .. package.path

local fuzz = ...

local cjson = require "cjson"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local safe = require "whatsapp.registration.safe"

local SECRET = "860213"
local operations = core.operations()

local READERS = {
    s = function(text)
        return (text:gsub("%%(%x%x)", function(digits)
            return string.char(tonumber(digits, 16))
        end))
    end,
    n = tonumber,
    b = function(text)
        return text == "true"
    end,
    f = function()
        return function() end
    end,
}

-- Names that are numbers are positions.
local function name_of(text)
    return tonumber(text) or READERS.s(text)
end

local function read_table(next_line)
    local values = {}
    for line in next_line do
        local name, kind, text = line:match "^([^=]+)=(%a)(.*)$"
        if line == "}" then
            break
        elseif kind == "t" then
            values[name_of(name)] = read_table(next_line)
        elseif READERS[kind] and tonumber(name) == tonumber(name) then
            values[name_of(name)] = READERS[kind](text)
        end
    end
    return values
end

local function check_refusal(err)
    assert(errors.is_error(err) and err.kind == "invalid_request"
        and err.origin == "local" and err.sent == "no", "not a refusal")
    local text = tostring(err)
    assert(not text:find "%c", "not one line")
    return text
end

-- The value in a body that stands under "a.b"
local function member(body, path)
    for name in path:gmatch "[^.]+" do
        body = type(body) == "table" and body[name] or nil
    end
    return body
end

local BODY_OF = { pin = "pin", code_method = "code_method",
    language = "language", body = "text.body", to = "to",
    data_localization_region = "data_localization_region",
    phone_number = "phone_number", verified_name = "verified_name",
    new_display_name = "new_display_name" }

local function check_request(call, name, options)
    local path, query, authorization, agent, body = fuzz.request(call)
    assert(path:find "^/[^%s%c?#]+$", "a path that ends early")
    assert(not query:find "[^%w%.%-_~%%=&,]", "a query of other characters")
    assert(authorization:find "^Authorization: Bearer [!-~]+$")
    assert(not agent:find "[%c]")
    assert((body == nil) == (operations[name].is_read
        or name == "unsubscribe_app"))
    local sent = body and cjson.decode(body) or {}
    for option, field in pairs(body and BODY_OF or {}) do
        if options[option] ~= nil then
            assert(member(sent, field) == options[option], option)
        end
    end
end

local function hides(options)
    for name in pairs(options) do
        if tostring(name):find(SECRET, 1, true) then
            return false
        end
    end
    return type(options.backup) ~= "table" or hides(options.backup)
end

local function try_operation(client, name, options)
    local call, refusal = client.core:prepare(name, options)
    if call then
        assert(client.core:check(name, options))
        check_request(call, name, options)
        call:close()
        return
    end
    local text = check_refusal(errors.refused(refusal, name))
    assert(not hides(options) or not text:find(SECRET, 1, true),
        "the message shows a value")
end

local STANDARD = safe.new { access_token = "EAAG", phone_number_id = "42",
    app_secret = "a1b2" }

return function(input)
    if input:find("nan=", 1, true) or input:find("journal=t", 1, true) then
        return
    end
    local next_line = input:gmatch "([^\n]*)\n?"
    local name = next_line()
    local options = read_table(next_line)
    if operations[name] then
        return try_operation(STANDARD, name, options)
    elseif name ~= "new" then
        return
    end
    local client, err = safe.new(options)
    if not client then
        check_refusal(err)
        return
    end
    if options.access_token and options.phone_number_id then
        try_operation(client, "deregister", {})
    end
    client:close()
end
