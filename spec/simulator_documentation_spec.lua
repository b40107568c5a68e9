local files = require "spec.support.files"
local effects = require "whatsapp.registration.simulator.effects"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local number = require "whatsapp.registration.simulator.number"
local options = require "whatsapp.registration.simulator.options"
local payloads = require "whatsapp.registration.simulator.payloads"
local routes = require "whatsapp.registration.simulator.routes"

describe("doc/simulator.md", function()
    local text

    setup(function()
        text = files.read "doc/simulator.md"
    end)

    local function has(wanted)
        assert.truthy(text:find(wanted, 1, true), wanted)
    end

    it("lists every option with its default", function()
        for name, default in pairs(options.new()) do
            local shown = name == "base_url" and "the server's"
                or type(default) == "table" and (default[1] or "none")
                or default
            has(("| `%s` | %s |"):format(name, tostring(shown)))
        end
    end)

    it("lists every fault", function()
        for name in pairs(effects) do
            has(("`%s`"):format(name))
        end
    end)

    it("lists every operation that a fault may be meant for", function()
        for operation in pairs(routes.OPERATIONS) do
            has(("`%s`"):format(operation))
        end
    end)

    it("names payloads that there are", function()
        local named = 0
        for name in text:gmatch('"fault":"([%w_]+)"') do
            assert.truthy(effects[name] or payloads[name], name)
            named = named + 1
        end
        assert.is_true(named > 3)
    end)

    it("lists every number, its fields, and every token", function()
        for _, fields in ipairs(fixtures.numbers(0)) do
            has(fields.id)
        end
        for field in pairs(number.FIELDS) do
            has(field == "id" and "id" or ("`%s`"):format(field))
        end
        for token in pairs(fixtures.TOKENS) do
            has(("| `%s` |"):format(token))
        end
    end)

    it("shows how to use the model", function()
        local code = text:match("```lua\n(local simulator = .-)```")
        local pieces = { "local print = ...; ", code }
        local run = assert(load(function()
            return table.remove(pieces, 1)
        end))
        local printed = {}
        run(function(...)
            printed[#printed + 1] = { ... }
        end)
        assert.equal(503, printed[1][1])
        assert.same({ "register" }, printed[2])
    end)
end)
