-- Says what can be done with a number, by a read that costs no attempt. Of the
-- simulator, with each of its numbers.
--
--     lua5.4 examples/preflight.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID in the
-- environment; with WHATSAPP_WABA_ID, that the number is that account's is
-- checked as well.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242922"

local client = registration.from_env(config)

local function show(options)
    local found = client:preflight(options)
    print(("%s: %s\n  %s%s"):format(found.number.display_phone_number,
        found.action, found.kind and found.kind .. ": " or "",
        found.reason))
end

if simulator then
    for number in client:phone_numbers { waba_id = "102290129340398",
        fields = "id" } do
        show { phone_number_id = number.id }
    end
else
    show { waba_id = os.getenv "WHATSAPP_WABA_ID" }
end
