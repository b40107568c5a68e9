-- Numbers that come from the On-Premises API, and numbers that are given up

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local ON_PREMISES, READY, REGISTERED = "106540352242934", "106540352242923",
    "106540352242926"

local BACKUP = { data = "b4ckup", password = "p4ss" }

local sim = served(simulator.start)

local function client_for(number, overrides)
    return support.client_for(sim, support.merge(
        { phone_number_id = number }, overrides))
end

describe("migrate_number", function()
    local function migrate(number, options)
        return client_for(number):migrate_number(support.merge(
            { pin = "071934", backup = BACKUP }, options))
    end

    it("registers with the backup", function()
        local report = migrate(ON_PREMISES, { waba_id = support.WABA,
            test_message = { to = "+16505551234", body = "Hello" } })
        assert.is_true(report.success)
        assert.same({ "setup_two_step", "register", "subscribe_app",
            "send_text" }, sim:changes())
        assert.equal('{"messaging_product":"whatsapp","pin":"071934",'
            .. '"backup":{"data":"b4ckup","password":"p4ss"}}',
            sim:received({ operation = "register" })[1].body)
        assert.equal("CLOUD_API", report.number.platform_type)
    end)

    it("does nothing with a number that has moved", function()
        migrate(ON_PREMISES)
        sim:forget_received()
        assert.is_true(migrate(ON_PREMISES).success)
        assert.same({}, sim:changes())
    end)

    it("takes a region as well", function()
        migrate(ON_PREMISES, { data_localization_region = "DE" })
        assert.equal("DE", sim:number(ON_PREMISES).storage_region)
    end)

    it("verifies the number first if that is due", function()
        sim:set_number(ON_PREMISES,
            { code_verification_status = "NOT_VERIFIED" })
        assert.is_true(migrate(ON_PREMISES, { get_code = function(number)
            return sim:code(number.id)
        end }).success)
    end)

    for what, case in pairs {
        ["no backup"] = { { backup = support.NONE }, "backup" },
        ["a backup that is a string"] = { { backup = "b4ckup" }, "backup" },
        ["a backup without its password"] = { { backup = {
            data = "b4ckup" } }, "backup.password", "register" },
        ["a backup without data"] = { { backup = { password = "p4ss" } },
            "backup.data", "register" },
        ["no PIN"] = { { pin = support.NONE }, "pin", "two_step" },
        ["an unknown option"] = { { region = "DE" }, "region" },
    } do
        it("sends nothing given " .. what, function()
            local err = support.failure_of(client_for(ON_PREMISES),
                "migrate_number", support.merge({ pin = "071934",
                    backup = BACKUP }, case[1]))
            assert.equal("invalid_request", err.kind)
            assert.equal(case[2], err.field)
            assert.equal(case[3] or "preflight", err.step)
            assert.same({}, err.completed)
            assert.same({}, sim:received())
        end)
    end

    it("is what setup_number hands such a number over to", function()
        local err = support.failure_of(client_for(ON_PREMISES),
            "setup_number", { pin = "071934" })
        assert.equal("not_registrable", err.kind)
        assert.equal("fix_number", err.next_action)
        assert.equal("migrate_number", err.remedy)
        assert.matches("backup", err.hint)
        assert.same({}, sim:changes())
    end)
end)

describe("release_number", function()
    local function release(number, options)
        return client_for(number):release_number(options)
    end

    local function outcomes(report)
        local told = {}
        for index, step in ipairs(report.steps) do
            told[index] = step.name .. " " .. step.outcome
        end
        return told
    end

    it("deregisters, and sees that it is off", function()
        local report = release(REGISTERED, { waba_id = support.WABA })
        assert.is_true(report.success)
        assert.same({ "preflight done", "deregister done", "confirm done" },
            outcomes(report))
        assert.same({ "deregister" }, sim:changes())
        assert.equal("DISCONNECTED", report.number.status)
    end)

    it("does nothing with a number that is off", function()
        assert.same({ "preflight done", "deregister skipped",
            "confirm skipped" }, outcomes(release(READY)))
        assert.same({}, sim:changes())
    end)

    it("takes it for done if only the server knows that it is off",
        function()
            sim:fault { operation = "deregister",
                fault = "string_error_data" }
            sim:set_number(REGISTERED, { registered = false })
            sim:fault { operation = "phone_number", fault = "response",
                body = '{"id":"1","status":"CONNECTED",'
                    .. '"platform_type":"CLOUD_API"}' }
            assert.same({ "preflight done", "deregister skipped",
                "confirm done" }, outcomes(release(REGISTERED)))
        end)

    it("waits until the number shows it, or not at all", function()
        sim:fault { operation = "phone_number", after = 1,
            fault = "response", body = '{"id":"1","status":"CONNECTED",'
                .. '"platform_type":"CLOUD_API"}' }
        local waited = 0
        release(REGISTERED, { on_step = function(step)
            waited = waited + (step.outcome == "waiting" and 1 or 0)
        end })
        assert.equal(1, waited)
        sim:reset()
        assert.same({ "preflight done", "deregister done" },
            outcomes(release(REGISTERED, { confirm = false })))
    end)

    it("stops if nobody knows whether the number is on", function()
        sim:set_number(READY, { registered = true, status = "PENDING" })
        local err = support.failure_of(client_for(READY), "release_number",
            {})
        assert.equal("preflight", err.step)
        assert.equal("check_status", err.next_action)
        assert.same({}, sim:changes())
    end)

    it("reports a failure, and goes on after it", function()
        sim:fault { operation = "deregister", fault = "error",
            code = 131000 }
        local err = support.failure_of(client_for(REGISTERED),
            "release_number", {})
        assert.equal("deregister", err.step)
        assert.same({ "preflight" }, err.completed)
        assert.is_true(err.attempt_spent)
        assert.is_true(release(REGISTERED).success)
    end)

    it("sends nothing given what is not for it", function()
        for _, field in ipairs { "pin", "region", "test_message",
            "get_code" } do
            assert.equal(field, support.failure_of(client_for(REGISTERED),
                "release_number", { [field] = "x" }).field)
        end
        assert.equal("waba_id", support.failure_of(client_for(REGISTERED),
            "release_number", { waba_id = "x" }).field)
        assert.same({}, sim:received())
    end)
end)
