--- What Meta sends to a webhook, and its signature by another implementation.

local cjson = require "cjson"
local hmac = require "openssl.hmac"

local webhooks = {}

webhooks.WABA = "102290129340398"

--- A body with one change.
function webhooks.body(field, value)
    return cjson.encode { object = "whatsapp_business_account", entry = { {
        id = webhooks.WABA, time = 1739321024,
        changes = { { field = field, value = value } } } } }
end

--- What the header X-Hub-Signature-256 says of a body.
function webhooks.sign(body, secret)
    local digest = hmac.new(secret, "sha256"):final(body)
    return "sha256=" .. digest:gsub(".", function(byte)
        return ("%02x"):format(byte:byte())
    end)
end

return webhooks
