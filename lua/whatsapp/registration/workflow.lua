--- Several operations in the right order, as one. Each looks at the number
-- first, leaves out what is done, and can be run again after any failure.
-- @module whatsapp.registration.workflow

local beginning = require "whatsapp.registration.workflow.beginning"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local options = require "whatsapp.registration.workflow.options"
local preflight = require "whatsapp.registration.preflight"
local registering = require "whatsapp.registration.workflow.registering"
local storage = require "whatsapp.registration.workflow.storage"
local verification = require "whatsapp.registration.workflow.verification"

local workflow = {}

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

-- The checks of what registering takes
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

local function add_checks(self, checks)
    local given = self.options
    local function add(value, name, operation, own, given_as)
        if value ~= nil then
            checks[#checks + 1] = { name = name, operation = operation,
                own = own, given_as = given_as }
        end
    end
    add(given.code, "verify_code", "verify_code", { code = given.code })
    add(self.region, "local_storage", "set_local_storage",
        { region = self.region }, as(self.region_field))
    add(given.waba_id, "subscribe_app", "subscribe_app",
        { waba_id = given.waba_id })
    add(given.test_message, "test_message", "send_text", given.test_message,
        in_test_message)
    return checks
end

local subscribe_app = {
    name = "subscribe_app",
    operation = "subscribe_app",
    own = function(self)
        return { waba_id = self.options.waba_id }
    end,
}

local test_message = {
    name = "test_message",
    operation = "send_text",
    own = function(self)
        return self.options.test_message
    end,
}

