--- Runs a build of states.c for a while, against real servers.
--
--     lua5.4 spec/threads/threads.lua SECONDS SEED PROGRAM
--
-- Closes with `N passed, N failed`.

local process = require "spec.support.process"
local slow = require "spec.support.slow"

local THREADS = 4
local SPARE = 240 -- seconds that it may take longer

local seconds, seed = tonumber(arg[1]), tonumber(arg[2])
local program = arg[3]

local soon, late = slow.start(0.01), slow.start(60)
local result = process.run({ program, "spec/threads/random.lua", seed,
    seconds, THREADS, soon.base_url, soon.ca_file, late.base_url,
    late.ca_file }, { timeout = seconds + SPARE })
print(("seed %d: %d requests were answered"):format(seed, (soon:counted())))
io.write(result.stdout, result.stderr)
soon:stop()
late:stop()
process.stop_all()

local ok = result.code == 0 and result.stdout:find "^%d+ states\n$" ~= nil
print(("%s several states on several threads ended with %d"):format(
    ok and "ok     " or "not ok ", result.code))
print(ok and "1 passed, 0 failed" or "0 passed, 1 failed")
os.exit(ok, true)
