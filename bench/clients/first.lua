-- The first answer that a program gets: arguments as of the other clients.
local registration = require "whatsapp.registration"

local client = registration.new { base_url = arg[1], ca_file = arg[2],
    access_token = arg[3], phone_number_id = arg[4],
    timeout = 300, connect_timeout = 200 } -- valgrind is slow
assert(client:register({ pin = "071934" }).success)
