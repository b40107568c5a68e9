--- The file of a run, as a plan reads it. Each row is checked as the run would
-- check it. But a plan only reads each number, so it needs no PIN and no
-- region: it leaves out columns that only the run needs.
-- @module whatsapp.registration.cli.fleet_plan

local rows = require "whatsapp.registration.fleet.rows"
local workflow = require "whatsapp.registration.workflow"

local fleet_plan = {}

local LOOK = "preflight"

-- Stand for what the run gets from elsewhere if a row lacks it
local STAND_INS = { pin = "071934", region = false }

-- Those of the options that a workflow takes
local function taken_by(name, options)
    local taken = {}
    for option, value in pairs(options) do
        if workflow.takes(name, option) then
            taken[option] = value
        end
    end
    return taken
end

-- The run, as whatsapp.registration.fleet.rows checks its rows
local function checks_of(client, run)
    return { client = client, workflow = run,
        options = taken_by(run, STAND_INS) }
end

-- The row for a plan; nil and what is wrong with it for the run
local function looked_at(self, row)
    local number, err = rows.check(self, row)
    if not number then
        return nil, err.message
    end
    return taken_by(LOOK, row)
end

-- A cursor without what only the run takes
local function looking(cursor, self)
    local plan = setmetatable({}, { __index = cursor })
    plan.columns = {}
    for _, column in ipairs(cursor.columns or {}) do
        if workflow.takes(LOOK, column) then
            plan.columns[#plan.columns + 1] = column
        end
    end
    function plan.next()
        local row, place, account, problem, is_over = cursor.next()
        if row then
            row, problem = looked_at(self, row)
        end
        return row, place, account, problem, is_over
    end
    return plan
end

--- Makes a source for a plan of a run's.
-- @tparam table source of a fleet
-- @tparam string run the workflow of the run
-- @treturn table
function fleet_plan.of(source, run)
    local plan = setmetatable({}, { __index = source })
    function plan.open(client, ...)
        local cursor, err = source.open(client, ...)
        local self = checks_of(client, run)
        if cursor then
            err = rows.check_columns(self, cursor.columns or {})
            if err then
                cursor.close()
            end
        end
        return not err and looking(cursor, self) or nil, err
    end
    return plan
end

return fleet_plan
