-- What each row of the table of operations promises: which options keep which
-- rule, and whose answer must say that it succeeded. spec/mutation.sh changes
-- those rows one by one.

local core = require "whatsapp.registration.core"
local transport = require "whatsapp.registration.transport"
local served = require "spec.support.served"
local support = require "spec.support.client"

local ANSWER_SUCCESS = { "register", "deregister", "setup_two_step",
    "request_code", "verify_code", "set_local_storage", "subscribe_app",
    "unsubscribe_app", "set_display_name" }

local SPEND_ATTEMPTS = { register = true, deregister = true }
local ARE_READ_BACK = { register = true, deregister = true,
    setup_two_step = true }
local SEND_PINS = { register = true, setup_two_step = true }
local READ = { phone_number = true, phone_numbers = true,
    local_storage = true, subscribed_apps = true, inspect_token = true }

-- Operation, option, and a value that breaks its rule: each option of each
-- operation, because one may lack its rule while another of that name has it.
-- Those of which options_spec has more are not here.
local BROKEN = {
    { "register", "force", "true" },
    { "register", "force", 1 },
    { "register", "reconcile", "5" },
    { "register", "reconcile", 0 },
    { "deregister", "force", "true" },
    { "deregister", "reconcile", -1 },
    { "setup_two_step", "pin", "12345" },
    { "setup_two_step", "pin", support.NONE },
    { "setup_two_step", "reconcile", {} },
    { "phone_numbers", "fields", "id status" },
    { "subscribe_app", "waba_id", "x" },
    { "subscribed_apps", "waba_id", "x" },
    { "unsubscribe_app", "waba_id", "x" },
    { "unsubscribe_app", "waba_id", support.NONE },
    { "add_number", "waba_id", "x" },
}

describe("an operation", function()
    local server = served()

    for _, name in ipairs(ANSWER_SUCCESS) do
        it(name .. " has not succeeded if the answer does not say so",
            function()
                server:json(200, "{}")
                local client = support.client_for(server)
                assert.equal("protocol",
                    support.failure_of(client, name).kind)
                server:reset()
                server:json(200, '{"success":true}')
                assert.is_true(
                    client[name](client, support.OPTIONS[name]).success)
            end)
    end

    it("add_number has added none if the answer has no id", function()
        local client = support.client_for(server)
        for _, body in ipairs { "{}", '{"success":true}', '{"id":7}' } do
            server:reset()
            server:json(200, body)
            local err = support.failure_of(client, "add_number")
            assert.equal("protocol", err.kind)
            assert.equal("check_status", err.next_action)
        end
        server:reset()
        server:json(200, '{"id":"115204358172003941"}')
        assert.equal("115204358172003941", client:add_number(
            support.OPTIONS.add_number).id)
    end)

    it("has the flags of its row", function()
        for name, row in pairs(core.operations()) do
            local place = name .. ": see the lists at the head of this spec"
            assert.equal(SPEND_ATTEMPTS[name] or false, row.spends_attempt,
                place)
            assert.equal(ARE_READ_BACK[name] or false, row.read_back, place)
            assert.equal(SEND_PINS[name] or false, row.sends_pin, place)
            assert.equal(READ[name] or false, row.is_read, place)
        end
    end)

    for _, case in ipairs(BROKEN) do
        local name, option, value = case[1], case[2], case[3]
        it(("%s refuses %s that is %s"):format(name, option,
            value == support.NONE and "missing" or tostring(value)),
            function()
                local client = transport.client { access_token = "EAAG",
                    phone_number_id = "42" }
                local call, refusal = client:prepare(name,
                    support.merge(support.OPTIONS[name],
                        { [option] = value }))
                assert.is_nil(call)
                assert.equal(option, refusal.field)
            end)
    end
end)

describe("a configuration", function()
    it("may allow 2,730 more regions, and none beyond", function()
        local regions = {}
        for index = 1, 2730 do
            regions[index] = "FR"
        end
        assert.is_truthy(transport.client { regions = regions })
        regions[2731] = "FR"
        local client, refusal = transport.client { regions = regions }
        assert.is_nil(client)
        assert.is_string(refusal.message)
    end)

    it("waits 30 seconds for an answer if it says nothing else",
        function()
            local client = transport.client { access_token = "EAAG",
                phone_number_id = "42", base_url = "http://127.0.0.1:1" }
            local call = client:prepare("phone_number", {})
            call:start()
            local left = call:time_left()
            call:close()
            assert.is_true(left > 20 and left <= 30, left)
        end)

end)

describe("max_connections", function()
    local server = served()

    local function started(limit)
        local client = support.client_for(server, { max_connections = limit })
        local calls = {}
        for index = 1, 4 do
            calls[index] = client:start("phone_number", { fields = "id" })
        end
        return calls
    end

    it("keeps calls at once to as many connections", function()
        server:json(200, '{"id":"42"}')
        for _, call in ipairs(started(1)) do
            assert.equal("42", support.wait(call):result().id)
        end
        assert.equal(1, (server:connections()))
    end)

    it("lets each call have its own if it is not given", function()
        server:script { otherwise = { "read", "stall" } }
        local calls = started(support.NONE)
        for _, call in ipairs(calls) do
            support.poll_until_received(call, server, 4)
        end
        assert.equal(4, (server:connections()))
    end)
end)

describe("an id", function()
    local client = transport.client { access_token = "EAAG",
        phone_number_id = "42" }

    it("may be an id given as the number 1", function()
        assert.is_truthy(client:prepare("deregister",
            { phone_number_id = 1 }))
    end)
end)
