-- No attempt is spent that the journal has not granted, and each is settled
-- with what came of it.

local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
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

-- The journal of clients that are given none lasts as long as the program.
describe("the guard without a journal of the program's", function()
    local server = served()
    local number = 5550000000000

    before_each(function()
        server:json(200, SUCCESS)
    end)

    local function new_client(overrides)
        number = number + 1
        overrides = overrides or {}
        overrides.phone_number_id = ("%d"):format(number)
        overrides.journal = support.NONE
        return support.client_for(server, overrides)
    end

    local function register(client, options)
        return pcall(client.register, client,
            support.merge({ pin = "071934" }, options))
    end

    it("counts each of many numbers", function()
        for _ = 1, 40 do
            local client = new_client()
            assert(register(client))
            assert.same({ "register succeeded" }, states_of(client))
            assert.equal(9, client:budget().left)
        end
        assert.equal(40, #server:received())
    end)

    it("counts a number whatever client, operation and option it is for",
        function()
            local events = 0
            local client = new_client()
            local watched = support.client_for(server, {
                phone_number_id = client.phone_number_id,
                journal = support.NONE,
                on_event = function()
                    events = events + 1
                end,
            })
            for _ = 1, 2 do
                assert(register(client))
                assert(register(watched))
                client:deregister()
                local call = client:start("register", { pin = "071934" })
                repeat until call:poll(1)
                assert.is_true(call:result().success)
                assert(register(client, { force = true }))
            end
            assert.equal(0, client:budget().left)
            local err = support.failure_of(client, "register")
            assert.equal("registration_limit", err.kind)
            assert.equal(10, #server:received())
            assert(register(client, { force = true }))
            assert.equal(11, #server:received())
            assert.is_true(events > 0)
        end)

    it("settles the first attempt of a number by what came of it", function()
        local refused = new_client()
        server:json(400, '{"error":{"code":133010,"message":"no"}}')
        assert.is_false(register(refused))
        assert.same({ "register refused" }, states_of(refused))
        assert.equal(133010, refused:attempts()[1].code)
        local unknown = new_client { reconcile = false }
        server:json(500, "{}")
        assert.is_false(register(unknown))
        assert.same({ "register unknown" }, states_of(unknown))
        local blocked = new_client()
        server:json(400, '{"error":{"code":133016,"message":"no"}}')
        assert.is_false(register(blocked))
        assert.same({ "register refused" }, states_of(blocked))
        assert.equal(0, blocked:budget().left)
        assert.equal(3, #server:received())
    end)
end)
