-- What workflows make of answers that Meta was seen to give: they go on where
-- nothing is wrong, and do not ask again for what was just refused.

local cjson = require "cjson"

local memory = require "whatsapp.registration.journal.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local NEW, READY = "106540352242922", "106540352242923"
local REGISTERED = "106540352242926"
local PIN = "071934"
local CODE = "123830"

describe("a workflow", function()
    local sim = served(simulator.start)
    local client, journal, now

    before_each(function()
        now = 1000000
        journal = memory.new { now = function()
            return now
        end }
        client = support.client_for(sim, { journal = journal })
    end)

    local function answer(operation, err, times)
        err.type = "OAuthException"
        sim:fault { operation = operation, fault = "response",
            http_status = 400, times = times,
            body = cjson.encode { error = err } }
    end

    local function sent()
        return table.concat(sim:changes(), " ")
    end

    local function set_up(number, options)
        return client:setup_number(support.merge({ pin = PIN,
            phone_number_id = number, confirm = false }, options))
    end

    local function failure(method, options)
        return support.failure_of(client, method, support.merge({ pin = PIN,
            confirm = false }, options))
    end

    local function get_code()
        return CODE
    end

    -- The number as it is shown after `after` more reads
    local function show(number, fields, after)
        sim:fault { operation = "phone_number", fault = "response",
            after = after, times = 9, body = cjson.encode(support.merge({
                id = number, status = "PENDING",
                platform_type = "NOT_APPLICABLE" }, fields)) }
    end

    describe("that is sent no code", function()
        for what, err in pairs {
            ["says it in its subcode"] = { code = 136024,
                error_subcode = 2388366, message = "Request code error" },
            ["says it in its text"] = { code = 136024,
                error_subcode = 2388091, message = "Request code error",
                error_user_msg = "Phone number ownership is already "
                    .. "verified." },
        } do
            it("as the number is verified goes on if the answer " .. what,
                function()
                    answer("request_code", err)
                    answer("register", { code = 190, message = "no" })
                    assert.equal("register", failure("setup_number", {
                        phone_number_id = NEW, get_code = get_code }).step)
                    assert.equal("request_code setup_two_step register",
                        sent())
                end)
        end

        it("goes on if the number turns out to be verified", function()
            answer("request_code", { code = 136024, message = "error" })
            show(NEW, { code_verification_status = "VERIFIED" }, 1)
            sim:fault { operation = "register", fault = "response",
                body = '{"success":true}' }
            local report = set_up(NEW, { get_code = get_code })
            assert.is_true(report.success)
            assert.equal("request_code setup_two_step register", sent())
            assert.equal("skipped", report.steps[2].outcome)
        end)

        it("waits if it is not, and asks for none before the time is over",
            function()
                client = support.client_for(sim, { journal = false })
                answer("request_code", { code = 136024,
                    error_subcode = 2388091, message = "Request code error",
                    error_user_msg = "You have requested your code too many "
                        .. "times. Please try again in 12 hours." })
                local options = { phone_number_id = NEW,
                    get_code = get_code }
                local first = failure("setup_number", options)
                assert.equal("request_code", first.step)
                assert.equal(12 * 3600, first.retry_after)
                assert.equal("wait", first.next_action)
                local second = failure("setup_number", options)
                assert.equal("local", second.origin)
                assert.equal("code_rejected", second.kind)
                assert.equal("wait", second.next_action)
                assert.equal("request_code", second.step)
                assert.same({ "preflight" }, second.completed)
                assert.is_true(second.retry_after > 12 * 3600 - 60)
                assert.equal("request_code", sent())
                set_up(NEW, { force = true, get_code = function()
                    return nil
                end })
                assert.equal("request_code request_code", sent())
            end)
    end)

    describe("of a number whose last code is in the journal", function()
        -- A code request so many seconds ago, by whomever
        local function requested(ago, state, details)
            now = now - ago
            local id = assert(journal:reserve(NEW, "request_code"))
            if state then
                journal:settle(NEW, id, state, details)
            end
            now = now + ago
        end

        local function asks()
            sim:forget_received()
            local report = set_up(NEW, { get_code = function()
                return nil
            end })
            assert.equal("verify_code", report.step)
            return sent() == "request_code"
        end

        for what, case in pairs {
            ["asks for none while it lives"] = { 599, "succeeded" },
            ["asks for none while another process asks"] = { 5 },
            ["asks for another when it is over"] = { 600, "succeeded",
                asks = true },
            ["asks for another when it was refused"] = { 60, "succeeded",
                { code = 136025 }, asks = true },
            ["asks again when the request was refused"] = { 60, "refused",
                { code = 136024 }, asks = true },
            ["asks again when it was never sent"] = { 60, "not_sent",
                asks = true },
        } do
            it(what, function()
                requested(case[1], case[2], case[3])
                assert.equal(case.asks or false, asks())
            end)
        end

        it("waits as long as the server asked it to", function()
            requested(60, "refused", { code = 136024, retry_after = 3600 })
            local options = { phone_number_id = NEW, get_code = get_code }
            local err = failure("setup_number", options)
            assert.equal("code_rejected", err.kind)
            assert.equal(3540, err.retry_after)
            assert.equal("wait", err.next_action)
            assert.equal("", sent())
            now = now + 3540
            assert.is_true(asks())
        end)
    end)

    it("tries no code before the wait that its guesses cost is over",
        function()
            for _, kept in ipairs { journal, false } do
                sim:reset()
                client = support.client_for(sim, { journal = kept })
                answer("verify_code", { code = 136025, message = "error",
                    error_user_msg = "You have guessed too many times. "
                        .. "Please try again in about 12 hours." })
                local options = { phone_number_id = NEW,
                    get_code = get_code }
                local err = failure("setup_number", options)
                assert.equal("verify_code", err.step)
                assert.equal(12 * 3600, err.retry_after)
                sim:forget_received()
                err = failure("setup_number", options)
                assert.equal("request_code", err.step)
                assert.equal("wait", err.next_action)
                assert.equal("local", err.origin)
                err = failure("setup_number", { phone_number_id = NEW,
                    code = CODE })
                assert.equal("verify_code", err.step)
                assert.equal("wait", err.next_action)
                assert.equal("", sent())
            end
        end)

    describe("with a journal that others share", function()
        local path, first, second

        before_each(function()
            path = os.tmpname()
            os.remove(path)
            local function open()
                return support.client_for(sim, { phone_number_id = NEW,
                    journal = sqlite.open(path) })
            end
            first, second = open(), open()
        end)

        after_each(function()
            for _, suffix in ipairs { "", "-wal", "-shm" } do
                os.remove(path .. suffix)
            end
        end)

        local function begin(with, ...)
            local codes = { ... }
            return pcall(with.setup_number, with, { pin = PIN,
                confirm = false, get_code = function()
                    return table.remove(codes, 1)
                end })
        end

        it("asks for no second code while another run's lives", function()
            begin(first)
            local _, report = begin(second, sim:code(NEW))
            assert.is_true(report.success)
            assert.equal("request_code verify_code setup_two_step register",
                sent())
        end)

        it("asks for another when another run's was refused", function()
            begin(first, "000000", "000000")
            begin(second)
            assert.equal("request_code verify_code request_code", sent())
        end)
    end)

    describe("that deregisters a number that is not linked", function()
        before_each(function()
            sim:set_number(REGISTERED, { registered = false })
            show(REGISTERED, { status = "CONNECTED",
                platform_type = "CLOUD_API",
                code_verification_status = "VERIFIED" })
            answer("deregister", { code = 100, message =
                "(#100) The phone number is not linked in Hosted System" })
        end)

        it("takes it as released", function()
            local report = client:release_number { confirm = false,
                phone_number_id = REGISTERED }
            assert.equal("skipped", report.steps[2].outcome)
        end)

        it("goes on to the region", function()
            client:change_region { pin = PIN, region = "DE",
                phone_number_id = REGISTERED, confirm = false }
            assert.equal("setup_two_step deregister set_local_storage "
                .. "register", sent())
        end)
    end)

    it("names the region that a migrated number keeps, wherever the server "
        .. "says it", function()
        answer("register", { code = 100, message = "(#100) Invalid "
            .. "parameter", error_user_msg =
                'Expected Data Localization Region "IN".' })
        local err = failure("setup_number", { phone_number_id = READY })
        assert.equal("register", err.step)
        assert.equal("data_localization_region", err.field)
        assert.equal("set_local_storage", err.remedy)
        assert.matches("region IN .*set_local_storage.*then register",
            err.hint)
    end)

    it("takes no text about an account in use for a success", function()
        answer("register", { code = 100, error_subcode = 2388001,
            message = "Cannot Create Certificate", error_user_msg = "This "
                .. "number is already registered with an existing WhatsApp "
                .. "account. Disconnect it first." })
        local err = failure("setup_number", { phone_number_id = READY })
        assert.equal("register", err.step)
        assert.equal("number_in_use", err.kind)
    end)

    it("takes no text about another holder for a success, if the number does "
        .. "not show one", function()
        for _, confirm in ipairs { false, 1 } do
            answer("register", { code = 100, message = "(#100) The phone "
                .. "number is already registered with another provider." })
            local err = failure("setup_number", { phone_number_id = READY,
                confirm = confirm })
            assert.equal("register", err.step)
            assert.equal(100, err.code)
        end
    end)

    it("registers again by force what reads as registered but is not served",
        function()
            answer("send_text", { code = 133010,
                message = "(#133010) Account not registered" })
            local options = { phone_number_id = REGISTERED,
                test_message = { to = "+16505551234", body = "Hello" } }
            local err = failure("setup_number", options)
            assert.equal("test_message", err.step)
            assert.equal("not_registered", err.kind)
            assert.equal("force", err.remedy)
            assert.matches("register it again", err.hint)
            assert.equal("send_text", sent())
            sim:forget_received()
            assert.is_true(set_up(REGISTERED, support.merge(options,
                { force = true })).success)
            assert.equal("setup_two_step register send_text", sent())
        end)

    it("reads no faster than it means to if the server asks for no wait",
        function()
            sim:fault { operation = "phone_number", after = 1, times = 0,
                fault = "response", http_status = 503, body = "{}",
                headers = { ["retry-after"] = "0" } }
            failure("setup_number", { phone_number_id = READY,
                confirm = 2 })
            assert.is_true(#sim:received { operation = "phone_number" } < 8)
        end)

    it("takes what it was given, whatever becomes of the table", function()
        local options = setmetatable({ pin = PIN, phone_number_id = READY,
            confirm = false, test_message = { to = "+16505551234",
                body = "Hello" } }, { __pairs = error, __index = error })
        options.on_step = function()
            options.pin, options.phone_number_id = "246810", NEW
            options.test_message.body = "Bye"
        end
        client:setup_number(options)
        assert.equal("setup_two_step register send_text", sent())
        assert.same({}, sim:received { id = NEW })
        assert.equal(PIN, sim:number(READY).pin)
        assert.matches("Hello", sim:received { operation = "send_text" }[1]
            .body)
    end)

    it("ends when its on_step is interrupted", function()
        local ok, err = pcall(set_up, READY, { on_step = function(step)
            if step.name == "two_step" then
                error("interrupted!", 0)
            end
        end })
        assert.is_false(ok)
        assert.equal("interrupted!", err)
        assert.equal("", sent())
    end)
end)