-- The steps from the code to the confirmation
local function registering_steps(self, is_reset)
    local steps = { verification.request_code, verification.verify_code }
    local function add(step, is_wanted)
        steps[#steps + 1] = is_wanted and step or nil
    end
    local has_region, has_settings = self.region ~= nil, self.has_settings
    add(registering.two_step, is_reset)
    add(registering.deregister, self.deregisters > 0)
    add(storage.set, has_region and has_settings)
    add(registering.two_step, not is_reset)
    add(registering.register, true)
    add(registering.confirm, self.options.confirm ~= false)
    add(storage.verify, has_region and not has_settings)
    return steps
end

local function setup_steps(self)
    local steps = registering_steps(self)
    if self.options.waba_id ~= nil then
        steps[#steps + 1] = subscribe_app
    end
    if self.options.test_message then
        steps[#steps + 1] = test_message
    end
    return steps
end

local function decide_setup(self)
    local is_registered = preflight.is_registered(self.shown)
    self.needs_registering = not is_registered
        or preflight.is_renamed(self.shown)
    self.needless = "the number is registered"
    self.registers = 1
    self.deregisters = preflight.is_half_deregistered(self.shown) and 1 or 0
end

local function on_premises()
    return { kind = "invalid_request", reason = "the number is on the "
        .. "On-Premises API: it can't be registered without its backup",
        hint = "client:migrate_number{...} takes the backup." }
end

-- A code that is missing is asked for later.
local function foresee(self)
    local found = preflight.obstacle(self.shown)
    if found and found.action ~= "verify_number" then
        return found
    end
    return preflight.is_on_premises(self.shown) and not self.options.backup
        and on_premises() or nil
end

local function decide_change(self)
    local found, err = storage.read(self)
    if err then
        return err
    end
    local is_registered = preflight.is_registered(self.shown)
    self.needs_registering = not is_registered or found ~= self.region
    self.needless = "the number is registered with this region"
    self.registers = 1
    self.deregisters = (is_registered
        or preflight.is_half_deregistered(self.shown)) and 1 or 0
    return nil
end

local function change_steps(self)
    return registering_steps(self, true)
end

local function decide_release(self)
    self.needs_registering = preflight.is_registered(self.shown)
        or preflight.is_half_deregistered(self.shown)
    self.needless = "the number is not registered"
    self.registers, self.deregisters = 0, 1
    local found = preflight.judge(self.shown)
    if found.kind == "api" then
        return preflight.failure(found, self.shown)
    end
    return nil
end

local function nothing() end

local function release_steps(self)
    return { registering.release, self.options.confirm ~= false
        and registering.confirm_release or nil }
end

local function check_open(self)
    return not self.core
        and errors.refused { message = "the client is closed" } or nil
end

-- Checks all options, and takes the steps
local function start(self, given, sets, prepare)
    given = given == nil and {} or given
    local err = options.check(given, sets) or check_open(self)
    if err then
        return nil, err
    end
    local run = { client = self, options = given, pin = given.pin,
        has_settings = storage.has_settings(self),
        plan = { beginning.preflight } }
    local number
    number, err = options.check_values(run, prepare(run))
    if not number then
        return nil, err
    end
    run.number = number
    return flow.run(run)
end

local function prepare_setup(run)
    run.decide, run.foresee, run.rest = decide_setup, foresee, setup_steps
    run.region = run.options.data_localization_region
    run.region_field, run.takes_pin = "data_localization_region", true
    return add_checks(run, registering_checks(run))
end

local function prepare_change(run)
    run.decide, run.foresee, run.rest = decide_change, foresee, change_steps
    run.region, run.region_field = run.options.region, "region"
    run.takes_pin = true
    return add_checks(run, registering_checks(run))
end

local function prepare_release(run)
    run.decide, run.foresee, run.rest = decide_release, nothing, release_steps
    return add_checks(run, { LOOK })
end

local function missing(field, expected)
    return errors.refused { field = field,
        message = field .. ": expected " .. expected .. ", got nothing" }
end

--- Says what can be done with a number, by one read (and where the account
-- that is named is not that of the number's health, by its list of numbers).
-- @tparam table self a client
-- @tparam ?table given `waba_id` and what every call takes
-- @treturn ?table `action` ("register", "already_registered",
--   "verify_number", "wait_for_display_name", "not_registrable" or
--   "check_status"), `reason`, `kind` (of the error that registering it would
--   be, nil where it would not), `number`
-- @treturn ?table an error: the number can't be read, or is not the account's
function workflow.preflight(self, given)
    given = given == nil and {} or given
    local err = options.check(given, options.PREFLIGHT) or check_open(self)
    if err then
        return nil, err
    end
    local run = { client = self, options = given }
    local ok, number
    ok, err = options.check_values(run, add_checks(run, { LOOK }))
    if not ok then
        return nil, err
    end
    number, err = preflight.look(self, flow.options(run), given.waba_id)
    if not number then
        return nil, err
    end
    local found = preflight.judge(number)
    found.hint, found.number = nil, number
    return found
end

--- Brings a number to where it can send.
-- @tparam table self a client
-- @tparam ?table given `pin`, needed where no PIN store has it;
--   `get_code(number, err)`, which returns the code that was sent, or nil to
--   stop and go on later (called again with an error where the code was
--   wrong); `code`, one that was sent before; `code_method`, `language`;
--   `data_localization_region`; `waba_id`: the account is checked and the app
--   subscribed to it; `test_message` (`{ to =, body = }`); `on_step`, called
--   with each step before and after it, and while it waits; `dry_run`;
--   `confirm`, seconds to wait until the registration shows (90), or false;
--   `force`; and what every call takes
-- @treturn ?table `{ success, steps = { { name, outcome, elapsed (seconds),
--   result, reason }, ... }, number }`; where the code is missing `success` is
--   false, and `step`, `completed`, `next_action` and `hint` are there
-- @treturn ?table an error with `step` and `completed`
function workflow.setup_number(self, given)
    return start(self, given, options.SETUP, prepare_setup)
end

--- Moves a number from the On-Premises API: `setup_number` with a `backup`
-- (`{ data =, password = }`).
function workflow.migrate_number(self, given)
    if type(given) == "table" and given.backup == nil then
        return nil, missing("backup", "a table with data and password")
    end
    return start(self, given, options.MIGRATE, prepare_setup)
end

--- Changes where a number's messages are stored: deregisters it, changes the
-- region and registers it again, as far as it takes that.
-- @tparam table self a client
-- @tparam table given `region`, a code or false, and what `setup_number` takes
--   but `data_localization_region` and `test_message`
function workflow.change_region(self, given)
    if type(given) == "table" and given.region == nil then
        return nil, missing("region", "a region code or false")
    end
    return start(self, given, options.CHANGE, prepare_change)
end

--- Deregisters a number where it is registered.
-- @tparam table self a client
-- @tparam ?table given `waba_id` (is checked), `on_step`, `dry_run`,
--   `confirm`, `force`, and what every call takes
function workflow.release_number(self, given)
    return start(self, given, options.RELEASE, prepare_release)
end

return workflow
