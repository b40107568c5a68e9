-- A process that runs a fleet is killed at random moments, and the next one
-- goes on: each number ends with one result, its PIN is kept, and no number
-- gets an eleventh request.
--
-- KILLS=50 spec/run.sh spec/fleet/kill_spec.lua takes longer.

local file = require "whatsapp.registration.pin_store.file"
local fleets = require "spec.support.fleets"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local KILLS = tonumber(os.getenv "KILLS") or 10

local NUMBERS = 6 * KILLS

-- What a process takes to begin, and to set all numbers up
local LONGEST_LIFE = 0.2

-- By so much the next one comes later: what is open must show by then
local LATER = 92

describe("a fleet whose process is killed", function()
    local sim, folder, ids

    setup(function()
        math.randomseed(os.time())
        sim, folder = fleets.start()
        ids = fleets.add(sim, NUMBERS)
        fleets.write(folder .. "/numbers.csv", "phone_number_id\n"
            .. table.concat(ids, "\n") .. "\n")
    end)

    teardown(function()
        fleets.stop(sim, folder)
    end)

    local function start(round)
        return process.start { interpreter(),
            "spec/support/fleet_running.lua", sim.base_url, sim.ca_file,
            folder, round * LATER }
    end

    local function run_and_kill(round)
        local child = start(round)
        process.sleep(math.random() * LONGEST_LIFE)
        process.signal("KILL", child.pid)
        child:wait()
        child:stop()
    end

    it("ends with one result a number, and its PIN", function()
        for round = 1, KILLS do
            run_and_kill(round)
        end
        local child = start(KILLS + 1)
        local code = child:wait(60)
        child:stop()
        assert.equal(0, code, child.stderr)
        assert.matches("\n" .. NUMBERS .. "\n$", child.stdout)
        local last, count = fleets.by_id(folder .. "/results.jsonl")
        local sent = fleets.requests(sim, "register")
        local store = file.new(folder .. "/pins")
        for _, id in ipairs(ids) do
            assert.is_true(last[id].success, id)
            assert.equal(1, count[id], id)
            assert.is_true(sent[id] >= 1 and sent[id] <= 10, id)
            assert.is_true(sim:number(id).registered, id)
            assert.equal(sim:number(id).pin, store.load(id), id)
        end
    end)
end)
