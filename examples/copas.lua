-- In a copas loop, version 1.1.7 (Debian's) or later: several calls at once.
--
--     luajit examples/copas.lua

local copas = require "copas"

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"
local client = registration.from_env(config)

local open = 0

local function go(work)
    open = open + 1
    copas.addthread(function()
        work()
        open = open - 1
    end)
end

local ids = simulator and { "106540352242926", "106540352242931" }
    or { os.getenv "WHATSAPP_PHONE_NUMBER_ID" }

for _, id in ipairs(ids) do
    go(function()
        local number = client:phone_number { phone_number_id = id }
        print(id, number.status)
    end)
end

if simulator then -- a real number keeps its attempts
    go(function()
        print("registered:", client:register({ pin = "071934" }).success)
    end)
end

while open > 0 do -- copas.loop() of old versions never ends
    copas.step(0.05)
end
print "all done"
