-- What client:doctor finds, each thing out of order alone, and that it sends
-- nothing but reads.

local files = require "spec.support.files"
local served = require "spec.support.served"
local memory = require "whatsapp.registration.journal.memory"
local pin_files = require "whatsapp.registration.pin_store.file"
local registration = require "whatsapp.registration"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"
local versions = require "whatsapp.registration.doctor.versions"

local REGISTERED, READY, NEW = "106540352242926", "106540352242923",
    "106540352242922"
local OTHER_WABA = "215589313241560883"
local DAY = 86400

local NAMES = { "settings", "connection", "token", "number", "account",
    "app_subscribed", "clock", "journal", "pin_store", "budget",
    "api_version" }

describe("the doctor", function()
    local sim = served(simulator.start)
    local folder

    setup(function()
        folder = files.folder()
    end)

    teardown(function()
        files.remove(folder)
    end)

    local function client_with(overrides)
        return registration.new(support.merge(support.config_for(sim, {
            phone_number_id = REGISTERED, journal = memory.new(),
            pin_store = pin_files.new(folder .. "/pins"),
        }), overrides))
    end

    -- The checks by name; all that arrived were reads
    local function examine(overrides, options)
        sim:forget_received()
        local report = client_with(overrides):doctor(options
            or { waba_id = support.WABA })
        local found = { healthy = report.healthy }
        for index, check in ipairs(report.checks) do
            assert.equal(NAMES[index], check.name)
            assert.is_boolean(check.ok)
            assert.is_string(check.reason)
            assert.equal(not check.ok and not check.skipped,
                check.next_action ~= nil)
            found[check.name] = check
        end
        assert.equal(#NAMES, #report.checks)
        for _, request in ipairs(sim:received()) do
            assert.equal("GET", request.method)
        end
        return found
    end

    local function subscribe()
        client_with():subscribe_app { waba_id = support.WABA }
    end

    -- Only the checks with these names failed
    local function assert_failed(found, ...)
        local failed = {}
        for _, name in ipairs(NAMES) do
            failed[#failed + 1] = not found[name].ok and name or nil
        end
        assert.same({ ... }, failed)
        assert.equal(#failed == 0, found.healthy)
    end

    it("finds everything in order, and changes nothing", function()
        subscribe()
        local journal = memory.new()
        local found = examine { journal = journal }
        assert_failed(found)
        for _, name in ipairs(NAMES) do
            assert.is_nil(found[name].skipped, name)
        end
        assert.same({}, journal:attempts(REGISTERED))
        assert.same({}, journal:pending())
        assert.equal(10, journal:budget(REGISTERED, "register").left)
        assert.equal(10, journal:budget("0", "request_code").left)
    end)

    it("looks at a number alone, or at an account alone", function()
        local found = examine({}, {})
        assert_failed(found)
        assert.is_true(found.account.skipped)
        assert.is_true(found.app_subscribed.skipped)
        subscribe()
        found = examine { phone_number_id = support.NONE }
        assert_failed(found)
        assert.is_true(found.number.skipped)
        assert.is_true(found.budget.skipped)
        assert.is_nil(found.account.skipped)
    end)

    it("says that token or number is not set, and looks at the rest",
        function()
            local found = examine { access_token = support.NONE }
            assert.matches("access_token", found.settings.reason)
            assert.equal("fix_request", found.settings.next_action)
            assert.is_true(found.connection.skipped)
            assert.is_nil(found.journal.skipped)
            assert.same({}, sim:received())
            found = examine({ phone_number_id = support.NONE }, {})
            assert_failed(found, "settings")
            assert.matches("phone_number_id", found.settings.reason)
        end)

    it("says that no server can be reached, after one request", function()
        local found = examine { base_url = "https://127.0.0.1:1" }
        assert.equal("network", found.connection.kind)
        assert_failed(found, "connection", "token", "number", "account",
            "app_subscribed", "clock")
        assert.is_true(found.number.skipped)
        assert.is_nil(found.number.next_action)
        assert.is_true(found.budget.ok)
    end)

    it("says that the certificate is not trusted", function()
        local found = examine { ca_file = "/etc/ssl/certs/ca-certificates.crt" }
        assert.equal("tls", found.connection.kind)
    end)

    it("says that something else than Graph answers", function()
        sim:fault { operation = "inspect_token", fault = "response",
            http_status = 200, body = "<html>Log in</html>" }
        local found = examine()
        assert.equal("protocol", found.connection.kind)
    end)

    it("says that a token has expired", function()
        local found = examine { access_token = "expired-token" }
        assert.is_false(found.token.ok)
        assert.equal("authentication", found.token.kind)
        assert.equal("refresh_token", found.token.next_action)
        assert.is_true(found.connection.ok)
        assert.is_nil(found.token.reason:find("expired-token", 1, true))
    end)

    it("says that a token lacks a permission, or an account", function()
        subscribe()
        for token, reason in pairs {
            ["no-permission-token"] = "management and .*messaging",
            ["messaging-token"] = "lacks whatsapp_business_management",
            ["management-token"] = "lacks whatsapp_business_messaging",
            ["other-account-token"] = "not for the account " .. support.WABA,
        } do
            local found = examine { access_token = token }
            assert.is_false(found.token.ok)
            assert.equal("grant_permission", found.token.next_action)
            assert.matches(reason, found.token.reason)
        end
        assert_failed(examine { access_token = "one-account-token" })
    end)

    describe("of what debug_token says", function()
        local function inspected(data)
            sim:fault { operation = "inspect_token", fault = "response",
                http_status = 200, body = '{"data":' .. data .. "}" }
            return examine({}, {}).token
        end

        local function valid_until(time)
            return inspected(('{"is_valid":true,"expires_at":%d}'):format(
                time))
        end

        it("shows the day on which the token expires", function()
            local now = os.time()
            assert.is_nil(valid_until(now + 30 * DAY).hint)
            local soon = valid_until(now + DAY)
            assert.is_true(soon.ok)
            assert.is_string(soon.hint)
            assert.matches(os.date("!%Y-%m-%d", now + DAY), soon.reason, 1,
                true)
            assert.is_false(valid_until(now - DAY).ok)
        end)

        it("reads why a token is not valid, and shows none of its text",
            function()
                local token = inspected('{"is_valid":false,"error":{"code":'
                    .. '190,"subcode":463,"message":"' .. support.TOKEN
                    .. '"}}')
                assert.is_false(token.ok)
                assert.matches("190/463", token.reason)
                assert.is_nil(token.reason:find(support.TOKEN, 1, true))
            end)

        it("takes answers of any kind without raising", function()
            for _, data in ipairs { "null", "[]", "7", '"x"', "{}",
                '{"is_valid":"yes"}', '{"is_valid":true,"scopes":7,'
                    .. '"granular_scopes":[7,{"target_ids":7}],'
                    .. '"expires_at":"never"}',
                '{"is_valid":false,"error":7}',
                '{"is_valid":false,"error":{"code":"x","subcode":[]}}' } do
                assert.is_boolean(inspected(data).ok)
            end
        end)
    end)

    it("goes on if the server refuses to inspect the token, and says so",
        function()
            subscribe()
            sim:fault { operation = "inspect_token", fault = "error",
                code = 100, message = "(#100) You must provide an app token" }
            local found = examine()
            assert_failed(found)
            assert.is_true(found.token.skipped)
            assert.matches("refused to inspect .*app token",
                found.token.reason)
            assert.is_nil(found.number.skipped)
        end)

    it("says what stands in a number's way", function()
        subscribe()
        local found = examine { phone_number_id = NEW }
        assert_failed(found, "number")
        assert.equal("verification_required", found.number.kind)
        assert.equal("verify_number", found.number.next_action)
        assert_failed(examine { phone_number_id = READY })
        sim:fault { operation = "phone_number", fault = "error", code = 2,
            times = 9 }
        found = examine()
        assert_failed(found, "number")
        assert.equal("unavailable", found.number.kind)
    end)

    it("says that the number is not the account's, or the account is not "
        .. "there", function()
        for _, waba in ipairs { OTHER_WABA, "12345" } do
            local found = examine({}, { waba_id = waba })
            assert.is_false(found.account.ok)
            assert.equal("not_found", found.account.kind)
            assert.is_true(found.number.ok)
        end
    end)

    it("says that the app is not subscribed to the account", function()
        local found = examine()
        assert_failed(found, "app_subscribed")
        assert.equal("subscribe_app", found.app_subscribed.next_action)
        sim:fault { operation = "subscribed_apps", fault = "response",
            http_status = 200, body = '{"data":[{"whatsapp_business_api_data":'
                .. '{"id":"1","name":"Of somebody else"}}]}' }
        assert_failed(examine(), "app_subscribed")
    end)

    it("says that the clock is wrong", function()
        subscribe()
        sim:advance(7 * 60)
        local found = examine()
        assert_failed(found, "clock")
        assert.matches("slow", found.clock.reason)
        assert.equal("set_clock", found.clock.next_action)
    end)

    it("says that the journal or the PIN store fails", function()
        subscribe()
        local broken = memory.new()
        broken.settle = function()
            error "disk full"
        end
        local found = examine { journal = broken }
        assert_failed(found, "journal")
        assert.matches("disk full", found.journal.reason)
        found = examine { pin_store = pin_files.new(folder
            .. "/no/such/folder/pins") }
        assert_failed(found, "pin_store")
        assert.equal("unavailable", found.pin_store.kind)
        found = examine { pin_store = { save = print, load = function()
            return nil, "the vault is sealed"
        end } }
        assert_failed(found, "pin_store")
        assert.matches("vault is sealed", found.pin_store.reason)
    end)

    it("keeps the PINs that are there, and shows none", function()
        subscribe()
        local store = pin_files.new(folder .. "/pins")
        store.save(REGISTERED, "071934")
        local found = examine { pin_store = store }
        assert_failed(found)
        assert.matches("has a PIN of the number", found.pin_store.reason)
        assert.is_nil(found.pin_store.reason:find("071934", 1, true))
        assert.equal("071934", store.load(REGISTERED))
    end)

    it("says that no attempt is left, and for how long", function()
        subscribe()
        local journal = memory.new()
        for _ = 1, 10 do
            journal:settle(REGISTERED, journal:reserve(REGISTERED,
                "register"), "refused")
        end
        local found = examine { journal = journal }
        assert_failed(found, "budget")
        assert.equal("registration_limit", found.budget.kind)
        assert.equal("wait", found.budget.next_action)
        assert.is_true(found.budget.retry_after > 71 * 3600)
        assert.equal(10, #journal:attempts(REGISTERED))
    end)

    it("says that the version of the API has ended, or ends soon", function()
        assert.equal("fix_request", examine({ api_version = "v19.0" }, {})
            .api_version.next_action)
        local time = os.time { year = 2028, month = 6, day = 1 }
        assert.is_true(versions.judge("v26.0", nil, time).ok)
        assert.is_nil(versions.judge("v26.0", nil, time).hint)
        assert.is_string(versions.judge("v25.0", "v25.0", time).hint)
        assert.is_false(versions.judge("v24.0", nil, time).ok)
        assert.is_true(versions.judge("v99.0", "v99.0", time).ok)
        local upgraded = versions.judge("v25.0", "v26.0", time)
        assert.is_false(upgraded.ok)
        assert.matches("answers as v26.0", upgraded.reason)
    end)

    it("refuses options that it does not know, and sends nothing", function()
        for field, options in pairs { pin = { pin = "071934" },
            waba_id = { waba_id = "x" }, timeout = { timeout = -1 },
            phone_number_id = { phone_number_id = "x" },
            access_token = { access_token = "a b" } } do
            local err = support.failure_of(client_with(), "doctor", options)
            assert.equal("invalid_request", err.kind)
            assert.equal(field, err.field)
        end
        local closed = client_with()
        closed:close()
        assert.matches("closed", support.failure_of(closed, "doctor", {})
            .message)
        assert.same({}, sim:received())
    end)

    it("waits as its host does, and yields from wherever it waits", function()
        subscribe()
        for _, operation in ipairs { "inspect_token", "phone_number",
            "subscribed_apps" } do
            sim:fault { operation = operation, delay = 0.1 }
        end
        local client = client_with { host = function(call)
            coroutine.yield "waiting"
            call:poll(0.01)
        end }
        local examined = coroutine.wrap(function()
            return client:doctor { waba_id = support.WABA }
        end)
        local waits, report = 0
        repeat
            report = examined()
            waits = waits + 1
        until report ~= "waiting"
        assert.is_true(report.healthy)
        assert.is_true(waits > 3)
    end)

    it("is a function of the module, and returns in its safe manner",
        function()
            assert.is_true(registration.doctor(client_with(), {}).healthy)
            local report, err = support.safe_client_for(sim):doctor { x = 1 }
            assert.is_nil(report)
            assert.equal("x", err.field)
        end)
end)
