--- Makes calls that fail, with secrets in them, and ends with an uncaught
-- error: for a spec that reads what is printed meanwhile.
--
--     lua spec/support/leaking_calls.lua BASE_URL CA_FILE

local registration = require "whatsapp.registration"

local secrets = require "spec.support.secrets"
local support = require "spec.support.client"

local server = { base_url = arg[1], ca_file = arg[2] }

local function perform(client, operation)
    return client[operation](client, secrets.OPTIONS[operation])
end

for _, overrides in ipairs { {}, { ca_file = support.NONE },
    { base_url = "http://127.0.0.1:1" },
    { base_url = "https://localhost.invalid" } } do
    local client = support.client_for(server,
        support.merge(secrets.CONFIG, overrides))
    for _, operation in ipairs(support.operations()) do
        assert(not pcall(perform, client, operation))
    end
end
assert(not pcall(registration.new, { access_token = "t0ken t0ken" }))
perform(support.client_for(server, secrets.CONFIG), "register")
