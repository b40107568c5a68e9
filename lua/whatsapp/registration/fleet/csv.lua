--- Reads CSV as RFC 4180 has it, a record at a time: a file of any size takes
-- no more memory than its longest record, which has a limit.
-- @module whatsapp.registration.fleet.csv

local text = require "whatsapp.registration.text"

local csv = {}

-- Bytes
local LONGEST, CHUNK = 64 * 1024, 16 * 1024

local BOM = "\239\187\191"

local Reader = {}
Reader.__index = Reader

-- Fills the buffer; nil at the end of the file
local function more(self)
    local chunk, why = self.file:read(CHUNK)
    if why then
        return nil, why
    end
    self.buffer = self.buffer:sub(self.position) .. (chunk or "")
    self.position = 1
    return chunk ~= nil
end

-- The position of the end of a record that begins here: at a line feed outside
-- of quotes. nil if it is not in the buffer.
local function end_of_record(self)
    local from, is_quoted = self.seen, self.is_quoted
    repeat
        local found = self.buffer:find(is_quoted and '"' or '["\n]', from)
        if not found then
            self.seen, self.is_quoted = #self.buffer + 1, is_quoted
            return nil
        elseif self.buffer:sub(found, found) == "\n" then
            return found
        end
        is_quoted, from = not is_quoted, found + 1
    until false
end

-- The bytes of the next record; nil at the end, or nil and what is wrong
local function next_bytes(self)
    self.seen, self.is_quoted = self.position, false
    local found = end_of_record(self)
    while not found do
        local length = #self.buffer - self.position + 1
        if length > LONGEST then
            return nil, ("longer than %d bytes, or a quote is not closed")
                :format(LONGEST)
        end
        local before = self.position
        local is_more, why = more(self)
        if why then
            return nil, why
        elseif not is_more then
            found = #self.buffer
            break
        end
        self.seen = self.seen - before + 1
        found = end_of_record(self)
    end
    local bytes = self.buffer:sub(self.position, found)
    self.position = found + 1
    return bytes ~= "" and bytes or nil
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

-- What a spreadsheet would take for a formula, or no column here can hold
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

--- Begins to read.
-- @tparam userdata file open for reading
-- @treturn table
function csv.reader(file)
    return setmetatable({ file = file, buffer = "", position = 1, line = 0,
        next_line = 1 }, Reader)
end

local function count_lines(bytes)
    local _, count = bytes:gsub("\n", "")
    return math.max(count, 1)
end

--- The next record. Lines without any character are left out. A record that
-- can't be read is over after its line; one that is too long ends the file.
-- @treturn ?table a list of fields; nil at the end, or if it can't be read
-- @treturn ?string what is wrong with it
-- @treturn ?boolean whether nothing more can be read
function Reader:record()
    local bytes, problem
    repeat
        self.line = self.next_line
        bytes, problem = next_bytes(self)
        if not bytes then
            return nil, problem, true
        end
        self.next_line = self.line + count_lines(bytes)
        if self.line == 1 and bytes:sub(1, 3) == BOM then
            bytes = bytes:sub(4)
        end
        bytes = bytes:gsub("\r?\n$", "")
    until bytes ~= ""
    local fields
    fields, problem = fields_of(bytes)
    problem = problem or check(fields)
    return not problem and fields or nil, problem
end

return csv
