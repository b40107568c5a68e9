-- The complete workflow: two-step verification, registration, test message.
--
--     lua5.4 examples/setup_number.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_PIN
-- and WHATSAPP_TEST_RECIPIENT in the environment.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"

local client = registration.from_env(config)
local pin = os.getenv "WHATSAPP_PIN" or simulator and "071934"
assert(pin, "WHATSAPP_PIN must hold the PIN that the number is to have")

local report = client:setup_number {
    pin = pin,
    test_message = {
        to = os.getenv "WHATSAPP_TEST_RECIPIENT" or "+16505551234",
        body = "Phone number setup complete!",
    },
    on_step = function(step)
        local took = step.elapsed and (" (%.2f s)"):format(step.elapsed) or ""
        print(step.name .. ": " .. step.outcome .. took)
    end,
}

local sent = report.steps[#report.steps].result
print("message accepted as " .. sent.messages[1].id)
