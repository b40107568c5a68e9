-- Numbers in the states that people meet: what is read, and what is refused.

local model = require "spec.support.simulator_model"

local VERIFIED, REGISTERED = "106540352242923", "106540352242926"
local WABA, OTHER_WABA = "102290129340398", "215589313241560883"

describe("the simulator's number", function()
    local sim = model.served()

    local function read(id, fields)
        local shown = sim:get(id .. "?fields=" .. fields).body
        shown.id = nil
        return shown
    end

    local function send(id)
        return sim:post(id .. "/messages", { messaging_product = "whatsapp",
            to = "+16505551234", text = { body = "Hello" } })
    end

    for _, status in ipairs { "PENDING_REVIEW", "DECLINED", "NONE",
        "NON_EXISTS", "EXPIRED" } do
        it("registers with a name that is " .. status, function()
            sim:set(VERIFIED, { name_status = status })
            assert.equal(200, sim:register(VERIFIED).status)
            assert.same({ status = "CONNECTED", name_status = status },
                read(VERIFIED, "status,name_status"))
        end)
    end

    it("sends by the name's leave only from Meta's own 555 numbers", function()
        sim:set(REGISTERED, { name_status = "PENDING_REVIEW" })
        assert.same({ 131037 }, send(REGISTERED).refusal)
        sim:set(REGISTERED, { display_phone_number = "+49 1511 2345678" })
        assert.equal(200, send(REGISTERED).status)
    end)

    for _, status in ipairs { "EXPIRED", "NOT_VERIFIED" } do
        it("works, and registers again, when its ownership reads " .. status,
            function()
                sim:set(REGISTERED, { code_verification_status = status })
                assert.equal(200, send(REGISTERED).status)
                assert.equal(200, sim:register(REGISTERED).status)
                assert.equal(200, sim:deregister(REGISTERED).status)
                assert.equal(200, sim:register(REGISTERED).status)
            end)

        it("is not registered for the first time when it reads " .. status,
            function()
                sim:set(VERIFIED, { code_verification_status = status })
                assert.same({ 133006 }, sim:register(VERIFIED).refusal)
            end)
    end

    it("of the Business app reads ON_PREMISE and is refused", function()
        local id = "106540352242938"
        assert.same({ status = "DISCONNECTED", platform_type = "ON_PREMISE",
            code_verification_status = "NOT_VERIFIED" },
            read(id, "status,platform_type,code_verification_status"))
        local problem = sim:register(id).body.error
        assert.equal("Register endpoint is not available for SMB businesses.",
            problem.message)
        sim:set(id, { app_only = false, code_verification_status = "VERIFIED" })
        assert.equal(200, sim:register(id).status)
    end)

    it("that was added and never registered may read CONNECTED", function()
        local id = "106540352242939"
        assert.same({ status = "CONNECTED", platform_type = "NOT_APPLICABLE" },
            read(id, "status,platform_type"))
        assert.same({ 133010 }, send(id).refusal)
        assert.equal(200, sim:register(id).status)
        assert.equal(200, send(id).status)
        assert.equal("CLOUD_API", read(id, "platform_type").platform_type)
    end)

    for _, status in ipairs { "FLAGGED", "RESTRICTED", "RATE_LIMITED" } do
        it("is registered when it is " .. status .. ", until it is not",
            function()
                sim:set(REGISTERED, { status = status })
                assert.same({ status = status, platform_type = "CLOUD_API" },
                    read(REGISTERED, "status,platform_type"))
                sim:register(REGISTERED)
                assert.equal(status, read(REGISTERED, "status").status)
                sim:deregister(REGISTERED)
                assert.equal("DISCONNECTED",
                    read(REGISTERED, "status").status)
            end)
    end

    it("reads CONNECTED and cannot send until it is registered again",
        function()
            local id = "106540352242940"
            assert.same({ status = "CONNECTED", platform_type = "CLOUD_API" },
                read(id, "status,platform_type"))
            assert.same({ 133010 }, send(id).refusal)
            assert.equal(200, sim:register(id).status)
            assert.equal(200, send(id).status)
        end)

    it("takes any six digits when its PIN is retired", function()
        local id = "106540352242941"
        assert.same({ status = "CONNECTED", is_pin_enabled = false },
            read(id, "status,is_pin_enabled"))
        assert.equal(200, sim:register(id, "999999").status)
        assert.equal(200, sim:post(id, { pin = "888888" }).status)
        assert.equal(200, sim:deregister(id).status)
        assert.equal(200, sim:register(id, "777777").status)
        assert.same({ 100, 2388092 }, sim:register(id, "77777").refusal)
        assert.is_false(read(id, "is_pin_enabled").is_pin_enabled)
    end)

    local CERTIFICATES = {
        two_step = "[Tt]wo%-factor authentication off",
        in_use = "existing WhatsApp account",
        name = "name could not be processed",
        name_pending = "name is being processed",
    }

    for reason, text in pairs(CERTIFICATES) do
        it("gets no certificate for the reason " .. reason, function()
            sim:set(VERIFIED, { certificate_refused = reason })
            local response = sim:register(VERIFIED)
            assert.same({ 100, 2388001 }, response.refusal)
            assert.equal("Cannot Create Certificate",
                response.body.error.error_user_title)
            assert.matches(text, response.body.error.error_user_msg)
            sim:set(VERIFIED, { certificate_refused = false })
            assert.equal(200, sim:register(VERIFIED).status)
        end)
    end

    it("gets no certificate for no reason that is named", function()
        sim:set(VERIFIED, { certificate_refused = "unclear" })
        local response = sim:register(VERIFIED)
        assert.same({ 100, 2388001 }, response.refusal)
        assert.is_nil(response.body.error.error_user_msg)
    end)

    it("that was migrated wants its region set first", function()
        local id = "106540352242944"
        assert.equal("Expected data localization region: 'IN'",
            sim:register(id).body.error.error_data.details)
        assert.equal(200, sim:post(id .. "/settings", {
            storage_configuration = {
                status = "IN_COUNTRY_STORAGE_ENABLED",
                data_localization_region = "IN",
            },
        }).status)
        assert.equal(200, sim:register(id).status)
    end)

    it("has no last_onboarded_time before it is registered", function()
        local text = sim:get(VERIFIED .. "?fields=last_onboarded_time").text
        assert.matches('"last_onboarded_time":null', text, 1, true)
    end)

    it("keeps its last_onboarded_time when asked to", function()
        local first = read(REGISTERED, "last_onboarded_time")
        sim:set_options { register_moves_onboarded_time = false }
        sim:register(REGISTERED)
        assert.same(first, read(REGISTERED, "last_onboarded_time"))
        sim:set_options { register_moves_onboarded_time = true }
        sim:register(REGISTERED)
        assert.same({ last_onboarded_time = "2026-01-01T00:00:00+0000" },
            read(REGISTERED, "last_onboarded_time"))
    end)
end)

