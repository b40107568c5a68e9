-- Whatever a server puts in the place of a value that it sends: who reads it
-- comes to an end, or to an error of this module.

local cjson = require "cjson"

local memory = require "whatsapp.registration.journal.memory"
local registration = require "whatsapp.registration"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local READY, WABA = "106540352242923", "215589313241560883"

local NUMBER = {
    id = READY, display_phone_number = "+1 555-010-0923",
    verified_name = "Lucky Shrub", name_status = "APPROVED",
    new_display_name = "Lucky Shrub Berlin", new_name_status = "APPROVED",
    status = "CONNECTED", platform_type = "CLOUD_API",
    code_verification_status = "VERIFIED", account_mode = "LIVE",
    is_on_biz_app = false, is_pin_enabled = true,
    last_onboarded_time = "2026-11-22T16:43:23+0000",
    health_status = { can_send_message = "BLOCKED", entities = {
        { entity_type = "PHONE_NUMBER", id = READY, errors = {
            { error_code = 133000, error_description = "Half-way" } } },
    } },
}

local SETTINGS = { storage_configuration = {
    status = "IN_COUNTRY_STORAGE_ENABLED", data_localization_region = "DE" } }

local NUMBERS = { data = { { id = "1" }, { id = READY } },
    paging = { next = "https://example.com/", cursors = { after = "A" } } }

local NONE = {}
local WRONG = { NONE, 5, 133000.5, "x", true, false, {}, { "x" }, { 5 },
    { { 5 } }, { x = "x" } }

-- All places of a value, each as a list of keys
local function places_in(value, before, found)
    found = found or {}
    for key, member in pairs(value) do
        local place = { (table.unpack or unpack)(before or {}) }
        place[#place + 1] = key
        found[#found + 1] = place
        if type(member) == "table" then
            places_in(member, place, found)
        end
    end
    return found
end

local function changed(value, place, wrong, depth)
    if depth > #place then
        return wrong ~= NONE and wrong or nil
    end
    local copy = support.merge(value)
    copy[place[depth]] = changed(value[place[depth]], place, wrong, depth + 1)
    return copy
end

describe("a workflow that reads", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        local journal = memory.new()
        journal:reserve(READY, "register")
        journal:reserve(READY, "deregister")
        client = support.client_for(sim, { phone_number_id = READY,
            journal = journal })
    end)

    local CALLS = {
        { "preflight", { waba_id = WABA } },
        { "setup_number", { pin = "071934", waba_id = WABA, dry_run = true,
            data_localization_region = "BR", force = true,
            get_code = function() end } },
        { "change_region", { pin = "071934", region = "BR", dry_run = true,
            force = true } },
        { "release_number", { dry_run = true, force = true } },
        { "setup_number", { pin = "071934", confirm = false, force = true,
            data_localization_region = "BR" } },
        { "reconcile" },
    }

    local function check(operation, body)
        sim:clear_faults()
        sim:fault { operation = operation, fault = "response", times = 0,
            body = cjson.encode(body) }
        for _, is_on in ipairs { false, true } do
            sim:set_number(READY, { registered = is_on, pin = "071934" })
            for _, call in ipairs(CALLS) do
                local ok, value = pcall(client[call[1]], client, call[2])
                assert.is_true(ok or registration.is_error(value),
                    call[1] .. ": " .. tostring(value))
                assert.is_true(ok or value.phone_number_id == nil
                    or value.phone_number_id == READY)
            end
        end
    end

    for operation, right in pairs { phone_number = NUMBER,
        local_storage = SETTINGS, phone_numbers = NUMBERS } do
        for _, place in ipairs(places_in(right)) do
            it(("something else as %s of %s comes to an end"):format(
                table.concat(place, "."), operation), function()
                for _, wrong in ipairs(WRONG) do
                    check(operation, changed(right, place, wrong, 1))
                end
            end)
        end
    end

    it("that local storage is on, but not where, does not take it for off",
        function()
            sim:fault { operation = "local_storage", fault = "response",
                body = '{"storage_configuration":{"status":'
                    .. '"IN_COUNTRY_STORAGE_ENABLED"}}' }
            local report = client:setup_number { pin = "071934",
                dry_run = true, data_localization_region = false }
            assert.equal("planned", report.steps[4].outcome)
        end)
end)
