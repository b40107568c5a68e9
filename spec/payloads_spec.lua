-- Every payload, through the wire: what it becomes, and what the server is
-- asked for afterwards.

local cjson = require "cjson"
local core = require "whatsapp.registration.core"
local meanings = require "spec.data.payload_meanings"
local payloads = require "whatsapp.registration.simulator.payloads"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local operations = core.operations()

-- An operation of Meta's that this library does not have yet is stood in for.
local function operation_of(row)
    return operations[row.operation] and row.operation or "subscribe_app"
end

local function read_meaning(text)
    local meaning = { is_unknown = text:find("unknown$") ~= nil,
        field = text:match "@(%S+)", wait = tonumber(text:match " (%d+)") }
    meaning.kind, meaning.action = text:match "^(%S+) (%S+)"
    return meaning
end

local function body_of(row)
    return row.body or cjson.encode { error = row.error }
end

-- What the hint must speak of
local HINTS = {
    register_smb_refused = { "Embedded Signup", "delete the account" },
    register_permission_missing = { "WhatsApp Business app" },
    register_two_factor_on = { "waiting does not help", "turned off" },
    register_number_in_use = { "delete it", "6 hours", "other provider" },
    register_not_ready = { "display name", "two%-step", "another WhatsApp" },
    register_not_ready_arabic = { "display name", "two%-step", "another" },
    register_name_not_processed = { "edit it" },
    register_name_being_processed = { "wait" },
    register_region_expected = { "local storage" },
    register_payment_missing = { "payment method" },
    register_asset_missing = { "whatsapp_business_management" },
    register_pin_mismatch = { "set a new PIN", "turn two%-step" },
    register_not_registered = { "verify" },
    register_app_secret_wrong = { "same app" },
    register_failed_131000 = { "may have been applied", "status" },
    set_pin_failed_131000 = { "same PIN again costs no attempt" },
    set_pin_not_registered = { "only on a registered number" },
    deregister_not_linked = { "nothing to deregister" },
    request_code_busy = { "still has a WhatsApp account", "delete" },
    request_code_verified = { "register it" },
    request_code_volume = { "10 in 72 hours" },
    read_id_of_account = { "account's id, not the number's" },
    list_id_of_number = { "number's id, not the account's" },
    read_withheld_app = { "without the field" },
    read_path_unknown = { "version" },
    add_number_partners_only = { "Only partners" },
    migrate_number_without_text = { "unverified", "payment", "two%-step" },
    templates_not_allowed = { "Business app alone", "not registered" },
    send_payment_method_missing = { "payment method" },
    send_business_unverified = { "verification" },
}

local names = {}
for name in pairs(payloads) do
    names[#names + 1] = name
end
table.sort(names)

describe("the payloads", function()
    it("are at least 80, each with a source, an operation and an answer",
        function()
            assert.is_true(#names >= 80, #names)
            for name, row in pairs(payloads) do
                assert.is_truthy(name:find("^[a-z0-9_]+$"), name)
                assert.is_true(#row.source > 10, name)
                assert.equal("string", type(row.operation), name)
                assert.is_true(row.status >= 200 and row.status < 600, name)
                assert.is_true((row.error ~= nil) ~= (row.body ~= nil), name)
            end
        end)

    it("are those that have a meaning, and no others", function()
        for name in pairs(payloads) do
            assert.is_string(meanings[name], name
                .. " has no row in spec/data/payload_meanings.lua")
        end
        for name in pairs(meanings) do
            assert.is_table(payloads[name], name
                .. " is in no file of the simulator's payloads/")
        end
    end)
end)

-- Kinds of what happens without an answer
local UNANSWERED = { network = true, timeout = true, tls = true,
    cancelled = true }

describe("each kind of error that an answer can be", function()
    it("is the meaning of a payload", function()
        local kinds = {}
        for _, meaning in pairs(meanings) do
            kinds[read_meaning(meaning).kind] = true
        end
        for kind in pairs(core.kinds()) do
            assert.is_true(kinds[kind] or UNANSWERED[kind], kind)
        end
    end)
end)

describe("the answer", function()
    local server = served()

    local function answered(name)
        local row = payloads[name]
        local operation = operation_of(row)
        server:answers { raw.response(row.status, body_of(row)) }
        local client = support.client_for(server, { reconcile = 0.2 })
        local options = support.OPTIONS[operation]
        if name:find "^read_withheld" then
            -- One of the default fields would be left out, and read again.
            options = { fields = "is_on_biz_app,search_visibility" }
        end
        return support.failure_of(client, operation, options),
            operations[operation]
    end

    -- Sent once; read afterwards only if the outcome is not known. No read
    -- shows which PIN is on.
    local function assert_received(is_unknown, operation)
        local requests = server:received()
        local sent = 0
        for _, request in ipairs(requests) do
            if request.method ~= "GET" or operation.is_read then
                sent = sent + 1
            end
        end
        assert.equal(1, sent)
        assert.equal(is_unknown and operation.spends_attempt,
            #requests > sent)
    end

    -- What holds of each answer, whatever it means
    local function assert_said_by_server(err, name)
        local operation = operation_of(payloads[name])
        assert.equal("server", err.origin)
        assert.equal("yes", err.sent)
        assert.equal(payloads[name].status, err.http_status)
        assert.equal(operation, err.operation)
        assert.equal(support.NUMBER, err.phone_number_id)
        assert.equal(operations[operation].spends_attempt, err.attempt_spent)
        assert.is_string(err.message)
        assert.is_nil(tostring(err):find "%c")
    end

    for _, name in ipairs(names) do
        it(name .. " becomes " .. (meanings[name] or "nothing"), function()
            local meaning = read_meaning(meanings[name] or "none none")
            local err, operation = answered(name)
            assert.equal(meaning.kind, err.kind)
            assert.equal(meaning.action, err.next_action)
            assert.equal(meaning.wait, err.retry_after)
            assert.equal(meaning.field, err.field)
            assert.equal(meaning.is_unknown,
                err.hint:find("may have been applied", 1, true) ~= nil)
            assert.equal(meaning.action == "retry", err.retryable)
            assert.is_false(err.retryable and not operation.is_read)
            assert_said_by_server(err, name)
            for _, words in ipairs(HINTS[name] or {}) do
                assert.matches(words, err.hint)
            end
            assert_received(meaning.is_unknown, operation)
        end)
    end
end)
