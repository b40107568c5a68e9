-- An option of a name that nobody knows is refused, with the one that may be
-- meant.

local assert_refused = require("spec.support.errors").assert_refused
local transport = require "whatsapp.registration.transport"
local support = require "spec.support.client"

-- Given; where; the name that is suggested
local MISSPELT = {
    { "pim", "register", "pin" }, { "PIN", "register", "pin" },
    { "phone_number", "register", "phone_number_id" },
    { "data_localisation_region", "register", "data_localization_region" },
    { "acess_token", "deregister", "access_token" },
    { "timeouts", "deregister", "timeout" },
    { "waba", "subscribe_app", "waba_id" }, { "text", "send_text" },
    { "something_else_altogether", "register" },
    { "pin", "deregister" },
}

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

    for _, case in ipairs(MISSPELT) do
        local name, operation, suggested = case[1], case[2], case[3]

        it(("%s of %s is refused as unknown"):format(name, operation),
            function()
                local err = support.failure_of(support.client_for {
                    base_url = "http://localhost:1" }, operation,
                    support.merge(support.OPTIONS[operation], { [name] = "x" }))
                assert_refused(err, name)
                assert.equal(suggested, err.message:match 'mean "(.-)"')
            end)
    end
end)
