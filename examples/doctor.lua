-- Says why it does not work: looks at settings, connection, token, number,
-- account, clock, journal and PIN store, by reads only.
--
--     lua5.4 examples/doctor.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and, for the
-- account, WHATSAPP_WABA_ID in the environment.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242922"

local client = registration.from_env(config)
local report = client:doctor {
    waba_id = simulator and "102290129340398" or os.getenv "WHATSAPP_WABA_ID",
}

for _, check in ipairs(report.checks) do
    print(("%-15s %-7s %s"):format(check.name, check.skipped and "-"
        or check.ok and "ok" or "failed", check.reason))
    if check.hint then
        print(" " .. check.hint)
    end
end
print(report.healthy and "all is well" or "something is not in order")