describe("what Graph names a node type in", function()
    local sim = model.served()

    local function message_of(path)
        local problem = sim:get(path).body.error
        return problem and problem.message
    end

    local function refused(field, node_type)
        return ("(#100) Tried accessing nonexisting field (%s) on node type "
            .. "(%s)"):format(field, node_type)
    end

    it("is an id of an account in the place of a number's", function()
        assert.equal(refused("display_phone_number", "WhatsAppBusinessAccount"),
            message_of(WABA .. "?fields=id,display_phone_number,status"))
        assert.is_nil(message_of(WABA .. "?fields=id,name,currency"))
        assert.is_nil(message_of(WABA))
    end)

    it("is an id of a number in the place of an account's", function()
        for _, edge in ipairs { "phone_numbers", "subscribed_apps" } do
            assert.equal(refused(edge, "WhatsAppBusinessPhoneNumber"),
                message_of(VERIFIED .. "/" .. edge))
        end
    end)

    it("is a field that is withheld from the app, one at a time", function()
        sim:set_options { withheld_fields = { "is_on_biz_app" } }
        sim:set(VERIFIED, { withheld_fields = { "messaging_limit_tier" } })
        local node = "WhatsAppBusinessPhoneNumber"
        for _, path in ipairs { VERIFIED .. "?", WABA .. "/phone_numbers?" } do
            path = path .. "fields=status,"
            assert.equal(refused("is_on_biz_app", node),
                message_of(path .. "is_on_biz_app,messaging_limit_tier"))
            assert.equal(refused("messaging_limit_tier", node),
                message_of(path .. "messaging_limit_tier,health_status"))
            assert.is_nil(message_of(path .. "health_status"))
        end
        assert.is_nil(message_of(REGISTERED .. "?fields=messaging_limit_tier"))
        assert.is_nil(message_of(OTHER_WABA
            .. "/phone_numbers?fields=messaging_limit_tier"))
    end)

    it("is left out of the usual fields when it is withheld", function()
        sim:set(VERIFIED, { withheld_fields = { "throughput" } })
        local shown = sim:get(VERIFIED).body
        assert.is_nil(shown.throughput)
        assert.equal("Lucky Shrub", shown.verified_name)
    end)
end)
