-- client:reconcile() finds out what became of the attempts that are left open.

local memory = require "whatsapp.registration.journal.memory"
local pin_memory = require "whatsapp.registration.pin_store.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local PIN = "071934"
local FRESH, REGISTERED = "106540352242923", "106540352242926"

describe("client:reconcile()", function()
    local sim = served(simulator.start)
    local journal, client

    local function new_client(overrides)
        return support.client_for(sim, support.merge({
            phone_number_id = FRESH,
            journal = journal,
            reconcile = 30,
        }, overrides))
    end

    before_each(function()
        journal = memory.new()
        client = new_client()
    end)

    local function last_attempt(number)
        return client:attempts(number)[1]
    end

    it("settles what is left pending, and reads once a number", function()
        journal:reserve(FRESH, "register")
        sim:set_number(FRESH, { registered = true, pin = PIN,
            registered_at = sim:now() })
        journal:reserve(REGISTERED, "register")
        local report = client:reconcile()
        table.sort(report, function(a, b)
            return a.phone_number_id < b.phone_number_id
        end)
        assert.equal("succeeded", report[1].state)
        assert.equal("unknown", report[2].state)
        assert.same({}, journal:pending())
        assert.equal(2, #sim:received { method = "GET" })
        assert.equal(0, #sim:received { method = "POST" })
    end)

    it("looks again at what was unknown, for one number", function()
        sim:set_options { status_lag = 60 }
        sim:fault { operation = "register", fault = "drop_after" }
        support.failure_of(new_client { reconcile = 0.4 }, "register",
            { pin = PIN })
        assert.equal("unknown", last_attempt().state)
        sim:set_options { status_lag = 0 }
        assert.equal("succeeded", client:reconcile(FRESH)[1].state)
        assert.same({}, client:reconcile(FRESH))
    end)

    it("knows after a while that a request was not applied", function()
        local now = os.time() - 3600
        journal = memory.new { now = function() return now end }
        client = new_client()
        journal:reserve(FRESH, "register")
        journal:reserve(REGISTERED, "deregister")
        now = os.time()
        for _, entry in ipairs(client:reconcile()) do
            assert.equal("refused", entry.state)
        end
    end)

    it("does without what a PIN store of the user's own lacks or fails in",
        function()
            for _, store in ipairs {
                {},
                { candidates = function()
                    return { { pin = PIN, state = "offered",
                        attempt = journal:pending()[1].id } }
                end },
                { candidates = function() error "oops" end,
                    see = function() error "oops" end },
                { candidates = function() return { {} } end,
                    settle = function() error "oops" end },
                { candidates = function() return nil, "disk on fire" end },
                { candidates = function() return "none" end },
            } do
                sim:reset()
                sim:set_number(FRESH, { registered = true, pin = PIN,
                    registered_at = sim:now() })
                journal = memory.new()
                journal:reserve(FRESH, "register")
                client = new_client { pin_store = support.merge({
                    load = function() end, save = function() end },
                    store) }
                assert.equal("succeeded", client:reconcile()[1].state)
            end
        end)

    it("shows a store which of its PINs the number has", function()
        local store = pin_memory.new()
        local id = journal:reserve(FRESH, "register")
        store.save(FRESH, PIN, { operation = "register", attempt = id })
        store.save(FRESH, "111222", { operation = "register" })
        sim:set_number(FRESH, { registered = true, pin = PIN,
            registered_at = sim:now() })
        new_client({ pin_store = store }):reconcile()
        assert.equal(PIN, store.load(FRESH))
        assert.equal("held", store.candidates(FRESH)[2].state)
    end)

    it("leaves alone what it can't read, and says so", function()
        journal:reserve("404", "register")
        journal:reserve(FRESH, "register")
        local err = support.error_of(client.reconcile, client)
        assert.equal("not_found", err.kind)
        assert.equal("404", err.phone_number_id)
        assert.equal(1, #err.settled)
        assert.equal(1, #journal:pending())
    end)
end)
