--- Where a fleet gets its numbers. A source has
--
-- * `open(client)`, which returns a cursor, or nil and an error;
-- * `is_repeatable`: whether it can be opened twice, so that all rows can be
--   checked before the first is used;
-- * `columns`: whether its cursor has `columns`, a list to check first.
--
-- A cursor has `next()`, which returns a row (a table), its place ("line 3")
-- and its account; nil at the end; or nil, a place, nil and what is wrong with
-- the row there, and whether that is the end. And `close()`.
-- @module whatsapp.registration.fleet.sources

local csv = require "whatsapp.registration.fleet.csv"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local reader = require "whatsapp.registration.fleet.reader"
local safe = require "whatsapp.registration.safe"

local sources = {}

local function unreadable(path, why)
    return errors.refused { field = "numbers",
        message = "numbers: " .. path .. ": " .. tostring(why) }
end

local function open_file(path)
    local file, why = io.open(path, "rb")
    if file and not file:read(0) and file:seek "end" ~= 0 then
        file:close() -- a folder
        file, why = nil, "can't be read"
    end
    if not file then
        why = tostring(why):gsub("^.*: ", "")
        return nil, unreadable(path, why)
    end
    file:seek "set"
    return file
end

-- Values of CSV that are no strings
local VALUES = {
    confirm = function(text)
        return text == "false" and false or tonumber(text) or text
    end,
    timeout = function(text)
        return tonumber(text) or text
    end,
    region = function(text)
        return text ~= "off" and text ~= "false" and text
    end,
    force = function(text)
        if text == "true" or text == "false" then
            return text == "true"
        end
        return text
    end,
}
VALUES.dry_run = VALUES.force
VALUES.data_localization_region = VALUES.region

-- An empty field is an option that is not given.
local function row_of(columns, fields)
    if #fields ~= #columns then
        return nil, ("expected as many fields as in the header, %d, got %d")
            :format(#columns, #fields)
    end
    local row = {}
    for index, column in ipairs(columns) do
        local value = fields[index]
        if value ~= "" then
            local convert = VALUES[column]
            if convert then
                value = convert(value)
            end
            row[column] = value
        end
    end
    return row
end

-- A row for each thing that is read
local function cursor_of(file, read, as_row)
    return { next = function()
        local value, problem, line, is_over = read()
        local row
        if value then
            row, problem = as_row(value)
        end
        if not row and not problem then
            return nil
        end
        return row, "line " .. line, nil, problem, is_over
    end, close = function()
        file:close()
    end }
end

local function header_of(path, read)
    local columns, problem = read()
    if not columns then
        return nil, unreadable(path, "line 1: " .. (problem or "no header"))
    end
    local seen = {}
    for _, column in ipairs(columns) do
        if seen[column] then
            return nil, unreadable(path, "line 1: two columns with the name "
                .. column)
        end
        seen[column] = true
    end
    return columns
end

local function csv_cursor(path, file)
    local read = csv.records(file)
    local columns, err = header_of(path, read)
    if not columns then
        file:close()
        return nil, err
    end
    local cursor = cursor_of(file, read, function(fields)
        return row_of(columns, fields)
    end)
    cursor.columns = columns
    return cursor
end

local function check_path(path)
    if type(path) ~= "string" or path == "" or path:find "%z" then
        error(errors.expected("path", "the name of a file", path), 0)
    end
    return path
end

-- A file that is opened whenever the source is
local function source_of(path, begin)
    check_path(path)
    return { is_repeatable = true, open = function()
        local file, err = open_file(path)
        if not file then
            return nil, err
        end
        return begin(path, file)
    end }
end

--- A CSV file (RFC 4180) whose first line names its columns, which are options
-- of the workflow. It is read as a stream, twice.
-- @tparam string path
-- @treturn table a source
function sources.csv(path)
    return source_of(path, csv_cursor)
end

--- Reads lines of a file, each of which is a JSON object.
-- @tparam userdata file
-- @tparam[opt] boolean skips whether to go on after a line that is too long
-- @treturn function returns what that of whatsapp.registration.fleet.csv does,
--   but an object
function sources.json_lines(file, skips)
    local lines = reader.new(file, reader.line_end)
    return function()
        local text, problem
        repeat
            text, problem = lines:next()
            if not text then
                local goes_on = skips and problem and lines:skip_line()
                return nil, problem, lines.line, not goes_on
            end
        until text:find "%S"
        local object = not text:find "%z" and json.decode_object(text) or nil
        return object, not object and "no JSON object" or nil, lines.line,
            false
    end
end

local function jsonl_cursor(_, file)
    return cursor_of(file, sources.json_lines(file), function(object)
        return object
    end)
end

--- A file of JSON lines: each is an object of options of the workflow.
-- @tparam string path
-- @treturn table a source
function sources.jsonl(path)
    return source_of(path, jsonl_cursor)
end

local function as_row(value)
    if type(value) == "string" or type(value) == "number" then
        return { phone_number_id = value }
    elseif type(value) == "table" then
        return value
    end
    return nil, "expected an id or a table, got " .. type(value)
end

local function no_close() end

-- What a function returns, one after the other
local function values_cursor(next_value)
    local index = 0
    return { close = no_close, next = function()
        index = index + 1
        local value = next_value(index)
        if value == nil then
            return nil
        end
        local row, problem = as_row(value)
        return row, "row " .. index, nil, problem
    end }
end

local function of_list(list)
    return { is_repeatable = true, total = #list, open = function()
        return values_cursor(function(index)
            return list[index]
        end)
    end }
end

local function of_iterator(iterate)
    return { open = function()
        return values_cursor(function()
            return (iterate())
        end)
    end }
end

--- All numbers of an account, as the server lists them.
-- @tparam string waba_id
-- @treturn table a source
function sources.waba(waba_id)
    return { open = function(client)
        local each, err = safe.phone_numbers(client,
            { waba_id = waba_id, fields = "id" })
        if not each then
            return nil, err
        end
        local index, last = 0, nil
        return { close = no_close, next = function()
            local number, problem = each(nil, last)
            last, index = number, index + 1
            if problem then
                return nil, "row " .. index, nil, problem, true
            end
            return number and { phone_number_id = number.id }, "row " .. index,
                waba_id
        end }
    end }
end

--- What was given as numbers, as a source.
-- @param given a source, a list of ids and rows, or an iterator
-- @treturn ?table nil if it is none
function sources.of(given)
    if type(given) == "function" then
        return of_iterator(given)
    elseif type(given) ~= "table" then
        return nil
    end
    return type(given.open) == "function" and given or of_list(given)
end

return sources
