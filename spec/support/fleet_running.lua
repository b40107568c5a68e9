-- Runs a fleet, for specs that end the process that does.
-- Arguments: base URL, CA file, folder of numbers.csv, results, journal and
-- PINs, and by how many seconds the journal's clock is ahead.

local file = require "whatsapp.registration.pin_store.file"
local fleet = require "whatsapp.registration.fleet"
local registration = require "whatsapp.registration"
local sqlite = require "whatsapp.registration.journal.sqlite"

local base_url, ca_file, folder, ahead = arg[1], arg[2], arg[3], arg[4]

local client = registration.new {
    access_token = "token", base_url = base_url, ca_file = ca_file,
    timeout = 30,
    journal = sqlite.open(folder .. "/journal", { now = function()
        return os.time() + tonumber(ahead)
    end }),
    pin_store = file.new(folder .. "/pins"),
}

print "begins"
io.stdout:flush()
local report = fleet.run(client, {
    numbers = fleet.csv(folder .. "/numbers.csv"),
    workflow = "setup_number",
    concurrency = 8,
    results = fleet.results(folder .. "/results.jsonl"),
})
print(report.succeeded + report.skipped)
