local cjson = require "cjson"

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

-- Fixtures of the simulator: verified; verified and registered; one whose
-- ownership must be verified again
local READY, REGISTERED, UNVERIFIED = "106540352242923", "106540352242926",
    "106540352242935"

local MESSAGE = { to = "+16505551234", body = "Phone number setup complete!" }

describe("setup_number", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = READY })
    end)

    -- "POST /v25.0/106540352242923/register {...}" for each request
    local function received()
        local lines = {}
        for index, request in ipairs(sim:received()) do
            lines[index] = ("%s %s %s"):format(request.method, request.path,
                request.body)
        end
        return lines
    end

    local function step_names(steps)
        local names = {}
        for index, step in ipairs(steps) do
            names[index] = step.name
        end
        return names
    end

    it("sets the PIN, registers and sends a test message", function()
        local report = client:setup_number { pin = "071934",
            test_message = MESSAGE }
        assert.is_true(report.success)
        assert.same({ "two_step", "register", "test_message" },
            step_names(report.steps))
        assert.same({
            "POST /v25.0/" .. READY .. ' {"pin":"071934"}',
            "POST /v25.0/" .. READY .. "/register "
                .. '{"messaging_product":"whatsapp","pin":"071934"}',
            "POST /v25.0/" .. READY .. "/messages "
                .. '{"messaging_product":"whatsapp",'
                .. '"recipient_type":"individual","to":"+16505551234",'
                .. '"type":"text","text":{"body":'
                .. '"Phone number setup complete!"}}',
        }, received())
        local number = sim:number(READY)
        assert.is_true(number.registered)
        assert.equal("071934", number.pin)
    end)

    it("sends no test message that is not asked for", function()
        local report = client:setup_number { pin = "071934" }
        assert.same({ "two_step", "register" }, step_names(report.steps))
        assert.equal(2, #sim:received())
    end)

    it("reports what each step came to and how long it took", function()
        local steps = client:setup_number({ pin = "071934",
            test_message = MESSAGE }).steps
        for _, step in ipairs(steps) do
            assert.equal("done", step.outcome)
            assert.is_true(step.elapsed >= 0 and step.elapsed < 5)
            assert.equal(200, step.result.response.http_status)
        end
        assert.is_true(steps[2].result.success)
        assert.is_truthy(steps[3].result.messages[1].id:find "^wamid%.")
    end)

    for version, in_settings in pairs { ["v20.0"] = false, ["v21.0"] = true,
        ["v25.0"] = true } do
        it(("sets a region %s in %s"):format(in_settings
            and "in the settings, before it registers," or "in register",
            version), function()
            client = support.client_for(sim, { phone_number_id = READY,
                api_version = version })
            local report = client:setup_number { pin = "071934",
                data_localization_region = "DE" }
            local path = "POST /" .. version .. "/" .. READY
            local two_step = path .. ' {"pin":"071934"}'
            if in_settings then
                assert.same({ path .. '/settings {"storage_configuration":{'
                    .. '"status":"IN_COUNTRY_STORAGE_ENABLED",'
                    .. '"data_localization_region":"DE"}}', two_step, path
                    .. '/register {"messaging_product":"whatsapp",'
                    .. '"pin":"071934"}' }, received())
                assert.same({ "local_storage", "two_step", "register" },
                    step_names(report.steps))
            else
                assert.same({ two_step, path .. "/register "
                    .. '{"messaging_product":"whatsapp","pin":"071934",'
                    .. '"data_localization_region":"DE"}' }, received())
            end
            assert.equal("DE", sim:number(READY).storage_region)
        end)
    end

    it("leaves the settings alone where no region is given", function()
        client:setup_number { pin = "071934" }
        assert.equal(0, #sim:received { path = "/v25.0/" .. READY
            .. "/settings" })
    end)

    it("tells on_step of each step before and after", function()
        local told = {}
        client:setup_number { pin = "071934",
            data_localization_region = "DE", on_step = function(step)
                told[#told + 1] = ("%s %s %d"):format(step.name,
                    step.outcome, #sim:received())
                assert.equal(step.outcome == "done", step.result ~= nil)
                assert.equal(step.outcome == "done", step.elapsed ~= nil)
            end }
        assert.same({ "local_storage started 0", "local_storage done 1",
            "two_step started 1", "two_step done 2", "register started 2",
            "register done 3" }, told)
    end)

    it("goes on where on_step raises", function()
        local report = client:setup_number { pin = "071934",
            on_step = function()
                error "oops"
            end }
        assert.is_true(report.success)
        assert.equal(2, #sim:received())
    end)

    for _, case in ipairs {
        { "local_storage", "settings", {} },
        { "two_step", READY, { "local_storage" } },
        { "register", "register", { "local_storage", "two_step" } },
        { "test_message", "messages",
            { "local_storage", "two_step", "register" } },
    } do
        local failing, path, completed = case[1], case[2], case[3]

        it("stops at an error in " .. failing .. " and tells so", function()
            sim:fault { path = path, after = failing == "two_step" and 1 or 0,
                fault = "error", code = 131031, details = "Locked" }
            local last
            local err = support.failure_of(client, "setup_number", {
                pin = "071934", data_localization_region = "DE",
                test_message = MESSAGE, on_step = function(step)
                    last = step
                end })
            assert.equal("account_locked", err.kind)
            assert.equal(failing, err.step)
            assert.same(completed, err.completed)
            assert.equal("yes", err.sent)
            assert.equal(failing == "register", err.attempt_spent)
            assert.equal(#completed + 1, #sim:received())
            assert.equal(failing, last.name)
            assert.equal("failed", last.outcome)
            assert.equal(err, last.error)
        end)
    end

    it("can be run again after a failure", function()
        sim:fault { path = "register", fault = "error", code = 131000 }
        support.failure_of(client, "setup_number", { pin = "071934" })
        assert.is_true(client:setup_number({ pin = "071934" }).success)
        assert.is_true(sim:number(READY).registered)
    end)

    it("can be run on a number that is registered already", function()
        assert.is_true(client:setup_number({ pin = "860213",
            phone_number_id = REGISTERED }).success)
        assert.equal("860213", sim:number(REGISTERED).pin)
    end)

    it("hands over what the number lacks", function()
        local err = support.failure_of(client, "setup_number",
            { pin = "071934", phone_number_id = UNVERIFIED })
        assert.equal("verification_required", err.kind)
        assert.equal("verify_number", err.next_action)
        assert.equal("register", err.step)
        assert.same({ "two_step" }, err.completed)
        assert.equal(UNVERIFIED, err.phone_number_id)
    end)

    it("does not register again after a register that may have worked",
        function()
            sim:fault { path = "register", fault = "drop_after" }
            local err = support.failure_of(client, "setup_number",
                { pin = "071934" })
            assert.equal("network", err.kind)
            assert.equal("maybe", err.sent)
            assert.equal("register", err.step)
            assert.equal("check_status", err.next_action)
            assert.equal(1, #sim:received {
                path = "/v25.0/" .. READY .. "/register" })
            assert.is_true(sim:number(READY).registered)
        end)

    it("passes number, token and timeout on to every step", function()
        client = support.client_for(sim,
            { phone_number_id = support.NONE, access_token = support.NONE })
        client:setup_number { pin = "071934", phone_number_id = READY,
            access_token = "EAAGown", data_localization_region = "DE",
            test_message = MESSAGE }
        assert.equal(4, #sim:received())
        for _, request in ipairs(sim:received()) do
            assert.equal("Bearer EAAGown", request.headers.authorization)
            assert.is_truthy(request.path:find(READY, 1, true))
        end
        sim:fault { path = READY, fault = "stall" }
        local err = support.failure_of(client, "setup_number", {
            pin = "071934", phone_number_id = READY,
            access_token = "EAAGown", timeout = 0.2 })
        assert.equal("timeout", err.kind)
    end)

    it("leaves its options as they were", function()
        local message = { to = "+16505551234", body = "Hi" }
        local options = { pin = "071934", test_message = message }
        client:setup_number(options)
        assert.same({ pin = "071934", test_message = message }, options)
        assert.same({ to = "+16505551234", body = "Hi" }, message)
    end)

    -- What is wrong; the changes; field and step of the error
    local BAD = {
        { "no PIN", { pin = support.NONE }, "pin", "two_step" },
        { "a PIN that is a number", { pin = 719340 }, "pin", "two_step" },
        { "a PIN of 5 digits", { pin = "07193" }, "pin", "two_step" },
        { "a region that does not exist", { data_localization_region = "XX" },
            "data_localization_region", "local_storage" },
        { "an id with a slash", { phone_number_id = "1/2" },
            "phone_number_id", "two_step" },
        { "a timeout of 0", { timeout = 0 }, "timeout", "two_step" },
        { "a token with a line break", { access_token = "a\nb" },
            "access_token", "two_step" },
        { "a message to nobody", { test_message = { body = "Hi" } },
            "test_message.to", "test_message" },
        { "an empty message", { test_message = { to = "16505551234",
            body = "" } }, "test_message.body", "test_message" },
        { "a message with something unknown", { test_message = {
            to = "16505551234", body = "Hi", preview = true } },
            "test_message.preview", "test_message" },
        { "a message that is a string", { test_message = "Hi" },
            "test_message" },
        { "an on_step that is no function", { on_step = "print" },
            "on_step" },
        { "an unknown option", { pim = "071934" }, "pim" },
        { "an option without a name", { "071934" }, "1" },
    }

    for _, case in ipairs(BAD) do
        it("sends nothing given " .. case[1], function()
            local err = support.failure_of(client, "setup_number",
                support.merge({ pin = "071934", test_message = MESSAGE },
                    case[2]))
            assert.equal("invalid_request", err.kind)
            assert.equal("local", err.origin)
            assert.equal("no", err.sent)
            assert.is_false(err.attempt_spent)
            assert.equal(case[3], err.field)
            assert.equal(case[3] .. ": ", err.message:sub(1, #case[3] + 2))
            assert.equal(case[4], err.step)
            assert.same({}, sim:received())
        end)
    end

    it("names the options there are when one is unknown", function()
        local err = support.failure_of(client, "setup_number",
            { pim = "071934" })
        assert.is_truthy(err.message:find("pin", 1, true))
    end)

    for _, options in ipairs { "071934", 71934, true } do
        it("refuses options that are a " .. type(options), function()
            assert.equal("options", support.failure_of(client,
                "setup_number", options).field)
        end)
    end

    it("refuses to do without options", function()
        assert.equal("options", support.error_of(client.setup_number,
            client).field)
    end)

    it("refuses a client that is closed", function()
        client:close()
        assert.is_truthy(support.failure_of(client, "setup_number",
            { pin = "071934" }).message:find("closed", 1, true))
    end)

    it("has bodies that are JSON", function()
        client:setup_number { pin = "071934", test_message = {
            to = "+16505551234", body = 'Grüße "an" \\ alle\n' } }
        local body = cjson.decode(sim:received()[3].body)
        assert.equal('Grüße "an" \\ alle\n', body.text.body)
    end)
end)
