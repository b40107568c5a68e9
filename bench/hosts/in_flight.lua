--- A thousand calls in flight on one client: memory of each, and descriptors
-- of all.

local process = require "spec.support.process"
local slow = require "bench.slow"

local CALLS = 1000

local server = slow.start(0.2)
local ended = process.run { "lua5.4", "bench/hosts/in_flight/calls.lua",
    server.base_url, server.ca_file, CALLS }
local memory, descriptors = ended.stdout:match "(%S+)%s+(%S+)"
print(("kB of a call in flight\t%s\t66\t%s"):format(memory or "-",
    memory and tonumber(memory) <= 66 and "ok" or "missed"))
print(("descriptors of all\t%s\t110\t%s"):format(descriptors or "-",
    descriptors and tonumber(descriptors) <= 110 and "ok" or "missed"))
server:stop()
