--- Registers business phone numbers with the WhatsApp Cloud API.
--
--     local registration = require "whatsapp.registration"
--     local client = registration.new { access_token = token,
--         phone_number_id = "106540352242922" }
--     client:register { pin = "071934" }
--
-- Every function raises a structured error (see `whatsapp.registration.errors`)
-- when it fails; `whatsapp.registration.safe` returns `nil, err` instead.
-- @module whatsapp.registration

return require("whatsapp.registration.module").raising()
