--- Lays out a table for a terminal.
-- @module whatsapp.registration.cli.table

local screens = require "whatsapp.registration.cli.screen"
local text = require "whatsapp.registration.text"

local tables = {}

local GAP = "  "

-- The column that is shortened, and its least width
local ELASTIC, NARROWEST = "name", 8

-- Characters, not bytes, of a text in UTF-8
local function length(value)
    return select(2, value:gsub("[^\128-\191]", ""))
end

local function cut(value, width)
    if length(value) <= width then
        return value
    end
    local kept = {}
    for character in value:gmatch "[%z\1-\127\194-\244][\128-\191]*" do
        if #kept == width - 1 then
            break
        end
        kept[#kept + 1] = character
    end
    return table.concat(kept) .. "\226\128\166" -- an ellipsis
end

local function widths_of(columns, heading, rows)
    local widths, total = {}, -#GAP
    for _, column in ipairs(columns) do
        local widest = #heading[column]
        for _, row in ipairs(rows) do
            widest = math.max(widest, length(row[column]))
        end
        widths[column] = widest
        total = total + widest + #GAP
    end
    return widths, total
end

local function line_of(columns, widths, row, colour)
    local cells = {}
    for index, column in ipairs(columns) do
        local value = cut(row[column], widths[column])
        cells[index] = value .. (" "):rep(widths[column] - length(value))
    end
    return { screens.paint((table.concat(cells, GAP):gsub(" +$", "")),
        colour) }
end

-- One below the other, if they do not fit side by side
local function in_rows(columns, rows)
    local lines = {}
    for _, row in ipairs(rows) do
        for index, column in ipairs(columns) do
            lines[#lines + 1] = index == 1
                and { screens.paint(row[column], "strong") }
                or screens.row(column, row[column])
        end
    end
    return lines
end

local function cleaned(columns, rows)
    local clean = {}
    for index, row in ipairs(rows) do
        clean[index] = {}
        for _, column in ipairs(columns) do
            clean[index][column] = text.on_one_line(row[column])
        end
    end
    return clean
end

local function heading_of(columns, headings)
    local heading = {}
    for _, column in ipairs(columns) do
        heading[column] = (headings[column] or column):upper()
    end
    return heading
end

--- The lines of a table.
-- @tparam table columns their names
-- @tparam table headings of those that are not headed by their name
-- @tparam table rows each a table of texts by column
-- @tparam number width of the terminal
-- @treturn table lines
function tables.lines(columns, headings, rows, width)
    rows = cleaned(columns, rows)
    local heading = heading_of(columns, headings)
    local widths, total = widths_of(columns, heading, rows)
    local too_much = total - (width - 1)
    if too_much > 0 then
        local left = widths[ELASTIC] - too_much
        if left < NARROWEST then
            return in_rows(columns, rows)
        end
        widths[ELASTIC] = left
    end
    local lines = { line_of(columns, widths, heading, "dim") }
    for _, row in ipairs(rows) do
        lines[#lines + 1] = line_of(columns, widths, row)
    end
    return lines
end

return tables
