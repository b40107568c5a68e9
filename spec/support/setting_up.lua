--- A process that runs a workflow and kills itself at a moment of it.
--
--     lua setting_up.lua BASE_URL CA_FILE CONTROL_URL NUMBER PIN JOURNAL PINS
--         WORKFLOW REGION MOMENT
--
-- MOMENT is a step and its outcome ("register started"), or an operation and
-- the type or state of its event ("register pending"). Ends with nothing to
-- say if that moment does not come.

local cjson = require "cjson"
local http = require "socket.http"

local file = require "whatsapp.registration.pin_store.file"
local registration = require "whatsapp.registration"
local sqlite = require "whatsapp.registration.journal.sqlite"

local base_url, ca_file, control_url, number, pin, journal, pins, workflow,
    region, moment = (table.unpack or unpack)(arg)

local function die_at(name, what)
    if name .. " " .. tostring(what) == moment then
        os.execute "kill -9 $PPID"
    end
end

local client = registration.new {
    access_token = "EAAG",
    phone_number_id = number,
    base_url = base_url,
    ca_file = ca_file,
    journal = sqlite.open(journal),
    pin_store = file.new(pins),
    on_event = function(event)
        if event.type ~= "step" and event.operation then
            die_at(event.operation, event.state or event.type)
        end
    end,
}

io.write "ready\n"
io.flush()

local options = {
    pin = pin,
    get_code = function()
        local body = assert(http.request(control_url .. "/codes/" .. number))
        return cjson.decode(body).code
    end,
    on_step = function(step)
        die_at(step.name, step.outcome)
    end,
}
if workflow == "change_region" then
    options.region = region
else
    options.data_localization_region = region
    options.waba_id = "102290129340398"
    options.test_message = { to = "+16505551234", body = "Hello" }
end
client[workflow](client, options)
