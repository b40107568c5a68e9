-- The results of a fleet are a file that survives whatever ends the process.

local fleet = require "whatsapp.registration.fleet"
local files = require "spec.support.files"
local ids = require "whatsapp.registration.fleet.ids"
local process = require "spec.support.process"
local support = require "spec.support.client"

local function line(id, fields)
    return ('{"phone_number_id":"%s","workflow":"setup_number",%s}'):format(
        id, fields)
end

describe("the results of a fleet", function()
    local folder, path

    setup(function()
        folder = files.folder()
        path = folder .. "/results.jsonl"
    end)

    teardown(function()
        files.remove(folder)
    end)

    before_each(function()
        os.remove(path)
    end)

    local function write(text)
        files.write(path, text)
    end

    local function opened()
        local results = fleet.results(path)
        assert(results:open())
        return results
    end

    it("take what follows half a line for a line of its own", function()
        for _, torn in ipairs { '{"phone_number_id":"2', "{", "x",
            line("2", '"success":true') } do
            write(line("1", '"success":true') .. "\n" .. torn)
            local results = opened()
            assert(results:append { phone_number_id = "3", success = true,
                workflow = "setup_number" })
            results:close()
            local done = results:done("setup_number", false)
            assert.equal("done", ids.get(done, "1"))
            assert.equal("done", ids.get(done, "3"))
            assert.is_nil(files.read_any(path):find("{{", 1, true))
            assert.equal("\n", files.read_any(path):sub(-1))
        end
    end)

    it("count the last line of a number", function()
        write(line("1", '"success":false,"error":{"kind":"api"}') .. "\n"
            .. line("1", '"success":true') .. "\n"
            .. line("2", '"success":true') .. "\n"
            .. line("2", '"success":false,"error":{"kind":"timeout"}') .. "\n"
            .. line("3", '"success":false,"waiting":true') .. "\n"
            .. "not a line of ours\n")
        local results = fleet.results(path)
        local done, count = results:done("setup_number", false)
        assert.equal(1, count)
        assert.equal("done", ids.get(done, "1"))
        assert.is_nil(ids.get(done, "2"))
        assert.same({ total = 3, succeeded = 1, failed = 1, waiting = 1,
            by_kind = { timeout = 1 } }, results:summary())
    end)

    it("go on after a line that is too long", function()
        for _, length in ipairs { 65000, 65536, 70000, 300000 } do
            write(line("1", '"success":true') .. "\n"
                .. line("2", '"reason":"' .. ("x"):rep(length) .. '"') .. "\n"
                .. line("3", '"success":true') .. "\n")
            local done, count = fleet.results(path):done("setup_number", false)
            assert.equal(2, count)
            assert.equal("done", ids.get(done, "3"))
        end
    end)

    it("belong to one fleet at a time", function()
        local results = opened()
        local refused, err = fleet.results(path):open()
        assert.is_nil(refused)
        assert.equal("unavailable", err.kind)
        assert.matches("another fleet", err.message)
        results:close()
        opened():close()
    end)

    it("say why they can't be written", function()
        local _, err = fleet.results(folder .. "/none/results"):open()
        assert.equal("unavailable", err.kind)
        assert.equal("path", support.error_of(fleet.results, 5).field)
    end)

    it("are written to nothing that never ends", function()
        local pipe = folder .. "/pipe"
        assert.equal(0, process.run({ "mkfifo", pipe }).code)
        for _, name in ipairs { "/dev/zero", pipe } do
            local link = folder .. "/link"
            assert.equal(0, process.run({ "ln", "-sf", name, link }).code)
            local ok, err = fleet.results(link):open()
            assert.is_nil(ok)
            assert.matches("is not a file", err.message)
        end
    end)

    it("that can't be written end the fleet", function()
        local full = fleet.results "/dev/full"
        full.file, full.lock = io.open("/dev/full", "ab"), io.stdout
        local ok, err = full:append { phone_number_id = "1" }
        assert.is_nil(ok)
        assert.matches("No space left", err.message)
        full.file:close()
    end)
end)
