-- Graph refuses a whole read because of one field that it does not know or does
-- not show to an app.

local luasocket = require "socket"

local retries = require "whatsapp.registration.retries"
local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER_TYPE = "WhatsAppBusinessPhoneNumber"
local NOW_ON = raw.response(200,
    '{"id":"1","status":"CONNECTED","platform_type":"CLOUD_API"}')

local function refusal(field, node)
    return raw.response(400, ('{"error":{"message":"(#100) Tried accessing '
        .. 'nonexisting field (%s) on node type (%s)","type":'
        .. '"OAuthException","code":100}}'):format(field, node or NUMBER_TYPE))
end

describe("a read of which Graph withholds a field", function()
    local server = served()
    local client, events

    local function new_client(overrides)
        events = {}
        return support.client_for(server, support.merge({
            on_event = function(event)
                events[#events + 1] = event.type
            end,
        }, overrides))
    end

    before_each(function()
        client = new_client()
    end)

    local function asked_for(index, field)
        local path = server:received()[index].path
        return path:find("[=,C]" .. field) ~= nil -- a comma may be %2C
    end

    it("is sent again without it, and says what is missing", function()
        server:answers { refusal "is_on_biz_app",
            refusal "new_name_status", NOW_ON, NOW_ON }
        local shown = client:phone_number()
        assert.equal("CONNECTED", shown.status)
        assert.same({ "is_on_biz_app", "new_name_status" },
            shown.response.fields_refused)
        assert.equal(3, shown.response.tries)
        assert.is_true(asked_for(1, "is_on_biz_app"))
        assert.is_false(asked_for(2, "is_on_biz_app"))
        assert.is_true(asked_for(2, "status"))
        assert.equal("request response retry request response retry request "
            .. "response", table.concat(events, " "))
    end)

    it("is asked for without it from then on", function()
        server:answers { refusal "is_on_biz_app", NOW_ON, NOW_ON,
            raw.response(200, '{"data":[{"id":"1"}]}') }
        client:phone_number()
        assert.same({ "is_on_biz_app" },
            client:phone_number().response.fields_refused)
        client:phone_numbers { waba_id = "42" }
        for index = 2, 4 do
            assert.is_false(asked_for(index, "is_on_biz_app"))
        end
        assert.equal(4, #server:received())
    end)

    it("goes on over the pages of an account", function()
        server:answers { refusal "is_on_biz_app",
            raw.response(200, '{"data":[{"id":"1"}],"paging":{"next":"x",'
                .. '"cursors":{"after":"AA"}}}'),
            refusal "throughput", raw.response(200, '{"data":[{"id":"2"}]}') }
        local ids = {}
        for number in client:phone_numbers { waba_id = "42" } do
            ids[#ids + 1] = number.id
        end
        assert.same({ "1", "2" }, ids)
        assert.is_truthy(server:received()[4].path:find("after=AA", 1, true))
    end)

    it("fails when the caller named the field", function()
        server:answers { refusal "is_on_biz_app" }
        local err = support.failure_of(client, "phone_number",
            { fields = "id,is_on_biz_app" })
        assert.matches("is_on_biz_app", err.message)
        assert.equal(1, #server:received())
    end)

    it("fails when the id is that of another object", function()
        server:answers { refusal("display_phone_number",
            "WhatsAppBusinessAccount") }
        local err = support.failure_of(client, "phone_number")
        assert.equal("not_found", err.kind)
        assert.equal("check_id", err.next_action)
        assert.equal(1, #server:received())
    end)

    it("ends when the field is refused after it was left out", function()
        server:script { otherwise = { loop = true, "read",
            { send = refusal "status" } } }
        support.failure_of(client, "phone_number")
        assert.equal(2, #server:received())
    end)

    it("ends at the call's timeout", function()
        assert.is_true(support.in_time(0.45, function(seconds)
            server:reset()
            server:script { { "read", { send = refusal "status" }, "read",
                "stall" } }
            local err = support.failure_of(new_client(), "phone_number",
                { timeout = seconds })
            return err.kind == "timeout" and #server:received() == 2
        end))
    end)

    it("still settles what became of a register", function()
        local journal = memory.new()
        client = new_client { journal = journal, reconcile = 20 }
        journal:settle(support.NUMBER, (journal:reserve(support.NUMBER,
            "deregister")), "succeeded")
        server:script { { "read", "close" }, { "read",
            { send = refusal "last_onboarded_time" }, "read",
            { send = NOW_ON } } }
        local result = client:register { pin = "071934" }
        assert.equal("read", result.response.confirmed)
        assert.equal(3, #server:received())
        assert.equal("succeeded", client:attempts()[1].state)
    end)

    it("goes on in a host that waits for the call's descriptor", function()
        server:answers { refusal "is_on_biz_app", NOW_ON }
        local call = new_client():start "phone_number"
        local ready = call:fd()
        while not call:poll(0) do
            luasocket.select({ { getfd = function()
                return ready
            end, dirty = function()
                return false
            end } }, nil, 5)
        end
        assert.same({ "is_on_biz_app" },
            call:result().response.fields_refused)
    end)

    it("is what preflight looks at", function()
        server:answers { refusal "health_status", NOW_ON }
        assert.equal("already_registered", client:preflight().action)
    end)
end)

describe("a list of fields", function()
    it("loses one at whatever depth it stands", function()
        for list, left in pairs {
            ["a,b,c"] = "a,c", ["b"] = false, ["a,b{c,d}"] = "a",
            ["a{b}"] = false, ["a{b,c},d"] = "a{c},d", ["d,a{b}"] = "d",
            ["a.limit(1){c{b,e}}"] = "a.limit(1){c{e}}", ["a,bb"] = "a,bb",
        } do
            assert.equal(left or nil, retries.fields_without(list, "b"))
        end
    end)
end)
