local files = require "spec.support.files"
local behaviour = require "spec.support.pin_store_behaviour"
local hosts = require "spec.support.host_behaviour"
local interpreter = require "spec.support.interpreter"
local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local support = require "spec.support.client"

local base = require "whatsapp.registration.pin_store.base"
local core = require "whatsapp.registration.core"
local posix = require "whatsapp.registration.posix"
local file = require "whatsapp.registration.pin_store.file"

local NUMBER = support.NUMBER

local function mode_of(path)
    return process.run({ "stat", "-c", "%a", path }).stdout:match "%d+"
end

local function write(path, text, mode)
    files.write(path, text)
    assert(process.run({ "chmod", mode, path }).code == 0)
end

describe("the PIN store in a file", function()
    local directory, path

    before_each(function()
        directory = files.folder()
        path = directory .. "/pins"
    end)

    after_each(function()
        files.remove(directory)
    end)

    behaviour.of(function()
        return file.new(path)
    end)

    it("can be read by its owner only", function()
        file.new(path).save(NUMBER, "071934")
        assert.equal("600", mode_of(path))
        assert.equal("600", mode_of(path .. ".lock"))
    end)

    it("is there for the next process", function()
        file.new(path).save(NUMBER, "071934")
        assert.equal("071934", file.new(path).load(NUMBER))
    end)

    it("is refused if others can read it", function()
        for _, mode in ipairs { "0640", "0604", "0666" } do
            write(path, "", mode)
            local store = file.new(path)
            for _, method in ipairs { "load", "save", "settle",
                "keep_or_save" } do
                local value, problem =
                    store[method](NUMBER, "071934", "succeeded")
                assert.is_nil(value)
                assert.matches("mode must be 0600", problem)
            end
            assert.equal("", files.read(path))
        end
    end)

    it("is no link and no directory", function()
        write(directory .. "/elsewhere", "", "0600")
        process.run { "ln", "-s", directory .. "/elsewhere", path }
        assert.is_nil((file.new(path).save(NUMBER, "071934")))
        assert.is_nil((file.new(directory).save(NUMBER, "071934")))
    end)

    it("is no pipe, and none holds it up", function()
        process.run { "mkfifo", "-m", "600", path, path .. "2.lock" }
        assert.matches("is not a file",
            select(2, file.new(path).load(NUMBER)))
        assert.matches("is not a file",
            select(2, file.new(path .. "2").save(NUMBER, "071934")))
    end)

    it("is refused in a folder that others can write to", function()
        local store = file.new(path)
        store.save(NUMBER, "071934")
        for _, mode in ipairs { "0777", "0770" } do
            process.run { "chmod", mode, directory }
            assert.matches("others can write",
                select(2, store.save(NUMBER, "111222")))
            assert.matches("others can write", select(2, store.load(NUMBER)))
        end
        -- As /tmp is: nobody can touch the files of others.
        process.run { "chmod", "1777", directory }
        assert.equal("071934", store.load(NUMBER))
    end)

    it("leaves no copy of the PINs when it can't be replaced", function()
        process.run { "mkdir", path }
        assert.is_nil((posix.private_write(path, "1 071934 held")))
        assert.equal("", process.run({ "sh", "-c",
            "ls \"$1\" | grep new", "sh", directory }).stdout)
    end)

    it("keeps lines that it can't read, and goes on for other numbers",
        function()
            file.new(path).save(NUMBER, "071934")
            local odd = { "1.0654035224293e+14 123456 offered ",
                "42 12345 offered ", "42 123456 invented ", " 123456 held",
                "# a note of mine" }
            write(path, files.read(path) .. table.concat(odd, "\n") .. "\n",
                "0600")
            local store = file.new(path)
            assert.equal("071934", store.load(NUMBER))
            assert.is_nil(store.load "42")
            assert.is_true(store.save("42", "000123"))
            assert.equal("000123", store.load "42")
            for _, line in ipairs(odd) do
                assert.matches("\n" .. line .. "\n", files.read(path), 1, true)
            end
        end)

    it("changes no line of another number, and reads none", function()
        local others = {}
        for index = 1, 50 do
            others[index] = ("2000%d 246810 held \n"):format(index)
        end
        local text = table.concat(others)
        write(path, "# mine\n" .. NUMBER .. " 071934 held \n" .. text
            .. NUMBER .. " 860213 former ", "0600")
        local store = file.new(path)
        assert(store.save(NUMBER, "135790")) -- which looks whose file it is
        local of_text, count = base.of_text, 0
        base.of_text = function(...)
            count = count + 1
            return of_text(...)
        end
        local saved, problem = store.settle(NUMBER, "135790", "succeeded")
        base.of_text = of_text
        assert(saved, problem)
        assert.equal(3, count)
        local found = files.read(path)
        assert.matches("# mine\n" .. text .. NUMBER .. " 135790 held \n"
            .. NUMBER .. " 071934 former \n" .. NUMBER .. " 860213 former \n",
            found, 1, true)
    end)

    it("must be given the name of a file", function()
        for _, wrong in ipairs { "", 42, "a\0b", false } do
            local err = support.error_of(file.new, wrong or nil)
            assert.equal("invalid_request", err.kind)
            assert.equal("path", err.field)
        end
        assert.equal("path", select(2, file.try_new()).field)
    end)

    it("is left alone if it holds something else", function()
        write(path, "precious\n", "0600")
        local saved, problem = file.new(path).save(NUMBER, "071934")
        assert.is_nil(saved)
        assert.matches("left alone", problem)
        assert.equal("precious\n", files.read(path))
    end)

    it("says where it can't be written, and nothing is sent", function()
        local store = file.new(directory .. "/missing/pins")
        local saved, problem = store.save(NUMBER, "071934")
        assert.is_nil(saved)
        assert.matches("missing/pins.*No such file", problem)
        assert.is_nil(problem:find("071934", 1, true))
    end)

    it("takes the place of what a killed process left half written",
        function()
            write(path .. ".new", "1065403522", "0600")
            local store = file.new(path)
            assert.is_true(store.save(NUMBER, "071934"))
            assert.equal("071934", store.load(NUMBER))
        end)

    it("locks others out while it holds the lock", function()
        local lock = posix.private_lock(path .. ".lock", 0)
        local command = ("flock -n %s.lock true"):format(path)
        assert.equal(1, process.run({ "sh", "-c", command }).code)
        lock:close()
        lock:close()
        assert.equal(0, process.run({ "sh", "-c", command }).code)
    end)

    -- Runs something while another process holds the lock, until it is let go
    -- by the file that `go` names
    local go

    local function while_locked(run)
        go = directory .. "/go"
        local holder = process.start { "flock", path .. ".lock", "sh", "-c",
            "echo held; until [ -e " .. go .. " ]; do sleep 0.01; done" }
        local start = core.now()
        run()
        local took = core.now() - start
        holder:stop()
        os.remove(go)
        return took
    end

    it("gives a lock up soon that another process holds", function()
        local store = file.new(path)
        local took = while_locked(function()
            local saved, why = store.save(NUMBER, "071934")
            assert.is_nil(saved)
            assert.matches("another process holds the lock", why)
        end)
        assert.is_true(took < 30, took)
    end)

    it("waits for a lock that another process soon lets go", function()
        local store, saved, tries = file.new(path), nil, 0
        repeat -- a loaded machine may not let it go in time
            tries = tries + 1
            while_locked(function()
                os.execute("{ sleep 0.1; echo >" .. go .. "; } &")
                saved = store.save(NUMBER, "071934")
            end)
        until saved or tries == 20
        assert.is_true(saved)
        assert.equal("071934", store.load(NUMBER))
    end)

    -- The lock is let go when the loop has gone on a while.
    local WAITING = [[
        local loop = require("spec.support.loops")[%q]()
        local store = require("whatsapp.registration.pin_store.file").new(%q)
        local saved, why
        loop.spawn(function()
            loop.sleep(0.01)
            saved, why = store.save("1", "071934")
        end)
        loop.spawn(function()
            for _ = 1, 10 do
                loop.sleep(0.01)
            end
            io.open(%q, "w"):close()
        end)
        loop.run()
        print(saved, why) ]]

    -- cqueues and luv say that they run; old copas does not.
    for _, case in ipairs { { "cqueues", "^true\tnil\n" },
        { "luv", "^true\tnil\n" },
        { "copas", "^nil\t.*holds the lock\n" } } do
        local loop, expected = case[1], case[2]
        if hosts.has(loop) then
            it("lets " .. loop .. " go on while another process has the lock",
                function()
                    local result
                    while_locked(function()
                        result = process.run({ interpreter(), "-e",
                            WAITING:format(loop, path, go) },
                            { env = hosts.ENVIRONMENT })
                    end)
                    assert.equal("", result.stderr)
                    if loop == "copas" and result.stdout:find "^true" then
                        expected = "^true\tnil\n"
                    end
                    assert.matches(expected, result.stdout)
                end)
        end
    end

    it("lets nginx go on while another process has the lock", function()
        local body
        while_locked(function()
            local server = nginx.start { server = ([[
                location = /save {
                    content_by_lua_block {
                        local store = require(
                            "whatsapp.registration.pin_store.file").new(%q)
                        local saved, why
                        local saving = ngx.thread.spawn(function()
                            saved, why = store.save("1", "071934")
                        end)
                        for _ = 1, 10 do
                            ngx.sleep(0.01)
                        end
                        io.open(%q, "w"):close()
                        ngx.thread.wait(saving)
                        ngx.print(tostring(saved), " ", tostring(why))
                    }
                } ]]):format(path, go) }
            body = select(2, server:get("/save"))
            server:stop()
        end)
        assert.equal("true nil", body)
    end)

    it("lets others have their turn when it fails in the middle", function()
        local attempt = setmetatable({}, { __tostring = function()
            error("no name", 0)
        end })
        local store = file.new(path)
        local ok, problem = pcall(store.save, "1", "071934",
            { attempt = attempt })
        assert.is_false(ok)
        assert.equal("no name", problem)
        assert.is_true(store.save("1", "071934"))
        assert.equal("071934", store.load("1"))
    end)

    -- What several processes print that run this at the same time, each given
    -- the path and a number of its own
    local function run_at_once(script)
        write(directory .. "/script.lua", script, "0600")
        local children = {}
        for each = 1, 4 do
            children[each] = process.start({ interpreter(),
                directory .. "/script.lua", path, each .. "00" },
                { wait = false })
        end
        return process.finish(children)
    end

    it("loses nothing when processes save at the same time", function()
        run_at_once [[
            local store = require("whatsapp.registration.pin_store.file")
                .new(arg[1])
            for i = 1, 20 do
                local saved, why
                repeat
                    saved, why = store.save(arg[2] .. i, ("%06d"):format(i))
                until saved or not why:find "another process holds the lock"
                assert(saved, why)
            end]]
        local store = file.new(path)
        for each = 1, 4 do
            for i = 1, 20 do
                assert.equal(("%06d"):format(i), store.load(each .. "00" .. i))
            end
        end
    end)

    it("gives one PIN to all processes that draw one at the same time",
        function()
            local printed = run_at_once [[
                local store = require("whatsapp.registration.pin_store.file")
                    .new(arg[1])
                for i = 1, 50 do
                    local pin, why
                    repeat
                        pin, why = store.keep_or_save(tostring(i),
                            ("%06d"):format(arg[2] + i))
                    until pin or not why:find "another process holds the lock"
                    print((assert(pin, why)))
                end]]
            local store, all = file.new(path), {}
            for i = 1, 50 do
                all[i] = store.load(tostring(i)) .. "\n"
            end
            for _, each in ipairs(printed) do
                assert.equal(table.concat(all), each)
            end
        end)
end)
