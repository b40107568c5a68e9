-- Runs a fleet in a loop beside a coroutine that counts, in a process of its
-- own: some loops can be loaded only once.
-- Arguments: base URL, CA file, name of the loop, how many numbers.

local fleet = require "whatsapp.registration.fleet"
local loops = require "spec.support.loops"
local registration = require "whatsapp.registration"

local base_url, ca_file, name, count = arg[1], arg[2], arg[3], arg[4]

local client = registration.new { access_token = "token",
    base_url = base_url, ca_file = ca_file, timeout = 30 }

local ids = {}
for index = 1, tonumber(count) do
    ids[index] = ("2000%011d"):format(index)
end

local loop, is_done, ticks, report = loops[name](), false, 0, nil

loop.spawn(function()
    report = fleet.run(client, { numbers = ids, workflow = "preflight",
        concurrency = 6 })
    is_done = true
end)
loop.spawn(function()
    while not is_done do
        loop.sleep(0.01)
        ticks = ticks + 1
    end
end)
loop.run()
print(("%d %g %d"):format(report.succeeded, report.elapsed, ticks))
