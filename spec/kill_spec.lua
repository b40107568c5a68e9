-- A process that registers is killed at any moment: what is on the disk then
-- must count every attempt that the server saw, and hold the number's PIN.
--
-- KILLS=200 spec/run.sh spec/kill_spec.lua takes a few minutes; without, a few
-- are done.

local file = require "whatsapp.registration.pin_store.file"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local registration = require "whatsapp.registration"
local simulator = require "spec.support.simulator"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local KILLS = tonumber(os.getenv "KILLS") or 30

-- A number is registered anew, or again with other PINs, this many times
local ROUNDS = 3

-- Longer than a register takes here, start of the connection included
local LONGEST_LIFE = 0.06

describe("a process that is killed while it registers", function()
    local sim, directory, journal, store, client

    setup(function()
        math.randomseed(os.time())
        sim = simulator.start()
        directory = files.folder()
        journal = sqlite.open(directory .. "/journal")
        store = file.new(directory .. "/pins")
        client = support.client_for(sim, { journal = journal,
            pin_store = store, phone_number_id = support.NONE })
    end)

    teardown(function()
        journal:close()
        files.remove(directory)
        sim:stop()
    end)

    local function register_and_kill(number)
        local child = process.start { interpreter(),
            "spec/support/registering.lua", sim.base_url, sim.ca_file, number,
            registration.generate_pin(), directory .. "/journal",
            directory .. "/pins" }
        process.sleep(math.random() * LONGEST_LIFE)
        process.signal("KILL", child.pid)
        child:wait()
        child:stop()
    end

    local function check(number)
        local where = "number " .. number
        local report = client:reconcile()
        assert.same({}, journal:pending(), where)
        local seen = sim:received { operation = "register", id = number }
        assert.is_true(client:budget(number).used >= #seen, where)
        local shown = sim:number(number)
        if shown.pin then
            assert.equal(shown.pin, store.load(number), where)
        end
        return report, #seen
    end

    it("leaves no attempt uncounted, none pending, and the right PIN",
        function()
            local found, sent = {}, 0
            for kill = 1, KILLS do
                local round = (kill - 1) % ROUNDS
                local number = ("1999%06d"):format((kill - 1 - round) / ROUNDS)
                if round == 0 then
                    sim:set_number(number,
                        { code_verification_status = "VERIFIED" })
                end
                register_and_kill(number)
                local report, seen = check(number)
                for _, entry in ipairs(report) do
                    found[entry.state] = (found[entry.state] or 0) + 1
                end
                sent = sent + (round == ROUNDS - 1 and seen or 0)
            end
            if os.getenv "KILLS" then
                print(("%d killed, %d reached the server; settled: %d "
                    .. "succeeded, %d unknown"):format(KILLS, sent,
                    found.succeeded or 0, found.unknown or 0))
            end
        end)
end)
