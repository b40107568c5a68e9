-- A PIN is saved before it is sent, and whatever happens after that, the one
-- that the number has is in the store.

local memory = require "whatsapp.registration.pin_store.memory"
local pins = require "whatsapp.registration.pins"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER = support.NUMBER
local SUCCESS = '{"success":true}'
local MISMATCH = '{"error":{"code":133005,"message":"(#133005) Mismatch"}}'
local EXPIRED = '{"error":{"code":190,"message":"Token"}}'

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

    it("sends nothing if the PIN can't be saved", function()
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

    it("counts no attempt if the PIN can't be saved", function()
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

    it("loads the PIN if none is given", function()
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

    it("names the PIN if it has none to load", function()
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

    it("sends nothing if the PIN can't be loaded", function()
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

    it("stays with the PIN if another was refused for another reason",
        function()
            client:register { pin = "071934" }
            server:json(401, EXPIRED)
            support.failure_of(client, "setup_two_step", { pin = "111222" })
            assert.equal("071934", store.load(NUMBER))
        end)

    it("keeps a PIN that may have been set, before the one that was on",
        function()
            client:register { pin = "071934" }
            server:json(500, '{"error":{"code":131000,"message":"Failed"}}')
            support.failure_of(client, "setup_two_step", { pin = "111222" })
            assert.equal("111222", store.load(NUMBER))
            for i = 1, 9 do
                support.failure_of(client, "setup_two_step",
                    { pin = ("%06d"):format(i) })
            end
            store.settle(NUMBER, store.load(NUMBER), "refused")
            assert.equal("071934", store.load(NUMBER))
        end)

    it("keeps of a number's first PIN what it keeps of any", function()
        local numbers = {}
        client = support.client_for(server, { pin_store = store,
            journal = support.NONE })
        for i = 1, 40 do -- some of which are counted without Lua
            numbers[i] = ("7400000000000%02d"):format(i)
            local is_known = i % 2 == 0
            server:json(is_known and 200 or 500, is_known and SUCCESS or "{}")
            local options = { pin = "071934", phone_number_id = numbers[i],
                reconcile = false }
            if is_known then
                client:register(options)
            else
                support.failure_of(client, "register", options)
            end
        end
        for i, number in ipairs(numbers) do
            assert.same({ { pin = "071934",
                state = i % 2 == 0 and "held" or "offered",
                attempt = client:attempts(number)[1].id } },
                store.candidates(number))
        end
    end)

    it("calls a store's functions that a program has put in later", function()
        local calls = {}
        for _, name in ipairs { "save", "settle" } do
            local own = store[name]
            store[name] = function(...)
                calls[#calls + 1] = name
                return own(...)
            end
        end
        for i = 1, 20 do
            client:register { pin = "071934",
                phone_number_id = ("7500000000000%02d"):format(i) }
        end
        assert.equal(("savesettle"):rep(20), table.concat(calls))
    end)

    it("holds a first PIN after a call that was polled", function()
        for i = 1, 20 do
            local number = ("7600000000000%02d"):format(i)
            support.wait(client:start("register", { pin = "071934",
                phone_number_id = number }))
            assert.equal("held", store.candidates(number)[1].state)
        end
    end)

    it("settles no first PIN in place of one that came later", function()
        for i = 1, 20 do
            local number = ("7700000000000%02d"):format(i)
            local call = client:start("register", { pin = "071934",
                phone_number_id = number })
            store.save(number, "111222", { operation = "register" })
            support.wait(call)
            assert.equal("071934", store.load(number))
        end
    end)

    it("stays with the PIN if another was never sent", function()
        client:register { pin = "071934" }
        local nowhere = support.client_for(
            { base_url = "http://127.0.0.1:" .. raw.closed_port() },
            { pin_store = store })
        support.failure_of(nowhere, "setup_two_step", { pin = "111222" })
        assert.equal("071934", store.load(NUMBER))
    end)

    it("says so if the store could not note what became of a PIN",
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

    it("remembers refused PINs of many numbers, but not of ever more",
        function()
            local made = pins.store { save = print, load = print }
            for number = 1, 5000 do
                made.refused(tostring(number), "071934", true)
            end
            assert.is_true(made.refused("5000", "071934"))
            assert.is_true(made.refused("4001", "071934"))
            assert.is_false(made.refused("5000", "111111"))
            assert.is_false(made.refused("1", "071934"))
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
