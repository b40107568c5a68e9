--- Checks the values that a workflow is given by the rules of the operations
-- that get them: nothing is sent unless all of it could be.
-- @module whatsapp.registration.workflow.values

local client = require "whatsapp.registration.client"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local verification = require "whatsapp.registration.workflow.verification"

local values = {}

-- In the place of a PIN that the store is to give
local ANY_PIN = "000000"

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
    if pin == nil and self.client.pins then
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

-- As client.check, but refuses also what would be lost: what every call takes,
-- given for one step alone.
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
function values.check(self, takes_pin)
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

return values
