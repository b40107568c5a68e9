-- What a file of numbers can hold. Its records are always the same, however the
-- file is cut into chunks. They have no byte that a terminal or a spreadsheet
-- takes for a command, and are read again as they were written.

package.path = "./lua/?.lua;./?.lua;" .. package.path

local csv = require "whatsapp.registration.fleet.csv"
local text = require "whatsapp.registration.text"

-- A file that gives so many bytes at once
local function file_of(bytes, size)
    local at = 1
    return { read = function(_, wanted)
        local chunk = bytes:sub(at, at + math.min(wanted, size) - 1)
        at = at + #chunk
        return chunk ~= "" and chunk or nil
    end }
end

local function check_field(field)
    assert(text.valid(field) == field, "a field that is not UTF-8")
    assert(not field:find "[%z\1-\8\11\12\14-\31\127]", "a control character")
    assert(not field:find "^[=+@\t\r-]", "a formula")
end

-- Records as texts, and those that could be read as CSV
local function read(bytes, size)
    local next_record = csv.records(file_of(bytes, size))
    local texts, rows, last = {}, {}, 0
    while true do
        local fields, problem, line, is_over = next_record()
        assert(not fields or not problem, "a record and a problem")
        if not fields and not problem then
            return table.concat(texts, "\n"), table.concat(rows, "\n")
        end
        assert(line > last, "a line twice")
        last = line
        texts[#texts + 1] = ("%d %s"):format(line, problem or "")
        for index, field in ipairs(fields or {}) do
            check_field(field)
            fields[index] = '"' .. field:gsub('"', '""') .. '"'
        end
        rows[#rows + 1] = fields and table.concat(fields, ",")
        texts[#texts] = texts[#texts] .. (rows[#rows] or "")
        if is_over then
            return table.concat(texts, "\n"), table.concat(rows, "\n")
        end
    end
end

return function(input)
    local texts, rows = read(input, 16384)
    assert(texts == read(input, 1) and texts == read(input, 7),
        "chunks make a difference")
    assert(select(2, read(rows, 16384)) == rows, "not read as written")
end
