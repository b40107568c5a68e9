-- A worker of a queue in Redis, for specs that end the process.
-- Arguments: base URL, CA file, the socket of Redis, seconds after which a
-- worker counts as gone.

local fleet = require "whatsapp.registration.fleet"
local redis_journal = require "whatsapp.registration.journal.redis"
local redis_pins = require "whatsapp.registration.pin_store.redis"
local redis_server = require "spec.support.journal_redis"
local registration = require "whatsapp.registration"

local base_url, ca_file, socket, idle = arg[1], arg[2], arg[3], arg[4]

local redis = redis_server.client(socket)

-- Seconds pass faster here, for what a worker left open to be old when it is
-- taken over.
local FASTER = 100

local client = registration.new {
    access_token = "token", base_url = base_url, ca_file = ca_file,
    timeout = 30,
    journal = redis_journal.new { client = redis, now = function()
        local now = require("socket").gettime()
        return 1.8e9 + (now - 1.79e9) * FASTER
    end },
    pin_store = redis_pins.new { client = redis },
}

print "begins"
io.stdout:flush()
local report = fleet.run(client, {
    numbers = fleet.stream { client = redis, name = "move", idle =
        tonumber(idle) },
    workflow = "setup_number",
    concurrency = 4,
})
print(report.succeeded, report.failed)
