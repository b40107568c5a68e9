-- In a cqueues controller: several calls at once, and another coroutine that
-- goes on meanwhile.
--
--     lua5.4 examples/cqueues.lua

local cqueues = require "cqueues"

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"
local client = registration.from_env(config)

local controller = cqueues.new()
local open, ticks = 0, 0

local function go(work)
    open = open + 1
    controller:wrap(function()
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

controller:wrap(function()
    while open > 0 do
        cqueues.sleep(0.005)
        ticks = ticks + 1
    end
end)

local ok, problem = controller:loop()
if not ok then
    error(tostring(problem), 0)
end
print("another coroutine went on:", ticks > 0)
