-- A process that sets a number up is killed at each moment of it, and another
-- one goes on when what was sent must show: with no register more than needed,
-- and the same PIN.

local file = require "whatsapp.registration.pin_store.file"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local registration = require "whatsapp.registration"
local simulator = require "spec.support.simulator"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local NEW, IN_GERMANY = "106540352242922", "106540352242931"

local SETUP = { "preflight", "request_code", "verify_code", "local_storage",
    "two_step", "register", "confirm", "subscribe_app", "test_message" }
local CHANGE = { "preflight", "two_step", "deregister", "local_storage",
    "register", "confirm" }

-- Before each step and after it, and on the way of each attempt
local function moments_of(steps)
    local moments = {}
    for _, step in ipairs(steps) do
        for _, outcome in ipairs { "started", "done" } do
            moments[#moments + 1] = step .. " " .. outcome
        end
        if step == "register" or step == "deregister" then
            for _, event in ipairs { "pending", "request", "response",
                "succeeded" } do
                moments[#moments + 1] = step .. " " .. event
            end
        end
    end
    return moments
end

describe("a workflow that is killed", function()
    local sim, folder, journal, store, client
    local later -- seconds after the kill at which the other one runs

    setup(function()
        sim = simulator.start()
        folder = files.folder()
    end)

    teardown(function()
        files.remove(folder)
        sim:stop()
    end)

    before_each(function()
        sim:reset()
        process.run { "sh", "-c", "rm -f " .. folder .. "/*" }
        later = 92 -- os.time leaves out what is less than a second
        journal = assert(sqlite.open(folder .. "/journal", { now = function()
            return os.time() + later
        end }))
        store = file.new(folder .. "/pins")
        client = support.client_for(sim, { journal = journal,
            pin_store = store })
    end)

    after_each(function()
        journal:close()
    end)

    local function run_and_kill(number, pin, workflow, region, moment)
        local child = process.start { interpreter(),
            "spec/support/setting_up.lua", sim.base_url, sim.ca_file,
            sim.control_url, number, pin, folder .. "/journal",
            folder .. "/pins", workflow, region, moment }
        local code = child:wait()
        assert.equal(137, code, moment .. ": " .. select(2, child:output()))
        child:stop()
    end

    local function count(operation)
        return #sim:received { operation = operation }
    end

    local function finish(workflow, number, pin, options)
        return client[workflow](client, support.merge({
            phone_number_id = number,
            pin = not store.load(number) and pin or nil,
            get_code = function()
                return sim:code(number)
            end,
        }, options))
    end

    local function check(number, pin, region)
        local shown = sim:number(number)
        assert.is_true(shown.registered)
        assert.equal(pin, shown.pin)
        assert.equal(pin, store.load(number))
        assert.equal(region, shown.storage_region)
        assert.same({}, journal:pending())
        local sent = count "register" + count "deregister"
        assert.is_true(client:budget(number).used >= sent)
        assert.is_true(count "register" <= 2)
    end

    for _, moment in ipairs(moments_of(SETUP)) do
        it("at " .. moment .. " is finished by another run", function()
            local pin = registration.generate_pin()
            run_and_kill(NEW, pin, "setup_number", "DE", moment)
            local report = finish("setup_number", NEW, pin,
                { data_localization_region = "DE", waba_id = support.WABA })
            assert.is_true(report.success)
            check(NEW, pin, "DE")
            assert.equal(1, count "register")
            assert.is_true(count "verify_code" <= 1)
        end)
    end

    for _, moment in ipairs(moments_of(CHANGE)) do
        it("at " .. moment .. " of change_region is finished by another run",
            function()
                local pin = registration.generate_pin()
                run_and_kill(IN_GERMANY, pin, "change_region", "BR", moment)
                local report = finish("change_region", IN_GERMANY, pin,
                    { region = "BR" })
                assert.is_true(report.success)
                check(IN_GERMANY, pin, "BR")
                assert.equal(1, count "register")
                assert.equal(1, count "deregister")
            end)
    end

    it("when its register does not show yet is waited for by another run",
        function()
            later = 0
            sim:set_options { status_lag = 60 }
            local pin, waited = registration.generate_pin(), 0
            run_and_kill(NEW, pin, "setup_number", "DE", "register response")
            local report = finish("setup_number", NEW, pin, {
                on_step = function(step)
                    if step.outcome == "waiting" then
                        waited = waited + 1
                        sim:advance(40)
                    end
                end,
            })
            assert.is_true(report.success)
            assert.equal(2, waited)
            assert.equal(1, count "register")
            check(NEW, pin, "DE")
        end)

    it("before its register went out is not followed by one while that may "
        .. "still come to show", function()
        later = 0
        local pin = registration.generate_pin()
        run_and_kill(NEW, pin, "setup_number", "DE", "register pending")
        local ok, err = pcall(finish, "setup_number", NEW, pin,
            { confirm = 0.7 })
        assert.is_false(ok)
        assert.equal("timeout", err.kind)
        assert.equal("preflight", err.step)
        assert.equal("check_status", err.next_action)
        assert.equal(0, count "register")
    end)
end)
