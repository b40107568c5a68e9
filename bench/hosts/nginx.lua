--- nginx with one worker: what another location's answers take while calls wait
-- for theirs, and while a nameserver, an address or many handshakes keep them.
--
-- Where it can, it runs itself again with a nameserver that never answers.

local luasocket = require "socket"

local load = require "bench.hosts.nginx.load"
local process = require "spec.support.process"
local probe = require "bench.hosts.nginx.probe"
local slow = require "bench.hosts.slow"

local RUNS = 5
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

-- Idle and with calls in flight, in turns. The calls begin at once, so that
-- their answers come in the same moment, again and again: the worst case.
local function measure_steady(upstream, calls, seconds)
    local front = load.start(upstream)
    load.warm(front, calls)
    local found = { idle = {}, busy = {} }
    for _ = 1, RUNS do
        local idle = probe.run(front, seconds)
        local stop = load.begin(front, calls, IN_FLIGHT, seconds + 1)
        local before = front:cpu()
        local busy = probe.run(front, seconds)
        local cpu = (front:cpu() - before) / seconds
        local outcome = stop()
        table.insert(found.idle, idle)
        table.insert(found.busy, busy)
        for name, value in pairs { cpu = cpu * 100, p50 = outcome.p50,
            p99 = outcome.p99, failed = outcome.failed,
            count = outcome.count } do
            found[name] = found[name] or {}
            table.insert(found[name], value)
        end
    end
    front:stop()
    return found
end

local function each(list, name)
    local values = {}
    for i, item in ipairs(list) do
        values[i] = item[name]
    end
    return values
end

local function report_steady(upstream)
    local ours = measure_steady(upstream, "/call", 2)
    for _, name in ipairs { "p50", "p99" } do
        local ratios = {}
        for i = 1, RUNS do
            ratios[i] = ours.busy[i][name] / ours.idle[i][name]
        end
        local ratio = median(ratios)
        row(("another location, %s, ms: idle, with %d calls in flight")
            :format(name, IN_FLIGHT), ("%.2f, %.2f: %.2f x"):format(
            median(each(ours.idle, name)), median(each(ours.busy, name)),
            ratio), "1.5 x", ratio <= 1.5)
    end
    local p50 = median(ours.p50)
    row("a call to a server that takes 200 ms, p50, ms", ("%.1f"):format(p50),
        "210", p50 <= 210)
    row("the same, p99, ms", ("%.1f"):format(median(ours.p99)))
    local failed = 0
    for i = 1, RUNS do
        failed = failed + ours.failed[i]
    end
    row("calls that failed", tostring(failed), "0",
        failed == 0)
    local bare = measure_steady(upstream, "/cosocket", 2)
    row("another location, p99, ms, with as many bare cosockets",
        ("%.2f"):format(median(each(bare.busy, "p99"))))
    row("the worker's CPU, percent of a core: calls, bare cosockets",
        ("%.1f, %.1f"):format(median(ours.cpu), median(bare.cpu)))
    row("a bare cosocket, p50, ms", ("%.1f"):format(median(bare.p50)))
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
    local middle = median(more)
    row(what .. ": another location's maximum over idle, ms",
        ("%.1f"):format(middle), "10", middle <= 10)
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
