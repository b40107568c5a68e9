local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

-- New: not verified, not registered
local NEW = "106540352242922"

describe("the verification of a number", function()
    local sim = served(simulator.start)
    local client, asked

    before_each(function()
        asked = {}
        client = support.client_for(sim, { phone_number_id = NEW })
    end)

    local function requests(operation)
        return #sim:received { operation = operation }
    end

    -- Sets up, with a person who answers one after the other of these; a
    -- function is called for an answer.
    local function set_up(answers, options)
        return pcall(client.setup_number, client, support.merge({
            pin = "071934",
            get_code = function(number, err)
                asked[#asked + 1] = { number = number, err = err }
                local answer = answers[#asked]
                if type(answer) == "function" then
                    return answer()
                end
                return answer
            end,
        }, options))
    end

    local function sent_code()
        return sim:code(NEW)
    end

    it("asks for a code, and goes on with it", function()
        local ok, report = set_up { sent_code }
        assert.is_true(ok)
        assert.is_true(report.success)
        assert.equal("done",
            support.named(report.steps, "request_code").outcome)
        assert.equal("done", support.named(report.steps, "verify_code").outcome)
        assert.equal(1, #asked)
        assert.equal(NEW, asked[1].number.id)
        assert.equal("+1 555-010-0922", asked[1].number.display_phone_number)
        assert.is_nil(asked[1].err)
        assert.is_true(sim:number(NEW).registered)
    end)

    it("sends the code in the way and the language that are asked for",
        function()
            set_up({ sent_code }, { code_method = "VOICE", language = "de" })
            assert.equal('{"code_method":"VOICE","language":"de"}',
                sim:received({ operation = "request_code" })[1].body)
        end)

    it("takes a code with a hyphen", function()
        assert.is_true(set_up { function()
            local code = sim:code(NEW)
            return code:sub(1, 3) .. "-" .. code:sub(4)
        end })
    end)

    it("stops if there is no code yet, and says what is next", function()
        local ok, report = set_up {}
        assert.is_true(ok)
        assert.is_false(report.success)
        assert.equal("verify_code", report.step)
        assert.equal("verify_number", report.next_action)
        assert.same({ "preflight", "request_code" }, report.completed)
        assert.matches("again with the code", report.hint)
        assert.equal("stopped", report.steps[3].outcome)
        assert.equal(3, #report.steps)
        assert.equal(NEW, report.number.id)
        assert.equal(1, requests "request_code")
        assert.equal(0, requests "verify_code")
        assert.equal(0, requests "register")
    end)

    it("goes on later with the code that was sent", function()
        set_up {}
        local ok, report = set_up({}, { code = sim:code(NEW) })
        assert.is_true(ok and report.success)
        assert.equal("skipped",
            support.named(report.steps, "request_code").outcome)
        assert.equal(1, requests "request_code")
        assert.equal(1, #asked)
    end)

    it("asks again, without another code, for ten minutes", function()
        set_up {}
        local ok, report = set_up { nil, sent_code }
        assert.is_true(ok and report.success)
        assert.equal("skipped",
            support.named(report.steps, "request_code").outcome)
        assert.equal(1, requests "request_code")
    end)

    it("asks again if the code was mistyped", function()
        local ok, report = set_up { "12-3830", "000000", sent_code }
        assert.is_true(ok and report.success)
        assert.equal("invalid_request", asked[2].err.kind)
        assert.equal("code", asked[2].err.field)
        assert.equal("code_rejected", asked[3].err.kind)
        assert.equal(2, requests "verify_code")
        assert.equal(1, requests "request_code")
    end)

    it("asks for another code if the one that was given is wrong",
        function()
            set_up {}
            local ok, report = set_up({ nil, sent_code },
                { code = "000000" })
            assert.is_true(ok and report.success)
            assert.equal("code_rejected", asked[2].err.kind)
        end)

    it("requests another code if the one that was given is refused and "
        .. "none is known to work", function()
        local ok, report = set_up({ sent_code }, { code = "000000" })
        assert.is_true(ok and report.success)
        assert.equal("code_rejected", asked[1].err.kind)
        assert.equal(1, requests "request_code")
        assert.equal(2, requests "verify_code")
        local told = {}
        for index = 2, 5 do
            local step = report.steps[index]
            told[index - 1] = step.name .. " " .. step.outcome
        end
        assert.same({ "request_code skipped", "verify_code failed",
            "request_code done", "verify_code done" }, told)
    end)

    it("says that the code that was given is wrong if nobody has another",
        function()
            local ok, err = set_up({}, { code = "000000" })
            assert.is_false(ok)
            assert.equal("code_rejected", err.kind)
            assert.equal(136025, err.code)
            assert.equal("verify_code", err.step)
            assert.same({ "preflight", "request_code" }, err.completed)
            assert.matches("was refused. A code is on its way", err.hint)
            assert.equal(1, #asked)
            assert.equal(1, requests "request_code")
            local report
            ok, report = set_up { nil, sent_code }
            assert.is_true(ok and report.success)
            assert.equal(1, requests "request_code")
        end)

    it("says that the code that was given is wrong if nobody is asked",
        function()
            local err = support.failure_of(client, "setup_number",
                { pin = "071934", code = "000000" })
            assert.equal("code_rejected", err.kind)
            assert.equal("request_code", err.next_action)
            assert.equal("verify_code", err.step)
            assert.same({ "preflight", "request_code" }, err.completed)
            assert.equal(0, requests "request_code")
        end)

    it("does not try a code again that has worked", function()
        set_up {}
        local ok, report = set_up({ nil, sent_code }, {
            code = sim:code(NEW),
            on_step = function(step)
                if step.name == "two_step" then
                    sim:set_number(NEW, { needs_reverification = true })
                end
            end,
        })
        assert.is_true(ok and report.success)
        assert.equal("verification_required", report.steps[5].error.kind)
        assert.is_nil(asked[2].err)
        assert.equal(2, requests "request_code")
        assert.equal(2, requests "verify_code")
    end)

    for what, case in pairs {
        ["the same wrong code again"] = { { "000000", "000000" }, 1 },
        ["a third wrong code"] = { { "000000", "000001", "000002",
            "000003" }, 3 },
    } do
        it("gives up at " .. what, function()
            sim:set_number(NEW, { code_requests = {} })
            local ok, err = set_up(case[1])
            assert.is_false(ok)
            assert.equal("code_rejected", err.kind)
            assert.equal("verify_code", err.step)
            assert.equal("request_code", err.next_action)
            assert.same({ "preflight", "request_code" }, err.completed)
            assert.equal(case[2], requests "verify_code")
            set_up {}
            assert.equal(2, requests "request_code")
        end)
    end

    it("stops if the person gives up after a wrong code", function()
        local ok, report = set_up { "000000" }
        assert.is_true(ok)
        assert.is_false(report.success)
        assert.equal("verify_code", report.step)
    end)

    it("does not take a code as a Lua number", function()
        local ok, err = set_up { 123830, 123830 }
        assert.is_false(ok)
        assert.equal("code", err.field)
        assert.equal(0, requests "verify_code")
    end)

    it("is not begun if nobody can be asked", function()
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.equal("verification_required", err.kind)
        assert.equal("verify_number", err.next_action)
        assert.equal("request_code", err.step)
        assert.same({ "preflight" }, err.completed)
        assert.equal(1, #sim:received())
    end)

    for form, client_for in pairs { raises = support.client_for,
        ["is safe"] = support.safe_client_for } do
        it("raises again unchanged what get_code raises, in the form that "
            .. form, function()
            client = client_for(sim, { phone_number_id = NEW })
            for _, raised in ipairs { { "mine" }, "mine", false } do
                local last
                local ok, err = set_up({ function()
                    error(raised, 0)
                end }, { on_step = function(step)
                    last = step
                end })
                asked = {}
                assert.is_false(ok)
                assert.equal(raised, err)
                assert.equal("verify_code", last.name)
                assert.equal("failed", last.outcome)
                assert.equal(raised, last.error)
            end
            local ok, report = set_up { sent_code }
            assert.is_true(ok and report.success)
            assert.equal(1, requests "request_code")
        end)
    end

    it("waits in get_code if that yields", function()
        client = support.client_for(sim, { phone_number_id = NEW,
            host = function(call)
                call:poll(0.01)
                coroutine.yield "call"
            end })
        local report
        local thread = coroutine.create(function()
            report = client:setup_number { pin = "071934",
                get_code = function()
                    return coroutine.yield "code"
                end }
        end)
        local codes, answer = 0, nil
        repeat
            local _, wanted = assert(coroutine.resume(thread, answer))
            codes = codes + (wanted == "code" and 1 or 0)
            answer = wanted == "code" and sent_code() or nil
        until coroutine.status(thread) == "dead"
        assert.is_true(report.success)
        assert.equal(1, codes)
    end)

    it("goes on to register whatever the display name's review says",
        function()
            sim:set_number(NEW, { name_status = "PENDING_REVIEW" })
            set_up { sent_code }
            assert.equal(1, requests "register")
        end)

    it("is made up for if only register says that it is due", function()
        sim:set_number(NEW, { code_verification_status = "VERIFIED",
            needs_reverification = true })
        local ok, report = set_up { sent_code }
        assert.is_true(ok and report.success)
        local told = {}
        for index, step in ipairs(report.steps) do
            told[index] = step.name .. " " .. step.outcome
        end
        assert.same({ "preflight done", "request_code skipped",
            "verify_code skipped", "two_step done", "register failed",
            "request_code done", "verify_code done", "register done",
            "confirm done" }, told)
        assert.equal("verification_required", report.steps[5].error.kind)
    end)

    it("is not made up for twice", function()
        sim:set_number(NEW, { code_verification_status = "VERIFIED" })
        sim:fault { operation = "register", fault = "error", code = 133006,
            times = 2 }
        sim:set_number(NEW, { needs_reverification = true })
        local ok, err = set_up { sent_code }
        assert.is_false(ok)
        assert.equal("verification_required", err.kind)
        assert.equal("register", err.step)
        assert.equal(2, requests "register")
    end)
end)
