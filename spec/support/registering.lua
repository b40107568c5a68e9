--- A process that registers a number, to be killed at it.
--
--     lua registering.lua BASE_URL CA_FILE NUMBER PIN JOURNAL PINS
--
-- Says "ready" before it begins, and ends with nothing to say.

local registration = require "whatsapp.registration"
local file = require "whatsapp.registration.pin_store.file"
local sqlite = require "whatsapp.registration.journal.sqlite"

local base_url, ca_file, number, pin, journal, pins = (table.unpack
    or unpack)(arg)

local client = registration.new {
    access_token = "EAAG",
    phone_number_id = number,
    base_url = base_url,
    ca_file = ca_file,
    journal = sqlite.open(journal),
    pin_store = file.new(pins),
}

io.write "ready\n"
io.flush()

pcall(client.register, client, { pin = pin })
