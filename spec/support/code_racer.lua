--- A process that sets a number up as far as to the code, which nobody has yet:
-- run by the specs.
--
--   code_racer.lua BASE_URL CA_FILE NUMBER KIND ARGUMENT
--       waits for a line, then prints what became of each step

local registration = require "whatsapp.registration"

local openers = {}

function openers.sqlite(path)
    return require("whatsapp.registration.journal.sqlite").open(path,
        { busy_timeout = 60 })
end

function openers.redis(path)
    return require("whatsapp.registration.journal.redis").new {
        client = require("spec.support.journal_redis").client(path),
    }
end

local client = registration.new {
    access_token = "EAAGm0PX4ZCpsBA",
    base_url = arg[1],
    ca_file = arg[2],
    phone_number_id = arg[3],
    journal = openers[arg[4]](arg[5]),
}
client:phone_number() -- connects
io.read()
local report = client:setup_number { pin = "071934", get_code = function()
    return nil
end }
local outcomes = {}
for index, step in ipairs(report.steps) do
    outcomes[index] = step.name .. " " .. step.outcome
end
print(table.concat(outcomes, ", "))
