local model = require "spec.support.simulator_model"

local NUMBER = "106540352242923"

describe("a fault of the simulator", function()
    local sim = model.served()

    local function is_registered()
        return sim.model.numbers[NUMBER].registered
    end

    local function fault(spec)
        assert(sim.model:fault(spec))
    end

    it("is used up by one request", function()
        fault { fault = "html" }
        assert.equal(502, sim:get(NUMBER).status)
        assert.equal(200, sim:get(NUMBER).status)
    end)

    it("happens as often as it is asked to", function()
        fault { fault = "html", times = 2 }
        for _, status in ipairs { 502, 502, 200 } do
            assert.equal(status, sim:get(NUMBER).status)
        end
    end)

    it("happens until it is cleared when asked to happen 0 times", function()
        fault { fault = "html", times = 0 }
        for _ = 1, 5 do
            assert.equal(502, sim:get(NUMBER).status)
        end
        sim.model:clear_faults()
        assert.equal(200, sim:get(NUMBER).status)
    end)

    it("waits for requests to pass when asked to", function()
        fault { fault = "html", after = 2 }
        for _, status in ipairs { 200, 200, 502, 200 } do
            assert.equal(status, sim:get(NUMBER).status)
        end
    end)

    it("meets the request that it is meant for", function()
        local specs = {
            { operation = "register" }, { id = NUMBER },
            { path = "/register" }, { method = "POST" },
        }
        for _, spec in ipairs(specs) do
            spec.fault = "html"
            fault(spec)
            assert.equal(200, sim:get("106540352242926").status)
            assert.equal(502, sim:register(NUMBER).status)
            assert.equal(0, #sim.model.faults)
        end
    end)

    it("knows an account from a number", function()
        fault { fault = "html", operation = "business_account" }
        assert.equal(200, sim:get(NUMBER).status)
        assert.equal(502, sim:get("102290129340398").status)
    end)

    it("is taken in the order of adding", function()
        fault { fault = "html" }
        fault { fault = "error", code = 131016 }
        assert.equal(502, sim:get(NUMBER).status)
        assert.equal(131016, sim:get(NUMBER).code)
    end)

    it("can be asked for by a header", function()
        local response = sim:get(NUMBER, {
            headers = {
                ["X-Simulator-Fault"] = "error; code=133016; subcode=5; "
                    .. "details=Too many requests; is_transient=true;delay=2",
            },
        })
        assert.equal(2, response.delay)
        local problem = response.body.error
        assert.equal(133016, problem.code)
        assert.equal(5, problem.error_subcode)
        assert.is_true(problem.is_transient)
        assert.equal("Too many requests", problem.error_data.details)
    end)

    it("is refused by name when a header asks for another", function()
        local response = sim:get(NUMBER, {
            headers = { ["X-Simulator-Fault"] = "nonsense" },
        })
        assert.equal(100, response.code)
        assert.equal("there is no fault nonsense",
            response.body.error.error_data.details)
    end)

    it("is refused when its description is wrong", function()
        local function refusal(spec)
            local ok, problem = sim.model:fault(spec)
            assert.is_nil(ok)
            return problem
        end
        assert.equal("a fault has no field foult", refusal { foult = "html" })
        assert.equal("there is no fault htm", refusal { fault = "htm" })
        assert.equal("there is no payload nil", refusal { fault = "payload" })
        assert.equal("there is no payload x",
            refusal { fault = "payload", name = "x" })
        assert.equal("there is no operation registr",
            refusal { fault = "html", operation = "registr" })
        for _, times in ipairs { "2", 1.5, 1e300, 0 / 0 } do
            assert.equal("times of a fault must be a whole number",
                refusal { fault = "html", times = times })
        end
        assert.equal("code of a fault must be a whole number",
            refusal { fault = "error", code = 13.016 })
        assert.equal("delay of a fault must be a number",
            refusal { delay = "2" })
        assert.equal("the fault error needs a code",
            refusal { fault = "error" })
        assert.equal("a fault needs the field fault, delay or late",
            refusal { operation = "register" })
    end)

    it("leaves a trace in the recorded request", function()
        fault { fault = "drop_after" }
        sim:register(NUMBER)
        local entry = sim.model:received()[1]
        assert.equal("drop_after", entry.fault)
        assert.is_nil(entry.status)
    end)

    it("delay: answers rightly, but late", function()
        fault { delay = 3 }
        local response = sim:register(NUMBER)
        assert.equal(3, response.delay)
        assert.equal(200, response.status)
    end)

    it("late: is not applied until the wait is over", function()
        fault { late = 3 }
        local exchange = sim.model:begin {
            method = "POST", path = "/v25.0/" .. NUMBER .. "/register",
            headers = { authorization = "Bearer a" },
            body = '{"messaging_product":"whatsapp","pin":"071934"}',
        }
        assert.equal(3, exchange.late)
        assert.is_false(is_registered())
        assert.equal(200, sim.model:finish(exchange).status)
        assert.is_true(is_registered())
    end)

    it("drop_before: closes without an answer, nothing done", function()
        fault { fault = "drop_before" }
        assert.is_true(sim:register(NUMBER).close)
        assert.is_false(is_registered())
        assert.equal(0, #sim.model.numbers[NUMBER].attempts)
    end)

    it("drop_after: closes without an answer, all done", function()
        fault { fault = "drop_after" }
        assert.is_true(sim:register(NUMBER).close)
        assert.is_true(is_registered())
        assert.equal(1, #sim.model.numbers[NUMBER].attempts)
    end)

    it("error: answers with any code, in the words of Meta's table", function()
        fault { fault = "error", code = 133004 }
        local response = sim:register(NUMBER)
        assert.equal(503, response.status)
        assert.equal("(#133004) Server Temporarily Unavailable",
            response.body.error.message)
        assert.is_false(is_registered())
    end)

    it("error: takes all fields of an error", function()
        fault {
            fault = "error", code = 7, subcode = 8, type = "Other",
            message = "M", details = "D", user_title = "T",
            user_message = "U", is_transient = true, http_status = 429,
        }
        local response = sim:register(NUMBER)
        assert.equal(429, response.status)
        local problem = response.body.error
        problem.fbtrace_id = nil
        assert.same({
            message = "M", type = "Other", code = 7, error_subcode = 8,
            error_data = { messaging_product = "whatsapp", details = "D" },
            error_user_title = "T", error_user_msg = "U", is_transient = true,
        }, problem)
    end)

    it("error: is applied as well when asked to", function()
        fault { fault = "error", code = 131000, applied = true }
        assert.equal(500, sim:register(NUMBER).status)
        assert.is_true(is_registered())
    end)

    it("string_error_data: hides the code in the subcode", function()
        fault { fault = "string_error_data" }
        local problem = sim:deregister(NUMBER).body.error
        assert.same({ 100, 133010 }, { problem.code, problem.error_subcode })
        assert.equal("string", type(problem.error_data))
        fault { fault = "string_error_data", code = 1, error_data = "text" }
        problem = sim:deregister(NUMBER).body.error
        assert.same({ 1, "text" }, { problem.code, problem.error_data })
    end)

    it("html: answers with a page", function()
        fault { fault = "html", http_status = 500 }
        local response = sim:register(NUMBER)
        assert.equal(500, response.status)
        assert.equal("text/html; charset=utf-8",
            response.headers["content-type"])
        assert.truthy(response.text:find("Sorry, something went wrong"))
        assert.is_false(is_registered())
    end)

    it("response: answers with anything", function()
        fault {
            fault = "response", http_status = 299, body = "hello",
            headers = { ["x-a"] = "b" },
        }
        local response = sim:register(NUMBER)
        assert.same({ 299, "hello", { ["x-a"] = "b" } },
            { response.status, response.text, response.headers })
    end)

    it("redirect: points elsewhere", function()
        fault { fault = "redirect", location = "https://example.org/" }
        local response = sim:register(NUMBER)
        assert.equal(302, response.status)
        assert.equal("https://example.org/", response.headers.location)
    end)

    it("success_string and success_false: change the value", function()
        fault { fault = "success_string" }
        assert.equal("true", sim:register(NUMBER).body.success)
        fault { fault = "success_false" }
        assert.is_false(sim:register(NUMBER).body.success)
    end)

    it("truncated: is half of the JSON", function()
        fault { fault = "truncated" }
        local response = sim:register(NUMBER)
        assert.equal('{"succes', response.text)
        assert.is_true(is_registered())
    end)

    it("cut, drip, stall, stall_body: say how to send", function()
        fault { fault = "cut" }
        assert.equal(8, sim:register(NUMBER).cut)
        fault { fault = "drip", pause = 0.5 }
        assert.equal(0.5, sim:register(NUMBER).drip)
        fault { fault = "stall_body" }
        local response = sim:register(NUMBER)
        assert.same({ 8, true }, { response.cut, response.stall })
        sim.model:reset()
        fault { fault = "stall" }
        assert.is_true(sim:register(NUMBER).stall)
        assert.is_false(is_registered())
    end)
end)
