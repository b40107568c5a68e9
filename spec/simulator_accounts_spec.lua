local model = require "spec.support.simulator_model"

local NUMBER = "106540352242923"
local REGISTERED = "106540352242926"
local WABA = "102290129340398"
local OTHER_WABA = "215589313241560883"

describe("the simulator's phone number", function()
    local sim = model.served()

    it("shows what was asked for, and the id", function()
        assert.same({ id = NUMBER, status = "PENDING" },
            sim:get(NUMBER .. "?fields=status").body)
        assert.same({ id = NUMBER, is_on_biz_app = false },
            sim:get(NUMBER .. "?fields=id,is_on_biz_app").body)
    end)

    it("shows the usual fields when asked for none", function()
        local shown = sim:get(NUMBER).body
        assert.equal("+1 555-010-0923", shown.display_phone_number)
        assert.equal("Lucky Shrub", shown.verified_name)
        assert.equal("UNKNOWN", shown.quality_rating)
        assert.equal("NOT_APPLICABLE", shown.platform_type)
        assert.equal("NOT_APPLICABLE", shown.throughput.level)
    end)

    it("takes fields of fields", function()
        local shown = sim:get(NUMBER
            .. "?fields=health_status{can_send_message,entities{id}},status")
        assert.equal("BLOCKED", shown.body.health_status.can_send_message)
        assert.equal("PENDING", shown.body.status)
    end)

    it("shows coexistence and test numbers as such", function()
        local fields = "?fields=is_on_biz_app,account_mode,status"
        local app = sim:get("106540352242928" .. fields).body
        assert.is_true(app.is_on_biz_app)
        assert.equal("CONNECTED", app.status)
        local test = sim:get("106540352242929" .. fields).body
        assert.equal("SANDBOX", test.account_mode)
        assert.equal("CONNECTED", test.status)
    end)

    it("shows a status that was set", function()
        sim:set(REGISTERED, { status = "BANNED" })
        assert.equal("BANNED",
            sim:get(REGISTERED .. "?fields=status").body.status)
    end)

    it("shows when it was registered and why it cannot send", function()
        local fields = "?fields=last_onboarded_time,health_status"
        sim:register(NUMBER)
        local shown = sim:get(NUMBER .. fields).body
        assert.equal("2026-01-01T00:00:00+0000", shown.last_onboarded_time)
        assert.equal("AVAILABLE", shown.health_status.can_send_message)
        sim:set(NUMBER, { locked = true })
        local phone = sim:get(NUMBER .. fields).body.health_status.entities[1]
        assert.equal("BLOCKED", phone.can_send_message)
        assert.equal(131031, phone.errors[1].error_code)
        local half_way = sim:get("106540352242930" .. fields).body
        assert.equal(133000,
            half_way.health_status.entities[1].errors[1].error_code)
    end)
end)

