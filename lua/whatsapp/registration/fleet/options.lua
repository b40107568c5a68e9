--- The options of a fleet.
-- @module whatsapp.registration.fleet.options

local errors = require "whatsapp.registration.errors"

local options = {}

local WORKFLOWS = { setup_number = true, preflight = true,
    release_number = true, change_region = true }

-- What each option has to be
local OPTIONS = { workflow = "string", concurrency = "number",
    canary = "number", results = "table", on_progress = "function",
    on_result = "function", on_step = "function", is_over = "function",
    options = "table", codes = "table", get_code = "function", numbers = true,
    request_codes = "boolean", draw_pins = "boolean" }

local MOST_AT_ONCE = 1000

local function is_count(value, least)
    return value >= least and value % 1 == 0
end

--- Checks all but the numbers.
-- @tparam table given
-- @treturn ?table an error
function options.check(given)
    local _, err = errors.options(given, OPTIONS)
    if err then
        return err
    elseif not WORKFLOWS[given.workflow] then
        return errors.refused { field = "workflow", message = "workflow: "
            .. "expected \"setup_number\", \"preflight\", "
            .. "\"release_number\" or \"change_region\"" }
    elseif given.results and not given.results.open then
        return errors.expected("results", "a file of results", given.results)
    elseif not is_count(given.concurrency or 8, 1)
        or (given.concurrency or 8) > MOST_AT_ONCE then
        return errors.refused { field = "concurrency", message =
            "concurrency: expected a whole number from 1 to 1000" }
    elseif not is_count(given.canary or 0, 0) then
        return errors.refused { field = "canary",
            message = "canary: expected a whole number, 0 or more" }
    end
    return nil
end

--- Codes by number: a table, or a source of rows with phone_number_id and code.
-- @tparam table client
-- @tparam ?table given
-- @treturn ?table
-- @treturn ?table an error
function options.codes(client, given)
    if not given or type(given.open) ~= "function" then
        return given or {}
    end
    local cursor, err = given.open(client)
    if not cursor then
        err.field, err.message = "codes", err.message:gsub("^numbers", "codes")
        return nil, err
    end
    local codes = {}
    local row, place, _, problem
    repeat
        row, place, _, problem = cursor.next()
        if row and row.phone_number_id and row.code then
            codes[tostring(row.phone_number_id)] = row.code
        elseif row or problem then
            problem = problem or "expected phone_number_id and code"
        end
    until not row or problem
    cursor.close()
    if problem then
        return nil, errors.refused { field = "codes", message = "codes: "
            .. place .. ": " .. tostring(problem) }
    end
    return codes
end

return options
