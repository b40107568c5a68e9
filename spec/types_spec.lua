-- What types/ says to editors must be what the code does.

local core = require "whatsapp.registration.core"
local registration = require "whatsapp.registration"

local file = assert(io.open("types/whatsapp_registration.lua"))
local TYPES = file:read "*a"
file:close()

-- The words of an alias, each as a key
local function alias(name)
    local words = {}
    local text = TYPES:match("%-%-%-@alias whatsapp%.registration%." .. name
        .. "\n(.-)\n\n")
    for word in text:gmatch '%-%-%-| "([%l_]+)"' do
        words[word] = true
    end
    return words
end

local function fields(class)
    local names = {}
    local text = TYPES:match("%-%-%-@class whatsapp%.registration%." .. class
        .. "[ \n:](.-)\n\n")
    for name in text:gmatch "%-%-%-@field ([%l_]+)" do
        names[name] = true
    end
    return names
end

describe("the editors' types", function()
    it("know every kind of error, and no other", function()
        local kinds = {}
        for kind in pairs(core.kinds()) do
            kinds[kind] = true
        end
        assert.same(kinds, alias "Kind")
    end)

    it("know the next action of every kind and code", function()
        local known = alias "NextAction"
        for kind, explained in pairs(core.kinds()) do
            assert.is_true(known[explained.next_action], kind)
        end
        for code = 0, 1000 do
            assert.is_true(known[core.explain(code).next_action], code)
        end
        for _, code in ipairs { 130429, 131031, 133000, 133005, 133006,
            133008, 133010, 133015, 133016, 136024, 136025, 2388001, 2388091,
            2388367 } do
            assert.is_true(known[core.explain(code).next_action], code)
        end
    end)

    it("know each field that a look at a number asks for", function()
        local known = fields "Number"
        local asked = core.operations().phone_number.default_fields
        for field in asked:gmatch "[%w_]+" do
            assert.is_true(known[field], field)
        end
    end)

    it("know each method of a client, and no other", function()
        local client = registration.new { access_token = "t" }
        local methods, known = {}, {}
        for name in pairs(getmetatable(client).__index) do
            methods[name] = true
        end
        for name in TYPES:gmatch "\nfunction Client:([%l_]+)%(" do
            known[name] = true
        end
        client:close()
        assert.same(methods, known)
    end)

    it("know each field of an error that the page on errors lists", function()
        local page = assert(io.open "doc/errors.md")
        local text = page:read("*a"):match "## Fields\n(.-)\n## "
        page:close()
        local known, seen = fields "Error", 0
        for row in text:gmatch "\n| (`[^|]+) |" do
            for name in row:gmatch "`([%l_]+)`" do
                assert.is_true(known[name], name)
                seen = seen + 1
            end
        end
        assert.is_true(seen > 20)
    end)
end)