describe("the simulator's list of phone numbers", function()
    local sim = model.served()

    local function list(query)
        return sim:get(WABA .. "/phone_numbers" .. (query or "")).body
    end

    it("holds the account's numbers", function()
        local page = list()
        assert.equal(23, #page.data)
        assert.equal("106540352242922", page.data[1].id)
        assert.is_nil(page.paging.next)
        assert.is_nil(page.paging.previous)
    end)

    it("follows cursors to the end and back", function()
        local ids, after, pages = {}, "", 0
        local page
        repeat
            page = list("?fields=id&limit=5&after="
                .. after:gsub("[+/=]", function(character)
                    return ("%%%02X"):format(character:byte())
                end))
            for _, number in ipairs(page.data) do
                ids[#ids + 1] = number.id
            end
            pages = pages + 1
            after = page.paging.cursors.after
        until not page.paging.next
        assert.equal(5, pages)
        assert.equal(23, #ids)
        local previous = page.paging.previous:match("v25.0/(.*)$")
        page = sim:get(previous).body
        assert.equal(5, #page.data)
        assert.equal(ids[16], page.data[1].id)
    end)

    it("links to the next page with everything that was asked", function()
        local next_page = list("?fields=status&limit=22").paging.next
        local path = next_page:match("^https://graph.facebook.com/v25.0/(.*)$")
        local page = sim:get(path).body
        assert.same({ { id = "106540352242944", status = "PENDING" } },
            page.data)
        assert.truthy(next_page:find("access_token=a-token", 1, true))
    end)

    it("refuses limits and cursors that make no sense", function()
        for _, query in ipairs {
            "?limit=0", "?limit=-1", "?limit=x", "?limit=1.5", "?after=x",
            "?before=x", "?fields=nonsense",
        } do
            assert.equal(100, list(query).error.code, query)
        end
        assert.equal(23, #list("?limit=1000").data)
    end)

    it("shows each account its own numbers", function()
        local page = sim:get(OTHER_WABA .. "/phone_numbers").body
        assert.equal("115204358172003941", page.data[1].id)
        assert.equal(1, #page.data)
    end)

    it("is a list when it is empty", function()
        sim:set("115204358172003941", { waba_id = WABA })
        local response = sim:get(OTHER_WABA .. "/phone_numbers")
        assert.equal('{"data":[]}', response.text)
    end)

    it("takes new numbers", function()
        local id = sim:post(WABA .. "/phone_numbers", {
            cc = "49", phone_number = "15112345678", verified_name = "Laden",
        }).body.id
        local shown = sim:get(id
            .. "?fields=display_phone_number,code_verification_status").body
        assert.equal("+49 15112345678", shown.display_phone_number)
        assert.equal("NOT_VERIFIED", shown.code_verification_status)
        for _, missing in ipairs { "cc", "phone_number", "verified_name" } do
            local fields = {
                cc = "49", phone_number = "1511", verified_name = "Laden",
            }
            fields[missing] = nil
            assert.equal(("(#100) The parameter %s is required"):format(
                missing), sim:post(WABA .. "/phone_numbers",
                fields).body.error.message)
        end
    end)
end)

describe("the simulator's subscribed apps", function()
    local sim = model.served()

    it("come and go", function()
        local path = WABA .. "/subscribed_apps"
        assert.equal('{"data":[]}', sim:get(path).text)
        local override = {
            override_callback_uri = "https://example.com", verify_token = "x",
        }
        assert.equal(100, sim:post(path, override).code)
        assert.same({ success = true }, sim:post(path).body)
        assert.equal(200, sim:post(path, override).status)
        assert.equal("670843887433847",
            sim:get(path).body.data[1].whatsapp_business_api_data.id)
        assert.same({ success = true },
            sim:post(path, nil, { method = "DELETE" }).body)
        assert.equal('{"data":[]}', sim:get(path).text)
    end)
end)

describe("the simulator's local storage", function()
    local sim = model.served()

    local function set(id, configuration)
        return sim:post(id .. "/settings",
            { storage_configuration = configuration })
    end

    local function read(id)
        return sim:get(id .. "/settings").body.storage_configuration
    end

    it("is set while the number is not registered", function()
        assert.same({ status = "IN_COUNTRY_STORAGE_DISABLED" }, read(NUMBER))
        local enabled = {
            status = "IN_COUNTRY_STORAGE_ENABLED",
            data_localization_region = "CH",
        }
        assert.same({ success = true }, set(NUMBER, enabled).body)
        assert.same(enabled, read(NUMBER))
        sim:register(NUMBER)
        assert.same(enabled, read(NUMBER))
        local disabled = { status = "IN_COUNTRY_STORAGE_DISABLED" }
        assert.equal(100, set(NUMBER, disabled).code)
        sim:deregister(NUMBER)
        assert.equal(200, set(NUMBER, disabled).status)
        assert.same(disabled, read(NUMBER))
    end)

    it("can be none at all", function()
        local none = { status = "NO_STORAGE_ENABLED", retention_minutes = 60 }
        assert.equal(200, set(NUMBER, none).status)
        assert.same(none, read(NUMBER))
    end)

    it("refuses what it does not know", function()
        for _, configuration in ipairs {
            {}, { status = "ON" }, { status = "IN_COUNTRY_STORAGE_ENABLED" },
            {
                status = "IN_COUNTRY_STORAGE_ENABLED",
                data_localization_region = "US",
            },
            { status = "NO_STORAGE_ENABLED", retention_minutes = 5 },
        } do
            assert.equal(100, set(NUMBER, configuration).code)
        end
        assert.equal(100, set(NUMBER, nil).code)
        assert.equal(100, set(NUMBER, "text").code)
    end)

    local function register_in(region, version)
        return sim:post(NUMBER .. "/register", {
            messaging_product = "whatsapp", pin = "071934",
            data_localization_region = region,
        }, { version = version })
    end

    it("is a parameter of register in all versions by default", function()
        for _, version in ipairs { "v20.0", "v25.0" } do
            sim:renew()
            assert.equal(200, register_in("BR", version).status)
            assert.equal("BR", read(NUMBER).data_localization_region)
        end
        sim:renew()
        assert.equal(100, register_in("US").code)
        assert.equal(100, register_in("br").code)
    end)

    it("is ignored or refused in register from v21.0 when asked to", function()
        sim:renew { region_in_register = "ignore" }
        assert.equal(200, register_in("BR", "v21.0").status)
        assert.is_nil(read(NUMBER).data_localization_region)

        sim:renew { region_in_register = "refuse" }
        assert.equal(100, register_in("BR", "v21.0").code)
        sim:set_options { oldest_version = "v20.0" }
        assert.equal(200, register_in("BR", "v20.0").status)
    end)

    it("cannot be changed by registering again", function()
        assert.equal(200, register_in("BR").status)
        assert.equal(200, register_in("BR").status)
        assert.equal(100, register_in("DE").code)
    end)
end)

describe("the simulator's messages", function()
    local sim = model.served()

    local function send(id, fields)
        local message = {
            messaging_product = "whatsapp", to = "+1 650-555-1234",
            type = "text", text = { body = "Hello" },
        }
        for name, value in pairs(fields or {}) do
            message[name] = value ~= "none" and value or nil
        end
        return sim:post(id .. "/messages", message)
    end

    it("are accepted from a registered number", function()
        local body = send(REGISTERED).body
        assert.equal("whatsapp", body.messaging_product)
        assert.same({ { input = "+1 650-555-1234", wa_id = "16505551234" } },
            body.contacts)
        assert.truthy(body.messages[1].id:find("^wamid%."))
    end)

    it("are refused before the number is registered", function()
        local response = send(NUMBER)
        assert.equal(133010, response.code)
        assert.equal("(#133010) Account not registered",
            response.body.error.message)
    end)

    it("reach a test number's allowed recipients only", function()
        local id = "106540352242929"
        assert.equal(200, send(id).status)
        local problem = send(id, { to = "16505550000" }).body.error
        assert.same({ 131030, 2655007 },
            { problem.code, problem.error_subcode })
    end)

    it("are refused for a locked account, a name, a sender", function()
        assert.equal(131021,
            send(REGISTERED, { to = "+15550100926" }).code)
        sim:set(REGISTERED, { name_status = "DECLINED" })
        assert.equal(131037, send(REGISTERED).code)
        sim:set(REGISTERED, { locked = true })
        assert.equal(131031, send(REGISTERED).code)
    end)

    it("are refused when they are incomplete", function()
        for _, fields in ipairs {
            { messaging_product = "none" }, { to = "none" },
            { text = "none" }, { text = { body = "" } },
            { text = { body = ("x"):rep(4097) } },
        } do
            assert.equal(100, send(REGISTERED, fields).code)
        end
        assert.equal(131009, send(REGISTERED, { to = "x" }).code)
        assert.equal(131008,
            send(REGISTERED, { type = "image" }).code)
    end)

    it("may be of other types, and receipts", function()
        assert.equal(200, send(REGISTERED, {
            type = "template", template = { name = "hello_world" },
        }).status)
        assert.same({ success = true }, sim:post(REGISTERED .. "/messages", {
            messaging_product = "whatsapp", status = "read",
            message_id = "wamid.x",
        }).body)
    end)
end)
