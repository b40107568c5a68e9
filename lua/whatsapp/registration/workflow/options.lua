--- What can be asked of a workflow: names and types.
-- @module whatsapp.registration.workflow.options

local errors = require "whatsapp.registration.errors"

local options = {}

-- true: what it may be is the rule of an operation
local COMMON = { phone_number_id = true, access_token = true, timeout = true,
    waba_id = true }

local RUNNING = { on_step = "function", dry_run = "boolean",
    force = "boolean", confirm = true }

local REGISTERING = { pin = true, get_code = "function", code = true,
    code_method = true, language = true }

local SETUP = { data_localization_region = true, test_message = "table" }

options.PREFLIGHT = { COMMON }
options.SETUP = { COMMON, RUNNING, REGISTERING, SETUP }
options.MIGRATE = { COMMON, RUNNING, REGISTERING, SETUP, { backup = "table" },
    needs = { "backup", "a table with data and password" } }
options.CHANGE = { COMMON, RUNNING, REGISTERING, { region = true },
    needs = { "region", "a region code or false" } }
options.RELEASE = { COMMON, RUNNING }

-- Far more than reads were ever seen to trail by
local LONGEST_CONFIRM = 3600

local function wanted_of(sets, key)
    for _, set in ipairs(sets) do
        if set[key] then
            return set[key]
        end
    end
    return nil
end

local function names_of(sets)
    local names = {}
    for _, set in ipairs(sets) do
        for name in pairs(set) do
            names[#names + 1] = name
        end
    end
    table.sort(names)
    return table.concat(names, ", ")
end

local function unknown(sets, key)
    return errors.refused {
        field = tostring(key),
        message = tostring(key) .. ": expected one of " .. names_of(sets),
    }
end

local function check_confirm(seconds)
    if seconds == nil or seconds == false or type(seconds) == "number"
        and seconds > 0 and seconds <= LONGEST_CONFIRM then
        return nil
    end
    return errors.expected("confirm", "seconds, from above 0 to 3600, or "
        .. "false", seconds)
end

local function check_needs(given, needs)
    return needs and given[needs[1]] == nil
        and errors.expected(needs[1], needs[2], nil) or nil
end

--- Checks names and types.
-- @param given what the caller gave
-- @tparam table sets of the options that there are
-- @treturn ?table an error
function options.check(given, sets)
    if type(given) ~= "table" then
        return errors.expected("options", "a table", given)
    end
    for key, value in pairs(given) do
        local wanted = wanted_of(sets, key)
        if not wanted then
            return unknown(sets, key)
        elseif wanted ~= true and type(value) ~= wanted then
            return errors.expected(key, "a " .. wanted, value)
        end
    end
    return check_confirm(given.confirm) or check_needs(given, sets.needs)
end

return options
