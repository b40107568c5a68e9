--- The command numbers: an account's numbers, a line each.
-- @module whatsapp.registration.cli.numbers

local document = require "whatsapp.registration.cli.document"
local must = require "whatsapp.registration.cli.must"
local numbers = require "whatsapp.registration.number"
local refuse = require "whatsapp.registration.cli.refuse"
local report = require "whatsapp.registration.cli.report"
local session = require "whatsapp.registration.cli.session"
local tables = require "whatsapp.registration.cli.table"
local terminal = require "whatsapp.registration.cli.terminal"
local text = require "whatsapp.registration.text"

local command = {}

local OUTPUT = 1

local COLUMNS = { "id", "number", "name", "status", "registered", "verified",
    "left" }

-- Shown as it is; other modules say what it means.
local STATUS = "status"

-- Shorter headings for columns with long names
local HEADINGS = { registered = "reg", verified = "ver" }

local WORDS = { [true] = "yes", [false] = "no" }

local function shown(value)
    local kind = type(value)
    return (kind == "string" or kind == "number") and tostring(value) or ""
end

-- How many attempts the journal has left for a number; nil without a journal
local function left_of(self, number)
    if not self.journal or type(number.id) ~= "string" then
        return nil
    end
    return self.client:budget(number.id).left
end

local function row_of(number, left)
    return {
        id = shown(number.id),
        number = shown(number.display_phone_number),
        name = shown(number.verified_name),
        status = shown(number[STATUS]),
        registered = WORDS[report.is_registered(number)] or "unclear",
        verified = numbers.is_verified(number) and "yes"
            or numbers.is_unverified(number) and "no" or "",
        left = left and ("%d"):format(left) or "",
    }
end

-- A filter: a column (nil: any) and a text in small letters
local function filter_of(given)
    local name, wanted = given:match "^([%l ]+)=(.*)$"
    if not name then
        return { text = given:lower() }
    end
    for _, column in ipairs(COLUMNS) do
        if column == name then
            return { column = name, text = wanted:lower() }
        end
    end
    return refuse("filter", "expected a text or COLUMN=TEXT, where COLUMN is "
        .. "one of " .. table.concat(COLUMNS, ", "))
end

local function is_in(row, filter)
    for _, column in ipairs(COLUMNS) do
        local value = row[column]:lower()
        if filter.column == column and value == filter.text
            or not filter.column and value:find(filter.text, 1, true) then
            return true
        end
    end
    return false
end

local function is_wanted(row, filters)
    for _, filter in ipairs(filters) do
        if not is_in(row, filter) then
            return false
        end
    end
    return true
end

-- A number as a document: the server's fields, and what they mean
local IS = { yes = true, no = false }

local function document_of(number, row, left)
    number.registered, number.attempts_left = IS[row.registered], left
    number.verified = IS[row.verified]
    number.response = nil
    return number
end

local function line_of(row)
    local cells = {}
    for index, column in ipairs(COLUMNS) do
        cells[index] = text.on_one_line(row[column])
    end
    return table.concat(cells, "\t")
end

-- Calls `each(number, row, left)` for what passes the filters
local function list(self, filters, each)
    for number in self.client:phone_numbers {
        waba_id = self.given.waba_id } do
        local left = left_of(self, number)
        local row = row_of(number, left)
        if is_wanted(row, filters) then
            each(number, row, left)
        end
    end
end

-- Also shows the numbers that came before an error.
local function show_table(self, filters)
    local rows = {}
    local is_fine, err = pcall(list, self, filters, function(_, row)
        rows[#rows + 1] = row
    end)
    self.screen:rest()
    if rows[1] then
        self.screen:say(tables.lines(COLUMNS, HEADINGS, rows,
            self.screen.output_width))
    elseif is_fine then
        self.screen:note "no numbers"
    end
    must(nil, not is_fine and err)
end

-- A line each as it comes, or a table of all for a terminal
local function show_all(self, filters)
    if not self.screen.is_json and terminal.width(OUTPUT) then
        return show_table(self, filters)
    end
    list(self, filters, function(number, row, left)
        self.screen:rest()
        self.screen:print(self.screen.is_json
            and document.encode(document_of(number, row, left))
            or line_of(row))
    end)
end

function command.numbers(self)
    local filters = {}
    for index, each in ipairs(self.given.filter or {}) do
        filters[index] = filter_of(each)
    end
    session.open(self, { journal = "optional", account = true, waba = true })
    show_all(self, filters)
end

return command
