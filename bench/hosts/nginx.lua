--- nginx with one worker: what another location's answers take while calls wait
-- for theirs, and while a nameserver, an address or many handshakes keep them.
--
-- If it can, it runs itself again with a nameserver that never answers.

local luasocket = require "socket"

local load = require "bench.hosts.nginx.load"
local process = require "spec.support.process"
local probe = require "bench.hosts.nginx.probe"
local slow = require "bench.slow"

local RUNS = 7
local IN_FLIGHT = 50
local NAMESERVER = "127.0.0.97" -- of this machine; nothing answers there

local function row(what, figure, bar, is_met)
    print(table.concat({ what, figure, bar or "-",
        is_met == nil and "" or is_met and "ok" or "missed" }, "\t"))
end

local function median(values)
    table.sort(values)
    return values[math.ceil(#values / 2)]
end

local PATHS = { "/call", "/cosocket" }

-- Asks the other location while so many requests to `path` are in flight
local function measure_busy(front, path, seconds)
    local stop = load.begin(front, path, IN_FLIGHT, seconds + 1)
    local before = front:cpu()
    local busy = probe.run(front, seconds)
    local cpu = (front:cpu() - before) / seconds * 100
    local outcome = stop()
    return { other_p50 = busy.p50, other_p99 = busy.p99, cpu = cpu,
        p50 = outcome.p50, p99 = outcome.p99, failed = outcome.failed }
end

-- Idle, with calls and with bare cosockets in flight, in turns. They begin at
-- once, so that their answers come in the same moment, again and again: the
-- worst case.
local function measure_steady(upstream, seconds)
    local front = load.start(upstream)
    local found = { idle = {} }
    for _, path in ipairs(PATHS) do
        load.warm(front, path)
        found[path] = {}
    end
    for run = 1, RUNS do
        found.idle[run] = probe.run(front, seconds)
        for _, path in ipairs(PATHS) do
            found[path][run] = measure_busy(front, path, seconds)
        end
    end
    front:stop()
    return found
end

-- The median of one figure of all runs
local function middle(list, name)
    local values = {}
    for i, item in ipairs(list) do
        values[i] = item[name]
    end
    return median(values)
end

-- The median of what one figure is in each run, times another of that run
local function times(list, name, others, other)
    local values = {}
    for i, item in ipairs(list) do
        values[i] = item[name] / others[i][other]
    end
    return median(values)
end

local function report_steady(upstream)
    local found = measure_steady(upstream, 2)
    local idle, calls, bare = found.idle, found["/call"], found["/cosocket"]
    local ratio = times(calls, "other_p50", idle, "p50")
    row(("another location, p50, ms: idle, with %d calls in flight")
        :format(IN_FLIGHT), ("%.2f, %.2f: %.2f x"):format(
        middle(idle, "p50"), middle(calls, "other_p50"), ratio), "1.5 x",
        ratio <= 1.5)
    ratio = times(calls, "other_p99", bare, "other_p99")
    row("the same, p99, ms: idle, with bare cosockets, with calls",
        ("%.2f, %.2f, %.2f: %.2f x"):format(middle(idle, "p99"),
        middle(bare, "other_p99"), middle(calls, "other_p99"), ratio),
        "1 x", ratio <= 1)
    local p50 = middle(calls, "p50")
    row("a call to a server that takes 200 ms, p50, ms", ("%.1f"):format(p50),
        "210", p50 <= 210)
    row("the same with a bare cosocket", ("%.1f"):format(middle(bare, "p50")))
    row("a call, p99, ms", ("%.1f"):format(middle(calls, "p99")))
    local failed = 0
    for _, run in ipairs(calls) do
        failed = failed + run.failed
    end
    row("calls that failed", tostring(failed), "0", failed == 0)
    row("the worker's CPU, percent of a core: calls, bare cosockets",
        ("%.1f, %.1f"):format(middle(calls, "cpu"), middle(bare, "cpu")))
end

-- How much longer the slowest answer takes than when nothing else goes on
local function report_worst(what, upstream, changes)
    local more = {}
    for run = 1, RUNS do
        local front = load.start(upstream, changes)
        probe.run(front, 0.2)
        local idle = probe.run(front, 1)
        local finish = load.burst(front, "/call", IN_FLIGHT)
        local busy = probe.run(front, 1.5)
        finish(changes.outcome)
        more[run] = busy.max - idle.max
        front:stop()
    end
    local longest = median(more)
    row(what .. ": another location's maximum over idle, ms",
        ("%.1f"):format(longest), "10", longest <= 10)
end

-- A port that takes no more connections and refuses none
local function black_hole()
    local listener = assert(luasocket.bind("127.0.0.1", 0, 1))
    local _, port = listener:getsockname()
    local waiting = { listener }
    for _ = 1, 8 do
        local socket = luasocket.tcp()
        socket:settimeout(0.05)
        socket:connect("127.0.0.1", port)
        table.insert(waiting, socket)
    end
    return ("https://127.0.0.1:%d"):format(port), waiting
end

local function report_all(has_dead_nameserver)
    local upstream = slow.start(0.2)
    report_steady(upstream)
    report_worst("50 cold TLS connections at once", upstream,
        { bundle = true, outcome = "success" })
    local base_url, held = black_hole()
    report_worst("an address that swallows everything", upstream,
        { base_url = base_url, timeout = 1, outcome = "timeout" })
    for _, socket in ipairs(held) do
        socket:close()
    end
    local what = "a nameserver that does not answer"
    if has_dead_nameserver then
        report_worst(what, upstream, { base_url = "https://graph.example",
            timeout = 1, outcome = "timeout" })
    else
        row(what, "skipped: needs root and mount namespaces")
    end
    upstream:stop()
end

-- With a resolv.conf of its own that names a socket that is silent
local function run_with_dead_nameserver()
    local silent = luasocket.udp()
    if not silent:setsockname(NAMESERVER, 53) then
        return false
    end
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write("nameserver ", NAMESERVER, "\noptions timeout:3 attempts:2\n")
    file:close()
    local command = ("unshare --mount sh -c 'mount --bind %s /etc/resolv.conf"
        .. " %s'"):format(path, "&& %s")
    local able = process.run { "sh", "-c", command:format "true" }.code == 0
    if able then
        os.execute(command:format "exec lua5.4 bench/hosts/nginx.lua inside")
    end
    os.remove(path)
    silent:close()
    return able
end

if arg[1] == "inside" then
    report_all(true)
elseif not run_with_dead_nameserver() then
    report_all(false)
end
