--- Checks rows before anything is sent.
-- @module whatsapp.registration.fleet.rows

local call = require "whatsapp.registration.call"
local errors = require "whatsapp.registration.errors"
local ids = require "whatsapp.registration.fleet.ids"
local workflow = require "whatsapp.registration.workflow"

local rows = {}

-- Rows that an error lists, and that its message shows
local MOST, SHOWN = 1000, 20

-- What a fleet gives to each number itself
local OWN = { on_step = true, get_code = true }

--- The options of a workflow for one row: those of all rows, and its own.
-- @tparam table self a fleet
-- @tparam table row
-- @treturn table
function rows.options(self, row)
    local options = call.raw_copy(self.options)
    for key, value in pairs(row) do
        options[key] = value
    end
    return options
end

-- The number of a row; nil, what is wrong with the row, and in which field
local function number_of(self, row, options)
    for key in pairs(row) do
        if OWN[key] then
            return nil, key .. ": is no column", key
        end
    end
    if options.phone_number_id == nil then
        return nil, "phone_number_id: is missing", "phone_number_id"
    end
    local number, err = workflow.check(self.client, self.workflow, options)
    if not number then
        return nil, err.message, err.field or "options"
    end
    return number
end

--- Checks one row.
-- @treturn ?string its number
-- @treturn table the options of a workflow for it; an error of the number
function rows.check(self, row)
    local options = rows.options(self, row)
    local number, problem, field = number_of(self, row, options)
    if number then
        return number, options
    end
    local err = errors.refused({ field = field, message = problem })
    err.step = "check"
    return nil, err
end

--- Refuses columns that the workflow does not take.
-- @tparam table self a fleet
-- @tparam table columns
-- @treturn ?table an error
function rows.check_columns(self, columns)
    for _, column in ipairs(columns) do
        if OWN[column] or not workflow.takes(self.workflow, column) then
            return errors.refused { field = "numbers",
                message = ("numbers: line 1: %s takes no column %q")
                    :format(self.workflow, column) }
        end
    end
    return nil
end

local function message_of(bad, count)
    local parts = {}
    for index = 1, math.min(#bad, SHOWN) do
        parts[index] = bad[index].place .. ": " .. bad[index].message
    end
    if count > SHOWN then
        parts[#parts + 1] = ("and %d more"):format(count - SHOWN)
    end
    return ("numbers: %d bad row%s, nothing was sent: %s"):format(count,
        count > 1 and "s" or "", table.concat(parts, "; "))
end

local function collector()
    local bad, count = {}, 0
    return function(place, message, field)
        count = count + 1
        if count <= MOST then
            bad[count] = { place = place, field = field, message = message,
                line = tonumber(place:match "^line (%d+)$") }
        end
        return bad[count]
    end, function()
        if count == 0 then
            return nil
        end
        local err = errors.refused { field = "numbers",
            message = message_of(bad, count) }
        err.rows = bad
        return err
    end
end

-- Reads all rows of a source. Returns how many there are.
local function each(self, cursor, on_row)
    local total = 0
    repeat
        local row, place, _, problem, is_over = cursor.next()
        if row then
            total = total + 1
            on_row(place, number_of(self, row, rows.options(self, row)))
        elseif problem then
            on_row(place, nil, tostring(problem))
        end
    until not row and not problem or is_over
    cursor.close()
    return total
end

-- If a number is there twice, adds the place of its first row to each later
-- row.
local function add_first_places(self, twice)
    local cursor = next(twice) and self.source.open(self.client)
    if not cursor then
        return
    end
    each(self, cursor, function(place, number)
        local found = number and twice[number]
        while found do
            found[1].message = found[1].message .. ", in " .. place
            found = found.next
        end
        twice[number or false] = nil
    end)
end

--- Reads all rows of a source that can be read again, and checks them.
-- @tparam table self a fleet
-- @treturn ?number how many there are
-- @treturn ?table an error, with all bad rows as `rows`
function rows.check_all(self)
    local cursor, err = self.source.open(self.client)
    err = err or rows.check_columns(self, cursor.columns or {})
    if err then
        return nil, err
    end
    local add, result = collector()
    local seen, twice = ids.new(), {}
    local total = each(self, cursor, function(place, number, problem, field)
        if not number then
            add(place, problem, field)
        elseif ids.set(seen, number, "seen") then
            local row = add(place, ("the number %s is there already")
                :format(number), "phone_number_id")
            twice[number] = row and { row, next = twice[number] }
                or twice[number]
        end
    end)
    add_first_places(self, twice)
    err = result()
    return not err and total or nil, err
end

return rows
