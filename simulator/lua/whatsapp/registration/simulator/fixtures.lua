--- What a fresh simulator holds: one phone number in every interesting state,
-- two business accounts, some tokens.
-- @module whatsapp.registration.simulator.fixtures

local fixtures = {}

fixtures.WABA = "102290129340398"
-- Above 2^53: a Lua 5.1 number would become another id.
fixtures.OTHER_WABA = "215589313241560883"

local HOURS = 3600

local function registered(now, fields)
    fields.registered = true
    fields.registered_at = now - 30 * 24 * HOURS
    fields.pin = fields.pin or "071934"
    return fields
end

-- By error 133016, an hour ago
local function blocked(now, fields)
    fields.attempts = {}
    for hour = 10, 1, -1 do
        table.insert(fields.attempts, {
            time = now - hour * HOURS,
            operation = "register",
        })
    end
    fields.register_blocked_until = now + 71 * HOURS
    fields.deregister_blocked_until = now + 71 * HOURS
    return fields
end

-- The last three digits of the id, and what is not as usual. Usual is:
-- verified, not registered, display name approved, no PIN.
local function documented_states(now)
    return {
        { "922", { code_verification_status = "NOT_VERIFIED" } },
        { "923", {} },
        { "924", { name_status = "PENDING_REVIEW" } },
        { "925", { pin = "246810" } },
        { "926", registered(now, {}) },
        -- Registered by somebody else, with a PIN of theirs
        { "927", registered(now, {
            pin = "860213", code_verification_status = "EXPIRED",
        }) },
        { "928", {
            is_on_biz_app = true, code_verification_status = "NOT_VERIFIED",
        } },
        { "929", {
            is_test_number = true, verified_name = "Test Number",
            allowed_recipients = { "16505551234" },
        } },
        { "930", { pin = "071934", half_deregistered = true } },
        { "931", registered(now, { storage_region = "DE" }) },
        { "932", blocked(now, { pin = "071934" }) },
        { "933", { deleted_at = now } },
        { "934", { pin = "071934", on_premises = true } },
        { "935", {
            pin = "071934", needs_reverification = true,
            code_verification_status = "EXPIRED",
        } },
        { "936", { pin = "071934", locked = true } },
        -- Its new display name is approved: to be registered again
        { "937", registered(now, {
            new_display_name = "Lucky Shrub Berlin",
            new_name_status = "APPROVED",
        }) },
    }
end

-- States that integrators meet and that Meta's pages do not describe.
local function seen_states(now)
    return {
        { "938", {
            app_only = true, code_verification_status = "NOT_VERIFIED",
        } },
        -- Added, never registered, which its status does not show
        { "939", { status = "CONNECTED" } },
        { "940", registered(now, { half_registered = true }) },
        { "941", registered(now, { pin_retired = true }) },
        { "942", { certificate_refused = "two_step" } },
        { "943", { certificate_refused = "in_use" } },
        { "944", { expected_region = "IN" } },
    }
end

local function complete(fields, id, waba_id)
    fields.id = id
    fields.waba_id = waba_id
    fields.display_phone_number = "+1 555-010-0" .. id:sub(-3)
    fields.code_verification_status = fields.code_verification_status
        or "VERIFIED"
    return fields
end

--- The phone numbers.
-- @tparam number now the model's time
-- @treturn table a list of tables of fields
function fixtures.numbers(now)
    local list = {}
    for _, states in ipairs { documented_states(now), seen_states(now) } do
        for _, state in ipairs(states) do
            list[#list + 1] = complete(state[2], "106540352242" .. state[1],
                fixtures.WABA)
        end
    end
    list[#list + 1] =
        complete({}, "115204358172003941", fixtures.OTHER_WABA)
    return list
end

local MANAGEMENT = "whatsapp_business_management"
local MESSAGING = "whatsapp_business_messaging"

--- Tokens that may not do everything.
fixtures.TOKENS = {
    ["expired-token"] = { refused = "token_expired" },
    ["invalidated-token"] = { refused = "token_password_changed" },
    ["removed-permission-token"] = { refused = "permission_removed" },
    ["no-permission-token"] = { scopes = { "public_profile" } },
    ["messaging-token"] = { scopes = { MESSAGING } },
    ["management-token"] = { scopes = { MANAGEMENT } },
    ["one-account-token"] = {
        scopes = { MANAGEMENT, MESSAGING }, waba_ids = { fixtures.WABA },
    },
    ["other-account-token"] = {
        scopes = { MANAGEMENT, MESSAGING }, waba_ids = { fixtures.OTHER_WABA },
    },
}

--- All other tokens.
fixtures.ANY_TOKEN = { scopes = { MANAGEMENT, MESSAGING } }

fixtures.APP = {
    id = "670843887433847",
    name = "Simulator",
    link = "https://example.com/simulator",
}

return fixtures
