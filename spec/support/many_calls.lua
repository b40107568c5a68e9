--- Has many reads in flight on one client; prints, as JSON, how many
-- succeeded, and how many descriptors were open at most and in the end.
--
--     lua spec/support/many_calls.lua BASE_URL CA_FILE COUNT CONNECTIONS FIRST
--
-- FIRST: "blocking" or "background", a call before them, or "none".

local cjson = require "cjson"
local support = require "spec.support.client"

local base_url, ca_file, count, connections, first =
    (table.unpack or unpack)(arg)

local function count_descriptors()
    local pipe = io.popen "ls /proc/$PPID/fd | wc -l"
    local number = tonumber((pipe:read "*a"))
    pipe:close()
    return number
end

-- Reads, since some libcurls take no connection for a change that has been idle
-- for a second
local function finish(call)
    return support.wait(call):result().success and 1 or 0
end

local before = count_descriptors()
local client = support.client_for({ base_url = base_url, ca_file = ca_file },
    { timeout = 110, max_connections = tonumber(connections) })

if first == "blocking" then
    client:phone_number()
elseif first == "background" then
    finish(client:start "phone_number")
end

local calls = {}
for index = 1, tonumber(count) do
    calls[index] = client:start "phone_number"
end

local outcome = { succeeded = 0, most = 0 }
for index, call in ipairs(calls) do
    outcome.succeeded = outcome.succeeded + finish(call)
    if index % 100 == 1 then
        outcome.most = math.max(outcome.most, count_descriptors() - before)
    end
end
outcome.left = count_descriptors() - before
print(cjson.encode(outcome))
