-- Each answer that Meta was seen to give, at the step of a workflow that may
-- get it: the workflow goes on or stops with an error that says what is next,
-- and another run does not send again what must not be sent again.

local memory = require "whatsapp.registration.journal.memory"
local payloads = require "whatsapp.registration.simulator.payloads"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local NEW, READY = "106540352242922", "106540352242923"
local REGISTERED = "106540352242926"

-- The workflow in which an operation is a step, on which number
local RUNS = {
    request_code = { "setup_number", NEW },
    verify_code = { "setup_number", NEW },
    setup_two_step = { "setup_number", READY },
    register = { "setup_number", READY },
    set_local_storage = { "setup_number", READY,
        { data_localization_region = "DE" } },
    send_text = { "setup_number", REGISTERED,
        { test_message = { to = "+16505551234", body = "Hello" } } },
    subscribe_app = { "setup_number", REGISTERED,
        { waba_id = support.WABA } },
    phone_number = { "setup_number", READY },
    deregister = { "release_number", REGISTERED },
}

-- What a wait is for: these are not sent again before it is over.
local WAITS = { request_code = true, register = true, deregister = true }

describe("a workflow whose step is answered", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { journal = memory.new() })
    end)

    local function run(operation)
        local case = RUNS[operation]
        local options = support.merge({ phone_number_id = case[2],
            confirm = false }, case[3])
        if case[1] == "setup_number" then
            options.pin = "071934"
            options.get_code = function()
                return sim:code(NEW) or "123830"
            end
        end
        sim:forget_received()
        local ok, result = pcall(client[case[1]], client, options)
        return not ok and result or nil,
            #sim:received { operation = operation }
    end

    local function check(err)
        assert(type(err) == "table", err)
        assert.is_string(err.step)
        assert.is_table(err.completed)
        assert.is_string(err.next_action)
        assert.is_true(#err.hint > 0)
    end

    local function check_wait(operation)
        local err, sent = run(operation)
        assert.equal(0, sent)
        assert.equal("local", err.origin)
        assert.equal("wait", err.next_action)
        assert.is_true(err.retry_after > 0)
    end

    -- A request that may have been applied is not sent again at once.
    local function check_unknown(operation)
        local err, sent = run(operation)
        assert.equal(0, sent)
        assert.equal("check_status", err.next_action)
    end

    for name, payload in pairs(payloads) do
        local operation = payload.operation
        if RUNS[operation] then
            it("by " .. name, function()
                sim:fault { fault = name, operation = operation }
                local err, sent = run(operation)
                if not err then
                    return
                end
                check(err)
                assert.is_true(sent >= 1 and sent <= 3)
                if err.step ~= operation or not WAITS[operation] then
                    return
                elseif err.next_action == "wait" and err.retry_after then
                    check_wait(operation)
                elseif err.next_action == "check_status"
                    and operation ~= "request_code"
                    and err.kind ~= "deregistration_incomplete" then
                    check_unknown(operation)
                end
            end)
        end
    end
end)
