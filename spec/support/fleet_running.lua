-- Runs a fleet in a process that is killed, or a worker of a queue.
-- Arguments: base URL, CA file, control URL of the simulator; the folder of
-- numbers.csv, results, journal and PINs, or the socket of Redis; by how much
-- the journal's clock runs faster, and by how many seconds it is ahead; and
-- when to die, as spec/support/dying.lua takes it.

local cjson = require("cjson").new()
local gettime = require("socket").gettime
local http = require "socket.http"

local dying = require "spec.support.dying"
local fleet = require "whatsapp.registration.fleet"
local registration = require "whatsapp.registration"

local base_url, ca_file, control_url, place, faster, ahead = arg[1], arg[2],
    arg[3], arg[4], tonumber(arg[5]), tonumber(arg[6])

local function now()
    return 1.8e9 + (gettime() - 1.79e9) * faster + ahead
end

-- What a folder keeps
local function in_folder(config, given)
    config.journal = require("whatsapp.registration.journal.sqlite").open(
        place .. "/journal", { now = now })
    config.pin_store = require("whatsapp.registration.pin_store.file").new(
        place .. "/pins")
    given.numbers = fleet.csv(place .. "/numbers.csv")
    given.results = fleet.results(place .. "/results.jsonl")
end

-- What Redis keeps
local function in_redis(config, given)
    local redis = require("spec.support.journal_redis").client(place)
    config.journal = require("whatsapp.registration.journal.redis").new {
        client = redis, now = now }
    config.pin_store = require("whatsapp.registration.pin_store.redis").new {
        client = redis }
    given.numbers = fleet.stream { client = redis, name = "move" }
end

local note = dying(tonumber(arg[7]), tonumber(arg[8]))

local config = { access_token = "token", base_url = base_url,
    ca_file = ca_file, timeout = 30, on_event = note }
local given = { workflow = "setup_number", concurrency = 4, on_result = note,
    get_code = function(number)
        local text = http.request(control_url .. "/codes/" .. number.id)
        return text and cjson.decode(text).code
    end }
local keep = place:find "%.sock$" and in_redis or in_folder
keep(config, given)

print "begins"
io.stdout:flush()
local report = fleet.run(registration.new(config), given)
print(report.waiting)
