-- What the simulator sends to a webhook, as a handler of this library reads it

local control = require "whatsapp.registration.simulator.control"
local model = require "whatsapp.registration.simulator"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"
local webhook = require "whatsapp.registration.webhook"

local NUMBER, SECRET = "106540352242926", "4pps3cret"

describe("the simulator's webhook", function()
    local hook, sim

    local function start(finally)
        hook = raw.start { tls = false }
        hook:answers { raw.response(200, "ok") }
        sim = simulator.start { app_secret = SECRET,
            webhook_url = "http://127.0.0.1:" .. hook.port .. "/webhook" }
        finally(function()
            sim:stop()
            hook:stop()
        end)
    end

    -- The event of the last request, which is the `count`th
    local function told(count)
        local deadline = os.time() + 60
        while #hook:received() < count do
            assert(os.time() < deadline, "nothing was sent")
            process.sleep(0.01)
        end
        local request = hook:received()[count]
        assert.equal("POST /webhook", request.method .. " " .. request.path)
        assert.is_true(webhook.verify(request.body,
            request.header["x-hub-signature-256"], SECRET))
        return assert(webhook.events(request.body))[1]
    end

    it("gets events about PINs and names once the app is subscribed", function()
        start(finally)
        local client = support.client_for(sim, { phone_number_id = NUMBER })
        sim:set_number(NUMBER, { pin = "111222" })
        client:subscribe_app { waba_id = support.WABA }
        sim:set_number(NUMBER, { pin = "246810" })
        local event = told(1)
        assert.equal("pin_changed", event.what)
        assert.equal("15550100926", event.display_phone_number)
        assert.equal(support.WABA, event.waba_id)
        sim:set_number(NUMBER, { pin = false })
        assert.equal("pin_request_succeeded", told(2).what)
        client:set_display_name { new_display_name = "Lucky Shrub & Sons" }
        sim:set_number(NUMBER, { new_name_status = "APPROVED" })
        event = told(3)
        assert.equal("name_approved", event.what)
        assert.equal("Lucky Shrub & Sons", event.value.requested_verified_name)
        sim:set_number(NUMBER, { name_status = "DECLINED" })
        assert.equal("name_rejected", told(4).what)
        client:setup_two_step { pin = "071934" }
        sim:set_number(NUMBER, { quality_rating = "GREEN" })
        sim:tell("account_update", { event = "PARTNER_REMOVED" })
        assert.equal("partner_removed", told(5).what)
    end)

    it("gets an event when the business takes its account away", function()
        start(finally)
        local client = support.client_for(sim, { phone_number_id = NUMBER })
        client:subscribe_app { waba_id = support.WABA }
        sim:account(support.WABA, { removed = true })
        local event = told(1)
        assert.equal("partner_removed", event.what)
        assert.equal(support.WABA, event.waba_id)
        assert.equal("not_found",
            support.failure_of(client, "phone_number").kind)
        sim:account(support.WABA, { removed = false })
        assert.equal(NUMBER, client:phone_number().id)
        assert.equal(0, #client:subscribed_apps { waba_id = support.WABA })
    end)

    it("that does not answer disturbs nobody", function()
        start(finally)
        hook:script { { "read", "reset" } }
        sim:tell("security", { event = "PIN_CHANGED" })
        told(1)
        assert.is_true(support.client_for(sim, { phone_number_id = NUMBER })
            :subscribe_app({ waba_id = support.WABA }).success)
    end)

    for what, environment in pairs {
        ["elsewhere"] = { SIMULATOR_WEBHOOK_URL = "http://example.com/" },
        ["that looks like this machine"] = {
            SIMULATOR_WEBHOOK_URL = "http://localhost:80@example.com/" },
        ["without a secret"] = { SIMULATOR_APP_SECRET = false,
            SIMULATOR_WEBHOOK_URL = "http://127.0.0.1:1/" },
    } do
        it(what .. " is refused", function()
            local ended = process.run({ "lua5.4",
                "simulator/bin/whatsapp-simulator" }, { env = support.merge({
                SIMULATOR_APP_SECRET = SECRET, LUA_PATH = ";;",
                LUA_PATH_5_4 = ";;" }, environment) })
            assert.not_equal(0, ended.code)
            assert.matches("webhook_", ended.stderr)
        end)
    end
end)

describe("the model", function()
    it("hands its events over, and needs nobody to take them", function()
        local bodies = {}
        local sim = model.new { on_webhook = function(body)
            bodies[#bodies + 1] = body
        end }
        sim.wabas[support.WABA].is_subscribed = true
        assert(sim:set_number(NUMBER, { pin = "246810" }))
        assert.equal(1, #bodies)
        local deep = ('{"a":'):rep(997) .. "1" .. ("}"):rep(997)
        assert.equal(400, control.handle(sim, { method = "POST",
            path = "/_simulator/webhooks", headers = {},
            body = '{"field":"x","value":' .. deep .. "}" }).status)
        assert.equal(1, #bodies)
        sim = model.new()
        sim.wabas[support.WABA].is_subscribed = true
        assert(sim:set_number(NUMBER, { pin = "246810" }))
    end)
end)
