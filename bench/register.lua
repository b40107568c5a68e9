-- Registers a number over and over, as a user of the module would.
--
--   lua5.4 bench/register.lua BASE_URL CA_FILE TOKEN PHONE_NUMBER_ID COUNT

local registration = require "whatsapp.registration"

local base_url, ca_file, token, id, count = ...

local client = registration.new {
    base_url = base_url,
    ca_file = ca_file,
    access_token = token,
    phone_number_id = id,
    user_agent = "whatsapp-registration/0.0",
    journal = false, -- it would refuse the eleventh
}

local result
for _ = 1, tonumber(count) do
    result = client:register { pin = "071934" }
    assert(result.success == true and result.response.http_status == 200)
end
assert(result.response.headers["x-connection-requests"] == count,
    "the connection was not kept")
client:close()
