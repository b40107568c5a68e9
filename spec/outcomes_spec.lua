-- What became of a request, and that all that an error says of it agrees.

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local pins = require "whatsapp.registration.pins"
local registration = require "whatsapp.registration"

local operations = core.operations()
local OPEN = { "register", "deregister", "setup_two_step" }

local SUBCODES = { 33, 463, 131000, 133005, 133010, 133016, 1349174, 2207051,
    2388001, 2388002, 2388012, 2388091, 2388092, 2388093, 2388103, 2388107,
    2388185, 2388364, 2388366, 2388367, 2446079, 2494055, 2494100, 2494158,
    2494160, 2593037, 2593039, 2593107, 2655007, 3095008, 7777777 }

local TEXTS = { "", "SMB", "Try again in 12 hours.", "already verified",
    "registered to an existing account", "display name is being processed",
    "two-step verification is on", "not linked in Hosted System",
    "more than 24 hours have passed", "Missing Permission",
    "Cannot Create Certificate", "already registered, disconnect it",
    "display name was declined in review", "volume limit", "manage templates",
    "has not been verified, wait", "tente novamente em 2 horas",
    "guessed too many times" }

local function codes()
    local list = { 2500, 200000, 999999 }
    for _, range in ipairs { { 0, 400 }, { 600, 820 }, { 80000, 80010 },
        { 130400, 131070 }, { 132000, 132070 }, { 133000, 133020 },
        { 134000, 134110 }, { 135000, 135001 }, { 136000, 136030 },
        { 137000, 137001 }, { 141000, 141012 }, { 147000, 147006 } } do
        for code = range[1], range[2] do
            list[#list + 1] = code
        end
    end
    return list
end

local function assert_agrees(given, operation)
    local err, became = errors.complete(given, operation)
    local what = tostring(err)
    local is_open = became == "unknown" and operation.read_back == true
    if err.next_action == operation.name then
        assert.is_number(err.retry_after, what)
    end
    assert.equal(is_open, err.hint:find("may have been applied") ~= nil, what)
    assert.is_true(not is_open or err.next_action == "check_status", what)
    assert.is_true(not is_open or not err.retryable, what)
    assert.is_true(not err.retryable or err.next_action == "retry", what)
    if err.next_action == "wait" then
        assert.is_truthy(err.hint:lower():find "wait", what)
    end
    assert.equal(err.sent == "no", became == "not_sent")
    assert.equal(operation.spends_attempt and err.sent ~= "no",
        err.attempt_spent)
end

local function assert_answer_agrees(code, subcode, text, operation, status)
    assert_agrees({ code = code, subcode = subcode, message = text,
        http_status = status, origin = "server", sent = "yes",
        operation = operation.name }, operation)
end

describe("an error's hint, next action, wait and sent agree", function()
    it("whatever the code, at every operation", function()
        for _, code in ipairs(codes()) do
            for _, operation in pairs(operations) do
                assert_answer_agrees(code, nil, "", operation, 400)
                assert_answer_agrees(code, nil, "", operation, 500)
            end
        end
    end)

    it("whatever the subcode and the words, at every operation", function()
        for _, subcode in ipairs(SUBCODES) do
            for _, text in ipairs(TEXTS) do
                for _, operation in pairs(operations) do
                    for _, code in ipairs { 100, 136024, 136025, 999999 } do
                        assert_answer_agrees(code, subcode, text, operation,
                            400)
                        assert_answer_agrees(code, nil, text, operation, 400)
                    end
                end
            end
        end
    end)

    it("whatever happened on the way", function()
        for _, kind in ipairs { "network", "timeout", "tls", "protocol",
            "cancelled", "unavailable", "invalid_request", "pin_mismatch",
            "registration_limit" } do
            for _, sent in ipairs { "no", "maybe", "yes" } do
                for _, origin in ipairs { "local", "network", "server" } do
                    for _, operation in pairs(operations) do
                        local is_here = origin == "local"
                        assert_agrees({ kind = kind, message = "m",
                            origin = origin, field = "pin",
                            sent = is_here and "no" or sent }, operation)
                    end
                end
            end
        end
    end)
end)

describe("what became of a request", function()
    it("allows a read that got no answer to be sent again, and a change only "
        .. "if it was not sent", function()
            for _, operation in pairs(operations) do
                for _, sent in ipairs { "no", "maybe", "yes" } do
                    local err = errors.complete({ kind = "timeout",
                        message = "m", origin = "network", sent = sent },
                        operation)
                    assert.equal(sent == "no" or operation.is_read,
                        err.retryable)
                    assert.equal(err.retryable and "retry"
                        or "check_status", err.next_action)
                    assert.equal(sent ~= "no" and not operation.is_read
                        and not operation.read_back,
                        err.hint:find("may have carried it out") ~= nil)
                end
            end
        end)

    it("leads to what its code advises after a refusal", function()
        local err = errors.complete({ code = 190, message = "m",
            origin = "server", sent = "yes" }, operations.register)
        assert.equal("refresh_token", err.next_action)
    end)

    local function of(err, name)
        err.sent = err.sent or "yes"
        return select(2, errors.complete(err, operations[name]))
    end

    it("is not known after a server's failure, in code or subcode", function()
        for _, name in ipairs(OPEN) do
            for _, code in ipairs { 1, 2, 131000, 131016, 131057, 133004,
                2494100 } do
                assert.equal("unknown", of({ code = code }, name))
                assert.equal("unknown", of({ code = 100, subcode = code,
                    http_status = 400 }, name))
            end
        end
    end)

    it("is not known after a 5xx with a code that nobody knows", function()
        for _, name in ipairs(OPEN) do
            assert.equal("unknown",
                of({ code = 999999, http_status = 500 }, name))
            assert.equal("refused",
                of({ code = 999999, http_status = 499 }, name))
        end
    end)

    it("is not known if the server says of a code that nobody knows that it "
        .. "passes", function()
        for _, name in ipairs(OPEN) do
            assert.equal("unknown", of({ code = 999999, http_status = 400,
                is_transient = true }, name))
            assert.equal("refused", of({ code = 133016, http_status = 400,
                is_transient = true }, name))
        end
    end)

    it("is a refusal with 133000 and 3, though they come with 500", function()
        for _, code in ipairs { 133000, 3, 131045 } do
            assert.equal("refused",
                of({ code = code, http_status = 500 }, "register"))
        end
    end)

    it("is not known without an answer, and not sent if it was not",
        function()
            for _, kind in ipairs { "network", "timeout", "tls", "protocol",
                "cancelled", "unavailable" } do
                for _, name in ipairs(OPEN) do
                    assert.equal("unknown",
                        of({ kind = kind, sent = "maybe" }, name))
                    assert.equal("not_sent",
                        of({ kind = kind, sent = "no" }, name))
                end
            end
        end)

    it("to a PIN is a refusal only if the server compared it", function()
        local function of_pin(code, subcode)
            return pins.outcome(errors.complete({ code = code,
                subcode = subcode, sent = "yes" }, operations.register))
        end
        assert.equal("refused", of_pin(133005))
        assert.equal("refused", of_pin(100, 133005))
        assert.equal("unused", of_pin(100, 2388001))
        assert.equal("unused", of_pin(133006))
        assert.equal("unknown", of_pin(131000))
        assert.equal("applied", pins.outcome(nil))
        assert.equal("unused", pins.outcome(errors.complete({
            kind = "network", sent = "no" }, operations.register)))
    end)
end)

describe("registration.explain at a step", function()
    local explain = registration.explain

    it("says whose turn it is and where to look", function()
        local held = explain(100, 2388001, { step = "register",
            text = "This number is registered to an existing account." })
        assert.equal("number_in_use", held.kind)
        assert.equal("fix_number", held.next_action)
        assert.equal("owner", held.turn)
        assert.is_string(held.setting)
        assert.equal("meta", explain(131037).turn)
        assert.equal("you", explain(190, 463).turn)
        assert.matches("Payment settings", explain(141006).setting)
    end)

    it("takes a step by its own name or by its operation's", function()
        for step, operation in pairs { two_step = "setup_two_step",
            test_message = "send_text", confirm = "phone_number",
            register = "register" } do
            assert.same(explain(133010, nil, { step = operation }),
                explain(133010, nil, { step = step }))
        end
        assert.equal("verify_number",
            explain(133010, nil, { step = "register" }).next_action)
        assert.equal("register",
            explain(133010, nil, { step = "test_message" }).next_action)
    end)

    it("says that a server's failure leaves the outcome open", function()
        for _, step in ipairs { "register", "deregister", "two_step" } do
            local explained = explain(131000, nil, { step = step })
            assert.equal("check_status", explained.next_action)
            assert.matches("may have been applied", explained.hint)
        end
        assert.equal("retry", explain(131000).next_action)
    end)

    it("reads the wait out of the words", function()
        assert.equal(43200, explain(136024, 2388091, { step = "request_code",
            text = "Please try again in 12 hours." }).retry_after)
    end)

    it("takes anything for the rest that is no table, or no word", function()
        for _, seen in ipairs { 42, "register", true, {}, { step = 7 },
            { text = {} } } do
            assert.equal("not_registered", explain(133010, nil, seen).kind)
        end
    end)
end)
