-- Which journal a client has, and what becomes of a call if that fails.

local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local registration = require "whatsapp.registration"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER = support.NUMBER
local SUCCESS = '{"success":true}'

describe("the journal of a client", function()
    it("is one in memory, shared by all clients, if none is given",
        function()
            local config = { access_token = "t", phone_number_id = "77",
                base_url = "http://127.0.0.1:" .. raw.closed_port(),
                retries = false }
            local one, other = registration.new(config),
                registration.new(config)
            pcall(one.register, one, { pin = "071934" })
            assert.equal(1, #other:attempts())
        end)

    it("is nothing, of which nothing is loaded, if it is false", function()
        local kept = {}
        for name in pairs(package.loaded) do
            if name:find "registration" and not name:find "core$" then
                kept[name], package.loaded[name] = package.loaded[name], nil
            end
        end
        local fresh = require "whatsapp.registration"
        local client = fresh.new { access_token = "t", phone_number_id = "77",
            base_url = "http://127.0.0.1:" .. raw.closed_port(),
            retries = false, journal = false }
        pcall(client.register, client, { pin = "071934" })
        local loaded = {}
        for name in pairs(package.loaded) do
            if name:find "journal" or name:find "guard$"
                or name:find "%.pins$" or name:find "pin_store" then
                loaded[#loaded + 1] = name
            end
        end
        for name, module in pairs(kept) do
            package.loaded[name] = module
        end
        assert.same({}, loaded)
        assert.equal("journal", select(2, pcall(client.budget, client)).field)
    end)

    it("must have a journal's methods", function()
        for _, journal in ipairs { true, "memory", {} } do
            local err = support.error_of(registration.new,
                { access_token = "t", journal = journal })
            assert.equal("journal", err.field)
        end
    end)
end)

-- A journal whose methods named in `broken` fail with `problem`
local function broken_journal(broken)
    local journal = memory.new()
    for _, method in ipairs(broken) do
        journal[method] = function()
            if method == "reserve" then
                return nil, nil, "disk I/O error"
            end
            return nil, "disk I/O error"
        end
    end
    return journal
end

describe("without a journal that works", function()
    local server = served()

    before_each(function()
        server:json(200, SUCCESS)
    end)

    it("nothing is sent if it can't be written before", function()
        local client = support.client_for(server,
            { journal = broken_journal { "reserve" } })
        local err = support.failure_of(client, "register")
        assert.equal("unavailable", err.kind)
        assert.equal("local", err.origin)
        assert.equal("no", err.sent)
        assert.is_false(err.attempt_spent)
        assert.matches("disk I/O error", err.message)
        assert.matches("journal = false", err.hint)
        assert.equal("without_journal", err.remedy)
        assert.same({}, server:received())
    end)

    it("a result reaches the caller if it can't be written after",
        function()
            local told
            local client = support.client_for(server, {
                journal = broken_journal { "settle" },
                on_event = function(event)
                    told = event.journal_error or told
                end,
            })
            local result = client:register { pin = "071934" }
            assert.is_true(result.success)
            assert.equal("disk I/O error", result.response.journal_error)
            assert.equal("disk I/O error", told)
        end)

    it("an error reaches the caller if it can't be written after",
        function()
            server:json(400, '{"error":{"code":133005,"message":"Mismatch"}}')
            local client = support.client_for(server,
                { journal = broken_journal { "settle" } })
            local err = support.failure_of(client, "register")
            assert.equal(133005, err.code)
            assert.equal("disk I/O error", err.journal_error)
        end)

    -- A journal whose methods named in `broken` raise this
    local function raising_journal(raised, broken)
        local journal = memory.new()
        for _, method in ipairs(broken) do
            journal[method] = function()
                error(raised, 0)
            end
        end
        return journal
    end

    local function raising_client(raised, broken, overrides)
        return support.client_for(server, support.merge({
            journal = raising_journal(raised, broken) }, overrides))
    end

    it("nothing is sent if it raises before", function()
        for _, raised in ipairs { "disk on fire", { "disk" }, false } do
            local err = support.failure_of(raising_client(raised,
                { "reserve" }), "register")
            assert.equal("unavailable", err.kind)
            assert.equal("no", err.sent)
            assert.is_false(err.attempt_spent)
        end
        assert.same({}, server:received())
    end)

    it("the outcome reaches the caller if it raises after", function()
        for _, on_event in ipairs { false, function() end } do
            local client = raising_client("disk on fire", { "settle" },
                { on_event = on_event or nil })
            server:json(200, SUCCESS)
            local result = client:register { pin = "071934" }
            assert.is_true(result.success)
            assert.equal("disk on fire", result.response.journal_error)
            server:json(400, '{"error":{"code":133005,"message":"Mismatch"}}')
            local err = support.failure_of(client, "register")
            assert.equal(133005, err.code)
            assert.equal("disk on fire", err.journal_error)
        end
    end)

    it("nothing is sent if it says why not in the place of a refusal",
        function()
            for _, case in ipairs { { nil, "disk full" }, { nil, {} },
                { false }, {} } do
                local journal = memory.new()
                function journal.reserve()
                    return case[1], case[2]
                end
                local err = support.failure_of(support.client_for(server,
                    { journal = journal }), "register")
                assert.equal("unavailable", err.kind)
                assert.matches(type(case[2]) == "string" and case[2]
                    or "failed: %a", err.message)
            end
            assert.same({}, server:received())
        end)

    it("what it knows is asked for in vain if it returns no table", function()
        for method, asking in pairs { budget = "budget",
            attempts = "attempts", pending = "reconcile" } do
            local journal = memory.new()
            journal[method] = function()
                return 10
            end
            local client = support.client_for(server, { journal = journal })
            local err = support.error_of(client[asking], client)
            assert.equal("unavailable", err.kind)
            assert.matches("no reason", err.message)
        end
    end)

    it("budget, attempts and reconcile say that it raises", function()
        local client = raising_client("disk on fire",
            { "budget", "attempts", "pending" })
        for _, method in ipairs { "budget", "attempts", "reconcile" } do
            local err = support.error_of(client[method], client)
            assert.equal("unavailable", err.kind)
            assert.matches("disk on fire", err.message)
        end
    end)

    it("an interrupt goes through, and nothing is sent", function()
        local client = raising_client("x.lua:1: interrupted!", { "reserve" })
        local ok, raised = pcall(client.register, client, { pin = "071934" })
        assert.is_false(ok)
        assert.equal("x.lua:1: interrupted!", raised)
        assert.same({}, server:received())
    end)

    it("an interrupt while it settles leaves the call able to go on",
        function()
            local journal = raising_journal("interrupted!", { "settle" })
            local call = support.client_for(server, { journal = journal })
                :start("register", { pin = "071934" })
            local ok, raised
            repeat
                ok, raised = pcall(call.poll, call, 1)
            until not ok or raised
            assert.equal("interrupted!", raised)
            journal.settle = nil
            assert.is_true(support.wait(call):result().success)
            assert.equal("succeeded", journal:attempts(NUMBER)[1].state)
            assert.equal(1, #server:received())
        end)

    -- Lua 5.1 can't yield in a journal: none can be cancelled there meanwhile.
    if _VERSION ~= "Lua 5.1" or rawget(_G, "jit") then
        it("a call that is cancelled while it settles is settled once",
            function()
                local journal, states, events = memory.new(), {}, {}
                local settle = journal.settle
                function journal.settle(...)
                    states[#states + 1] = select(4, ...)
                    coroutine.yield "settling"
                    return settle(...)
                end
                local call = support.client_for(server, { journal = journal,
                    on_event = function(event)
                        events[#events + 1] = event.state
                    end }):start("register", { pin = "071934" })
                local thread = coroutine.create(support.wait)
                assert(coroutine.resume(thread, call))
                assert.is_false(call:poll(1))
                call:cancel()
                assert.is_false(call:poll())
                assert(coroutine.resume(thread))
                assert.equal("dead", coroutine.status(thread))
                assert.is_true(call:result().success)
                assert.same({ "succeeded" }, states)
                assert.same({ "pending", "succeeded" }, events)
            end)
    end

    it("budget and attempts say so", function()
        local client = support.client_for(server,
            { journal = broken_journal { "budget", "attempts", "pending" } })
        for _, method in ipairs { "budget", "attempts", "reconcile" } do
            local err = support.error_of(client[method], client)
            assert.equal("unavailable", err.kind)
            assert.equal("local", err.origin)
        end
    end)
end)
