-- Sets up all numbers of a CSV file, eight at once, and goes on where it
-- stopped if it is run again.
--
--     lua5.4 examples/fleet.lua [NUMBERS.csv RESULTS.jsonl]
--
-- For real with WHATSAPP_ACCESS_TOKEN in the environment. The file has a
-- header line, `phone_number_id,pin`, and a line for each number.

local fleet = require "whatsapp.registration.fleet"
local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua")()

local numbers, results = arg[1], arg[2]

-- Numbers of the simulator: two are ready, one waits for a code, and one is in
-- use elsewhere
local function write_simulated()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write "phone_number_id,pin\n"
    for _, last in ipairs { "923", "924", "922", "943" } do
        file:write("106540352242", last, ",071934\n")
    end
    file:close()
    return path
end

if simulator then
    numbers, results = write_simulated(), os.tmpname()
end
assert(numbers and results, "name a file of numbers and one for the results")

local client = registration.from_env(config)

local function run()
    return fleet.run(client, {
        numbers = fleet.csv(numbers),
        workflow = "setup_number",
        concurrency = 8,
        canary = 1,
        results = fleet.results(results),
        on_result = function(entry)
            print(entry.phone_number_id, entry.success and "done"
                or entry.waiting and "waits for a code" or entry.error.kind)
        end,
    })
end

local report = run()
print(("%d done, %d wait, %d failed"):format(report.succeeded,
    report.waiting, report.failed))

print "Again:"
report = run()
print(("%d left out, as they were done before"):format(report.skipped))

if simulator then
    os.remove(numbers)
    os.remove(results)
    os.remove(results .. ".lock")
end
