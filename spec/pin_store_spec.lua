-- A PIN is saved before it is sent, and whatever happens after that, the one
-- that the number has is in the store.

local core = require "whatsapp.registration.core"
local file = require "whatsapp.registration.pin_store.file"
local interpreter = require "spec.support.interpreter"
local memory = require "whatsapp.registration.pin_store.memory"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER = support.NUMBER
local SUCCESS = '{"success":true}'
local MISMATCH = '{"error":{"code":133005,"message":"(#133005) Mismatch"}}'
local EXPIRED = '{"error":{"code":190,"message":"Token"}}'

local REGISTER = { operation = "register" }
local TWO_STEP = { operation = "setup_two_step" }

local function mode_of(path)
    return process.run({ "stat", "-c", "%a", path }).stdout:match "%d+"
end

local function write(path, text, mode)
    local handle = assert(io.open(path, "w"))
    handle:write(text)
    handle:close()
    assert(process.run({ "chmod", mode, path }).code == 0)
end

local function read(path)
    local handle = assert(io.open(path))
    local text = handle:read "*a"
    handle:close()
    return text
end

describe("a client with a PIN store", function()
    local server = served()
    local store, client

    before_each(function()
        store = memory.new()
        client = support.client_for(server, { pin_store = store })
        server:json(200, SUCCESS)
    end)

    it("has saved the PIN when it is sent", function()
        for _, operation in ipairs { "register", "setup_two_step" } do
            local before
            local own = support.client_for(server, {
                pin_store = {
                    save = function(number, pin)
                        before = { number, pin, #server:received() }
                        return true
                    end,
                    load = function() end,
                },
            })
            server:reset()
            server:json(200, SUCCESS)
            own[operation](own, { pin = "071934" })
            assert.same({ NUMBER, "071934", 0 }, before)
            assert.equal(1, #server:received())
        end
    end)

    it("sends nothing where the PIN can't be saved", function()
        local saves = {
            function() error "no space for 071934" end,
            function() return nil, "no space for 071934" end,
            function() return false end,
            function() error({ "071934" }) end,
        }
        for _, save in ipairs(saves) do
            local own = support.client_for(server, {
                pin_store = { save = save, load = function() end },
            })
            for _, operation in ipairs { "register", "setup_two_step" } do
                local err = support.failure_of(own, operation)
                assert.equal("unavailable", err.kind)
                assert.equal("local", err.origin)
                assert.is_nil(tostring(err):find("071934", 1, true))
            end
        end
        assert.same({}, server:received())
    end)

    it("counts no attempt where the PIN can't be saved", function()
        local journal = require("whatsapp.registration.journal.memory").new()
        local own = support.client_for(server, { journal = journal,
            pin_store = { load = function() end,
                save = function() return nil, "full" end } })
        support.failure_of(own, "register")
        assert.equal("not_sent", own:attempts()[1].state)
    end)

    it("takes a save that returns nothing for one that worked", function()
        local own = support.client_for(server, { pin_store = {
            save = function() end, load = function() end } })
        assert.is_true(own:register({ pin = "071934" }).success)
    end)

    it("loads the PIN where none is given", function()
        client:register { pin = "000123" }
        for _, options in ipairs { {}, { phone_number_id = " " .. NUMBER } } do
            client:register(options)
        end
        client:register()
        for _, request in ipairs(server:received()) do
            assert.matches('"pin":"000123"', request.body, 1, true)
        end
        assert.equal(4, #server:received())
    end)

    it("names the PIN where it has none to load", function()
        local err = support.failure_of(client, "register", {})
        assert.equal("invalid_request", err.kind)
        assert.equal("pin", err.field)
        assert.same({}, server:received())
    end)

    it("loads none for setup_two_step: that is to set one", function()
        client:register { pin = "071934" }
        assert.equal("pin",
            support.failure_of(client, "setup_two_step", {}).field)
    end)

    it("says what else is wrong with the options before it loads", function()
        client:register { pin = "071934" }
        local err = support.failure_of(client, "register", { pins = "1" })
        assert.equal("pins", err.field)
        err = support.failure_of(client, "register", { phone_number_id = "x" })
        assert.equal("phone_number_id", err.field)
    end)

    it("sends nothing where the PIN can't be loaded", function()
        for _, load in ipairs { function() error "down" end,
            function() return nil, "down" end } do
            local own = support.client_for(server, {
                pin_store = { load = load, save = function() end } })
            local err = support.failure_of(own, "register", {})
            assert.equal("unavailable", err.kind)
            assert.matches("down", err.message)
        end
        local own = support.client_for(server, { pin_store = {
            load = function() return 71934 end, save = function() end } })
        assert.equal("pin", support.failure_of(own, "register", {}).field)
        assert.same({}, server:received())
    end)

    it("never sends a PIN again by itself that the server refused", function()
        server:json(400, MISMATCH)
        support.failure_of(client, "register", { pin = "111222" })
        assert.equal("pin", support.failure_of(client, "register", {}).field)
        assert.equal(1, #server:received())
        server:json(200, SUCCESS)
        assert.is_true(client:register({ pin = "111222" }).success)
        assert.is_true(client:register().success)
    end)

    it("keeps to that with a store of two functions as well", function()
        local own = support.client_for(server, { pin_store = {
            load = function() return "111222" end, save = function() end } })
        server:json(400, MISMATCH)
        support.failure_of(own, "register", {})
        local err = support.failure_of(own, "register", {})
        assert.equal("local", err.origin)
        assert.equal("pin_mismatch", err.kind)
        assert.equal(1, #server:received())
    end)

    it("goes back to the PIN that the server had accepted", function()
        client:register { pin = "071934" }
        server:json(400, MISMATCH)
        support.failure_of(client, "register", { pin = "111222" })
        assert.equal("071934", store.load(NUMBER))
    end)

    it("stays with the PIN where another was refused for another reason",
        function()
            client:register { pin = "071934" }
            server:json(401, EXPIRED)
            support.failure_of(client, "setup_two_step", { pin = "111222" })
            assert.equal("071934", store.load(NUMBER))
        end)

    it("stays with the PIN where another was never sent", function()
        client:register { pin = "071934" }
        local nowhere = support.client_for(
            { base_url = "http://127.0.0.1:" .. raw.closed_port() },
            { pin_store = store })
        support.failure_of(nowhere, "setup_two_step", { pin = "111222" })
        assert.equal("071934", store.load(NUMBER))
    end)

    it("tells where the store could not note what became of a PIN",
        function()
            function store.settle()
                return nil, "full of 071934"
            end
            local result = client:register { pin = "071934" }
            assert.equal("full of [redacted]",
                result.response.pin_store_error)
            server:json(400, MISMATCH)
            assert.equal("full of [redacted]",
                support.failure_of(client, "register").pin_store_error)
        end)

    it("must be given save and load", function()
        for _, given in ipairs { true, { save = print }, { load = print } } do
            assert.equal("pin_store", support.error_of(support.client_for,
                server, { pin_store = given }).field)
        end
    end)

    it("shows no PIN in a dump of client, call or store", function()
        client:register { pin = "918273" }
        local call = client:start("register", { pin = "918273" })
        local seen = {}
        local function search(value)
            if type(value) == "string" then
                assert.is_nil(value:find("918273", 1, true))
            elseif type(value) == "table" and not seen[value] then
                seen[value] = true
                for key, member in pairs(value) do
                    search(key)
                    search(member)
                end
            end
        end
        search { client, call, store }
        support.wait(call)
    end)
end)

-- What every store does
local function behaves_as_a_store(new)
    local store

    before_each(function()
        store = new()
    end)

    local function states()
        local list = {}
        for index, candidate in ipairs(store.candidates(NUMBER)) do
            list[index] = candidate.pin .. " " .. candidate.state
        end
        return list
    end

    it("has nothing at first", function()
        assert.is_nil(store.load(NUMBER))
        assert.same({}, states())
    end)

    it("loads what was saved, for each number its own", function()
        assert.is_true(store.save(NUMBER, "071934"))
        store.save("42", "000123")
        assert.equal("071934", store.load(NUMBER))
        assert.equal("000123", store.load "42")
    end)

    it("loads what somebody saved by hand before all else", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        store.save(NUMBER, "555666")
        assert.equal("555666", store.load(NUMBER))
    end)

    it("stays with the accepted PIN while a register offers another",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.settle(NUMBER, "071934", "succeeded")
            store.save(NUMBER, "111222", REGISTER)
            assert.equal("071934", store.load(NUMBER))
            store.settle(NUMBER, "111222", "succeeded")
            assert.equal("111222", store.load(NUMBER))
            assert.same({ "111222 held", "071934 former" }, states())
        end)

    it("changes to the PIN that setup_two_step sets, and back if refused",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.settle(NUMBER, "071934", "succeeded")
            store.save(NUMBER, "111222", TWO_STEP)
            assert.equal("111222", store.load(NUMBER))
            store.settle(NUMBER, "111222", "refused")
            assert.equal("071934", store.load(NUMBER))
            assert.same({ "111222 refused", "071934 held" }, states())
        end)

    it("loads a PIN that was not used where it has no better one", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "unused")
        assert.equal("071934", store.load(NUMBER))
    end)

    it("loads what was offered before the number was seen to have a PIN",
        function()
            store.save(NUMBER, "071934", REGISTER)
            store.see(NUMBER)
            store.save(NUMBER, "111222", REGISTER)
            store.see(NUMBER)
            assert.same({ "111222 offered", "071934 likely" }, states())
            assert.equal("071934", store.load(NUMBER))
            store.settle(NUMBER, "111222", "succeeded")
            assert.same({ "111222 held", "071934 former" }, states())
        end)

    it("keeps the accepted PIN however many others are refused", function()
        store.save(NUMBER, "071934", REGISTER)
        store.settle(NUMBER, "071934", "succeeded")
        for i = 1, 30 do
            local pin = ("%06d"):format(i)
            store.save(NUMBER, pin, i % 2 == 0 and REGISTER or TWO_STEP)
            store.settle(NUMBER, pin, "refused")
        end
        assert.equal("071934", store.load(NUMBER))
        assert.is_true(#states() <= 8)
    end)

    it("keeps the PIN that it has, or saves another where it has none",
        function()
            assert.equal("071934", store.keep_or_save(NUMBER, "071934"))
            assert.same({ "071934 offered" }, states())
            assert.equal("071934", store.keep_or_save(NUMBER, "111222"))
            assert.equal("071934", store.load(NUMBER))
            assert.equal("333444", store.keep_or_save("42", "333444"))
            store.settle(NUMBER, "071934", "refused")
            assert.equal("111222", store.keep_or_save(NUMBER, "111222"))
            store.settle(NUMBER, "111222", "succeeded")
            assert.equal("111222", store.keep_or_save(NUMBER, "555666"))
            assert.same({ "111222 held", "071934 refused" }, states())
        end)

    it("knows which attempt a PIN was saved for", function()
        store.save(NUMBER, "071934",
            { operation = "register", attempt = "a 1%\n" })
        assert.equal("a 1%\n", store.candidates(NUMBER)[1].attempt)
    end)
end

describe("the PIN store in memory", function()
    behaves_as_a_store(memory.new)
end)

describe("the PIN store in a file", function()
    local directory, path

    before_each(function()
        directory = process.run({ "mktemp", "-d" }).stdout:match "%S+"
        path = directory .. "/pins"
    end)

    after_each(function()
        process.run { "rm", "-rf", directory }
    end)

    behaves_as_a_store(function()
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

    it("is refused where others can read it", function()
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
            assert.equal("", read(path))
        end
    end)

    it("is no link and no directory", function()
        write(directory .. "/elsewhere", "", "0600")
        process.run { "ln", "-s", directory .. "/elsewhere", path }
        assert.is_nil((file.new(path).save(NUMBER, "071934")))
        assert.is_nil((file.new(directory).save(NUMBER, "071934")))
    end)

    it("is left alone where it holds something else", function()
        write(path, "precious\n", "0600")
        local saved, problem = file.new(path).save(NUMBER, "071934")
        assert.is_nil(saved)
        assert.matches("left alone", problem)
        assert.equal("precious\n", read(path))
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

    it("waits for its turn", function()
        local lock = core.private_lock(path .. ".lock", 0)
        local command = ("flock -n %s.lock true"):format(path)
        assert.equal(1, process.run({ "sh", "-c", command }).code)
        lock:close()
        lock:close()
        assert.equal(0, process.run({ "sh", "-c", command }).code)
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
        local children, printed = {}, {}
        for each = 1, 4 do
            children[each] = process.start({ interpreter(),
                directory .. "/script.lua", path, each .. "00" },
                { wait = false })
        end
        for each, child in ipairs(children) do
            local code = child:wait(20)
            local stdout, stderr = child:output()
            assert.equal(0, code, stderr)
            printed[each] = stdout
            child:stop()
        end
        return printed
    end

    it("loses nothing where processes save at the same time", function()
        run_at_once [[
            local store = require("whatsapp.registration.pin_store.file")
                .new(arg[1])
            for i = 1, 20 do
                assert(store.save(arg[2] .. i, ("%06d"):format(i)))
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
                    print((assert(store.keep_or_save(tostring(i),
                        ("%06d"):format(arg[2] + i)))))
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
