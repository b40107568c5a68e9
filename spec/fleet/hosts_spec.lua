-- A fleet runs in every loop, several numbers at once, and leaves the loop to
-- others meanwhile.

local fleet = require "whatsapp.registration.fleet"
local fleets = require "spec.support.fleets"
local behaviour = require "spec.support.host_behaviour"
local interpreter = require "spec.support.interpreter"
local loops = require "spec.support.loops"
local nginx_calls = require "spec.support.nginx_calls"
local process = require "spec.support.process"
local support = require "spec.support.client"

local COUNT = 12

-- Seconds by which each read is delayed
local DELAY = 0.5

local LOCATION = [[
    location /fleet {
        content_by_lua_block {
            local calls, ids = require "calls", {}
            for index = 1, 12 do
                ids[index] = ("2000%011d"):format(index)
            end
            local fleet = require "whatsapp.registration.fleet"
            local report, err = fleet.try_run(calls.new {}, {
                numbers = ids, workflow = "preflight", concurrency = 6 })
            ngx.say(report and report.succeeded or tostring(err))
        }
    }
    location /timer {
        content_by_lua_block {
            local calls = require "calls"
            assert(ngx.timer.at(0, function()
                local fleet = require "whatsapp.registration.fleet"
                local report, err = fleet.try_run(calls.new {}, {
                    numbers = { "200000000000001", "200000000000002" },
                    workflow = "preflight" })
                ngx.shared.notes:set("timer", report and report.succeeded
                    or tostring(err))
            end))
        }
    }
    location /note {
        content_by_lua_block {
            ngx.say(tostring(ngx.shared.notes:get "timer"))
        }
    }
]]

-- Debian 12 has an old copas.
local function has_timer()
    return process.run({ interpreter(), "-e",
        "assert(require('copas').sleep)" },
        { env = behaviour.ENVIRONMENT }).code == 0
end

describe("a fleet", function()
    local sim, folder, ids, client

    setup(function()
        sim, folder = fleets.start()
        ids = fleets.add(sim, COUNT)
        client = support.client_for(sim, { phone_number_id = support.NONE })
    end)

    teardown(function()
        fleets.stop(sim, folder)
    end)

    local function delay_all(seconds)
        sim:clear_faults()
        sim:fault { operation = "any", delay = seconds, times = 0 }
    end

    before_each(function()
        delay_all(DELAY)
    end)

    after_each(function()
        sim:clear_faults()
    end)

    local function run(own)
        return fleet.run(own or client, { numbers = ids,
            workflow = "preflight", concurrency = 6 })
    end

    -- Whether a fleet takes less time than its numbers one after another
    local function assert_at_once(run_all)
        assert.is_true(support.in_time(DELAY, function(seconds)
            delay_all(seconds)
            local report = run_all()
            assert.equal(COUNT, report.succeeded)
            return report.elapsed < COUNT * seconds
        end))
    end

    it("drives itself in plain Lua", function()
        assert_at_once(run)
    end)

    -- Instructions of Lua in the loop that drives the numbers, in thousands
    local function steps_of(work)
        local count = 0
        debug.sethook(function()
            count = count + 1
        end, "", 1000)
        work()
        debug.sethook()
        return count
    end

    it("sleeps in plain Lua as long as no answer comes", function()
        assert.is_true(steps_of(function()
            assert.equal(COUNT, run().succeeded)
        end) < 100)
    end)

    local function run_in_loop(name)
        return process.run({ interpreter(),
            "spec/support/fleet_in_loop.lua", sim.base_url, sim.ca_file,
            name, COUNT }, { env = behaviour.ENVIRONMENT })
    end

    local function test_loop(name)
        it("runs in " .. name, function()
            assert_at_once(function()
                local child = run_in_loop(name)
                local succeeded, elapsed, ticks =
                    child.stdout:match "^(%d+) (%S+) (%d+)\n$"
                assert.is_true((tonumber(ticks) or 0) > 10, child.stderr)
                return { succeeded = tonumber(succeeded),
                    elapsed = tonumber(elapsed) }
            end)
        end)
    end

    test_loop "cqueues"
    test_loop "luv"

    if behaviour.has "copas" and has_timer() then
        test_loop "copas"
    elseif behaviour.has "copas" then
        it("is refused in a copas without a timer", function()
            assert.matches("a fleet in copas waits by yielding and by a "
                .. "timer, which is not possible here",
                run_in_loop("copas").stderr)
        end)
    end

    it("runs in a loop of the program's own", function()
        local own = support.client_for(sim, { phone_number_id = support.NONE,
            host = function(call)
                while not call:poll(0) do
                    coroutine.yield()
                end
            end })
        assert_at_once(function()
            local loop = loops.frames()
            local report, frames = nil, 0
            loop.spawn(function()
                report = run(own)
            end)
            while loop.frame() do
                frames = frames + 1
                require("socket").sleep(0.002)
            end
            assert.is_true(frames > 10)
            return report
        end)
    end)

    it("runs in nginx, in a request and in a timer", function()
        local server = nginx_calls.start(sim, LOCATION)
        assert.equal(tostring(COUNT), server:ask "/fleet")
        server:ask "/timer"
        local ends = os.time() + 60
        repeat
            require("socket").sleep(0.05)
        until server:ask "/note" ~= "nil" or os.time() > ends
        assert.equal("2", server:ask "/note")
        server:stop()
    end)
end)
