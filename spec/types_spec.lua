-- types/ says to editors what the code does.

local core = require "whatsapp.registration.core"
local files = require "spec.support.files"
local reference = require "spec.support.reference"
local registration = require "whatsapp.registration"

local TYPES = files.read "types/whatsapp_registration.lua"

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

local function keys(given)
    local names = {}
    for name in pairs(given) do
        names[name] = true
    end
    return names
end

-- The functions that stand in a file of types for a class or module
local function functions(part, class)
    local names = {}
    for _, each in ipairs(reference.types(part).functions) do
        if each.name:sub(1, #class) == class then
            names[each.name:sub(#class + 1)] = true
        end
    end
    return names
end

-- Both have the same names; what is missing is named with its place.
local function assert_same(of_code, of_types)
    for name in pairs(of_code) do
        assert.is_true(of_types[name], name .. " is missing in types/")
    end
    for name in pairs(of_types) do
        assert.is_true(of_code[name], name .. " in types/ is nothing there is")
    end
end

describe("the editors' types", function()
    it("know every kind of error, and no other", function()
        local kinds = {}
        for kind in pairs(core.kinds()) do
            kinds[kind] = true
        end
        assert_same(kinds, alias "Kind")
    end)

    it("know the next action of every kind and code", function()
        local known = alias "NextAction"
        for _, explained in pairs(core.kinds()) do
            assert.is_true(known[explained.next_action],
                explained.next_action .. " is missing in types/")
        end
        for code = 0, 1000 do
            assert.is_true(known[core.explain(code).next_action],
                code .. ": its next action is missing in types/")
        end
        for _, code in ipairs { 130429, 131031, 133000, 133005, 133006,
            133008, 133010, 133015, 133016, 136024, 136025, 2388001, 2388091,
            2388367 } do
            assert.is_true(known[core.explain(code).next_action],
                code .. ": its next action is missing in types/")
        end
    end)

    it("know each field that a look at a number asks for", function()
        local known = fields "Number"
        local asked = core.operations().phone_number.default_fields
        for field in asked:gmatch "[%w_]+" do
            assert.is_true(known[field], field .. " is missing in types/")
        end
    end)

    it("know each method of a client and of a call, and no other",
        function()
            local client = registration.new { access_token = "t",
                phone_number_id = "1" }
            local call = client:start "phone_number"
            assert_same(keys(getmetatable(client).__index),
                functions("", "Client:"))
            assert_same(keys(getmetatable(call).__index),
                functions("", "Call:"))
            call:cancel()
            client:close()
        end)

    it("know each function of a module, and no other", function()
        local own = keys(registration)
        for method in pairs(functions("", "Client:")) do
            own[method] = nil -- each is a function of the module, too
        end
        own.regions, own._VERSION = nil, nil
        assert_same(own, functions("", "registration."))
        assert_same(keys(require "whatsapp.registration.fleet"),
            functions("_fleet", "fleet."))
        assert_same(keys(require "whatsapp.registration.webhook"),
            functions("_webhook", "webhook."))
    end)

    it("know each option of an operation, and no other", function()
        local types, named = reference.types "", {}
        local client = registration.new { access_token = "t",
            journal = false }
        local names = reference.fields_sent()
        for _, operation in ipairs(reference.operations()) do
            for option in pairs(reference.options(types,
                "Client:" .. operation.name)) do
                names[option] = true
            end
        end
        for _, operation in ipairs(reference.operations()) do
            local known = reference.options(types,
                "Client:" .. operation.name)
            for name in pairs(names) do
                local _, err = pcall(client[operation.name], client,
                    { [name] = function() end })
                local is_taken = not err.message:find "expected a known"
                named[name] = named[name] or is_taken
                assert.equal(known[name] or false, is_taken,
                    operation.name .. ": " .. name)
            end
        end
        for name in pairs(names) do
            assert.is_true(named[name], name)
        end
        client:close()
    end)

    it("know each key of a configuration, and no other", function()
        local of_code = {}
        local header = files.read "src/graph/client.h"
        for name in header:match "enum wa_config_key {(.-)}"
            :gmatch "WA_CONFIG_([%u_]+)," do
            of_code[name:lower()] = true
        end
        assert_same(of_code, fields "Config")
    end)

    it("know each host that a configuration may name, and so does its page",
        function()
            local of_code, of_types = {}, {}
            local ok, err = pcall(registration.new, { access_token = "t",
                host = "none of them" })
            assert.is_false(ok)
            for name in err.message:gmatch '"(%l+)"' do
                of_code[name] = true
            end
            for name in TYPES:match "@field host%? ([^\n]*)"
                :gmatch '"(%l+)"' do
                of_types[name] = true
            end
            assert_same(of_code, of_types)
            local page = assert(io.open "doc/hosts.md")
            local text = page:read "*a"
            page:close()
            for name in pairs(of_code) do
                assert.is_truthy(name == "auto" or text:find(name, 1, true),
                    name .. " is not in doc/hosts.md")
            end
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
