--- Several operations in the right order, as one.
-- @module whatsapp.registration.workflow

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local events = require "whatsapp.registration.events"

local workflow = {}

local OPTIONS = {
    pin = true, data_localization_region = true, test_message = "table",
    on_step = "function", phone_number_id = true, access_token = true,
    timeout = true,
}

-- From this version on a region is set before registering, in the number's
-- settings (Meta's local-storage guide and changelog of 2024-10-02).
local SETTINGS_SINCE = 21

local function check_options(options)
    if type(options) ~= "table" then
        return errors.expected("options", "a table", options)
    end
    for key, value in pairs(options) do
        local wanted = OPTIONS[key]
        if not wanted then
            return errors.refused {
                field = tostring(key),
                message = tostring(key) .. ": expected a known option",
            }
        end
        if wanted ~= true and type(value) ~= wanted then
            return errors.expected(key, "a " .. wanted, value)
        end
    end
    return nil
end

-- The options of one operation, and those that every call takes
local function with_common(options, own)
    own.phone_number_id = options.phone_number_id
    own.access_token = options.access_token
    own.timeout = options.timeout
    return own
end

local function has_settings(self)
    local major = tonumber(self.core:api_version():match "^v(%d+)")
    return major >= SETTINGS_SINCE
end

local function plan(self, options)
    local steps = {}
    local function add(name, operation, own)
        steps[#steps + 1] = { name = name, operation = operation,
            options = with_common(options, own) }
    end
    local region = options.data_localization_region
    local in_settings = region ~= nil and has_settings(self)
    if in_settings then
        add("local_storage", "set_local_storage", { region = region })
    end
    add("two_step", "setup_two_step", { pin = options.pin })
    add("register", "register", { pin = options.pin,
        data_localization_region = not in_settings and region or nil })
    local message = options.test_message
    if message then
        add("test_message", "send_text", { to = message.to,
            body = message.body, preview_url = message.preview_url })
    end
    return steps
end

-- Nothing is sent unless every step could be.
local function check_steps(self, steps)
    for _, step in ipairs(steps) do
        local ok, err = client.check(self, step.operation, step.options)
        if not ok then
            err.step = step.name
            return err
        end
    end
    return nil
end

local function announce(self, options, step)
    events.tell(self, "step", { step = step.name, outcome = step.outcome,
        elapsed = step.elapsed, operation = step.operation,
        phone_number_id = options.phone_number_id
            or self.core:phone_number_id() })
    if options.on_step then
        pcall(options.on_step, step)
    end
end

local function names(steps)
    local completed = {}
    for index, step in ipairs(steps) do
        completed[index] = step.name
    end
    return completed
end

-- One step of the plan, told before and after; its entry in the report
local function run(self, options, step)
    local started = core.now()
    announce(self, options, { name = step.name, outcome = "started",
        operation = step.operation })
    local result, err = client.perform(self, step.operation, step.options)
    local entry = { name = step.name, operation = step.operation,
        outcome = err and "failed" or "done",
        elapsed = core.now() - started, result = result, error = err }
    announce(self, options, entry)
    return entry
end

local function run_all(self, options, steps)
    local done = {}
    for _, step in ipairs(steps) do
        local entry = run(self, options, step)
        if entry.error then
            entry.error.step = step.name
            entry.error.completed = names(done)
            return nil, entry.error
        end
        done[#done + 1] = entry
    end
    return { success = true, steps = done }
end

--- Sets a number up: two-step verification, registration, a test message.
-- Stops at the first error, which says at which `step` and what was
-- `completed` before.
-- @tparam table self a client
-- @tparam table options `pin`; `data_localization_region`; `test_message`
--   (`{ to =, body = }`); `on_step`, called with each step before
--   (`outcome = "started"`) and after it; and what every call takes
-- @treturn ?table `{ success = true, steps = { { name, outcome, elapsed
--   (seconds), result }, ... } }`
-- @treturn ?table an error
function workflow.setup_number(self, options)
    local err = check_options(options)
    if err then
        return nil, err
    end
    if not self.core then
        return nil, errors.refused { message = "the client is closed" }
    end
    local steps = plan(self, options)
    err = check_steps(self, steps)
    if err then
        return nil, err
    end
    return run_all(self, options, steps)
end

return workflow
