-- Options of one call stand in for those of its client.

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local TOKEN, NUMBER = support.TOKEN, support.NUMBER
local NUMBER_PATH = "/v25.0/" .. NUMBER
local SUCCESS = support.SUCCESS
local PLAIN = '{"messaging_product":"whatsapp","pin":"071934"}'

describe("the option of a call", function()
    local server = served()
    local client

    before_each(function()
        server:json(200, SUCCESS)
        client = support.client_for(server)
    end)

    it("phone_number_id is for this call only", function()
        client:deregister { phone_number_id = "115204358172003941" }
        client:deregister()
        local requests = server:received()
        assert.equal("/v25.0/115204358172003941/deregister",
            requests[1].path)
        assert.equal(NUMBER_PATH .. "/deregister", requests[2].path)
    end)

    it("phone_number_id stands in for one that the client lacks", function()
        client = support.client_for(server,
            { phone_number_id = support.NONE })
        client:deregister { phone_number_id = "42" }
        assert.equal("/v25.0/42/deregister", server:received()[1].path)
    end)

    it("access_token is for this call only", function()
        client:deregister { access_token = "  EAAGother\n" }
        client:deregister()
        local requests = server:received()
        assert.equal("Bearer EAAGother", requests[1].header.authorization)
        assert.equal("Bearer " .. TOKEN, requests[2].header.authorization)
    end)

    it("leaves nothing in a later call, however large it was", function()
        local backup = { data = ("x"):rep(9000), password = "p" }
        local sent = {}
        for _, body in ipairs { backup, false, backup, false } do
            client:register { pin = "071934", backup = body or nil,
                access_token = body and "EAAGother" or nil }
            client:phone_number { phone_number_id = "42", fields = "id" }
            local received = server:received()
            sent[#sent + 1] = received[#received - 1].body
            assert.equal("Bearer " .. (body and "EAAGother" or TOKEN),
                received[#received - 1].header.authorization)
            assert.equal("/v25.0/42?fields=id", received[#received].path)
            assert.equal("", received[#received].body)
        end
        assert.equal(PLAIN, sent[2])
        assert.same({ sent[1], sent[2] }, { sent[3], sent[4] })
    end)

    it("access_token stands in for one that the client lacks", function()
        client = support.client_for(server, { access_token = support.NONE })
        client:deregister { access_token = "EAAGother" }
        assert.equal("Bearer EAAGother",
            server:received()[1].header.authorization)
    end)

    it("timeout is for this call only", function()
        server:script { otherwise = { "read", "stall" } }
        local err = support.failure_of(client, "deregister",
            { timeout = 0.15 })
        assert.equal("timeout", err.kind)
        server:script { otherwise = { "read", { pause = 0.5 },
            { send = raw.response(200, SUCCESS) } } }
        assert.is_true(client:deregister().success)
    end)

    it("ids may be numbers if those are exact", function()
        client:deregister { phone_number_id = 106540352242922 }
        client:subscribe_app { waba_id = 2 ^ 53 - 1 }
        local requests = server:received()
        assert.equal("/v25.0/106540352242922/deregister", requests[1].path)
        assert.equal("/v25.0/9007199254740991/subscribed_apps",
            requests[2].path)
    end)
end)
