-- What each row of the table of operations promises: which options keep which
-- rule, and whose answer must say that it succeeded. spec/mutation.sh changes
-- those rows one by one.

local core = require "whatsapp.registration.core"
local transport = require "whatsapp.registration.transport"
local served = require "spec.support.served"
local support = require "spec.support.client"

local ANSWER_SUCCESS = { "register", "deregister", "setup_two_step",
    "request_code", "verify_code", "set_local_storage", "subscribe_app",
    "unsubscribe_app", "set_display_name" }

local SPEND_ATTEMPTS = { register = true, deregister = true }
local ARE_READ_BACK = { register = true, deregister = true,
    setup_two_step = true }
local SEND_PINS = { register = true, setup_two_step = true }
local READ = { phone_number = true, phone_numbers = true,
    local_storage = true, subscribed_apps = true, inspect_token = true }

-- Operation, option, and a value that breaks its rule: each option of each
-- operation, as one may have lost its rule where another of that name has not
local BROKEN = {
    { "register", "pin", "1234567" },
    { "register", "data_localization_region", "de" },
    { "register", "force", "true" },
    { "register", "force", 1 },
    { "register", "reconcile", "5" },
    { "register", "reconcile", 0 },
    { "deregister", "force", "true" },
    { "deregister", "reconcile", -1 },
    { "setup_two_step", "pin", "12345" },
    { "setup_two_step", "pin", support.NONE },
    { "setup_two_step", "reconcile", {} },
    { "request_code", "code_method", "FAX" },
    { "request_code", "language", "english" },
    { "verify_code", "code", "12345" },
    { "phone_number", "fields", "id status" },
    { "phone_numbers", "waba_id", "x" },
    { "phone_numbers", "fields", "id status" },
    { "phone_numbers", "limit", 0 },
    { "phone_numbers", "after", "a b" },
    { "set_local_storage", "region", true },
    { "subscribe_app", "waba_id", "x" },
    { "subscribed_apps", "waba_id", "x" },
    { "unsubscribe_app", "waba_id", "x" },
    { "unsubscribe_app", "waba_id", support.NONE },
    { "add_number", "waba_id", "x" },
    { "add_number", "cc", "1234" },
    { "add_number", "cc", support.NONE },
    { "add_number", "phone_number", "x" },
    { "add_number", "phone_number", support.NONE },
    { "add_number", "verified_name", "x" },
    { "add_number", "verified_name", support.NONE },
    { "add_number", "migrate_phone_number", "true" },
    { "set_display_name", "new_display_name", "x" },
    { "set_display_name", "new_display_name", support.NONE },
    { "inspect_token", "input_token", "a b" },
    { "send_text", "to", "1" },
    { "send_text", "preview_url", "true" },
    { "send_text", "body", "\255" },
}

local BROKEN_CONFIGURATIONS = { reconcile = "5", max_connections = 0,
    on_event = {}, regions = "FR", timeout = 0, connect_timeout = 0,
    ca_file = "\n", proxy = "\n", user_agent = "\n", base_url = "\n",
    api_version = "25", app_secret = "a b", access_token = "a b",
    phone_number_id = "x" }

describe("an operation", function()
    local server = served()

    for _, name in ipairs(ANSWER_SUCCESS) do
        it(name .. " has not succeeded if the answer does not say so",
            function()
                server:json(200, "{}")
                local client = support.client_for(server)
                assert.equal("protocol",
                    support.failure_of(client, name).kind)
                server:reset()
                server:json(200, '{"success":true}')
                assert.is_true(
                    client[name](client, support.OPTIONS[name]).success)
            end)
    end

    it("add_number has added none if the answer has no id", function()
        local client = support.client_for(server)
        for _, body in ipairs { "{}", '{"success":true}', '{"id":7}' } do
            server:reset()
            server:json(200, body)
            local err = support.failure_of(client, "add_number")
            assert.equal("protocol", err.kind)
            assert.equal("check_status", err.next_action)
        end
        server:reset()
        server:json(200, '{"id":"115204358172003941"}')
        assert.equal("115204358172003941", client:add_number(
            support.OPTIONS.add_number).id)
    end)

    it("has the flags of its row", function()
        for name, row in pairs(core.operations()) do
            local place = name .. ": see the lists at the head of this spec"
            assert.equal(SPEND_ATTEMPTS[name] or false, row.spends_attempt,
                place)
            assert.equal(ARE_READ_BACK[name] or false, row.read_back, place)
            assert.equal(SEND_PINS[name] or false, row.sends_pin, place)
            assert.equal(READ[name] or false, row.is_read, place)
        end
    end)

    for _, case in ipairs(BROKEN) do
        local name, option, value = case[1], case[2], case[3]
        it(("%s refuses %s that is %s"):format(name, option,
            value == support.NONE and "missing" or tostring(value)),
            function()
                local client = transport.client { access_token = "EAAG",
                    phone_number_id = "42" }
                local call, refusal = client:prepare(name,
                    support.merge(support.OPTIONS[name],
                        { [option] = value }))
                assert.is_nil(call)
                assert.equal(option, refusal.field)
            end)
    end
end)

