--- Reads CSV as RFC 4180 has it, a record at a time.
-- @module whatsapp.registration.fleet.csv

local reader = require "whatsapp.registration.fleet.reader"
local text = require "whatsapp.registration.text"

local csv = {}

local BOM = "\239\187\191"

-- A record ends at a line feed outside of quotes.
local function record_end(buffer, from, is_quoted)
    repeat
        local found = buffer:find(is_quoted and '"' or '["\n]', from)
        if not found then
            return nil, is_quoted
        elseif buffer:byte(found) == 10 then
            return found
        end
        is_quoted, from = not is_quoted, found + 1
    until false
end

-- A field in quotes that begins at a position: its value, and where it ends
local function quoted(bytes, from)
    local parts, at = {}, from + 1
    repeat
        local value, last = bytes:match('^([^"]*)"()', at)
        if not value then
            return nil, "a quote is not closed"
        end
        local is_doubled = bytes:sub(last, last) == '"'
        parts[#parts + 1] = is_doubled and value .. '"' or value
        at = is_doubled and last + 1 or last
    until not is_doubled
    return table.concat(parts), at
end

local function unquoted(bytes, from)
    local value, last = bytes:match("^([^,]*)()", from)
    if value:find('"', 1, true) then
        return nil, "a quote in a field that does not begin with one"
    end
    return value, last
end

-- The fields of a record without its end; nil and what is wrong
local function fields_of(bytes)
    local fields, at = {}, 1
    repeat
        local read = bytes:sub(at, at) == '"' and quoted or unquoted
        local value, last = read(bytes, at)
        if not value then
            return nil, last
        end
        fields[#fields + 1] = value
        local sign = bytes:sub(last, last)
        if sign ~= "," and sign ~= "" then
            return nil, "text after the end of a quoted field"
        end
        at = last + 1
    until last > #bytes
    return fields
end

-- A field that a spreadsheet would take for a formula, or that no column here
-- can hold
local function problem_of(field)
    if field:find "[%z\1-\8\11\12\14-\31\127]" then
        return "a control character"
    elseif text.valid(field) ~= field then
        return "bytes that are not UTF-8"
    elseif field:find "^[=+@\t\r-]" then
        return "a field that a spreadsheet takes for a formula"
    end
    return nil
end

local function check(fields)
    for index, field in ipairs(fields) do
        local problem = problem_of(field)
        if problem then
            return problem .. (" (field %d)"):format(index)
        end
    end
    return nil
end

--- Reads the records of a file. Lines without any character are left out. A
-- record that can't be read is over after its line; one that is too long ends
-- the file.
-- @tparam userdata file open for reading
-- @treturn function returns a list of fields (nil at the end, nil and what is
--   wrong if they can't be read), the record's first line, and whether nothing
--   more can be read
function csv.records(file)
    local read = reader.new(file, record_end, ", or a quote is not closed")
    return function()
        local bytes, problem
        repeat
            bytes, problem = read:next()
            if not bytes then
                return nil, problem, read.line, true
            elseif read.line == 1 and bytes:sub(1, 3) == BOM then
                bytes = bytes:sub(4)
            end
        until bytes ~= ""
        local fields
        fields, problem = fields_of(bytes)
        problem = problem or check(fields)
        return not problem and fields or nil, problem, read.line, false
    end
end

return csv
