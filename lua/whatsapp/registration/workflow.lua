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

local function sorted_keys(set)
    local keys = {}
    for key in pairs(set) do
        keys[#keys + 1] = key
    end
    table.sort(keys)
    return keys
end

local function check_options(options)
    if type(options) ~= "table" then
        return errors.expected("options", "a table", options)
    end
    for key, value in pairs(options) do
        local wanted = OPTIONS[key]
        if not wanted then
            return errors.refused {
                field = tostring(key),
                message = tostring(key) .. ": expected one of "
                    .. table.concat(sorted_keys(OPTIONS), ", "),
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
    local all = {}
    for key, value in pairs(own) do
        all[key] = value
    end
    all.phone_number_id = options.phone_number_id
    all.access_token = options.access_token
    all.timeout = options.timeout
    return all
end

local function has_settings(self)
    local major = tonumber(self.core:api_version():match "^v(%d+)")
    return major >= SETTINGS_SINCE
end

-- What an option of a step is called here
local function in_test_message(_, field)
    return "test_message." .. field
end

local function plan(self, options)
    local steps = {}
    local function add(name, operation, own, given_as)
        steps[#steps + 1] = { name = name, operation = operation,
            options = with_common(options, own), given_as = given_as }
    end
    local region = options.data_localization_region
    local in_settings = region ~= nil and has_settings(self)
    if in_settings then
        add("local_storage", "set_local_storage", { region = region },
            { region = "data_localization_region" })
    end
    add("two_step", "setup_two_step", { pin = options.pin })
    add("register", "register", { pin = options.pin,
        data_localization_region = not in_settings and region or nil })
    if options.test_message then
        add("test_message", "send_text", options.test_message,
            setmetatable({}, { __index = in_test_message }))
    end
    return steps
end

-- The refusal of a step's options, in the words of the workflow's
local function refused(err, step)
    local field = err.field
    local given = field and step.given_as and step.given_as[field]
    if given then
        err.message = given .. err.message:sub(#field + 1)
        err.field = given
    end
    err.step = step.name
    return err
end

-- Nothing is sent unless every step could be. The number they are all about
local function check_steps(self, steps)
    local number
    for _, step in ipairs(steps) do
        local ok, about = client.check(self, step.operation, step.options)
        if not ok then
            return nil, refused(about, step)
        end
        number = about
    end
    return number
end

local function announce(self, watch, step)
    events.tell(self, "step", { step = step.name, outcome = step.outcome,
        elapsed = step.elapsed, operation = step.operation,
        phone_number_id = watch.number })
    if watch.on_step then
        pcall(watch.on_step, step)
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
local function run(self, watch, step)
    local started = core.now()
    announce(self, watch, { name = step.name, outcome = "started",
        operation = step.operation })
    local result, err = client.perform(self, step.operation, step.options)
    local entry = { name = step.name, operation = step.operation,
        outcome = err and "failed" or "done",
        elapsed = core.now() - started, result = result, error = err }
    announce(self, watch, entry)
    return entry
end

local function run_all(self, watch, steps)
    local done = {}
    for _, step in ipairs(steps) do
        local entry = run(self, watch, step)
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
    local number, refusal = check_steps(self, steps)
    if not number then
        return nil, refusal
    end
    return run_all(self, { number = number, on_step = options.on_step },
        steps)
end

return workflow
