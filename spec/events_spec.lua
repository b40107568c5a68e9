local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = support.SUCCESS
local BUSY = '{"error":{"message":"(#2) Busy","code":2}}'

-- All that an event may hold
local FIELDS = {
    type = "string", operation = "string", phone_number_id = "string",
    attempt = "number", elapsed = "number", status = "number",
    kind = "string", code = "number", delay = "number", step = "string",
    outcome = "string", reason = "string", left = "number",
}

describe("on_event", function()
    local server = served()
    local events

    before_each(function()
        events = {}
        server:json(200, SUCCESS)
    end)

    local function client_for(overrides, hook)
        return support.client_for(server, support.merge({
            on_event = hook or function(event)
                events[#events + 1] = event
            end,
        }, overrides))
    end

    -- The values of some fields of all events, as far as they are there
    local function told(...)
        local rows = {}
        for index, event in ipairs(events) do
            local row = {}
            for _, field in ipairs { ... } do
                if event[field] ~= nil then
                    row[#row + 1] = event[field]
                end
            end
            rows[index] = row
        end
        return rows
    end

    local function assert_well_formed()
        for _, event in ipairs(events) do
            for field, value in pairs(event) do
                assert.equal(FIELDS[field], type(value), field)
            end
            assert.is_true(event.elapsed == nil or event.elapsed >= 0)
        end
    end

    it("is called for the request and of the response", function()
        client_for():register { pin = "071934" }
        assert.same({
            { "request", "register", support.NUMBER, 1 },
            { "response", "register", support.NUMBER, 1, 200 },
        }, told("type", "operation", "phone_number_id", "attempt", "status",
            "kind", "code"))
        assert_well_formed()
        assert.is_true(events[1].elapsed <= events[2].elapsed)
    end)

    it("lets an interrupt of its hook end the program", function()
        for _, when in ipairs { "request", "response" } do
            local client = client_for(nil, function(event)
                if event.type == when then
                    error "interrupted!"
                end
            end)
            local ok, err = pcall(client.register, client, { pin = "071934" })
            assert.is_false(ok)
            assert.matches("interrupted!", err)
        end
    end)

    it("spends no attempt when its hook is interrupted before the request",
        function()
            local journal = memory.new()
            local client = client_for({ journal = journal }, function(event)
                if event.type == "attempt" and event.state == "pending" then
                    error "interrupted!"
                end
            end)
            assert.is_false(pcall(client.register, client, { pin = "071934" }))
            assert.equal("not_sent", client:attempts()[1].state)
            assert.equal(10, client:budget().left)
            assert.same({}, server:received())
        end)

    it("lets an interrupt of on_step end a workflow before it registers",
        function()
            local client = client_for { journal = nil }
            local ok, err = pcall(client.setup_number, client,
                { pin = "071934", on_step = function()
                    error "interrupted!"
                end })
            assert.is_false(ok)
            assert.matches("interrupted!", err)
            assert.same({}, server:received())
        end)

    for _, operation in ipairs(support.operations()) do
        it("is called for " .. operation, function()
            server:json(200, support.DONE)
            local client = client_for()
            client[operation](client, support.OPTIONS[operation])
            assert.same({ { "request", operation }, { "response", operation } },
                told("type", "operation"))
            assert_well_formed()
        end)
    end

    it("gets the number that a call is about", function()
        client_for():deregister { phone_number_id = 42 }
        assert.same({ { "42" }, { "42" } }, told("phone_number_id"))
    end)

    it("gets an error's status, kind and code", function()
        server:json(400, '{"error":{"message":"m","code":133016}}')
        support.failure_of(client_for(), "register")
        assert.same({ { "request" },
            { "response", 400, "registration_limit", 133016 } },
            told("type", "status", "kind", "code"))
        assert_well_formed()
    end)

    it("is called for an answer that did not come", function()
        server:script { { "read", "reset" } }
        support.failure_of(client_for(), "register")
        assert.same({ { "request" }, { "response", "network" } },
            told("type", "status", "kind", "code"))
    end)

    it("is called for each retry with its delay", function()
        server:answers { raw.response(503, BUSY), raw.response(502, "<html>"),
            raw.response(200, SUCCESS) }
        client_for({ retries = { base = 0.02, cap = 0.04 } }):phone_number()
        assert.same({
            { "request", 1 }, { "response", 1, "unavailable", 503 },
            { "retry", 1, "unavailable" },
            { "request", 2 }, { "response", 2, "unavailable", 502 },
            { "retry", 2, "unavailable" },
            { "request", 3 }, { "response", 3, 200 },
        }, told("type", "attempt", "kind", "status"))
        assert_well_formed()
        assert.is_true(events[3].delay >= 0.01 and events[3].delay <= 0.02)
        assert.is_true(events[6].delay >= 0.02 and events[6].delay <= 0.04)
    end)

    it("says a delay before which no request goes out again", function()
        server:script { otherwise = { loop = true, "read",
            { send = raw.response(503, BUSY) } } }
        local client = client_for {
            retries = { max = 10, base = 0.0019, cap = 0.0019 },
        }
        assert.is_false(pcall(client.phone_number, client))
        local left_over = 10
        for index, event in ipairs(events) do
            if event.type == "retry" then
                left_over = left_over - 1
                assert.is_true(events[index + 2].elapsed - event.elapsed
                    >= event.delay)
            end
        end
        assert.equal(0, left_over)
    end)

    it("is called for the steps of a workflow", function()
        server:json(200, support.READY)
        client_for():setup_number { pin = "071934", confirm = false,
            phone_number_id = 106540352242922 }
        local steps = {}
        for _, event in ipairs(events) do
            assert.equal(support.NUMBER, event.phone_number_id)
            if event.type == "step" then
                steps[#steps + 1] = event.step .. " " .. event.outcome
            end
        end
        assert.same({ "preflight started", "preflight done",
            "request_code started", "request_code skipped",
            "verify_code started", "verify_code skipped",
            "two_step started", "two_step done", "register started",
            "register done" }, steps)
        assert_well_formed()
    end)

    it("is called for a step that failed", function()
        server:json(400, '{"error":{"message":"m","code":133005}}')
        support.failure_of(client_for(), "setup_number", { pin = "071934" })
        assert.same({ "step", "preflight", "failed" },
            told("type", "step", "outcome")[4])
    end)

    it("is called for every page", function()
        server:answers {
            raw.response(200, '{"data":[{"id":"1"}],"paging":{"next":"x",'
                .. '"cursors":{"after":"A"}}}'),
            raw.response(200, '{"data":[{"id":"2"}]}'),
        }
        local count = 0
        for _ in client_for():phone_numbers { waba_id = "42" } do
            count = count + 1
        end
        assert.equal(2, count)
        assert.same({ { "request" }, { "response" }, { "request" },
            { "response" } }, told("type"))
    end)

    it("is called for a call that was cancelled", function()
        server:script { { "read", "stall" } }
        local call = client_for():start("register", { pin = "071934" })
        call:cancel()
        assert.same({ { "request" }, { "response", "cancelled" } },
            told("type", "kind"))
    end)

    it("is not called for what is refused before it is sent", function()
        support.failure_of(client_for(), "register", { pin = "1" })
        support.failure_of(client_for(), "setup_number", { pin = "1" })
        assert.same({}, events)
    end)

    for what, raised in pairs { ["a string"] = "oops", ["a table"] = { 1 },
        ["false"] = false } do
        it("breaks no call when it raises " .. what, function()
            local count = 0
            local client = client_for({ retries = { base = 0 } }, function()
                count = count + 1
                error(raised)
            end)
            server:answers { raw.response(503, BUSY),
                raw.response(200, SUCCESS) }
            assert.equal(2, client:phone_number().response.tries)
            assert.equal(5, count)
            server:json(200, support.READY)
            assert.is_true(client:setup_number({ pin = "071934",
                confirm = false }).success)
        end)
    end

    it("hides no error of the call when it raises", function()
        server:json(400, '{"error":{"message":"m","code":133005}}')
        local err = support.failure_of(client_for(nil, function()
            error "oops"
        end), "register")
        assert.equal("pin_mismatch", err.kind)
    end)

    it("may spoil its event without spoiling the call", function()
        local client = client_for(nil, function(event)
            for field in pairs(event) do
                event[field] = nil
            end
        end)
        assert.is_true(client:register({ pin = "071934" }).success)
    end)

    it("may make calls of its own", function()
        local client, nested
        client = client_for(nil, function(event)
            if event.type == "response" and not nested then
                nested = true
                nested = client:phone_number().success
            end
        end)
        assert.is_true(client:register({ pin = "071934" }).success)
        assert.is_true(nested)
        assert.equal(2, #server:received())
    end)

    it("may poll the call that an event is about", function()
        local call
        local client = client_for({ retries = { base = 0 } }, function(event)
            events[#events + 1] = event
            if call then
                assert(not call:poll(0))
            end
        end)
        server:answers { raw.response(503, BUSY), raw.response(200, SUCCESS) }
        call = client:start("phone_number")
        support.wait(call)
        assert.equal(2, call:result().response.tries)
        assert.same({ { "request" }, { "response" }, { "retry" },
            { "request" }, { "response" } }, told("type"))
    end)

    it("may cancel the call that an event is about", function()
        for _, moment in ipairs { "response", "retry" } do
            local call
            events = {}
            local client = client_for({ retries = { base = 0 } },
                function(event)
                    events[#events + 1] = event
                    if call and event.type == moment then
                        call:cancel()
                    end
                end)
            server:json(503, BUSY)
            call = client:start("phone_number")
            support.wait(call)
            local err = support.error_of(call.result, call)
            assert.is_true(err.kind == "cancelled"
                or err.kind == "unavailable")
            assert.is_true(#events <= 5)
        end
    end)

    it("may cancel the call that is being cancelled", function()
        local call
        local client = client_for(nil, function(event)
            events[#events + 1] = event
            if call then
                call:cancel()
            end
        end)
        server:script { { "read", "stall" } }
        call = client:start("phone_number")
        call:cancel()
        assert.equal("cancelled", support.error_of(call.result, call).kind)
        assert.equal(2, #events)
    end)

    it("may close the client", function()
        local client
        client = client_for({ retries = { base = 0 } }, function()
            client:close()
        end)
        server:answers { raw.response(503, BUSY), raw.response(200, SUCCESS) }
        assert.is_true(client:phone_number().success)
        assert.equal("invalid_request",
            support.failure_of(client, "phone_number").kind)
    end)

    it("may close the client in the middle of a workflow", function()
        server:json(200, support.READY)
        local client
        client = client_for(nil, function(event)
            if event.step == "two_step" and event.outcome == "done" then
                client:close()
            end
        end)
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("invalid_request", err.kind)
        assert.equal("register", err.step)
        assert.same({ "preflight", "request_code", "verify_code", "two_step" },
            err.completed)
    end)
end)
