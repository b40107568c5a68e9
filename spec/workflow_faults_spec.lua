-- Whatever goes wrong at whatever step: the error says which step, what is
-- done and what to do next, nothing is sent behind it, and another run goes on.

local memory = require "whatsapp.registration.journal.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local NEW = "106540352242922"

-- The steps, with the request of each that meets the fault
local STEPS = {
    { "preflight", "phone_number" },
    { "request_code", "request_code" },
    { "verify_code", "verify_code" },
    { "local_storage", "local_storage" },
    { "local_storage", "set_local_storage" },
    { "local_storage", "local_storage", after = 1 },
    { "two_step", "setup_two_step" },
    { "register", "register" },
    { "confirm", "phone_number", after = 1 },
    { "subscribe_app", "subscribe_app" },
    { "test_message", "send_text" },
}

local FAULTS = {
    { fault = "drop_before" },
    { fault = "drop_after" },
    { fault = "stall" },
    { fault = "stall_body" },
    { fault = "cut" },
    { fault = "truncated" },
    { fault = "drip", pause = 0.001 },
    { fault = "error", code = 131000 },
    { fault = "error", code = 100 },
    { fault = "error", code = 190, subcode = 463 },
    { fault = "error", code = 200 },
    { fault = "error", code = 80007 },
    { fault = "error", code = 131031 },
    { fault = "error", code = 133004 },
    { fault = "error", code = 133005 },
    { fault = "error", code = 133008, details = "Try again in 2 hours." },
    { fault = "error", code = 133016 },
    { fault = "string_error_data" },
    { fault = "html" },
    { fault = "redirect" },
    { fault = "response", body = "" },
    { fault = "success_string" },
    { fault = "success_false" },
    { fault = "delay", delay = 0.01 },
    { fault = "delay", late = 0.01 },
}

local HARMLESS = { drip = true, success_string = true, delay = true }

local STALLS = { stall = true, stall_body = true }

-- Their answers have no `success`.
local WITHOUT_SUCCESS = { phone_number = true, local_storage = true,
    send_text = true }

-- libcurl itself reads again where a connection that it used before is closed.
local READS_AGAIN = { ["phone_number drop_before"] = true,
    ["phone_number drop_after"] = true, ["local_storage drop_before"] = true,
    ["local_storage drop_after"] = true }

-- What a step gets over: what was applied without an answer is read; a read
-- that failed is made again; a PIN that is not taken yet is set by register
local GOT_OVER = {
    ["register drop_after"] = true, ["register stall_body"] = true,
    ["register cut"] = true, ["register truncated"] = true,
    ["two_step drop_after"] = true, ["two_step stall_body"] = true,
    ["two_step cut"] = true, ["two_step truncated"] = true,
    ["two_step string_error_data"] = true,
    ["confirm drop_before"] = true, ["confirm drop_after"] = true,
    ["confirm cut"] = true, ["confirm html"] = true,
    ["confirm 131000"] = true, ["confirm 133004"] = true,
}

describe("a workflow that meets", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = NEW,
            journal = memory.new(), reconcile = 1 })
    end)

    local function options(changes)
        return support.merge({
            pin = "071934", waba_id = support.WABA,
            data_localization_region = "DE",
            test_message = { to = "+16505551234", body = "Hello" },
            get_code = function()
                return sim:code(NEW)
            end,
            confirm = 0.7,
        }, changes)
    end

    local function names_before(position)
        local names = {}
        for index = 1, position - 1 do
            local name = STEPS[index][1]
            if name ~= names[#names] and name ~= STEPS[position][1] then
                names[#names + 1] = name
            end
        end
        return names
    end

    local function is_got_over(step, fault)
        return HARMLESS[fault.fault]
            or fault.fault == "success_false" and WITHOUT_SUCCESS[step[2]]
            or GOT_OVER[step[1] .. " " .. tostring(fault.code or fault.fault)]
            or false
    end

    -- The operations that the server received, in order
    local function received()
        local operations = {}
        for index, request in ipairs(sim:received()) do
            operations[index] = request.operation
        end
        return operations
    end

    local function check_error(err, position)
        local step = STEPS[position]
        assert.equal(step[1], err.step)
        assert.same(names_before(position), err.completed)
        assert.is_string(err.next_action)
        assert.is_truthy(#err.hint > 20)
        local behind = STEPS[position + 1]
        for _, operation in ipairs(received()) do
            assert.is_false(behind ~= nil and operation == behind[2]
                and behind[2] ~= step[2] and not behind.after)
        end
    end

    local function check_rerun()
        sim:clear_faults()
        sim:advance(60)
        local report = client:setup_number(options { force = true })
        assert.is_true(report.success)
        assert.is_true(sim:number(NEW).registered)
        assert.equal("071934", sim:number(NEW).pin)
        assert.equal("DE", sim:number(NEW).storage_region)
        assert.is_true(#sim:received { operation = "register" } <= 2)
    end

    for position, step in ipairs(STEPS) do
        for _, fault in ipairs(FAULTS) do
            local name = ("%s%s at %s of %s"):format(fault.fault,
                fault.code and " " .. fault.code or "", step[2], step[1])
            it(name .. " tells where it stands", function()
                sim:fault(support.merge(fault, { operation = step[2],
                    after = step.after or 0 }))
                local ok, value = pcall(client.setup_number, client,
                    options { timeout = STALLS[fault.fault] and 0.6 or nil })
                assert.is_true(is_got_over(step, fault) == ok or ok
                    and READS_AGAIN[step[2] .. " " .. fault.fault],
                    tostring(value))
                if not ok then
                    check_error(value, position)
                    check_rerun()
                end
            end)
        end
    end
end)
