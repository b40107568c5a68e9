-- A client with an app secret signs its token, as Meta's page on secure
-- requests says.

local served = require "spec.support.served"
local support = require "spec.support.client"

local NUMBER_PATH = "/v25.0/" .. support.NUMBER

describe("a client with an app secret", function()
    local server = served()
    local client

    -- openssl dgst -sha256 -hmac a1b2c3d4e5f6
    local PROOF = "bfcbad862a3616576f49681a96c076385ef6e2eff6e4e538"
        .. "a0580329bf7bdf30"
    local PROOF_OF_OTHER = "5a8361efa2781e2179830770e9f1fdc5fc5d0072"
        .. "41d659f42974fb27a8dc4d85"

    before_each(function()
        server:json(200, support.DONE)
        client = support.client_for(server,
            { app_secret = " a1b2c3d4e5f6\n" })
    end)

    it("signs its token in a POST", function()
        client:deregister()
        local request = server:received()[1]
        assert.equal(NUMBER_PATH .. "/deregister?appsecret_proof=" .. PROOF,
            request.path)
        assert.equal("{}", request.body)
    end)

    it("signs its token in a read, after the other parameters", function()
        client:phone_number { fields = "id" }
        assert.equal(NUMBER_PATH .. "?fields=id&appsecret_proof=" .. PROOF,
            server:received()[1].path)
    end)

    it("signs the token of a call instead of its own", function()
        client:deregister { access_token = " EAAGother " }
        client:deregister()
        local requests = server:received()
        assert.equal(NUMBER_PATH .. "/deregister?appsecret_proof="
            .. PROOF_OF_OTHER, requests[1].path)
        assert.equal(NUMBER_PATH .. "/deregister?appsecret_proof=" .. PROOF,
            requests[2].path)
    end)

    it("signs the token of a call if it has none", function()
        client = support.client_for(server, { app_secret = "a1b2c3d4e5f6",
            access_token = support.NONE })
        client:deregister { access_token = "EAAGother" }
        assert.equal(NUMBER_PATH .. "/deregister?appsecret_proof="
            .. PROOF_OF_OTHER, server:received()[1].path)
    end)

    it("leaves no query behind for a client without one", function()
        client:phone_number {}
        support.client_for(server):local_storage {}
        assert.equal(NUMBER_PATH .. "/settings", server:received()[2].path)
    end)

    it("of one character signs a token of one character", function()
        -- printf x | openssl dgst -sha256 -hmac y
        local proof = "a25c232a404fc8acd989e30cb28c9d764ee019a62dd652a1"
            .. "4de5a4fec9aaad9a"
        support.client_for(server, { access_token = "x", app_secret = "y" })
            :phone_number { fields = "id" }
        assert.is_truthy(server:received()[1].path:find(proof, 1, true))
    end)
end)
