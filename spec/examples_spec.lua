-- Each example is run as a user runs it, and must come to its last line.

local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local FAILED = "the example failed"

local EXAMPLES = {
    { "register", "deregistered:%s+true" },
    { "setup_number", "message accepted as wamid%." },
    { "error_handling", "Not the number's PIN" },
    { "data_localization", "and now: IN_COUNTRY_STORAGE_DISABLED" },
    { "migrate", "platform: CLOUD_API" },
    { "journal_sqlite", "register%s+succeeded\n$" },
}

local NO_TOKEN = { WHATSAPP_ACCESS_TOKEN = "", WHATSAPP_BASE_URL = false }

describe("the example", function()
    for _, example in ipairs(EXAMPLES) do
        local name, last = example[1], example[2]
        it(name .. " runs to its end against the simulator", function()
            local outcome = process.run(
                { interpreter(), "examples/" .. name .. ".lua" },
                { env = NO_TOKEN, timeout = 30 })
            assert.equal(0, outcome.code, FAILED .. ": " .. outcome.stderr)
            assert.matches(last, outcome.stdout)
            assert.equal("", outcome.stderr)
        end)
    end

    it("demo shows a number from nothing to its first message", function()
        local outcome = process.run({ "examples/demo.sh" }, { timeout = 60 })
        assert.equal(0, outcome.code, FAILED .. ": " .. outcome.stderr)
        assert.matches("status CONNECTED", outcome.stdout)
        assert.matches("message wamid%.", outcome.stdout)
        assert.matches("kind%s+pin_mismatch", outcome.stdout)
    end)
end)
