local model = require "spec.support.simulator_model"

local VERIFIED = "106540352242923"
local REGISTERED = "106540352242926"

describe("the simulator's register", function()
    local sim = model.served()

    local function read(id, fields)
        return sim:get(id .. "?fields=" .. fields).body
    end

    it("registers a verified number and makes the PIN its own", function()
        local response = sim:register(VERIFIED, "000123")
        assert.same({ success = true }, response.body)
        assert.equal("000123", sim.model.numbers[VERIFIED].pin)
        assert.same({
            id = VERIFIED, status = "CONNECTED", platform_type = "CLOUD_API",
            is_pin_enabled = true,
        }, read(VERIFIED, "status,platform_type,is_pin_enabled"))
    end)

    local function it_refuses(what, id, code, subcode)
        it(("answers %d for %s"):format(code, what), function()
            local response = sim:register(id)
            assert.same({ code, subcode }, response.refusal)
            assert.equal(1, #sim.model.numbers[id].attempts)
        end)
    end

    it_refuses("a number that is not verified", "106540352242922", 133006)
    it_refuses("another PIN", "106540352242925", 133005)
    it_refuses("the WhatsApp Business app's number", "106540352242928", 100)
    it_refuses("a test number", "106540352242929", 100)
    it_refuses("a half-deregistered number", "106540352242930", 133000)
    it_refuses("a recently deleted number", "106540352242933", 133015)
    it_refuses("an on-premises number without a backup", "106540352242934", 100)
    it_refuses("a number to be verified again", "106540352242935", 133006)
    it_refuses("a locked account", "106540352242936", 131031)

    it("names SMB for a number on the WhatsApp Business app", function()
        local id = "106540352242928"
        assert.equal("Register endpoint is not available for SMB businesses.",
            sim:register(id).body.error.message)
        assert.equal("(#100) Deregister endpoint is not available for SMB "
            .. "solution numbers", sim:deregister(id).body.error.message)
    end)

    it("registers a deleted number five minutes later", function()
        local id = "106540352242933"
        sim.clock = sim.clock + 299
        assert.equal(133015, sim:register(id).code)
        sim.clock = sim.clock + 1
        assert.equal(200, sim:register(id).status)
    end)

    it("migrates an on-premises number with its backup", function()
        local id = "106540352242934"
        assert.equal("ON_PREMISE", read(id, "platform_type").platform_type)
        local halves = { data = "blob" }
        assert.equal(100, sim:register(id, nil, { backup = halves }).code)
        local backup = { data = "blob", password = "secret" }
        assert.equal(200, sim:register(id, nil, { backup = backup }).status)
        assert.equal("CLOUD_API", read(id, "platform_type").platform_type)
    end)

    it("wants messaging_product and a PIN of six digits", function()
        local path = VERIFIED .. "/register"
        local function refusal(body)
            return sim:post(path, body).body.error
        end
        assert.equal("(#100) The parameter messaging_product is required",
            refusal({ pin = "071934" }).message)
        assert.equal("(#100) The parameter pin is required",
            refusal({ messaging_product = "whatsapp" }).message)
        for _, pin in ipairs { "12345", "1234567", "12345a", 12345, {} } do
            local problem =
                refusal({ messaging_product = "whatsapp", pin = pin })
            assert.same({ 100, 2388092 },
                { problem.code, problem.error_subcode })
        end
    end)

    it("refuses common PINs when asked to", function()
        sim:renew { refuse_common_pins = true }
        assert.equal(100, sim:register(VERIFIED, "123456").code)
        assert.equal(200, sim:register(VERIFIED, "123457").status)
    end)

    it("succeeds again with the same PIN", function()
        assert.equal(200, sim:register(REGISTERED, "071934").status)
        assert.equal(133005, sim:register(REGISTERED, "111111").code)
    end)

    it("keeps the PIN of a registered number when asked to", function()
        sim:renew { register_again = "keep_pin" }
        assert.equal(200, sim:register(REGISTERED, "111111").status)
        assert.equal("071934", sim.model.numbers[REGISTERED].pin)
    end)

    it("refuses to register twice when asked to", function()
        sim:renew { register_again = "refuse" }
        assert.equal(100, sim:register(REGISTERED).code)
    end)

    it("takes an approved new display name over", function()
        local id = "106540352242937"
        sim:register(id)
        assert.same({
            id = id, verified_name = "Lucky Shrub Berlin",
            new_name_status = "NONE",
        }, read(id, "verified_name,new_display_name,new_name_status"))
    end)

    it("shows the registration after a lag when asked to", function()
        sim:renew { status_lag = 30 }
        sim:register(VERIFIED)
        assert.equal("PENDING", read(VERIFIED, "status").status)
        sim.clock = sim.clock + 30
        assert.equal("CONNECTED", read(VERIFIED, "status").status)
    end)

    it("writes success as a string when asked to", function()
        sim:renew { success_as_string = true }
        assert.equal("true", sim:register(VERIFIED).body.success)
    end)
end)

describe("the simulator's deregister", function()
    local sim = model.served()

    it("disconnects a registered number and keeps its PIN", function()
        assert.same({ success = true }, sim:deregister(REGISTERED).body)
        local number = sim:get(REGISTERED .. "?fields=status,platform_type")
        assert.equal("DISCONNECTED", number.body.status)
        assert.equal("NOT_APPLICABLE", number.body.platform_type)
        assert.equal(133005, sim:register(REGISTERED, "111111").code)
    end)

    it("clears the PIN when asked to", function()
        sim:renew { deregister_clears_pin = true }
        sim:deregister(REGISTERED)
        assert.equal(200, sim:register(REGISTERED, "111111").status)
    end)

    it("says as Meta does that a number is not registered", function()
        assert.equal("(#100) The phone number is not linked in Hosted System",
            sim:deregister(VERIFIED).body.error.message)
        assert.equal(1, #sim.model.numbers[VERIFIED].attempts)
    end)

    it("completes a deregistration that failed half-way", function()
        local id = "106540352242930"
        assert.equal(200, sim:deregister(id).status)
        assert.equal(200, sim:register(id).status)
    end)

    it("refuses test numbers and locked accounts", function()
        assert.equal(100, sim:deregister("106540352242929").code)
        assert.equal(131031, sim:deregister("106540352242936").code)
    end)

    it("disables local storage below v21.0 only", function()
        local id = "106540352242931"
        sim:deregister(id)
        assert.equal("DE", sim.model.numbers[id].storage_region)
        sim:register(id)
        sim:set_options { oldest_version = "v20.0" }
        sim:deregister(id, { version = "v20.0" })
        assert.is_nil(sim.model.numbers[id].storage_region)
    end)
end)

describe("the simulator's POST to a number", function()
    local sim = model.served()

    it("sets the PIN without asking for the old one", function()
        assert.same({ success = true },
            sim:post(REGISTERED, { pin = "013579" }).body)
        assert.equal(200, sim:register(REGISTERED, "013579").status)
    end)

    it("can be a dead end for a PIN that somebody else left", function()
        sim:renew { pin_needs_registration = true }
        local id = "106540352242925"
        assert.equal(133005, sim:register(id).code)
        assert.equal(133010, sim:post(id, { pin = "071934" }).code)
        assert.equal(100, sim:deregister(id).code)
        sim:set(id, { pin = false }) -- in WhatsApp Manager
        assert.equal(200, sim:register(id).status)
    end)

    it("wants a PIN of six digits", function()
        assert.equal(100, sim:post(VERIFIED, {}).code)
        assert.equal(100, sim:post(VERIFIED, { pin = "1" }).code)
    end)

    it("wants the number registered first if asked to", function()
        sim:renew { pin_needs_registration = true }
        local response = sim:post(VERIFIED, { pin = "013579" })
        assert.equal("(#133010) Account not registered",
            response.body.error.message)
        assert.equal(200, sim:post(REGISTERED, { pin = "013579" }).status)
    end)

    it("asks for a new display name", function()
        assert.equal(200,
            sim:post(VERIFIED, { new_display_name = "Jasper's" }).status)
        assert.equal(100,
            sim:post(VERIFIED, { new_display_name = "J" }).code)
        local shown =
            sim:get(VERIFIED .. "?fields=new_display_name,new_name_status").body
        assert.equal("Jasper's", shown.new_display_name)
        assert.equal("PENDING_REVIEW", shown.new_name_status)
    end)
end)
