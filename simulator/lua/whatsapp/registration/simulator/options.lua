--- The options of the model and their defaults. doc/simulator.md says what each
-- of them does.
-- @module whatsapp.registration.simulator.options

local json = require "whatsapp.registration.simulator.json"
local made = require "whatsapp.registration.simulator.made"
local merged = require "whatsapp.registration.simulator.merged"
local parameters = require "whatsapp.registration.simulator.parameters"

local options = {}

local HOUR = 3600

local DEFAULTS = {
    base_url = "https://graph.facebook.com",
    oldest_version = "v21.0",
    newest_version = "v27.0",
    attempt_limit = 10,
    attempt_window = 72 * HOUR,
    attempt_block = 72 * HOUR,
    shared_limit = true,
    prolong_block = false,
    pin_guess_limit = 5,
    pin_guess_pause = 60,
    pin_lock = HOUR,
    pin_locks_before_reverification = 0,
    refuse_common_pins = false,
    pin_needs_registration = false,
    deregister_clears_pin = false,
    register_again = "check_pin",
    region_in_register = "apply",
    status_lag = 0,
    register_moves_onboarded_time = true,
    code_lifetime = 600,
    code_request_limit = 10,
    code_request_window = 72 * HOUR,
    code_guess_limit = 5,
    code_guess_lock = 12 * HOUR,
    success_as_string = false,
    require_app_secret_proof = false,
    withheld_fields = {},
    -- Meta allows so many for an account with a registered number.
    calls_an_hour = 5000,
    app_calls_an_hour = 1000000,
    limit_calls = false,
    made_accounts = 1,
    made_numbers = 0,
    made_like = { "106540352242923" },
    request_log = 2000,
}

-- Meta's pages disagree on these, or say nothing.
local CHOICES = {
    register_again = { check_pin = true, keep_pin = true, refuse = true },
    region_in_register = { apply = true, ignore = true, refuse = true },
}

local MOST = { made_accounts = made.MOST_ACCOUNTS,
    made_numbers = made.MOST_NUMBERS }

-- What the pattern of numbers can't be
local function check_pattern(name, value)
    if MOST[name] and (value % 1 ~= 0 or value < 0 or value > MOST[name]) then
        return nil, ("option %s must be a whole number from 0 to %d"):format(
            name, MOST[name])
    elseif name ~= "made_like" then
        return true
    end
    local documented = made.documented(0)
    for _, id in ipairs(value) do
        if not documented[id] then
            return nil, ("option made_like: there is no %s"):format(
                tostring(id))
        end
    end
    return #value > 0 or nil, "option made_like must name a number"
end

local function check(name, value)
    local default = DEFAULTS[name]
    if default == nil then
        return nil, ("unknown option %s"):format(tostring(name))
    end
    if type(value) ~= type(default)
        or type(value) == "number" and not parameters.is_number(value) then
        return nil, ("option %s must be a %s"):format(name, type(default))
    end
    if CHOICES[name] and not CHOICES[name][value] then
        return nil, ("option %s cannot be %s"):format(name, value)
    end
    return check_pattern(name, value)
end

local function parse(value, default)
    if type(default) == "table" then
        local list = {}
        for each in value:gmatch("[^,%s]+") do
            list[#list + 1] = each
        end
        return list
    end
    if value == "true" or value == "false" then
        return value == "true"
    end
    return tonumber(value) or value
end

--- Reads an option as the command line takes it: "name=value".
-- @treturn ?string the name
-- @return the value
function options.read(text)
    local name, value = text:match("^([%w_]+)=(.*)$")
    if name then
        return name, parse(value, DEFAULTS[name])
    end
end

--- Changes some options of a table of them; all or none.
-- @treturn ?boolean true
-- @treturn ?string what is wrong
function options.change(settings, changes)
    for name, value in pairs(changes) do
        local ok, problem = check(name, value)
        if not ok then
            return nil, problem
        end
    end
    for name, value in pairs(changes) do
        settings[name] = value
    end
    return true
end

--- Makes a complete table of options.
-- @tparam ?table changes what differs from the defaults
-- @treturn ?table
-- @treturn ?string what is wrong with the changes
function options.new(changes)
    local settings = merged(DEFAULTS)
    local ok, problem = options.change(settings, changes or {})
    if not ok then
        return nil, problem
    end
    return settings
end

--- Copies all options, for encoding.
function options.dump(settings)
    local copy = {}
    for name, value in pairs(settings) do
        copy[name] = type(value) == "table" and json.list(value) or value
    end
    return copy
end

return options
