-- Whatever goes wrong at whatever step: the error says which step, what is
-- done and what to do next, nothing is sent after it, and another run goes on,
-- without a request that is known to fail.

local memory = require "whatsapp.registration.journal.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local socket = require "socket"
local support = require "spec.support.client"

local NEW, IN_GERMANY = "106540352242922", "106540352242931"

local PIN = "071934"

-- What is run: of which number, its steps in order, and of those that meet the
-- fault the name and the request; how the number is to be in the end
local RUNS = {
    {
        method = "setup_number",
        number = NEW,
        options = {
            pin = PIN, waba_id = support.WABA,
            data_localization_region = "DE",
            test_message = { to = "+16505551234", body = "Hello" },
        },
        names = { "preflight", "request_code", "verify_code",
            "local_storage", "two_step", "register", "confirm",
            "subscribe_app", "test_message" },
        steps = {
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
        },
        ends_as = { registered = true, pin = PIN, storage_region = "DE" },
    },
    {
        method = "change_region",
        number = IN_GERMANY,
        options = { pin = PIN, region = "BR" },
        names = { "preflight", "request_code", "verify_code", "two_step",
            "deregister", "local_storage", "register", "confirm" },
        steps = {
            { "deregister", "deregister" },
            { "local_storage", "set_local_storage" },
            { "local_storage", "local_storage", after = 1 },
            { "register", "register" },
            { "confirm", "phone_number", after = 1 },
        },
        ends_as = { registered = true, pin = PIN, storage_region = "BR" },
    },
    {
        method = "release_number",
        number = IN_GERMANY,
        options = {},
        names = { "preflight", "deregister", "confirm" },
        steps = {
            { "deregister", "deregister" },
            { "confirm", "phone_number", after = 1 },
        },
        ends_as = { registered = false },
    },
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
    { fault = "error", code = 133000 },
    { fault = "error", code = 133004 },
    { fault = "error", code = 133005 },
    { fault = "error", code = 133006 },
    { fault = "error", code = 133008, details = "Try again in 2 hours." },
    { fault = "error", code = 133015 },
    { fault = "error", code = 133016 },
    { fault = "error", code = 136024 },
    { fault = "error", code = 136025 },
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

-- libcurl itself reads again if a connection that it used before is closed.
local READS_AGAIN = { ["phone_number drop_before"] = true,
    ["phone_number drop_after"] = true, ["local_storage drop_before"] = true,
    ["local_storage drop_after"] = true }

-- What a step gets over: what was applied without an answer is read, but no
-- read says which PIN was set; a read that failed is made again; a PIN that is
-- not taken yet is set by register; a number that is off needs no deregister;
-- what register asks for is done
local GOT_OVER = {
    ["register drop_after"] = true, ["register stall_body"] = true,
    ["register cut"] = true, ["register truncated"] = true,
    ["register 133000"] = true, ["register 133006"] = true,
    ["deregister drop_after"] = true, ["deregister stall_body"] = true,
    ["deregister cut"] = true, ["deregister truncated"] = true,
    ["deregister string_error_data"] = true,
    ["two_step string_error_data"] = true,
    ["confirm drop_before"] = true, ["confirm drop_after"] = true,
    ["confirm cut"] = true, ["confirm html"] = true,
    ["confirm 131000"] = true, ["confirm 133004"] = true,
}

-- Of one step and no other
local function fault_at(step, fault)
    local placed = support.merge(fault,
        { operation = step[2], after = step.after or 0 })
    if step[2] == "deregister" and fault.fault == "string_error_data" then
        placed.applied = true -- as it says, the number is off
    end
    return placed
end

local function is_got_over(step, fault)
    return HARMLESS[fault.fault]
        or fault.fault == "success_false" and WITHOUT_SUCCESS[step[2]]
        or GOT_OVER[step[1] .. " " .. tostring(fault.code or fault.fault)]
        or false
end

describe("a workflow that meets", function()
    local sim = served(simulator.start)
    local client, ahead

    -- Looks at a number for long only if something is to show.
    local function start_anew(shows)
        sim:reset()
        ahead = 0
        client = support.client_for(sim, {
            journal = memory.new { now = function()
                return socket.gettime() + ahead
            end },
            reconcile = shows and 20 or 0.1,
        })
    end

    local function try(run, changes)
        local options = { phone_number_id = run.number }
        if run.options.pin then
            options.get_code = function()
                return sim:code(run.number)
            end
        end
        return pcall(client[run.method], client, support.merge(
            support.merge(run.options, options), changes))
    end

    local function count(operation)
        return #sim:received { operation = operation }
    end

    local function attempts()
        return count "register" + count "deregister"
    end

    local function names_before(run, name)
        local names = {}
        for _, each in ipairs(run.names) do
            if each == name then
                return names
            end
            names[#names + 1] = each
        end
    end

    local function check_error(run, position, err)
        local step = run.steps[position]
        assert.equal(step[1], err.step)
        assert.same(names_before(run, step[1]), err.completed)
        assert.is_string(err.next_action)
        assert.is_truthy(#err.hint > 20)
        local behind = run.steps[position + 1]
        assert.is_true(behind == nil or behind.after ~= nil
            or behind[2] == step[2] or count(behind[2]) == 0)
    end

    -- If there is something to wait for, another run says so and sends
    -- nothing; when that is over, one goes on to the end.
    local function check_rerun(run, err)
        sim:clear_faults()
        local before = attempts()
        local ok, value
        support.in_time(1, function(seconds)
            ok, value = try(run, { confirm = seconds })
            return ok or value.origin == "local"
        end)
        assert.is_false(ok and err.attempt_spent and err.retry_after ~= nil)
        if not ok then
            assert.equal("local", value.origin)
            assert.equal(err.step == "request_code" and err.step
                or "preflight", value.step)
            assert.equal(before, attempts())
            ahead = ahead + value.retry_after
            sim:advance(value.retry_after)
            ok, value = try(run)
        end
        assert.is_true(ok and value.success, tostring(value))
        assert.is_true(count "register" <= 2)
        assert.is_true(count "deregister" <= 2)
    end

    -- The ownership is as register says.
    local function on_step(run, fault)
        return fault.code == 133006 and function(step)
            if step.name == "register" and count "register" == 0 then
                sim:set_number(run.number, { needs_reverification = true })
            end
        end or nil
    end

    -- A step that stalls is given so many seconds, and no time for another try.
    local function meet(run, position, fault, seconds)
        local step, stalls = run.steps[position], STALLS[fault.fault]
        sim:fault(fault_at(step, fault))
        return try(run, {
            timeout = stalls and seconds or nil,
            confirm = stalls and step[1] == "confirm" and 1.2 * seconds or nil,
            on_step = step[2] == "register" and on_step(run, fault) or nil,
        })
    end

    local function check(run, position, fault)
        local step, ok, value = run.steps[position], nil, nil
        support.in_time(0.2, function(seconds)
            start_anew(is_got_over(step, fault))
            ok, value = meet(run, position, fault, seconds)
            return not STALLS[fault.fault] or ok or value.step == step[1]
        end)
        assert.is_true(is_got_over(step, fault) == ok
            or ok and READS_AGAIN[step[2] .. " " .. fault.fault],
            tostring(value))
        if not ok then
            check_error(run, position, value)
            check_rerun(run, value)
        end
        local shown = sim:number(run.number)
        for field, wanted in pairs(run.ends_as) do
            assert.equal(wanted, shown[field])
        end
    end

    for _, run in ipairs(RUNS) do
        for position, step in ipairs(run.steps) do
            for _, fault in ipairs(FAULTS) do
                it(("%s%s at %s of %s in %s says where it stands"):format(
                    fault.fault, fault.code and " " .. fault.code or "",
                    step[2], step[1], run.method), function()
                    check(run, position, fault)
                end)
            end
        end
    end
end)
