--- Checks rows before anything is sent.
-- @module whatsapp.registration.fleet.rows

local errors = require "whatsapp.registration.errors"
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
    local options = {}
    for key, value in pairs(self.options) do
        options[key] = value
    end
    for key, value in pairs(row) do
        options[key] = value
    end
    return options
end

-- What is wrong with one row, as field and message, else its number
local function problem_of(self, row)
    for key in pairs(row) do
        if OWN[key] then
            return key, key .. ": is no column"
        end
    end
    local options = rows.options(self, row)
    if options.phone_number_id == nil then
        return "phone_number_id", "phone_number_id: is missing"
    end
    local number, err = workflow.check(self.client, self.workflow, options)
    if not number then
        return err.field or "options", err.message
    end
    return nil, number
end

--- Checks one row.
-- @treturn ?string its number
-- @treturn ?table an error of the number
function rows.check(self, row)
    local field, found = problem_of(self, row)
    if not field then
        return found
    end
    local err = errors.refused({ field = field, message = found })
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
    local seen, total = {}, 0
    repeat
        local row, place, _, problem, is_over = cursor.next()
        if row then
            total = total + 1
            local field, found = problem_of(self, row)
            if field then
                add(place, found, field)
            elseif seen[found] then
                add(place, ("the number %s is there already, in %s"):format(
                    found, seen[found]), "phone_number_id")
            else
                seen[found] = place
            end
        elseif problem then
            add(place, tostring(problem))
        end
    until not row and not problem or is_over
    cursor.close()
    err = result()
    return not err and total or nil, err
end

return rows
