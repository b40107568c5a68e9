--- Makes calls one after another, with one client or with one for each.
--
--     lua5.4 bench/hosts/clients/calls.lua one|each BASE_URL CA_FILE COUNT

local another = require "bench.numbers"
local registration = require "whatsapp.registration"

local which, base_url, ca_file, count = (table.unpack or unpack)(arg)

-- As long as Meta's are
local TOKEN = ("EAAG"):rep(50)

local function new_client()
    return registration.new {
        access_token = TOKEN,
        base_url = base_url,
        ca_file = ca_file,
    }
end

local shared = which == "one" and new_client()

for _ = 1, tonumber(count) do
    local client = shared or new_client()
    local options = another()
    options.pin = "071934"
    assert(client:register(options).success)
end
