-- Processes that run a fleet are killed at moments that are drawn, and others
-- go on: each number ends with one result and its PIN, and is sent no register
-- and no code too many.
--
-- KILLS=50 SEED=1 spec/run.sh --lua 5.4 spec/fleet/kill_spec.lua kills more
-- often.

local deaths = require "spec.support.fleet_deaths"
local file = require "whatsapp.registration.pin_store.file"
local fleet = require "whatsapp.registration.fleet"
local files = require "spec.support.files"
local fleets = require "spec.support.fleets"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local random_numbers = require "spec.support.random_numbers"
local redis_pins = require "whatsapp.registration.pin_store.redis"
local redis_server = require "spec.support.journal_redis"
local support = require "spec.support.client"

local unpack = table.unpack or unpack

local KILLS = tonumber(os.getenv "KILLS") or 12
local SEED = tonumber(os.getenv "SEED") or 1 -- the gate draws no lots

-- Numbers a kill, and about what happens to each
local NUMBERS, EVENTS = 5, 25

-- Numbers under way in a process
local AT_ONCE = 4

-- By so many seconds the next one comes later: what is open must show by then
local LATER = 92

-- So much faster the clock of the workers' journal runs
local FASTER = 100

-- Seconds for which a code works: a bit less, for what was on the way, and more
local LIVES, LONG = 500, 700

-- For Redis: of whatever the workers of these processes hold
local AGE = [[
for _, held in ipairs(redis.call('XPENDING', KEYS[1], 'fleet', '-', '+',
    1000)) do
    for _, pid in ipairs(ARGV) do
        if string.match(held[2], '^%d+') == pid then
            redis.call('XCLAIM', KEYS[1], 'fleet', held[2], 0, held[1],
                'IDLE', 600000, 'JUSTID')
        end
    end
end
return 1
]]

describe("a fleet whose process is killed, with seed " .. SEED .. ",",
    function()
        local sim, folder, draw

        setup(function()
            draw = random_numbers(SEED)
            sim, folder = fleets.start()
        end)

        teardown(function()
            fleets.stop(sim, folder)
        end)

        -- A third of them must be verified first.
        local function add(count)
            sim:reset()
            sim:set_options { request_log = 100000, calls_an_hour = 10000000 }
            local ids = fleets.add(sim, count)
            for index = 1, count, 3 do
                sim:set_number(ids[index], {
                    code_verification_status = "NOT_VERIFIED" })
            end
            return ids
        end

        -- A process that dies, or not if no events are named
        local function start(place, faster, ahead, events)
            return process.start { interpreter(),
                "spec/support/fleet_running.lua", sim.base_url, sim.ca_file,
                sim.control_url, place, faster, ahead, events or 0, draw(4) }
        end

        -- Whether it was killed before it was done
        local function has_died(child)
            local code = child:wait(120)
            child:stop()
            assert.is_true(code == 0 or code == 137, child.stderr)
            return code == 137
        end

        -- A code that was perhaps requested counts as requested: its number
        -- waits until no code works any more. Else a result is the only one.
        local function check_results(ids, each)
            local last, ends = {}, {}
            for entry in each do
                local id = entry.phone_number_id
                assert.is_true(entry.success or entry.waiting, id)
                last[id] = entry
                ends[id] = (ends[id] or 0) + (entry.success and 1 or 0)
            end
            for _, id in ipairs(ids) do
                assert.is_true(last[id].success, id)
                assert.equal(1, ends[id], id)
            end
        end

        it("ends with one result a number, and its PIN", function()
            local ids, died = add(NUMBERS * KILLS), 0
            files.write(folder .. "/numbers.csv", "phone_number_id\n"
                .. table.concat(ids, "\n") .. "\n")
            for round = 1, KILLS do
                local child = start(folder, 1, round * LATER,
                    1 + draw(2 * NUMBERS * EVENTS))
                died = died + (has_died(child) and 1 or 0)
                sim:advance(LATER)
            end
            for more = 1, 2 do
                sim:advance(LONG)
                assert.is_false(has_died(start(folder, 1, KILLS * LATER
                    + more * LONG)))
            end
            check_results(ids, fleet.results(folder .. "/results.jsonl")
                :each())
            local more = deaths.check(sim, ids, LIVES,
                file.new(folder .. "/pins"))
            assert.is_true(more <= died * AT_ONCE)
        end)

        describe("two of four at one queue,", function()
            local server, redis, queue, client

            setup(function()
                server = redis_server.start()
                redis = redis_server.client(server.path)
                queue = fleet.stream { client = redis, name = "move" }
                client = support.client_for(sim, {
                    phone_number_id = support.NONE,
                    pin_store = redis_pins.new { client = redis } })
            end)

            teardown(function()
                server:stop()
            end)

            local function push(ids)
                fleet.push(client, { to = queue, numbers = ids,
                    workflow = "setup_number" })
            end

            -- What these held looks as if nothing had renewed it for long.
            local function age(pids)
                server:connect():eval(AGE, 1, queue.key,
                    unpack(pids))
            end

            local function work_and_kill(count)
                local workers, pids = {}, {}
                for index = 1, 4 do
                    workers[index] = start(server.path, FASTER, 0, index <= 2
                        and 1 + draw(count * EVENTS / 4) or nil)
                end
                for index = 1, 2 do
                    pids[index] = workers[index].pid
                    has_died(workers[index])
                end
                age(pids)
                for index = 3, 4 do
                    assert.is_false(has_died(workers[index]))
                end
            end

            it("ends with one result a number, and its PIN", function()
                for _ = 1, math.max(1, KILLS / 4) do
                    server:connect():flushall()
                    local ids = add(24)
                    push(ids)
                    work_and_kill(#ids)
                    push(ids) -- those that wait for a code
                    sim:advance(LONG)
                    assert.is_false(has_died(start(server.path, FASTER,
                        LONG)))
                    check_results(ids, queue:each())
                    assert.is_true(deaths.check(sim, ids, LIVES / FASTER,
                        redis_pins.new { client = redis }) <= 2 * AT_ONCE)
                end
            end)
        end)
    end)
