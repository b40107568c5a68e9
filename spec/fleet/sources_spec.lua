-- Where the numbers of a fleet come from: what can't be used is refused with
-- its line, all at once, before anything is sent.

local fleet = require "whatsapp.registration.fleet"
local files = require "spec.support.files"
local fleets = require "spec.support.fleets"
local support = require "spec.support.client"

local HEADER = "phone_number_id,pin,data_localization_region\n"
local GOOD = "200000000000001,071934,DE\n"

describe("the numbers of a fleet", function()
    local sim, folder, client

    setup(function()
        sim, folder = fleets.start()
        fleets.add(sim, 3)
        client = support.client_for(sim, { phone_number_id = support.NONE })
    end)

    teardown(function()
        fleets.stop(sim, folder)
    end)

    before_each(function()
        sim:forget_received()
    end)

    local function source_of(text)
        return fleet.csv(files.write(folder .. "/numbers.csv", text))
    end

    local function run(given)
        return fleet.run(client, support.merge({ workflow = "setup_number",
            options = { dry_run = true } }, given))
    end

    local function refusal(text, given)
        local err = support.error_of(run, support.merge(
            { numbers = source_of(text) }, given))
        assert.equal("invalid_request", err.kind)
        assert.equal("no", err.sent)
        assert.equal(0, #sim:received())
        return err
    end

    local function lines_of(err)
        local lines = {}
        for index, row in ipairs(err.rows) do
            lines[index] = row.line
        end
        return lines
    end

    -- A file whose last line has a gigabyte, which takes no disk
    local function with_a_hole(beginning)
        local path = folder .. "/long"
        local file = assert(io.open(path, "wb"))
        file:write(beginning)
        file:seek("set", 1024 ^ 3)
        file:write "1\n"
        file:close()
        return path
    end

    local function kilobytes()
        collectgarbage()
        return collectgarbage "count"
    end

    describe("in a CSV file", function()
        it("are read with quotes, CRLF, a BOM and empty fields", function()
            local report = run { numbers = source_of("\239\187\191"
                .. '"phone_number_id",pin,"data_localization_region"\r\n'
                .. '"200000000000001","071934",DE\r\n\r\n'
                .. '200000000000002,"071934",\r\n'
                .. "200000000000003,071934,") }
            assert.equal(3, report.succeeded)
        end)

        it("are refused all at once, each with its line", function()
            local err = refusal(HEADER .. GOOD
                .. "200000000000002,71934,DE\n"
                .. "2.0E+14,071934,DE\n"
                .. "200000000000003,071934,XX\n"
                .. "200000000000003,071934\n"
                .. ",071934,DE\n" .. GOOD)
            assert.same({ 3, 4, 5, 6, 7, 8 }, lines_of(err))
            assert.equal("pin", err.rows[1].field)
            assert.equal("phone_number_id", err.rows[2].field)
            assert.matches("line 3: .*line 8: .*is there already, in line 2",
                tostring(err))
            assert.is_nil(tostring(err):find("71934", 1, true))
        end)

        it("are refused for columns that the workflow does not take",
            function()
                assert.matches('line 1: .* no column "color"', refusal(
                    "phone_number_id,color\n200000000000001,red\n").message)
                refusal("phone_number_id,on_step\n200000000000001,x\n")
                refusal("phone_number_id,pin\n200000000000001,071934\n",
                    { workflow = "preflight", options = {} })
            end)

        it("are refused if the header has a name twice or is missing",
            function()
                refusal "pin,pin\n"
                refusal ""
            end)

        local HOSTILE = {
            NUL = "200000000000002,07\0001934,DE\n",
            ["Latin-1"] = "200000000000002,071934,M\252nchen\n",
            ["a formula"] = '200000000000002,071934,"=cmd|\'/c calc\'!A1"\n',
            ["another formula"] = "@SUM(1),071934,DE\n",
            ["an escape"] = "200000000000002,071934,\27[2J\n",
            ["a quote inside"] = '200000000000002,07"1934,DE\n',
            ["text after a quote"] = '200000000000002,"071934"5,DE\n',
        }

        for name, line in pairs(HOSTILE) do
            it("are refused with the line for " .. name, function()
                local err = refusal(HEADER .. GOOD .. line
                    .. "200000000000003,071934,DE\n")
                assert.same({ 3 }, lines_of(err))
                assert.is_nil(err.message:find "%c")
            end)
        end

        it("are refused for a quote that is not closed", function()
            assert.same({ 2 }, lines_of(refusal(HEADER
                .. '200000000000002,"071934,DE\n' .. GOOD)))
        end)

        it("count lines inside of quotes", function()
            assert.same({ 2, 4 }, lines_of(refusal(HEADER
                .. '"200000000000001","071934","D\nE"\n' .. "x,071934,DE\n")))
        end)

        it("are refused for a line of a gigabyte, in little memory",
            function()
                local path = with_a_hole(HEADER)
                local before = kilobytes()
                assert.same({ 2 }, lines_of(support.error_of(run,
                    { numbers = fleet.csv(path) })))
                assert.is_true(kilobytes() - before < 1024)
                os.remove(path)
            end)

        it("are refused if there is no such file, or it is a folder",
            function()
                assert.equal("numbers", support.error_of(run,
                    { numbers = fleet.csv(folder .. "/none") }).field)
                assert.equal("numbers", support.error_of(run,
                    { numbers = fleet.csv(folder) }).field)
                assert.equal("codes", support.error_of(run,
                    { numbers = {}, codes = fleet.csv(folder) }).field)
                assert.equal("path", support.error_of(fleet.csv, 5).field)
            end)
    end)

    describe("in JSON lines", function()
        local function lines(text)
            return fleet.jsonl(files.write(folder .. "/n.jsonl", text))
        end

        it("are read, tables in them too", function()
            local report = run { numbers = lines(
                '{"phone_number_id":"200000000000001","pin":"071934",'
                .. '"test_message":{"to":"+16505551234","body":"Hi"}}\n\n'
                .. '{"phone_number_id":"200000000000002","pin":"071934"}') }
            assert.equal(2, report.succeeded)
        end)

        it("are refused for a line of a gigabyte, in little memory",
            function()
                local path = with_a_hole '{"phone_number_id":"1"}\n{'
                local before = kilobytes()
                local err = support.error_of(run,
                    { numbers = fleet.jsonl(path) })
                assert.equal(2, err.rows[#err.rows].line)
                assert.matches("longer than", err.rows[#err.rows].message)
                assert.is_true(kilobytes() - before < 1024)
                os.remove(path)
            end)

        it("are refused with their lines", function()
            local err = support.error_of(run, { numbers = lines(
                '{"phone_number_id":"200000000000001","pin":71934}\n'
                .. "[1]\nnull\n"
                .. '{"phone_number_id":"200000000000002","color":"red"}\n') })
            assert.same({ 1, 2, 3, 4 }, lines_of(err))
            assert.equal(0, #sim:received())
        end)
    end)

    it("can be a list of ids and rows", function()
        local report = run { numbers = { "200000000000001",
            { phone_number_id = "200000000000002" } },
            options = { pin = "071934", dry_run = true } }
        assert.equal(2, report.succeeded)
        local err = support.error_of(run, { numbers = { true } })
        assert.matches("row 1: expected an id or a table", err.message)
    end)

    it("can be an iterator, of which a bad row is a result of its own",
        function()
            local left = { "200000000000001", "x", true, "200000000000002" }
            local entries = {}
            local report = run {
                numbers = function()
                    return table.remove(left, 1)
                end,
                options = { pin = "071934", dry_run = true },
                on_result = function(entry)
                    entries[#entries + 1] = entry
                end,
                concurrency = 1 }
            assert.equal(2, report.succeeded)
            assert.equal(2, report.failed)
            assert.equal("invalid_request", entries[2].error.kind)
            assert.equal("row 3", entries[3].place)
        end)

    it("can be all numbers of an account", function()
        local report = run { numbers = fleet.waba(support.WABA),
            workflow = "preflight", options = {} }
        assert.is_true(report.succeeded > 15)
        assert.is_nil(report.total)
        local err = support.error_of(run, { numbers = fleet.waba "1" })
        assert.equal("not_found", err.kind)
    end)
end)
