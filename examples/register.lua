-- Registers a number that is verified, and deregisters it again.
--
--     lua5.4 examples/register.lua
--
-- With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID in the environment
-- it does so for real, with the PIN of WHATSAPP_PIN.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"

local client = registration.from_env(config)
local pin = os.getenv "WHATSAPP_PIN" or simulator and "071934"
assert(pin, "WHATSAPP_PIN must hold the number's six-digit PIN")

local result = client:register { pin = pin }
print("registered:", result.success)
print("served by:", result.response.api_version)
print("trace id:", result.response.trace_id)

if simulator then -- a real number stays registered
    result = client:deregister()
    print("deregistered:", result.success)
end
