--- Has many calls in flight at once on one client; prints kB of memory that
-- each took, and how many descriptors there were at most.
--
--     lua5.4 bench/hosts/in_flight/calls.lua BASE_URL CA_FILE COUNT

local another = require "bench.numbers"
local registration = require "whatsapp.registration"

local base_url, ca_file, count = (table.unpack or unpack)(arg)
count = tonumber(count)

local client = registration.new { access_token = "EAAG", base_url = base_url,
    ca_file = ca_file, timeout = 60 }

local function resident() -- kB
    for line in io.lines "/proc/self/status" do
        local size = line:match "^VmRSS:%s*(%d+)"
        if size then
            return tonumber(size)
        end
    end
end

local function descriptors()
    local pipe = io.popen "ls /proc/$PPID/fd | wc -l"
    local number = tonumber((pipe:read "*a"))
    pipe:close()
    return number
end

local function finish(call)
    repeat
    until call:poll(1)
    assert(call:result().success)
end

finish(client:start("deregister", another())) -- loads what one call needs
collectgarbage()
local before = resident()

local calls = {}
for index = 1, count do
    calls[index] = client:start("deregister", another())
end
for _ = 1, 10 do -- until all are on their way
    calls[count]:poll(0.05)
end
local during, open = resident(), descriptors()
for _, call in ipairs(calls) do
    finish(call)
end

print((during - before) / count, open)
