-- No attempt is spent that the journal has not granted, and each is settled
-- with what came of it.

local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local registration = require "whatsapp.registration"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER = support.NUMBER
local HOURS = 3600
local SUCCESS = '{"success":true}'

local function states_of(client, number)
    local states = {}
    for index, attempt in ipairs(client:attempts(number)) do
        states[index] = attempt.operation .. " " .. attempt.state
    end
    return states
end

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

describe("the guard", function()
    local server = served()
    local clock, journal, client, events

    before_each(function()
        clock = 1.8e9
        journal = memory.new { now = function() return clock end }
        events = {}
        client = support.client_for(server, {
            journal = journal,
            on_event = function(event)
                events[#events + 1] = event
            end,
        })
        server:json(200, SUCCESS)
    end)

    local function register_times(count, options)
        for _ = 1, count do
            client:register(support.merge({ pin = "071934" }, options))
        end
    end

    local function attempt_states()
        local states = {}
        for _, event in ipairs(events) do
            if event.type == "attempt" then
                states[#states + 1] = event.state
            end
        end
        return states
    end

    it("lets ten through and refuses the eleventh without sending it",
        function()
            register_times(10)
            clock = clock + 2 * HOURS
            local err = support.failure_of(client, "register")
            assert.equal(10, #server:received())
            assert.equal("registration_limit", err.kind)
            assert.equal("local", err.origin)
            assert.equal("no", err.sent)
            assert.is_false(err.attempt_spent)
            assert.is_false(err.retryable)
            assert.equal("wait", err.next_action)
            assert.equal(70 * HOURS, err.retry_after)
            assert.equal("register", err.operation)
            assert.equal(NUMBER, err.phone_number_id)
            assert.matches("10 of 10 .*2027%-01%-18 08:00 UTC, in 70 h 00 min",
                err.message)
            assert.equal("denied", attempt_states()[21])
        end)

    it("counts deregister with register", function()
        register_times(9)
        client:deregister()
        assert.equal("registration_limit",
            support.failure_of(client, "deregister").kind)
    end)

    it("counts each number apart, and each way to write its id as one",
        function()
            register_times(5, { phone_number_id = 42 })
            register_times(5, { phone_number_id = " 42 " })
            assert.equal(0, client:budget("42").left)
            assert.equal(0, client:budget(42).left)
            assert.equal(10, client:budget().left)
        end)

    it("lets one through when the oldest has left the window", function()
        register_times(1)
        clock = clock + HOURS
        register_times(9)
        clock = clock + 71 * HOURS
        register_times(1)
        assert.equal(HOURS, support.failure_of(client, "register").retry_after)
    end)

    it("sends what is forced, and counts it", function()
        register_times(10)
        register_times(1, { force = true })
        assert.equal(11, #server:received())
        assert.equal(11, client:budget().used)
        assert.is_nil(server:received()[11].body:find "force")
    end)

    it("blocks the number for 72 hours from an answer 133016", function()
        server:json(400, '{"error":{"code":133016,"message":"(#133016)"}}')
        support.failure_of(client, "register")
        clock = clock + HOURS
        local err = support.failure_of(client, "deregister")
        assert.equal("local", err.origin)
        assert.equal(71 * HOURS, err.retry_after)
        assert.matches("blocked", err.message)
        assert.equal(71 * HOURS + clock, client:budget().blocked_until)
        assert.equal(1, #server:received())
    end)

    it("settles what the server refused with its code", function()
        server:json(400, '{"error":{"code":133005,"message":"Mismatch"}}')
        support.failure_of(client, "register")
        local attempt = client:attempts()[1]
        assert.equal("refused", attempt.state)
        assert.equal(133005, attempt.code)
        assert.same({ "pending", "refused" }, attempt_states())
    end)

    it("settles an attempt with the wait that the server asked for", function()
        for _, case in ipairs {
            { 133008, '"error_data":{"details":"Wait 2 hours."}', 7200 },
            { 133015, '"type":"OAuthException"', 300 },
            { 133005, '"error_data":{"details":"Mismatch after 2 hours."}' },
        } do
            server:json(400, ('{"error":{"code":%d,"message":"m",%s}}')
                :format(case[1], case[2]))
            support.failure_of(client, "register")
            assert.equal(case[3], client:attempts()[1].retry_after)
        end
        server:answers { raw.response(503, "<html>",
            { ["Retry-After"] = "60" }) }
        support.failure_of(client, "register")
        assert.equal("unknown", client:attempts()[1].state)
        assert.equal(60, client:attempts()[1].retry_after)
    end)

    it("does not count what was never sent, however often it was tried",
        function()
            local nowhere = support.client_for(
                { base_url = "http://127.0.0.1:" .. raw.closed_port() },
                { journal = journal, retries = { max = 2, base = 0.001 } })
            assert.equal("no", support.failure_of(nowhere, "register").sent)
            assert.same({ "register not_sent" }, states_of(client))
            assert.equal(0, client:budget().used)
        end)

    for _, case in ipairs {
        { "no answer", { "read", "close" } },
        { "half an answer", { "read",
            { send = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{" },
            "close" } },
    } do
        it("leaves an attempt unknown that got " .. case[1], function()
            server:script { case[2] }
            support.failure_of(client, "register")
            assert.same({ "register unknown" }, states_of(client))
            assert.equal(1, client:budget().used)
        end)
    end

    for what, body in pairs { ["HTML"] = "<html>502</html>",
        ["nothing"] = "" } do
        it("leaves an attempt unknown that was answered 502 with " .. what,
            function()
                server:json(502, body)
                support.failure_of(client, "deregister")
                assert.same({ "deregister unknown" }, states_of(client))
            end)
    end

    it("leaves an attempt unknown that was cancelled under way", function()
        server:script { { "read", "stall" } }
        local call = client:start("register", { pin = "071934" })
        support.poll_until_received(call, server)
        call:cancel()
        assert.same({ "register unknown" }, states_of(client))
    end)

    it("takes nothing for a request that is refused here", function()
        support.failure_of(client, "register", { pin = "7" })
        assert.same({}, client:attempts())
    end)

    it("guards calls that are started and polled as well", function()
        register_times(10)
        assert.equal("registration_limit", support.error_of(client.start,
            client, "register", { pin = "071934" }).kind)
    end)

    it("takes attempts for register and deregister only", function()
        client:setup_two_step { pin = "071934" }
        client:request_code()
        assert.same({}, client:attempts())
        assert.equal("force", support.failure_of(client, "verify_code",
            { code = "123830", force = true }).field)
    end)

    it("counts requests for a code in a window of their own", function()
        for _ = 1, 10 do
            client:request_code()
        end
        local sent = #server:received()
        local err = support.failure_of(client, "request_code")
        assert.equal(sent, #server:received())
        assert.equal("rate_limited", err.kind)
        assert.equal("local", err.origin)
        assert.equal("wait", err.next_action)
        assert.equal(72 * HOURS, err.retry_after)
        assert.is_false(err.attempt_spent)
        assert.equal(0, client:budget(nil, "request_code").left)
        assert.equal(10, client:budget().left)
        client:register { pin = "071934" }
        client:request_code { force = true }
        assert.equal(11, #client:attempts(nil, "request_code"))
        assert.equal(1, #client:attempts())
        clock = clock + 72 * HOURS + 1
        client:request_code()
    end)

    it("keeps the wait that the answer to a request for a code asks for",
        function()
            server:json(400, '{"error":{"message":"Request code error",'
                .. '"code":136024,"error_subcode":2388091,"error_user_msg":'
                .. '"Try again in 12 hours."}}')
            local err = support.failure_of(client, "request_code")
            local request = client:attempts(nil, "request_code")[1]
            assert.equal("refused", request.state)
            assert.equal(136024, request.code)
            assert.equal(12 * HOURS, err.retry_after)
            assert.equal(12 * HOURS, request.retry_after)
        end)

    it("answers for a number and an operation that are given in a table",
        function()
            client:register { pin = "071934", phone_number_id = "42" }
            client:request_code { phone_number_id = "42" }
            assert.equal(9, client:budget { phone_number_id = "42" }.left)
            assert.equal(9, client:budget { phone_number_id = 42,
                operation = "request_code" }.left)
            assert.equal(10, client:budget {}.left)
            assert.equal(1, #client:attempts { phone_number_id = "42" })
            assert.equal(1, #client:attempts { phone_number_id = "42",
                operation = "request_code" })
            assert.same({}, client:reconcile { phone_number_id = "42" })
        end)

    it("refuses a question that it can't answer, and says why", function()
        for _, question in ipairs { { nil, "Register" },
            { nil, "phone_number" }, { nil, {} }, { { operation = 1 } } } do
            assert.equal("operation", support.error_of(client.budget, client,
                question[1], question[2]).field)
        end
        assert.equal("number", support.error_of(client.attempts, client,
            { number = "42" }).field)
        assert.equal("phone_number_id", support.error_of(client.reconcile,
            client, { phone_number_id = "x" }).field)
    end)

    it("lists attempts newest first, without any secret", function()
        client:register { pin = "071934" }
        clock = clock + 1
        client:deregister()
        assert.same({ "deregister succeeded", "register succeeded" },
            states_of(client))
        local all = {}
        for _, record in ipairs { client:attempts(), events } do
            for _, entry in ipairs(record) do
                for key, value in pairs(entry) do
                    all[#all + 1] = key .. "=" .. tostring(value)
                end
            end
        end
        all = table.concat(all, " ")
        assert.is_nil(all:find("071934", 1, true))
        assert.is_nil(all:find(support.TOKEN, 1, true))
    end)

    it("reports attempts with operation and number", function()
        client:register { pin = "071934" }
        for _, event in ipairs(events) do
            if event.type == "attempt" then
                assert.equal("register", event.operation)
                assert.equal(NUMBER, event.phone_number_id)
            end
        end
        assert.same({ "pending", "succeeded" }, attempt_states())
    end)
end)

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