describe("a configuration", function()
    for option, value in pairs(BROKEN_CONFIGURATIONS) do
        it("with a bad " .. option .. " is refused by the core", function()
            local client, refusal = transport.client { [option] = value }
            assert.is_nil(client)
            assert.equal(option, refusal.field)
        end)
    end

    it("may allow 2,730 more regions, and none beyond", function()
        local regions = {}
        for index = 1, 2730 do
            regions[index] = "FR"
        end
        assert.is_truthy(transport.client { regions = regions })
        regions[2731] = "FR"
        local client, refusal = transport.client { regions = regions }
        assert.is_nil(client)
        assert.is_string(refusal.message)
    end)

    it("waits 30 seconds for an answer if it says nothing else",
        function()
            local client = transport.client { access_token = "EAAG",
                phone_number_id = "42", base_url = "http://127.0.0.1:1" }
            local call = client:prepare("phone_number", {})
            call:start()
            local left = call:time_left()
            call:close()
            assert.is_true(left > 20 and left <= 30, left)
        end)

end)

describe("max_connections", function()
    local server = served()

    local function started(limit)
        local client = support.client_for(server, { max_connections = limit })
        local calls = {}
        for index = 1, 4 do
            calls[index] = client:start("phone_number", { fields = "id" })
        end
        return calls
    end

    it("keeps calls at once to as many connections", function()
        server:json(200, '{"id":"42"}')
        for _, call in ipairs(started(1)) do
            assert.equal("42", support.wait(call):result().id)
        end
        assert.equal(1, (server:connections()))
    end)

    it("lets each call have its own if it is not given", function()
        server:script { otherwise = { "read", "stall" } }
        local calls = started(support.NONE)
        for _, call in ipairs(calls) do
            support.poll_until_received(call, server, 4)
        end
        assert.equal(4, (server:connections()))
    end)
end)

describe("an app secret", function()
    local server = served()

    it("of one character signs a token of one character", function()
        -- printf x | openssl dgst -sha256 -hmac y
        local proof = "a25c232a404fc8acd989e30cb28c9d764ee019a62dd652a1"
            .. "4de5a4fec9aaad9a"
        server:json(200, '{"id":"42"}')
        support.client_for(server, { access_token = "x", app_secret = "y" })
            :phone_number { fields = "id" }
        assert.is_truthy(server:received()[1].path:find(proof, 1, true))
    end)
end)

describe("the name of an option", function()
    local client = transport.client { access_token = "EAAG",
        phone_number_id = "42" }

    -- Those of `register`
    local NAMES = { "pin", "data_localization_region", "backup.data",
        "backup.password", "force", "reconcile", "phone_number_id",
        "access_token", "timeout" }

    local function refusal_of(name)
        local call, refusal = client:prepare("register",
            { pin = "071934", [name] = "x" })
        assert.is_nil(call)
        return refusal
    end

    -- Levenshtein's distance; capitals make no difference
    local function distance(name, option)
        name = name:lower()
        local row = {}
        for column = 0, #option do
            row[column] = column
        end
        for line = 1, #name do
            local diagonal = row[0]
            row[0] = line
            for column = 1, #option do
                local change = name:byte(line) == option:byte(column) and 0
                    or 1
                local best = math.min(diagonal + change, row[column] + 1,
                    row[column - 1] + 1)
                diagonal, row[column] = row[column], best
            end
        end
        return row[#option]
    end

    -- Of the options that are near enough, those that are nearest
    local function nearest(name)
        local found, smallest = {}, math.huge
        for _, option in ipairs(NAMES) do
            local apart = distance(name, option)
            if apart <= math.floor(math.max(#name, #option) / 2) then
                if apart < smallest then
                    found, smallest = {}, apart
                end
                found[option] = apart == smallest or nil
            end
        end
        return found
    end

    -- A name with so many slips
    local function misspell(name, slips, random)
        for _ = 1, slips do
            local at = random(#name + 1)
            local letter = ("abnpZzAx_."):sub(random(10) + 1):sub(1, 1)
            local skipped = at + random(3)
            name = name:sub(1, at) .. (random(3) == 0 and "" or letter)
                .. name:sub(skipped)
        end
        return random(4) == 0 and name:upper() or name
    end

    local function is_known(name)
        for _, option in ipairs(NAMES) do
            if name == option or name == "backup" then
                return true
            end
        end
        return name == ""
    end

    it("that nobody knows is named with the nearest that is known", function()
        local seed = 1966
        local function random(below)
            seed = seed * 16807 % 2147483647
            return seed % below
        end
        local suggested, lonely = 0, 0
        for _ = 1, 1200 do
            local option = NAMES[random(#NAMES) + 1]
            local name = misspell(option, 1 + random(#option), random)
            if not is_known(name) and #name < 40 then
                local refusal = refusal_of(name)
                local told = refusal.message:match 'mean "(.-)"'
                local expected = nearest(name)
                assert.equal(name, refusal.field)
                if next(expected) then
                    suggested = suggested + 1
                    assert.is_true(expected[told], name .. ": "
                        .. tostring(told))
                else
                    lonely = lonely + 1
                    assert.is_nil(told, name)
                end
            end
        end
        assert.is_true(suggested > 300 and lonely > 150)
    end)

    it("is named if it has up to 39 characters", function()
        local name = ("x"):rep(39)
        assert.equal(name, refusal_of(name).field)
        assert.equal("options", refusal_of(name .. "x").field)
    end)

    it("may be an id given as the number 1", function()
        assert.is_truthy(client:prepare("deregister",
            { phone_number_id = 1 }))
    end)
end)
