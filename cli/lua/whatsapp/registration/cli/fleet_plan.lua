--- The file of a run, as a plan reads it. A plan only reads each number, so it
-- needs no PIN and no region: it leaves out columns that only the run needs.
-- @module whatsapp.registration.cli.fleet_plan

local workflow = require "whatsapp.registration.workflow"

local fleet_plan = {}

local LOOK = "preflight"

-- A cursor without what only the run takes
local function looking(cursor, run)
    local plan = setmetatable({}, { __index = cursor })
    local function is_left_out(column)
        return workflow.takes(run, column)
            and not workflow.takes(LOOK, column)
    end
    plan.columns = cursor.columns and {}
    for _, column in ipairs(cursor.columns or {}) do
        if not is_left_out(column) then
            plan.columns[#plan.columns + 1] = column
        end
    end
    function plan.next()
        local row, place, account, problem, is_over = cursor.next()
        local left
        for column, value in pairs(row or {}) do
            left = left or {}
            left[column] = not is_left_out(column) and value or nil
        end
        return row and (left or row), place, account, problem, is_over
    end
    return plan
end

--- Makes a source for a plan of a run's.
-- @tparam table source of a fleet
-- @tparam string run the workflow of the run
-- @treturn table
function fleet_plan.of(source, run)
    local plan = setmetatable({}, { __index = source })
    function plan.open(...)
        local cursor, err = source.open(...)
        return cursor and looking(cursor, run), err
    end
    return plan
end

return fleet_plan
