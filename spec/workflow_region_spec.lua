-- Where a number's messages are stored: set while it is set up, and changed

local pin_memory = require "whatsapp.registration.pin_store.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local READY, REGISTERED, IN_GERMANY = "106540352242923", "106540352242926",
    "106540352242931"

local PIN = '{"pin":"071934"}'
local REGISTER = '{"messaging_product":"whatsapp","pin":"071934"}'
local REGISTER_DE = '{"messaging_product":"whatsapp","pin":"071934",'
    .. '"data_localization_region":"DE"}'

local function enabled(region)
    return '{"storage_configuration":{"status":"IN_COUNTRY_STORAGE_ENABLED",'
        .. '"data_localization_region":"' .. region .. '"}}'
end

local DISABLED =
    '{"storage_configuration":{"status":"IN_COUNTRY_STORAGE_DISABLED"}}'

local sim = served(simulator.start)

local function client_for(number, overrides)
    return support.client_for(sim, support.merge(
        { phone_number_id = number }, overrides))
end

-- "register {...}" for each request that changes something
local function changes()
    local lines = {}
    for index, request in ipairs(sim:received { method = "POST" }) do
        lines[index] = request.operation .. " " .. request.body
    end
    return lines
end

describe("setup_number with a region", function()
    local function set_up(client, region, options)
        return client:setup_number(support.merge({ pin = "071934",
            data_localization_region = region }, options))
    end

    for version, expected in pairs {
        ["v20.0"] = { "setup_two_step " .. PIN, "register " .. REGISTER_DE },
        ["v21.0"] = { "set_local_storage " .. enabled "DE",
            "setup_two_step " .. PIN, "register " .. REGISTER },
        ["v25.0"] = { "set_local_storage " .. enabled "DE",
            "setup_two_step " .. PIN, "register " .. REGISTER },
    } do
        it("sets it as " .. version .. " wants it, and reads it", function()
            local client = client_for(READY, { api_version = version })
            local report = set_up(client, "DE")
            assert.same(expected, changes())
            assert.equal("done",
                support.named(report.steps, "local_storage").outcome)
            assert.equal("DE", sim:number(READY).storage_region)
            assert.is_true(#sim:received { operation = "local_storage" } > 0)
        end)
    end

    it("leaves the settings alone if none is given", function()
        client_for(READY):setup_number { pin = "071934" }
        assert.same({}, sim:received { operation = "local_storage" })
        assert.same({}, sim:received { operation = "set_local_storage" })
    end)

    it("switches it off if it is false", function()
        sim:set_number(READY, { storage_region = "DE" })
        set_up(client_for(READY), false)
        assert.equal("set_local_storage " .. DISABLED, changes()[1])
        sim:forget_received()
        set_up(client_for(READY), false)
        assert.same({}, changes())
    end)

    it("takes the number's own, in whatever case it comes", function()
        sim:fault { operation = "local_storage", fault = "response",
            body = '{"storage_configuration":{"status":'
                .. '"in_country_storage_enabled",'
                .. '"data_localization_region":"DE"}}' }
        assert.equal("skipped", support.named(set_up(client_for(READY), "DE")
                .steps, "local_storage").outcome)
    end)

    for what, body in pairs { ["no settings"] = "{}",
        ["settings of another make"] = '{"storage_configuration":"on"}' } do
        it("takes " .. what .. " for no local storage", function()
            sim:fault { operation = "local_storage", fault = "response",
                body = body }
            assert.equal("done", support.named(set_up(client_for(READY), "DE")
                .steps, "local_storage").outcome)
        end)
    end

    for _, number in ipairs { REGISTERED, IN_GERMANY } do
        for _, version in ipairs { "v20.0", "v25.0" } do
            it(("does not change that of a registered number (%s) in %s")
                :format(number, version), function()
                local err = support.failure_of(
                    client_for(number, { api_version = version }),
                    "setup_number", { pin = "071934",
                        data_localization_region = "BR" })
                assert.equal("invalid_request", err.kind)
                assert.equal("data_localization_region", err.field)
                assert.equal("local_storage", err.step)
                assert.equal("change_region", err.remedy)
                assert.same({}, changes())
            end)
        end
    end

    it("leaves a registered number alone that has it", function()
        assert.is_true(set_up(client_for(IN_GERMANY), "DE").success)
        assert.same({}, changes())
    end)

    it("does not register if the server has not taken it", function()
        sim:fault { operation = "set_local_storage", fault = "response",
            body = '{"success":true}' }
        local err = support.failure_of(client_for(READY), "setup_number",
            { pin = "071934", data_localization_region = "DE" })
        assert.equal("api", err.kind)
        assert.equal("local_storage", err.step)
        assert.equal("check_status", err.next_action)
        assert.matches("accepted local storage in DE, but shows no local "
            .. "storage", err.message)
        assert.same({}, sim:received { operation = "register" })
    end)

    it("says so if register has not taken it", function()
        sim:set_options { oldest_version = "v21.0",
            region_in_register = "ignore" }
        local err = support.failure_of(
            client_for(READY, { api_version = "v20.0" }), "setup_number",
            { pin = "071934", data_localization_region = "DE" })
        assert.equal("api", err.kind)
        assert.equal("local_storage", err.step)
        assert.same({ "preflight", "request_code", "verify_code", "two_step",
            "register", "confirm" }, err.completed)
    end)
end)

describe("change_region", function()
    local function change(number, region, options, overrides)
        return client_for(number, overrides):change_region(support.merge(
            { pin = "071934", region = region }, options))
    end

    local function refusal(number, options, overrides)
        local err = support.failure_of(client_for(number, overrides),
            "change_region", support.merge({ pin = "071934", region = "BR" },
                options))
        assert.same({}, changes())
        return err
    end

    it("makes sure of the PIN, deregisters, sets it, and registers",
        function()
            local report = change(IN_GERMANY, "BR")
            assert.is_true(report.success)
            assert.same({ "setup_two_step " .. PIN, "deregister {}",
                "set_local_storage " .. enabled "BR",
                "register " .. REGISTER }, changes())
            local number = sim:number(IN_GERMANY)
            assert.equal("BR", number.storage_region)
            assert.is_true(number.registered)
            assert.equal("CONNECTED", report.number.status)
        end)

    it("does it by register below version 21", function()
        change(REGISTERED, "DE", nil, { api_version = "v20.0" })
        assert.same({ "setup_two_step " .. PIN, "deregister {}",
            "register " .. REGISTER_DE }, changes())
        assert.equal("DE", sim:number(REGISTERED).storage_region)
    end)

    for _, version in ipairs { "v20.0", "v25.0" } do
        it("switches it off in " .. version, function()
            sim:set_options { oldest_version = "v20.0" }
            change(IN_GERMANY, false, nil, { api_version = version })
            local number = sim:number(IN_GERMANY)
            assert.is_nil(number.storage_region)
            assert.is_true(number.registered)
        end)
    end

    it("does nothing if the number has it", function()
        local report = change(IN_GERMANY, "DE")
        assert.is_true(report.success)
        assert.same({}, changes())
        for index, step in ipairs(report.steps) do
            assert.equal(index == 1 and "done" or "skipped", step.outcome)
        end
    end)

    it("registers a number that is off, as another run may have left it",
        function()
            change(READY, "BR")
            assert.same({}, sim:received { operation = "deregister" })
            assert.equal("BR", sim:number(READY).storage_region)
            assert.is_true(sim:number(READY).registered)
        end)

    it("sets the PIN anew if deregistering removes it", function()
        sim:set_options { deregister_clears_pin = true }
        change(IN_GERMANY, "BR")
        assert.equal("071934", sim:number(IN_GERMANY).pin)
    end)

    it("sets the PIN that the store takes for the number's all the same",
        function()
            local store = pin_memory.new()
            store.save(IN_GERMANY, "071934")
            store.settle(IN_GERMANY, "071934", "succeeded")
            sim:set_number(IN_GERMANY, { pin = "860213" }) -- by somebody else
            change(IN_GERMANY, "BR", { pin = support.NONE },
                { pin_store = store })
            assert.equal("setup_two_step " .. PIN, changes()[1])
            assert.equal(1, #sim:received { operation = "register" })
            assert.is_true(sim:number(IN_GERMANY).registered)
        end)

    for operation, completed in pairs {
        setup_two_step = 0, deregister = 1, set_local_storage = 2,
        register = 3,
    } do
        it("goes on where it stopped, at " .. operation, function()
            sim:fault { operation = operation, fault = "error",
                code = 131000 }
            local err = support.failure_of(client_for(IN_GERMANY),
                "change_region", { pin = "071934", region = "BR" })
            assert.equal("unavailable", err.kind)
            assert.equal(3 + completed, #err.completed)
            assert.is_true(change(IN_GERMANY, "BR").success)
            assert.equal(operation == "deregister" and 2 or 1,
                #sim:received { operation = "deregister" })
            assert.equal("BR", sim:number(IN_GERMANY).storage_region)
        end)
    end

    for what, fields in pairs {
        ["a name in review"] = { name_status = "PENDING_REVIEW" },
        ["a verification that has expired"] = {
            code_verification_status = "EXPIRED" },
    } do
        it("goes ahead with a registered number that has " .. what,
            function()
                sim:set_number(IN_GERMANY, fields)
                sim:fault { operation = "register", fault = "response",
                    body = '{"success":true}' }
                change(IN_GERMANY, "BR", { confirm = false })
                assert.same({ "setup_two_step " .. PIN, "deregister {}",
                    "set_local_storage " .. enabled "BR",
                    "register " .. REGISTER }, changes())
            end)
    end

    it("does not deregister if the PIN is not known", function()
        local err = refusal(IN_GERMANY, { pin = support.NONE },
            { pin_store = pin_memory.new() })
        assert.equal("pin", err.field)
        assert.equal("preflight", err.step)
    end)

    it("verifies the number if register asks for it", function()
        sim:set_number(IN_GERMANY, { code_verification_status = "EXPIRED" })
        sim:fault { operation = "register", fault = "error", code = 133006 }
        change(IN_GERMANY, "BR", { get_code = function(number)
            return sim:code(number.id)
        end })
        assert.same({ "setup_two_step", "deregister", "set_local_storage",
            "register", "request_code", "verify_code", "register" },
            sim:changes())
        assert.equal("BR", sim:number(IN_GERMANY).storage_region)
    end)

    for field, case in pairs {
        region = { { region = "XX" }, "local_storage" },
        pin = { { pin = "07193" }, "two_step" },
        test_message = { { test_message = {} } },
        data_localization_region = { { data_localization_region = "DE" } },
    } do
        it("sends nothing given a bad " .. field, function()
            local err = refusal(IN_GERMANY, case[1])
            assert.equal("invalid_request", err.kind)
            assert.equal(field, err.field)
            assert.equal(case[2] or "preflight", err.step)
            assert.same({}, err.completed)
            assert.same({}, sim:received())
        end)
    end

    it("sends nothing without a region", function()
        local client = client_for(READY)
        for _, options in ipairs { { pin = "071934" }, {} } do
            assert.equal("region", support.failure_of(client,
                "change_region", options).field)
        end
        assert.equal("region", support.error_of(client.change_region, client)
            .field)
        assert.same({}, sim:received())
    end)
end)
