--- What can be asked of a workflow: names and types, and values by the rules of
-- the operations that get them. Nothing is sent unless all of it could be.
-- @module whatsapp.registration.workflow.options

local client = require "whatsapp.registration.client"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local verification = require "whatsapp.registration.workflow.verification"

local options = {}

-- true: what it may be is the rule of an operation
local COMMON = { phone_number_id = true, access_token = true, timeout = true,
    waba_id = true }

local RUNNING = { on_step = "function", dry_run = "boolean",
    force = "boolean", confirm = true }

local REGISTERING = { pin = true, get_code = "function", code = true,
    code_method = true, language = true }

local SETUP = { data_localization_region = true, test_message = "table" }

-- All options of some sets
local function of(...)
    local all = {}
    for _, set in ipairs { ... } do
        for name, wanted in pairs(set) do
            all[name] = wanted
        end
    end
    return all
end

-- What a workflow `takes`, and what it `needs`
options.PREFLIGHT = { takes = of(COMMON) }
options.SETUP = { takes = of(COMMON, RUNNING, REGISTERING, SETUP) }
options.MIGRATE = { takes = of(options.SETUP.takes, { backup = "table" }),
    needs = { "backup", "a table with data and password" } }
options.CHANGE = { takes = of(COMMON, RUNNING, REGISTERING, { region = true }),
    needs = { "region", "a region code or false" } }
options.REGISTER = { takes = of(COMMON, RUNNING,
    { pin = true, data_localization_region = true }) }
options.RELEASE = { takes = of(COMMON, RUNNING) }

-- Far more than reads were ever seen to lag by
local LONGEST_CONFIRM = 3600

-- Stands for a PIN that the store is going to give
local ANY_PIN = "000000"

local function unknown(takes, key)
    local names = {}
    for name in pairs(takes) do
        names[#names + 1] = name
    end
    table.sort(names)
    return errors.refused {
        field = tostring(key),
        message = tostring(key) .. ": expected one of "
            .. table.concat(names, ", "),
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
-- @param given a copy of what the caller gave
-- @tparam table known what the workflow takes and needs
-- @treturn ?table an error
function options.check(given, known)
    if type(given) ~= "table" then
        return errors.expected("options", "a table", given)
    end
    for key, value in pairs(given) do
        local wanted = known.takes[key]
        if not wanted then
            return unknown(known.takes, key)
        elseif wanted ~= true and type(value) ~= wanted then
            return errors.expected(key, "a " .. wanted, value)
        end
    end
    return check_confirm(given.confirm) or check_needs(given, known.needs)
end

local function as(name)
    return function()
        return name
    end
end

local function in_test_message(field)
    return "test_message." .. field
end

local LOOK = { name = "preflight", operation = "phone_number" }

-- What is to be checked: `name` of the step, `operation`, `own` options, and
-- `given_as(field)`, what the workflow calls such an option. Here of what
-- registering takes
local function registering_checks(self)
    local given = self.options
    local pin = given.pin
    if pin == nil and self.client.pin_store then
        pin = ANY_PIN
    end
    local old_region = not self.has_settings and self.region or nil
    return {
        LOOK,
        { name = "request_code", operation = "request_code",
            own = verification.request_code.own(self) },
        { name = "two_step", operation = "setup_two_step",
            own = { pin = pin } },
        { name = "register", operation = "register", own = { pin = pin,
            backup = given.backup, data_localization_region = old_region } },
    }
end

local function more_checks(self, checks)
    local given = self.options
    local function add(value, name, operation, own, given_as)
        if value ~= nil then
            checks[#checks + 1] = { name = name, operation = operation,
                own = own, given_as = given_as }
        end
    end
    add(given.code, "verify_code", "verify_code", { code = given.code })
    add(self.region, "local_storage", "set_local_storage",
        { region = self.region }, as(self.workflow.region_field))
    add(given.waba_id, "subscribe_app", "subscribe_app",
        { waba_id = given.waba_id })
    add(given.test_message, "test_message", "send_text", given.test_message,
        in_test_message)
    return checks
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

-- Like client.check, but also refuses phone_number_id, access_token and timeout
-- among a step's own options: they would be ignored.
local function check_one(self, check)
    local own = check.own or {}
    for _, field in ipairs(flow.CALL_OPTIONS) do
        if own[field] ~= nil then
            return nil, errors.refused { field = field, message = field
                .. ": expected beside the options of the whole workflow" }
        end
    end
    return client.check(self.client, check.operation, flow.options(self, own))
end

--- Checks values.
-- @tparam table self a flow, of which `client`, `options` and what a plan says
--   of its region are needed
-- @tparam ?boolean takes_pin whether it registers
-- @treturn ?string the id of the number that it is about
-- @treturn ?table an error
function options.check_values(self, takes_pin)
    local number
    local checks = takes_pin and registering_checks(self) or { LOOK }
    for _, check in ipairs(more_checks(self, checks)) do
        local ok, about = check_one(self, check)
        if not ok then
            return nil, refused(about, check)
        end
        number = about
    end
    return number
end

return options
