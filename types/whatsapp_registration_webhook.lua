---@meta whatsapp.registration.webhook

---@class whatsapp.registration.webhook
local webhook = {}

---@class whatsapp.registration.WebhookEvent
---@field type string the webhook's field: "security", "account_update", ...
---@field value any as Meta sent it
---@field what? string such as "pin_changed", "name_approved", "partner_removed"
---@field next_action? whatsapp.registration.NextAction
---@field hint? string
---@field waba_id? string
---@field phone_number_id? string Meta mostly names the number alone
---@field display_phone_number? string

---Returns the text with which to answer when Meta checks the address.
---@param query table<string, any>|string
---@param verify_token string
---@return string? challenge the text to answer
---@return whatsapp.registration.Error?
function webhook.challenge(query, verify_token) end

---Checks the signature of what was sent, in constant time.
---@param raw_body string
---@param signature_header string? what X-Hub-Signature-256 says
---@param app_secret string
---@return true?
---@return whatsapp.registration.Error?
function webhook.verify(raw_body, signature_header, app_secret) end

---Reads what was sent: a list of events.
---@param raw_body string
---@return whatsapp.registration.WebhookEvent[]?
---@return whatsapp.registration.Error?
function webhook.events(raw_body) end

return webhook
