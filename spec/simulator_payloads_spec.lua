-- The answers that Meta was seen to send, as faults of the simulator.

local cjson = require "cjson"
local control = require "whatsapp.registration.simulator.control"
local effects = require "whatsapp.registration.simulator.effects"
local model = require "spec.support.simulator_model"
local payloads = require "whatsapp.registration.simulator.payloads"
local routes = require "whatsapp.registration.simulator.routes"

local NUMBER = "106540352242923"
local WABA = "102290129340398"

-- A request of each operation that a payload belongs to
local REQUESTS = {
    register = { "POST", NUMBER .. "/register",
        { messaging_product = "whatsapp", pin = "071934" } },
    deregister = { "POST", NUMBER .. "/deregister" },
    setup_two_step = { "POST", NUMBER },
    set_display_name = { "POST", NUMBER, { new_display_name = "Laden" } },
    request_code = { "POST", NUMBER .. "/request_code" },
    verify_code = { "POST", NUMBER .. "/verify_code" },
    phone_number = { "GET", NUMBER },
    phone_numbers = { "GET", WABA .. "/phone_numbers" },
    local_storage = { "GET", NUMBER .. "/settings" },
    set_local_storage = { "POST", NUMBER .. "/settings" },
    send_text = { "POST", NUMBER .. "/messages" },
    add_number = { "POST", WABA .. "/phone_numbers" },
    subscribe_app = { "POST", WABA .. "/subscribed_apps" },
    subscribed_apps = { "GET", WABA .. "/subscribed_apps" },
    inspect_token = { "GET", "debug_token" },
}

describe("a payload that Meta was seen to send", function()
    local sim = model.served()

    local function fault(spec)
        assert(sim.model:fault(spec))
    end

    local function send(operation)
        local request = assert(REQUESTS[operation], operation)
        return sim:post(request[2], request[3], { method = request[1] })
    end

    local function is_registered()
        return sim.model.numbers[NUMBER].registered
    end

    -- What of an error is the payload's: the trace is new each time.
    local function without_trace(text)
        local body = cjson.decode(text)
        body.error.fbtrace_id = nil
        return body
    end

    for name, row in pairs(payloads) do
        it(("answers %s once when asked for %s"):format(row.operation, name),
            function()
                fault { fault = name }
                local response = send(row.operation)
                assert.equal(row.status, response.status)
                if row.body then
                    assert.equal(row.body, response.text)
                else
                    assert.same(
                        without_trace(cjson.encode { error = row.error }),
                        without_trace(response.text))
                end
                assert.equal(name, sim.model:received()[1].fault)
                assert.same({}, sim.model.faults)
            end)
    end

    it("has a name of its own among the faults", function()
        for name, row in pairs(payloads) do
            assert.is_nil(effects[name])
            assert.is_true(routes.OPERATIONS[row.operation], name)
        end
    end)

    it("waits for a request of its operation", function()
        fault { fault = "register_smb_refused" }
        assert.equal(200, send("phone_number").status)
        assert.equal("Register endpoint is not available for SMB businesses.",
            send("register").body.error.message)
        assert.equal(200, send("register").status)
    end)

    it("is the answer to another operation, or any, when asked to", function()
        fault { fault = "calls_of_account", operation = "register" }
        assert.equal(200, send("phone_number").status)
        assert.equal(80008, send("register").code)
        fault { fault = "calls_of_account", operation = "any" }
        assert.equal(80008, send("phone_number").code)
    end)

    it("comes as often, and as late, as it is asked to", function()
        fault { fault = "payload", name = "register_pin_mismatch", times = 2,
            after = 1 }
        assert.equal(200, send("register").status)
        assert.equal(133005, send("register").code)
        assert.equal(133005, send("register").code)
        assert.equal(200, send("register").status)
    end)

    it("leaves the request undone unless asked otherwise", function()
        fault { fault = "register_failed_131000" }
        assert.equal(131000, send("register").code)
        assert.is_false(is_registered())
        fault { fault = "register_failed_131000", applied = true }
        assert.equal(131000, send("register").code)
        assert.is_true(is_registered())
    end)

    it("can be asked for by a header, for whatever carries it", function()
        local response = sim:get(NUMBER, {
            headers = { ["x-simulator-fault"] = "register_limit" },
        })
        assert.equal(133016, response.code)
    end)

    it("is HTML if it was a page, JSON otherwise", function()
        fault { fault = "register_gateway_page" }
        assert.equal("text/html; charset=utf-8",
            send("register").headers["content-type"])
        fault { fault = "register_gateway_503" }
        assert.equal("application/json",
            send("register").headers["content-type"])
    end)

    it("has a trace of its own each time, and changes no row", function()
        local trace = payloads.register_limit.error.fbtrace_id
        local seen = {}
        for _ = 1, 2 do
            fault { fault = "register_limit" }
            seen[send("register").body.error.fbtrace_id] = true
        end
        assert.is_nil(seen[trace])
        assert.equal(trace, payloads.register_limit.error.fbtrace_id)
        assert.not_equal(next(seen), next(seen, (next(seen))))
    end)

    it("is listed by the control API", function()
        local response = control.handle(sim.model, {
            method = "GET", path = "/_simulator/payloads",
        })
        local listed = cjson.decode(response.body)
        for name, row in pairs(payloads) do
            assert.equal(row.source, listed[name].source)
        end
    end)
end)
