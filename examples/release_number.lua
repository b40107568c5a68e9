-- Deregisters a number if it is registered. It stays in the account and can be
-- set up again.
--
--     lua5.4 examples/release_number.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID in the
-- environment.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242926"

local client = registration.from_env(config)

local function release()
    local report = client:release_number {}
    for _, step in ipairs(report.steps) do
        print(("  %-13s %s"):format(step.name, step.outcome))
    end
    print("now: " .. report.number.status)
end

release()
if simulator then
    print "The same again, which finds nothing to do:"
    release()
end
