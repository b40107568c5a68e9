-- Sets a number up so that its messages are stored in one country only.
--
--     lua5.4 examples/data_localization.lua
--
-- From version 21 of the Graph API on, the region is set in the number's
-- settings while it is not registered; before, it was a field of `register`.
-- setup_number does what the version wants, and reads the region back. For a
-- number that is registered, see change_region.lua.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"

print "Regions to choose from:"
for _, region in ipairs(registration.regions) do
    print(("  %s  %s (%s)"):format(region.code, region.name, region.area))
end

local client = registration.from_env(config)
local pin = os.getenv "WHATSAPP_PIN" or simulator and "071934"
assert(pin, "WHATSAPP_PIN must hold the PIN that the number is to have")

client:setup_number {
    pin = pin,
    data_localization_region = "DE",
    on_step = function(step)
        if step.outcome ~= "started" then
            print(step.name .. ": " .. step.outcome)
        end
    end,
}

local storage = client:local_storage().storage_configuration
print("stored in: " .. tostring(storage.data_localization_region))
