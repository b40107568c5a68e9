local cjson = require "cjson"
local control = require "whatsapp.registration.simulator.control"
local model = require "spec.support.simulator_model"

local NUMBER = "106540352242922"

describe("the simulator's control API", function()
    local sim = model.served()

    local function ask(method, path, body)
        local response = control.handle(sim.model, {
            method = method,
            path = "/_simulator" .. path,
            body = type(body) == "table" and cjson.encode(body) or body,
        })
        return cjson.decode(response.body), response.status
    end

    it("says what is up", function()
        sim:get(NUMBER)
        assert.same({
            now = sim.clock, base_url = "https://graph.facebook.com",
            requests = 1,
        }, (ask("GET", "/")))
        assert.equal(1, ask("GET", "").requests)
    end)

    it("shows numbers, with what the Graph API hides", function()
        local number = ask("GET", "/numbers/106540352242926")
        assert.equal("071934", number.pin)
        assert.is_true(number.registered)
        assert.same({}, number.attempts)
        assert.equal(24, #ask("GET", "/numbers").numbers)
        local _, status = ask("GET", "/numbers/1")
        assert.equal(404, status)
    end)

    it("changes numbers, and clears fields with null or false", function()
        local number = ask("POST", "/numbers/" .. NUMBER,
            { pin = "123456", registered = true, locked = true })
        assert.same({ "123456", true, true },
            { number.pin, number.registered, number.locked })
        number = ask("POST", "/numbers/" .. NUMBER,
            '{"pin":null,"registered":false,"locked":null}')
        assert.same({ nil, false, false },
            { number.pin, number.registered, number.locked })
        ask("POST", "/numbers/" .. NUMBER, { pin = "123456" })
        number = ask("POST", "/numbers/" .. NUMBER, { pin = false })
        assert.is_nil(number.pin)
    end)

    it("adds numbers, and their accounts", function()
        ask("POST", "/numbers/77", { waba_id = "88" })
        assert.equal("77", sim:get("88/phone_numbers").body.data[1].id)
        ask("POST", "/numbers/78", {})
        assert.equal("102290129340398", sim.model.numbers["78"].waba_id)
    end)

    it("changes nothing when a part is wrong", function()
        for _, changes in ipairs {
            { locked = true, pim = "1" }, { locked = true, pin = "12345" },
            { locked = true, id = "1" }, { locked = 1 },
            { locked = true, name_status = "approved" },
            { locked = true, waba_id = "../x" },
            { locked = true, waba_id = cjson.null },
            { locked = true, waba_id = false },
            { locked = true, attempts = { 2 } },
            { locked = true, attempts = { { operation = "register" } } },
            { locked = true, code_requests = { "now" } },
            { locked = true, withheld_fields = { status = true } },
        } do
            local answer, status = ask("POST", "/numbers/" .. NUMBER, changes)
            assert.equal(400, status)
            assert.equal("string", type(answer.error.message))
            assert.is_false(sim.model.numbers[NUMBER].locked)
        end
    end)

    it("shows the codes that were sent", function()
        assert.same({}, ask("GET", "/codes").codes)
        sim:post(NUMBER .. "/request_code",
            { code_method = "SMS", language = "en_US" })
        local sent = {
            id = NUMBER, code = sim.sent_codes[1].code,
            expires_at = sim.clock + 600,
        }
        assert.same({ sent }, ask("GET", "/codes").codes)
        assert.same(sent, (ask("GET", "/codes/" .. NUMBER)))
    end)

    it("adds, shows and clears faults", function()
        assert.same({ success = true },
            (ask("POST", "/faults", { fault = "html", times = 3 })))
        assert.equal(3, ask("GET", "/faults").faults[1].times)
        assert.equal(502, sim:get(NUMBER).status)
        ask("DELETE", "/faults")
        assert.same({}, ask("GET", "/faults").faults)
        local _, status = ask("POST", "/faults", { fault = "none" })
        assert.equal(400, status)
    end)

    it("shows what was received, filtered", function()
        sim:get(NUMBER)
        sim:register(NUMBER)
        assert.equal(2, #ask("GET", "/requests").requests)
        local found = ask("GET", "/requests?operation=register")
        assert.equal(1, #found.requests)
        assert.equal(2, found.total)
        assert.equal(133006, found.requests[1].error_code)
        ask("DELETE", "/requests")
        assert.same({}, ask("GET", "/requests").requests)
    end)

    it("moves the clock on", function()
        local now = sim.clock
        assert.same({ now = now + 60 },
            (ask("POST", "/clock", { advance = 60 })))
        assert.same({ now = now + 60 }, (ask("GET", "/clock")))
        local _, status = ask("POST", "/clock", { advance = "1" })
        assert.equal(400, status)
    end)

    it("changes options, all or none", function()
        ask("POST", "/options", { shared_limit = false })
        assert.is_false(ask("GET", "/options").shared_limit)
        for _, changes in ipairs {
            { status_lag = 5, shared = false }, { status_lag = "5" },
            { status_lag = 5, register_again = "never" },
        } do
            local _, status = ask("POST", "/options", changes)
            assert.equal(400, status)
            assert.equal(0, ask("GET", "/options").status_lag)
        end
    end)

    it("takes no number that is out of a date's range", function()
        for _, value in ipairs { "1e13", "-1e300", "1e999" } do
            for path, body in pairs {
                ["/clock"] = '{"advance":%s}',
                ["/options"] = '{"status_lag":%s}',
                ["/faults"] = '{"delay":%s}',
                ["/numbers/" .. NUMBER] = '{"registered_at":%s}',
            } do
                local _, status = ask("POST", path, body:format(value))
                assert.equal(400, status, path)
            end
        end
        assert.equal(400, sim:get(NUMBER, { headers = {
            ["x-simulator-fault"] = "html; delay=1e999",
        } }).status)
    end)

    it("puts everything back", function()
        local now = sim.clock
        ask("POST", "/numbers/" .. NUMBER, { locked = true })
        ask("POST", "/options", { shared_limit = false })
        ask("POST", "/clock", { advance = 60 })
        ask("POST", "/faults", { fault = "html" })
        sim:post("102290129340398/subscribed_apps")
        ask("POST", "/reset")
        assert.is_false(ask("GET", "/numbers/" .. NUMBER).locked)
        assert.is_true(ask("GET", "/options").shared_limit)
        assert.same({ now = now }, (ask("GET", "/clock")))
        assert.same({}, ask("GET", "/requests").requests)
        assert.same({}, ask("GET", "/faults").faults)
        assert.equal('{"data":[]}',
            sim:get("102290129340398/subscribed_apps").text)
    end)

    it("says what it does not know", function()
        for _, path in ipairs { "/nope", "/numbers/x", "/codes/1/2" } do
            local answer, status = ask("GET", path)
            assert.equal(404, status)
            assert.truthy(answer.error.message:find(path, 1, true))
        end
        for _, body in ipairs { "{", "[1]", "5" } do
            local _, status = ask("POST", "/clock", body)
            assert.equal(400, status)
        end
        local _, status = ask("POST", "/numbers", {})
        assert.equal(400, status)
    end)
end)

describe("the simulator's model", function()
    it("refuses unknown options and values", function()
        local simulator = require "whatsapp.registration.simulator"
        for _, options in ipairs {
            { shared = true }, { attempt_limit = "10" },
            { region_in_register = "maybe" },
        } do
            assert.is_false(pcall(simulator.new, options))
        end
    end)

    it("needs no options", function()
        local simulator = require "whatsapp.registration.simulator"
        local response = simulator.new():handle {
            method = "GET", path = "/v25.0/106540352242922",
        }
        assert.equal(400, response.status)
    end)
end)
