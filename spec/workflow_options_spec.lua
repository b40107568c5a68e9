-- What setup_number takes, and that it sends nothing if an option is wrong.

local cjson = require "cjson"

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local READY = "106540352242923"

local MESSAGE = { to = "+16505551234", body = "Phone number setup complete!" }

describe("setup_number", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = READY })
    end)

    local function everything(changes)
        return support.merge({ pin = "071934", data_localization_region = "DE",
            waba_id = support.WABA, test_message = MESSAGE }, changes)
    end

    it("passes number, token and timeout on to every step", function()
        client = support.client_for(sim,
            { phone_number_id = support.NONE, access_token = support.NONE })
        client:setup_number(everything { phone_number_id = READY,
            access_token = "EAAGown" })
        assert.equal(9, #sim:received())
        for _, request in ipairs(sim:received()) do
            assert.equal("Bearer EAAGown", request.headers.authorization)
            assert.is_truthy(request.path:find(READY, 1, true)
                or request.path:find(support.WABA, 1, true))
        end
        sim:fault { path = READY, fault = "stall" }
        assert.equal("timeout", support.failure_of(client, "setup_number",
            { pin = "071934", phone_number_id = READY,
                access_token = "EAAGown", timeout = 0.2 }).kind)
    end)

    it("works with a number whose id is a Lua number", function()
        assert.is_true(client:setup_number({ pin = "071934",
            phone_number_id = tonumber(READY),
            waba_id = tonumber(support.WABA) }).success)
    end)

    it("stops if the number is not one of the account's", function()
        local err = support.failure_of(client, "setup_number",
            everything { waba_id = "215589313241560883" })
        assert.equal("not_found", err.kind)
        assert.equal("waba_id", err.field)
        assert.equal("preflight", err.step)
        assert.same({}, sim:changes())
    end)

    it("takes its options as they were when it began", function()
        local options
        options = { pin = "071934", on_step = function()
            options.pin, options.phone_number_id = "000000", "1"
        end }
        client:setup_number(options)
        assert.equal("071934", sim:number(READY).pin)
    end)

    it("leaves its options as they were", function()
        local options = everything()
        local before = support.merge(options)
        client:setup_number(options)
        assert.same(before, options)
        assert.same({ to = "+16505551234",
            body = "Phone number setup complete!" }, MESSAGE)
    end)

    -- What is wrong; the changes; field and step of the error
    local BAD = {
        { "no PIN", { pin = support.NONE }, "pin", "two_step" },
        { "a PIN that is a number", { pin = 719340 }, "pin", "two_step" },
        { "a PIN of 5 digits", { pin = "07193" }, "pin", "two_step" },
        { "a region that does not exist", { data_localization_region = "XX" },
            "data_localization_region", "local_storage" },
        { "an id with a slash", { phone_number_id = "1/2" },
            "phone_number_id", "preflight" },
        { "a timeout of 0", { timeout = 0 }, "timeout", "preflight" },
        { "a token with a line break", { access_token = "a\nb" },
            "access_token", "preflight" },
        { "an account that is none", { waba_id = "my account" }, "waba_id",
            "subscribe_app" },
        { "a code of 5 digits", { code = "12345" }, "code", "verify_code" },
        { "a way of sending that does not exist", { code_method = "FAX" },
            "code_method", "request_code" },
        { "a language in words", { language = "English" }, "language",
            "request_code" },
        { "a message to nobody", { test_message = { body = "Hi" } },
            "test_message.to", "test_message" },
        { "an empty message", { test_message = { to = "16505551234",
            body = "" } }, "test_message.body", "test_message" },
        { "a message with something unknown", { test_message = {
            to = "16505551234", body = "Hi", preview = true } },
            "test_message.preview", "test_message" },
        { "a message of another number", { test_message = {
            to = "16505551234", body = "Hi", phone_number_id = "42" } },
            "test_message.phone_number_id", "test_message" },
        { "a message with a token of its own", { test_message = {
            to = "16505551234", body = "Hi", access_token = "EAAGown" } },
            "test_message.access_token", "test_message" },
        { "a message that is a string", { test_message = "Hi" },
            "test_message" },
        { "an on_step that is no function", { on_step = "print" },
            "on_step" },
        { "a get_code that is a code", { get_code = "123830" }, "get_code" },
        { "a dry_run that is a word", { dry_run = "yes" }, "dry_run" },
        { "a confirm of no time", { confirm = 0 }, "confirm" },
        { "a confirm of true", { confirm = true }, "confirm" },
        { "a force of 1", { force = 1 }, "force" },
        { "a backup, which is for migrating", { backup = {} }, "backup" },
        { "an unknown option", { pim = "071934" }, "pim" },
        { "an option without a name", { "071934" }, "1" },
    }

    for _, case in ipairs(BAD) do
        it("sends nothing given " .. case[1], function()
            local err = support.failure_of(client, "setup_number",
                everything(case[2]))
            assert.equal("invalid_request", err.kind)
            assert.equal("local", err.origin)
            assert.equal("no", err.sent)
            assert.is_false(err.attempt_spent)
            assert.equal(case[3], err.field)
            assert.equal(case[3] .. ": ", err.message:sub(1, #case[3] + 2))
            assert.equal(case[4] or "preflight", err.step)
            assert.same({}, err.completed)
            assert.same({}, sim:received())
        end)
    end

    it("names the options there are when one is unknown", function()
        local err = support.failure_of(client, "setup_number",
            { pim = "071934" })
        assert.is_truthy(err.message:find("phone_number_id, pin, ", 1, true))
    end)

    for _, options in ipairs { "071934", 71934, true } do
        it("refuses options that are a " .. type(options), function()
            local err = support.failure_of(client, "setup_number", options)
            assert.equal("options", err.field)
            assert.equal("preflight", err.step)
            assert.same({}, err.completed)
        end)
    end

    it("refuses a client that is closed", function()
        client:close()
        local err = support.failure_of(client, "setup_number",
            { pin = "071934" })
        assert.is_truthy(err.message:find("closed", 1, true))
        assert.equal("preflight", err.step)
        assert.same({}, err.completed)
    end)

    it("has bodies that are JSON", function()
        client:setup_number { pin = "071934", test_message = {
            to = "+16505551234", body = 'Grüße "an" \\ alle\n' } }
        local sent = sim:received { operation = "send_text" }
        assert.equal('Grüße "an" \\ alle\n',
            cjson.decode(sent[1].body).text.body)
    end)
end)
