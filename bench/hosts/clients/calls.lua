--- Makes calls one after another, with one client or with one for each.
--
--     lua5.4 bench/hosts/clients/calls.lua one|each BASE_URL CA_FILE COUNT

local registration = require "whatsapp.registration"

local which, base_url, ca_file, count = (table.unpack or unpack)(arg)

-- As long as Meta's are
local TOKEN = ("EAAG"):rep(50)

local function new_client()
    return registration.new {
        access_token = TOKEN,
        phone_number_id = "106540352242922",
        base_url = base_url,
        ca_file = ca_file,
        journal = false, -- it would refuse the eleventh
    }
end

local shared = which == "one" and new_client()

for _ = 1, tonumber(count) do
    local client = shared or new_client()
    assert(client:register({ pin = "071934" }).success)
end
