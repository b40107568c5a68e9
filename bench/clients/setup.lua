-- Numbers that are set up, each by one setup_number, in a loop of cqueues. The
-- journal is that of the default configuration, or the one that the
-- environment's WHAT names: "none" or "sqlite".

local before = os.clock()
local cqueues = require "cqueues"
local registration = require "whatsapp.registration"

local commands = require "bench.clients.commands"

local what, journal = os.getenv "WHAT", nil
if what == "none" then
    journal = false
elseif what == "sqlite" then
    journal = require("whatsapp.registration.journal.sqlite").open(
        commands.ca_file .. ".db")
end

local client = registration.new {
    base_url = commands.origin,
    ca_file = commands.ca_file,
    access_token = commands.token,
    timeout = 300, connect_timeout = 200, -- valgrind is slow
    user_agent = "whatsapp-registration/0.0",
    journal = journal,
}
local loading = os.clock() - before

local number = tonumber(commands.id)

local function set_up()
    number = number + 1
    local report = client:setup_number {
        phone_number_id = number,
        pin = "071934",
        waba_id = "102290129340398",
    }
    assert(report.success)
end

local function many(count, at_once)
    local loop = cqueues.new()
    for _ = 1, at_once do
        loop:wrap(function()
            while count > 0 do
                count = count - 1
                set_up()
            end
        end)
    end
    assert(loop:loop())
end

commands.serve(loading, function(count)
    many(count, 1)
end, many)
