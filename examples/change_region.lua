-- Changes the country in which a number's messages are stored, or switches
-- local storage off: deregisters the number, changes the setting and registers
-- it again. That takes two of the ten attempts, and nothing is begun unless
-- the journal has both. The number can't send for a moment.
--
--     lua5.4 examples/change_region.lua [REGION|off]
--
-- For real with WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and
-- WHATSAPP_PIN in the environment.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242931"

local wanted = arg[1] or simulator and "BR"
assert(wanted, "name a region, such as DE, or off")

local client = registration.from_env(config)
local options = {
    pin = os.getenv "WHATSAPP_PIN" or simulator and "071934",
    region = wanted ~= "off" and wanted,
}

local function outline(report)
    for _, step in ipairs(report.steps) do
        print(("  %-13s %s"):format(step.name, step.outcome))
    end
end

print "What it would do:"
options.dry_run = true
outline(client:change_region(options))

print "What it does:"
options.dry_run = nil
outline(client:change_region(options))

local storage = client:local_storage().storage_configuration
print(("stored in: %s; %d attempts left"):format(
    storage.data_localization_region or "no country in particular",
    client:budget().left))
