--- What can be asked of a workflow. All of it is checked before anything is
-- sent, by the rules of the operations that get it.
-- @module whatsapp.registration.workflow.options

local client = require "whatsapp.registration.client"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"

local options = {}

-- true: the operation's rule checks it
local COMMON = { phone_number_id = true, access_token = true, timeout = true,
    waba_id = true }

local RUNNING = { on_step = "function", dry_run = "boolean",
    force = "boolean", confirm = true }

local REGISTERING = { pin = true, get_code = "function", code = true,
    code_method = true, language = true }

local SETUP = { data_localization_region = true, test_message = "table" }

options.PREFLIGHT = { COMMON }
options.SETUP = { COMMON, RUNNING, REGISTERING, SETUP }
options.MIGRATE = { COMMON, RUNNING, REGISTERING, SETUP, { backup = "table" } }
options.CHANGE = { COMMON, RUNNING, REGISTERING, { region = true } }
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
    return check_confirm(given.confirm)
end

-- A refusal in the words of the workflow's options
local function refused(err, check)
    local field = err.field
    local given = field and check.given_as and check.given_as(field)
    if given then
        err.message = given .. err.message:sub(#field + 1)
        err.field = given
    end
    err.step = check.name
    return err
end

--- Checks values: nothing is sent unless all of it could be.
-- @tparam table self a flow, of which only `client` and `options` are needed
-- @tparam table checks a list of `name` (of the step), `operation`, `own`
--   (options) and `given_as(field)`, what the workflow calls that option
-- @treturn ?string the id of the number that it is about
-- @treturn ?table an error
function options.check_values(self, checks)
    local number
    for _, check in ipairs(checks) do
        local ok, about = client.check(self.client, check.operation,
            flow.options(self, check.own))
        if not ok then
            return nil, refused(about, check)
        end
        number = number or about
    end
    return number
end

return options
