-- A fleet does for many numbers what a workflow does for one, and says of each
-- what became of it.

local fleet = require "whatsapp.registration.fleet"
local files = require "spec.support.files"
local fleets = require "spec.support.fleets"
local registration = require "whatsapp.registration"
local store = require "whatsapp.registration.pin_store.memory"
local support = require "spec.support.client"

describe("a fleet", function()
    local sim, folder, client, results

    setup(function()
        sim, folder = fleets.start()
    end)

    teardown(function()
        fleets.stop(sim, folder)
    end)

    before_each(function()
        sim:reset()
        sim:set_options { request_log = 100000, calls_an_hour = 10000000 }
        client = support.client_for(sim, { phone_number_id = support.NONE })
        results = folder .. "/results.jsonl"
        os.remove(results)
    end)

    local function run(given)
        return fleet.run(client, support.merge({ workflow = "setup_number",
            concurrency = 4, results = fleet.results(results) }, given))
    end

    local function failure(given)
        return support.error_of(run, given)
    end

    local function numbers(count, fields)
        local ids = fleets.add(sim, count, fields)
        return fleet.csv(fleets.csv(folder .. "/numbers.csv", ids)), ids
    end

    it("sets up each number of a CSV file with one register", function()
        local source, ids = numbers(12)
        local report = run { numbers = source, canary = 1 }
        assert.equal(12, report.total)
        assert.equal(12, report.succeeded)
        local last, count = fleets.by_id(results)
        local sent = fleets.requests(sim, "register")
        for _, id in ipairs(ids) do
            assert.is_true(sim:number(id).registered)
            assert.equal(1, sent[id])
            assert.equal(1, count[id])
            assert.is_true(last[id].success)
        end
    end)

    it("leaves out what the results say is done", function()
        local source = numbers(5)
        run { numbers = source }
        sim:forget_received()
        local report = run { numbers = source }
        assert.equal(5, report.skipped)
        assert.equal(5, report.done)
        assert.equal(0, #sim:received())
        assert.equal(5, #fleets.results(results))
    end)

    it("does again what was only tried, and other workflows", function()
        local source = numbers(2)
        local tried = run { numbers = source, options = { dry_run = true } }
        assert.equal(2, tried.succeeded)
        assert.equal(0, #sim:received { operation = "register" })
        assert.equal(2, run({ numbers = source }).succeeded)
        assert.equal(2, run({ numbers = { "200000000000001",
            "200000000000002" }, workflow = "release_number" }).succeeded)
        assert.equal(2, #sim:received { operation = "deregister" })
    end)

    it("goes on after a bad number, whose error is its own", function()
        local _, ids = numbers(6)
        sim:set_number(ids[2], { certificate_refused = "in_use" })
        local report = run { numbers = fleet.csv(fleets.csv(
            folder .. "/more.csv", { ids[1], ids[2], "209999", ids[3],
            ids[4], ids[5], ids[6] })) }
        assert.equal(5, report.succeeded)
        assert.equal(2, report.failed)
        assert.same({ number_in_use = 1, not_found = 1 }, report.by_kind)
        local last = fleets.by_id(results)
        assert.equal("number_in_use", last[ids[2]].error.kind)
        assert.equal(2388001, last[ids[2]].error.subcode)
        assert.equal("register", last[ids[2]].step)
        assert.equal("fix_number", last[ids[2]].error.next_action)
        assert.equal("check_id", last["209999"].error.next_action)
    end)

    it("stops when the token has expired, after few requests", function()
        client = support.client_for(sim, { phone_number_id = support.NONE,
            access_token = "expired-token" })
        local source = numbers(30)
        local err = failure { numbers = source }
        assert.equal("authentication", err.kind)
        assert.is_true(#sim:received() <= 4)
        assert.is_true(err.progress.stopped)
        assert.equal(30, err.progress.total)
        sim:forget_received()
        err = failure { numbers = source, canary = 1 }
        assert.equal("authentication", err.kind)
        assert.equal(1, #sim:received())
    end)

    it("stops when the token expires on the way, and goes on with another",
        function()
            local source, ids = numbers(30)
            local done = 0
            local err = failure { numbers = source, on_result = function()
                done = done + 1
                if done == 6 then
                    sim:fault { operation = "any", fault = "error",
                        code = 190, http_status = 401, times = 0 }
                end
            end }
            assert.equal("authentication", err.kind)
            local refused = 0
            for _, request in ipairs(sim:received()) do
                refused = refused + (request.error_code == 190 and 1 or 0)
            end
            assert.is_true(refused >= 1 and refused <= 4) -- concurrency
            sim:clear_faults()
            assert.equal(30, run({ numbers = source }).done)
            local sent = fleets.requests(sim, "register")
            local _, count = fleets.by_id(results)
            for _, id in ipairs(ids) do
                assert.is_true(sim:number(id).registered)
                assert.is_true(sent[id] <= 2 and count[id] <= 2)
            end
        end)

    it("stops when five numbers in a row find nobody who answers", function()
        local source = numbers(20)
        sim:fault { operation = "any", fault = "error", code = 2,
            http_status = 503, times = 0 }
        local err = failure { numbers = source, concurrency = 1 }
        assert.equal("unavailable", err.kind)
        assert.equal(5, err.progress.failed)
        assert.equal(5, #sim:received())
    end)

    it("sends the first number alone, and no other if it fails", function()
        local source, ids = numbers(6)
        sim:set_number(ids[1], { certificate_refused = "in_use" })
        local err = failure { numbers = source, canary = 1 }
        assert.equal("number_in_use", err.kind)
        assert.equal(0, #sim:received { id = ids[2] })
    end)

    it("takes numbers of an earlier run for the first", function()
        local source, ids = numbers(6)
        run { numbers = { ids[2] }, options = { pin = "071934" } }
        sim:set_number(ids[1], { certificate_refused = "in_use" })
        local report = run { numbers = source, canary = 1 }
        assert.equal(4, report.succeeded)
        assert.equal(1, report.failed)
    end)

    it("ends after the numbers under way when it is asked to", function()
        local source = numbers(20)
        local done = 0
        local err = failure { numbers = source, concurrency = 2,
            on_progress = function(state)
                done = state.done
            end,
            is_over = function()
                return done >= 3
            end }
        assert.equal("cancelled", err.kind)
        local report = err.progress
        assert.is_true(report.succeeded >= 3 and report.succeeded <= 5)
        assert.equal(report.succeeded, #fleets.results(results))
        assert.equal(20 - report.succeeded,
            run({ numbers = source }).succeeded)
    end)

    it("says how far it is", function()
        local states = {}
        run { numbers = numbers(3), concurrency = 1,
            on_progress = function(state)
                states[#states + 1] = state
                error "which is the hook's own affair"
            end }
        assert.equal(0, states[1].done)
        local last = states[#states]
        assert.equal(3, last.done)
        assert.equal(3, last.total)
        assert.is_true(last.rate > 0)
        assert.equal(0, last.left)
        assert.same({}, last.by_kind)
    end)

    it("says of each number what preflight says", function()
        local _, ids = numbers(2)
        sim:set_number(ids[2], { code_verification_status = "NOT_VERIFIED" })
        local report = run { numbers = ids, workflow = "preflight" }
        assert.equal(2, report.succeeded)
        local last = fleets.by_id(results)
        assert.equal("register", last[ids[1]].action)
        assert.equal("verify_number", last[ids[2]].action)
        assert.is_string(last[ids[2]].reason)
    end)

    it("changes regions by a column of the file", function()
        local _, ids = numbers(2)
        run { numbers = ids, options = { pin = "071934" } }
        local path = files.write(folder .. "/regions.csv", ("phone_number_id,"
            .. "pin,region\n%s,071934,DE\n%s,071934,BR\n"):format(ids[1],
            ids[2]))
        local report = run { numbers = fleet.csv(path),
            workflow = "change_region", options = { confirm = 20 } }
        assert.equal(2, report.succeeded)
        assert.equal("DE", sim:number(ids[1]).storage_region)
        assert.equal("BR", sim:number(ids[2]).storage_region)
    end)

    it("raises what a function of the program raises", function()
        local source = numbers(3)
        local ok, raised = pcall(run, { numbers = source,
            on_result = function()
                error("my own", 0)
            end })
        assert.is_false(ok)
        assert.equal("my own", raised)
        assert.equal(3, run({ numbers = source }).done)
    end)

    describe("draws PINs", function()
        it("and keeps them before they are sent", function()
            local _, ids = numbers(3)
            local pins = store.new()
            client = support.client_for(sim, { pin_store = pins,
                phone_number_id = support.NONE })
            assert.equal(3, run({ numbers = ids }).succeeded)
            for _, id in ipairs(ids) do
                assert.equal(sim:number(id).pin, pins.load(id))
            end
            assert.is_nil(files.read_any(results):find(pins.load(ids[1]), 1,
                true))
        end)

        it("but not if it may not", function()
            local _, ids = numbers(1)
            client = support.client_for(sim, { pin_store = store.new(),
                phone_number_id = support.NONE })
            local report = run { numbers = ids, draw_pins = false }
            assert.equal(1, report.failed)
            assert.equal(0, #sim:received { operation = "register" })
        end)
    end)

    describe("with numbers that wait for a code", function()
        local ids

        before_each(function()
            local _, all = numbers(3)
            ids = all
            sim:set_number(ids[2], {
                code_verification_status = "NOT_VERIFIED" })
        end)

        local function setup_all(given)
            return run(support.merge({ numbers = ids,
                options = { pin = "071934" } }, given))
        end

        it("requests none unless it is asked to", function()
            local report = setup_all()
            assert.equal(2, report.succeeded)
            assert.equal(1, report.waiting)
            assert.same({}, report.by_kind)
            assert.is_true(fleets.by_id(results)[ids[2]].waiting)
            assert.equal(0, #sim:received { operation = "request_code" })
        end)

        it("requests one, once, and goes on with a file of codes", function()
            assert.equal(1, setup_all({ request_codes = true }).waiting)
            assert.equal(1, setup_all({ request_codes = true }).waiting)
            assert.equal(1, #sim:received { operation = "request_code" })
            local path = files.write(folder .. "/codes.csv",
                ("phone_number_id,code\n%s,%s\n"):format(ids[2],
                sim:code(ids[2])))
            local report = setup_all { codes = fleet.csv(path) }
            assert.equal(1, report.succeeded)
            assert.equal(2, report.skipped)
            assert.is_true(sim:number(ids[2]).registered)
            assert.equal(1, #sim:received { operation = "request_code" })
        end)

        it("asks the program's function", function()
            local report = setup_all { get_code = function(number)
                return sim:code(number.id)
            end }
            assert.equal(3, report.succeeded)
        end)
    end)

    it("refuses options that it does not know or can't use", function()
        local function field_of(given)
            return failure(support.merge({ numbers = {} }, given)).field
        end
        assert.equal("speed", field_of { speed = 1 })
        assert.equal("workflow", field_of { workflow = "register" })
        assert.equal("concurrency", field_of { concurrency = 0 })
        assert.equal("canary", field_of { canary = 1.5 })
        assert.equal("numbers", field_of { numbers = 5 })
        assert.equal("numbers", field_of { numbers = fleet.csv "/nowhere" })
    end)

    it("shows no token, PIN or code in its results", function()
        local source = numbers(3)
        sim:fault { operation = "register", fault = "error", code = 100,
            message = "the pin 071934 and the token "
                .. support.TOKEN .. " are bad" }
        run { numbers = source }
        local text = files.read_any(results)
        assert.is_nil(text:find("071934", 1, true))
        assert.is_nil(text:find(support.TOKEN, 1, true))
    end)

    it("returns the error as well", function()
        local report, err = fleet.try_run(client, { workflow = "none" })
        assert.is_nil(report)
        assert.is_true(registration.is_error(err))
    end)
end)
