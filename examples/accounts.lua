-- What partners do with an account: they add a number, change its name, and
-- subscribe their app to the account's events.
--
--     lua5.4 examples/accounts.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and
-- WHATSAPP_WABA_ID in the environment: it adds a number that is not yours.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config = dofile(here .. "simulated.lua") "106540352242926"
local account = os.getenv "WHATSAPP_WABA_ID" or "102290129340398"

local client = registration.from_env(config)

local added = client:add_number {
    waba_id = account,
    cc = "1",
    phone_number = "6505550123",
    verified_name = "Lucky Shrub",
}
print("added: " .. added.id)

-- Meta reviews a name first; a webhook reports the result.
client:set_display_name { new_display_name = "Lucky Shrub & Sons" }
local number = client:phone_number {
    fields = "new_display_name,new_name_status" }
print(number.new_display_name, number.new_name_status)

local function show_apps()
    local apps = client:subscribed_apps { waba_id = account }
    print(("subscribed apps: %d"):format(#apps.data))
end

client:subscribe_app { waba_id = account }
show_apps()
client:unsubscribe_app { waba_id = account }
show_apps()
