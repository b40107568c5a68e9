-- In a luv loop: several calls at once, and a timer that goes on meanwhile.
--
--     lua5.4 examples/luv.lua
--
-- Each call waits in a coroutine of its own; luv's thread is never held up.

local uv = require "luv"

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"
local client = registration.from_env(config)

local ticks = 0
local timer = uv.new_timer()
timer:start(0, 5, function()
    ticks = ticks + 1
end)

local open = 0

local function go(work)
    open = open + 1
    coroutine.wrap(function()
        work()
        open = open - 1
        if open == 0 then
            timer:close() -- and with it the loop ends
        end
    end)()
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

uv.run()
print("the timer went on:", ticks > 0)
