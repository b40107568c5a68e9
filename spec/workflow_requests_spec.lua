-- Which requests a workflow sends, by the number's state: each is a round trip,
-- and counts with Meta.

local memory = require "whatsapp.registration.journal.memory"

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local UNVERIFIED, VERIFIED, REGISTERED, IN_GERMANY = "106540352242922",
    "106540352242923", "106540352242926", "106540352242931"

local READ, SETTINGS, SET = "phone_number", "local_storage",
    "set_local_storage"

local sim = served(simulator.start)

local function client_for(number)
    return support.client_for(sim, { phone_number_id = number,
        journal = memory.new() })
end

local ALL = { pin = "071934", data_localization_region = "DE",
    waba_id = "102290129340398",
    test_message = { to = "+16505551234", body = "Hello" } }

local CASES = {
    { "preflight", VERIFIED, {}, { READ } },
    { "setup_number", VERIFIED, { pin = "071934" },
        { READ, "setup_two_step", "register", READ } },
    { "setup_number", UNVERIFIED, { pin = "071934", get_code = true },
        { READ, "request_code", "verify_code", "setup_two_step", "register",
            READ } },
    { "setup_number", REGISTERED, { pin = "071934" }, { READ } },
    { "setup_number", VERIFIED, ALL,
        { READ, SETTINGS, SET, SETTINGS, "setup_two_step", "register", READ,
            "subscribe_app", "send_text" } },
    { "setup_number", IN_GERMANY, ALL,
        { READ, SETTINGS, "subscribe_app", "send_text" } },
    { "change_region", REGISTERED, { pin = "071934", region = "DE" },
        { READ, SETTINGS, "setup_two_step", "deregister", SET, SETTINGS,
            "register", READ } },
    { "change_region", VERIFIED, { pin = "071934", region = "DE" },
        { READ, SETTINGS, "setup_two_step", SET, SETTINGS, "register",
            READ } },
    { "change_region", IN_GERMANY, { pin = "071934", region = "DE" },
        { READ, SETTINGS } },
    { "release_number", REGISTERED, {}, { READ, "deregister", READ } },
    { "release_number", VERIFIED, {}, { READ } },
}

local STATES = { [UNVERIFIED] = "not verified", [VERIFIED] = "verified",
    [REGISTERED] = "registered", [IN_GERMANY] = "registered, in Germany" }

describe("the requests of", function()
    for _, case in ipairs(CASES) do
        local workflow, number, options, expected = (table.unpack or unpack)(
            case)
        it(("%s are %d for a number that is %s%s"):format(workflow, #expected,
            STATES[number], options.waba_id and ", with all options" or ""),
            function()
                local given = support.merge(options, {})
                given.get_code = options.get_code and function()
                    return sim:code(number)
                end or nil
                local client = client_for(number)
                client[workflow](client, given)
                assert.same(expected, sim:operations())
            end)
    end
end)

describe("a workflow", function()
    it("asks the journal twice if the number has no attempts, takes one "
        .. "and settles it",
        function()
            local asked = {}
            local journal = setmetatable({}, { __index = memory.new() })
            for _, name in ipairs { "attempts", "budget", "reserve",
                "settle" } do
                journal[name] = function(_, ...)
                    asked[#asked + 1] = name
                    local inner = getmetatable(journal).__index
                    return inner[name](inner, ...)
                end
            end
            support.client_for(sim, { phone_number_id = VERIFIED,
                journal = journal }):setup_number { pin = "071934" }
            assert.same({ "attempts", "attempts", "reserve", "settle" },
                asked)
        end)
end)
