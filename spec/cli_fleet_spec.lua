-- The command fleet, through pipes and at a terminal.

local commands = require "spec.support.command"
local files = require "spec.support.files"
local fleets = require "spec.support.fleets"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local redis_server = require "spec.support.journal_redis"

local unpack = table.unpack or unpack

describe("the command fleet", function()
    local sim, folder, command, ids, path

    setup(function()
        sim, folder = fleets.start()
        command = commands.new(sim)
    end)

    teardown(function()
        command:stop()
        fleets.stop(sim, folder)
    end)

    before_each(function()
        sim:reset()
        sim:set_options { request_log = 100000, calls_an_hour = 10000000 }
        command:reset()
        process.run { "sh", "-c", "rm -f " .. folder .. "/*" }
        ids = fleets.add(sim, 6)
        sim:set_number(ids[5], { code_verification_status = "NOT_VERIFIED" })
        sim:set_number(ids[6], { certificate_refused = "in_use" })
        path = fleets.csv(folder .. "/numbers.csv", ids)
    end)

    local function words(line)
        local all = {}
        for word in line:gmatch "[^\n]+" do
            local id, what = word:match "^(%d+)\t([^\t]+)"
            all[id or word] = what
        end
        return all
    end

    it("plans by reads only, and says what would happen", function()
        path = files.write(folder .. "/ids.csv", "phone_number_id\n"
            .. table.concat(ids, "\n") .. "\n")
        local ran = command:run { "fleet", "plan", path }
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("register", words(ran.stdout)[ids[1]])
        assert.equal("verify_number", words(ran.stdout)[ids[5]])
        for _, request in ipairs(sim:received()) do
            assert.equal("GET", request.method)
        end
        local found = command:json { "fleet", "plan", path }
        assert.equal(7, #found.documents)
        assert.same({ register = 5, verify_number = 1 },
            found.documents[7].actions)
    end)

    it("plans with the file that run takes, PINs and all", function()
        local ran = command:run { "fleet", "plan", files.write(folder
            .. "/pins.csv", "phone_number_id,pin,data_localization_region\n"
            .. ids[1] .. ",071934,DE\n") }
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("register", words(ran.stdout)[ids[1]])
        ran = command:run { "fleet", "plan", files.write(folder
            .. "/typo.csv", "phone_number_id,pins\n" .. ids[1] .. ",1\n") }
        assert.equal(10, ran.code)
        assert.matches('takes no column "pins"', ran.stderr)
    end)

    it("takes no numbers off without a yes", function()
        for _, words_of in ipairs { { "run", path }, { "push", path } } do
            local ran = command:run { "fleet", words_of[1], words_of[2],
                "--workflow", "release_number" }
            assert.equal(2, ran.code)
            assert.matches("%-%-yes", ran.stderr)
        end
        assert.same({}, sim:received())
        local ran = command:run { "fleet", "run", files.write(folder
            .. "/off.csv", "phone_number_id\n" .. ids[1] .. "\n"),
            "--workflow", "release_number", "--yes" }
        assert.equal(0, ran.code, ran.stderr)
    end)

    it("runs, prints a line a number, and goes on if run again", function()
        local ran = command:run { "fleet", "run", path }
        assert.equal(1, ran.code, ran.stderr)
        local said = words(ran.stdout)
        assert.equal("done", said[ids[1]])
        assert.equal("waiting", said[ids[5]])
        assert.equal("number_in_use", said[ids[6]])
        assert.matches("\tregister\tAnother WhatsApp account holds", ran.stdout)
        assert.matches("6 of 6, 1 failed, 1 wait", ran.stderr)
        sim:forget_received()
        sim:set_number(ids[6], { certificate_refused = false })
        ran = command:json { "fleet", "run", path, "--request-codes" }
        assert.equal(18, ran.code)
        local sum = ran.documents[#ran.documents]
        assert.equal(4, sum.skipped)
        assert.equal(1, sum.succeeded)
        assert.equal(1, sum.waiting)
        assert.equal(0, #sim:received { id = ids[1] })
        local codes = files.write(folder .. "/codes.csv",
            ("phone_number_id,code\n%s,%s\n"):format(ids[5],
            sim:code(ids[5])))
        ran = command:run { "fleet", "run", path, "--codes", codes }
        assert.equal(0, ran.code, ran.stderr)
        assert.is_true(sim:number(ids[5]).registered)
        ran = command:json { "fleet", "report", path .. ".results.jsonl" }
        assert.equal(6, ran.documents[1].succeeded)
        assert.is_true(ran.documents[1].success)
    end)

    it("draws PINs and keeps them", function()
        path = files.write(folder .. "/ids.csv", "phone_number_id\n"
            .. ids[1] .. "\n" .. ids[2] .. "\n")
        assert.equal(0, command:run({ "fleet", "run", path }).code)
        local kept = files.read_any(command.home
            .. "/state/whatsapp-registration/pins")
        assert.matches(ids[1] .. " " .. sim:number(ids[1]).pin, kept)
    end)

    it("shows bad rows with their lines, and sends nothing", function()
        path = files.write(folder .. "/bad.csv", "phone_number_id,pin\n"
            .. "1,12\nx\27[2J,071934\n" .. ids[1] .. ",\n")
        local ran = command:run { "fleet", "run", path }
        assert.equal(10, ran.code)
        assert.matches("line 2: pin.*line 3: a control character.*"
            .. "numbers: 2 bad rows", ran.stderr)
        assert.is_nil(ran.stderr:find "\27")
        assert.equal(0, #sim:received())
        local header = files.write(folder .. "/header.csv",
            "phone_number_id,\194\15531mx\226\128\174y\n")
        ran = command:run { "fleet", "run", header }
        assert.matches('line 1: .* no column " 31mx y"', ran.stderr)
        ran = command:json { "fleet", "run", path }
        assert.equal(3, ran.documents[1].error.rows[2].line)
    end)

    it("stops with the token's error, and says how to go on", function()
        local ran = command:run({ "fleet", "run", path },
            { env = { WHATSAPP_ACCESS_TOKEN = "expired-token" } })
        assert.equal(12, ran.code)
        assert.matches("1 of 6 numbers are done.*Run it again",
            ran.stderr)
        assert.equal(1, #sim:received())
    end)

    it("plans no file with a row that run would refuse", function()
        local bad = files.write(folder .. "/short.csv",
            "phone_number_id,pin\n" .. ids[1] .. ",71934\n")
        local planned = command:run { "fleet", "plan", bad }
        assert.equal(10, planned.code)
        assert.matches("line 2: pin: expected", planned.stderr)
        assert.equal(planned.stderr,
            command:run({ "fleet", "run", bad }).stderr)
        assert.same({}, sim:received())
    end)

    local function complaint(...)
        local ran = command:run { "fleet", ... }
        assert.equal(10, ran.code)
        return ran.stderr
    end

    it("refuses what it would ignore", function()
        local queue = "unix://" .. folder .. "/redis"
        for _, ignored in ipairs { { "work", path },
            { "work", "--waba-id", "102290129340398" }, { "report", path },
            { "push", path, "--waba-id", "102290129340398" } } do
            ignored[#ignored + 1], ignored[#ignored + 2] = "--redis", queue
            assert.matches("Leave it out", complaint(unpack(ignored)))
        end
    end)

    it("asks for what is missing", function()
        assert.matches("file: none is given", complaint "plan")
        assert.matches("file: none is given", complaint "report")
        assert.matches("redis: none is given", complaint("push", path))
        assert.matches("redis: expected redis://", complaint("push", path,
            "--redis", "redis://u:secret@h", "--queue", "q"))
        assert.matches("both given", complaint("plan", path, "--waba-id",
            "1"))
        assert.matches("concurrency: expected", complaint("run", path,
            "--concurrency", "0"))
    end)

    if redis_server.has_library() then
        it("pushes to a queue in Redis and works at it", function()
            local server = redis_server.start()
            local function run(action, ...)
                return command:json({ "fleet", action, "--redis",
                    "unix://" .. server.path, ... },
                    { env = redis_server.ENVIRONMENT })
            end
            local pushed = run("push", path)
            assert.equal(6, pushed.documents[1].added)
            assert.equal(0, run("report", "--queue", "q").documents[1].total)
            assert.equal(1, run("work").code)
            local report = run("report").documents[1]
            server:stop()
            assert.equal(4, report.succeeded)
            assert.equal(1, report.waiting)
            assert.equal(1, report.failed)
        end)
    end

    if not pty.is_available() then
        return
    end

    for _, columns in ipairs { 80, 40 } do
        it(("shows a line of progress and a sum in %d columns"):format(
            columns), function()
            sim:fault { operation = "any", delay = 0.05, times = 0 }
            local ran = command:at_terminal({}, { "fleet", "run", path,
                "--concurrency", "1" }, { columns = columns,
                env = { NO_COLOR = "1" } })
            assert.equal(1, ran.code)
            assert.matches("\r  3 of 6, [%d.]+/s, %d+ s left", ran.output)
            assert.matches("done +4\r", ran.output)
            assert.matches("wait for a code%s+1: run it with "
                .. "%-%-request%-codes", ran.output)
            for line in ran.output:gmatch "[^\r\n]+" do
                assert.is_true(#line <= columns, line)
            end
        end)
    end

    it("ends after the numbers under way at Ctrl-C", function()
        -- The next two take seconds: the last one can't begin before Ctrl-C.
        for index = 3, 4 do
            sim:fault { operation = "any", id = ids[index], delay = 1,
                times = 0 }
        end
        sim:fault { operation = "any", delay = 0.1, times = 0 }
        local ran = command:at_terminal({ "?1 of 6", "!\3" }, { "fleet",
            "run", path, "--concurrency", "2", "--canary", "0" })
        assert.equal(130, ran.code)
        assert.matches("of 6 numbers are done.*Run it again", ran.output)
        local last, count = fleets.by_id(path .. ".results.jsonl")
        assert.is_table(last[ids[1]])
        assert.is_nil(count[ids[6]])
        assert.is_nil(command:run({ "attempts", ids[1] }).stdout
            :find "pending")
    end)
end)
