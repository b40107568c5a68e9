-- Many calls that end in every way there is, and what they leave.
--
-- SOAK_CALLS in the environment: how many; the gate's are few.

local slow = require "spec.support.slow"
local system = require "spec.support.system"

local CALLS = tonumber(os.getenv "SOAK_CALLS") or 2000
local SECONDS = 120 + CALLS / 10

-- Half of the servers' answers come after the calls' patience is over.
local SCRIPT = [==[
local CALLS, late_url, late_ca = %d, %q, %q
local soon = new { timeout = 60, max_connections = 20 }
local late = new { timeout = 60, max_connections = 20, base_url = late_url,
    ca_file = late_ca }
local endings = {}

local function any(call)
    support.wait(call)
    pcall(call.result, call)
end

function endings.finished()
    local call = soon:start("register", PIN)
    return function()
        assert(support.wait(call):result().success)
    end
end

function endings.awaited()
    local call = soon:start("register", PIN)
    return function()
        while not call:poll(0) do
            assert(system.is_readable(call:fd(), 60), "a wake-up was lost")
        end
        assert(call:result().success)
    end
end

function endings.cancelled()
    local call = math.random(2) == 1 and soon:start("register", PIN)
        or late:start("register", PIN)
    return function()
        call:cancel()
        any(call)
    end
end

function endings.dropped()
    local call = math.random(2) == 1 and soon:start("register", PIN)
        or late:start("register", PIN)
    return function()
        call = nil
    end
end

function endings.late()
    local call = late:start("register",
        { pin = "071934", timeout = math.random(20) / 100 })
    return function()
        any(call)
    end
end

local names = { "finished", "finished", "awaited", "cancelled", "dropped",
    "late" }

local function soak(calls)
    local open = {}
    for i = 1, calls do
        open[#open + 1] = endings[names[math.random(#names)]]()
        if #open > 150 then
            table.remove(open, math.random(#open))()
        end
        if i %% 200 == 0 then
            collectgarbage()
        end
    end
    for _, finish in ipairs(open) do
        finish()
    end
end

local function kilobytes()
    local file = io.open "/proc/self/status"
    local text = file:read "*a"
    file:close()
    return tonumber(text:match "VmRSS:%%s*(%%d+)")
end

local function measure()
    collectgarbage()
    collectgarbage()
    assert(soon:register(PIN).success)
    local tries = 0
    repeat -- a lookup of a name has a thread of its own, for a moment
        system.sleep(0.5)
        tries = tries + 1
    until count "task" == 2 or tries == 60
    return { fd = count "fd", task = count "task", rss = kilobytes() }
end

soak(math.min(CALLS / 4, 1000))
local before = measure()
soak(CALLS)
local after = measure()
-- At most as many connections as before are kept, which may be more
io.write(("%%d calls: %%d then %%d kB, %%d then %%d threads, "
    .. "%%d then %%d descriptors\n"):format(CALLS, before.rss, after.rss,
    before.task, after.task, before.fd, after.fd))
assert(after.task == 2, after.task)
assert(after.fd <= before.fd + 20, after.fd)
if not os.getenv "MEMORY_IS_CHECKED" then
    assert(after.rss - before.rss < 3000, after.rss)
end
]==]

describe("many calls", function()
    it("leave memory, threads and descriptors where they were", function()
        local soon, late = slow.start(0.005), slow.start(30)
        finally(function()
            soon:stop()
            late:stop()
        end)
        local result = system.run(soon, SCRIPT:format(CALLS, late.base_url,
            late.ca_file), { timeout = SECONDS })
        assert.same({ 0, "" }, { result.code, result.stderr })
        if os.getenv "SOAK_CALLS" then
            io.write("\n", result.stdout)
        end
    end)
end)
