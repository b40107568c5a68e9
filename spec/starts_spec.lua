-- libcurl and its libraries take the most of a start: whoever sends nothing
-- does not wait for them.

local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"

-- Runs Lua in which libcurl can't be had
local function without_libcurl(code)
    return process.run { interpreter(), "-e", [[
        package.preload["whatsapp.registration.transport"] = function()
            error "libcurl is loaded"
        end
        ]] .. code }
end

local function command(...)
    return without_libcurl(([[os.exit(require "whatsapp.registration.cli" {
        "%s" })]]):format(table.concat({ ... }, '", "')))
end

describe("a library whose files are gone", function()
    local sim = served(simulator.start)

    it("still says what was refused and finds out what was applied",
        function()
            sim:fault { operation = "register", fault = "error",
                code = 133010 }
            sim:fault { operation = "register", fault = "drop_after" }
            local ran = process.run { interpreter(), "-e", ([[
                local client = require "whatsapp.registration".new {
                    access_token = "EAAG", base_url = "%s", ca_file = "%s",
                    phone_number_id = "106540352242923" }
                package.path, package.cpath = "", ""
                local function register()
                    local _, got = pcall(client.register, client,
                        { pin = "071934" })
                    print(got.kind, got.response and got.response.confirmed)
                end
                register() register()
                print(client:budget().used)]]):format(sim.base_url,
                sim.ca_file) }
            assert.equal("", ran.stderr)
            assert.equal("not_registered\tnil\nnil\tread\n2\n", ran.stdout)
        end)
end)

describe("a first call that succeeds", function()
    local sim = served(simulator.start)

    -- The stand-in for a module has a metatable until the module is compiled.
    it("compiles no module that it does without", function()
        local ran = process.run { interpreter(), "-e", ([[
            local client = require "whatsapp.registration".new {
                access_token = "EAAG", base_url = "%s", ca_file = "%s",
                phone_number_id = "106540352242923" }
            print(client:register { pin = "071934" }.success)
            for _, name in ipairs { "answer", "attempt", "errors", "hooks",
                "journal.record", "json", "retries", "tries" } do
                local module = require("whatsapp.registration." .. name)
                print(name, getmetatable(module) ~= nil)
            end]]):format(sim.base_url, sim.ca_file) }
        assert.equal("", ran.stderr)
        assert.matches("^true\n", ran.stdout)
        assert.is_nil(ran.stdout:find("false", 1, true), ran.stdout)
    end)
end)

describe("a start without libcurl", function()
    it("is that of the module, which answers what needs no server", function()
        local ran = without_libcurl [[
            local registration = require "whatsapp.registration"
            require "whatsapp.registration.safe"
            require "whatsapp.registration.webhook"
            print(registration.explain(133005).kind, #registration.regions,
                #registration.generate_pin(),
                pcall(registration.register, {}))]]
        assert.equal("", ran.stderr)
        assert.matches("^pin_mismatch\t14\t6\tfalse\t", ran.stdout)
    end)

    it("ends with the first client", function()
        local ran = without_libcurl
            [[require "whatsapp.registration".new { access_token = "EAAG" }]]
        assert.matches("libcurl is loaded", ran.stderr, 1, true)
    end)

    for _, words in ipairs { { "--help" }, { "setup", "--help" },
        { "explain", "133005" }, { "completion", "bash" } } do
        it("is that of the command " .. table.concat(words, " "), function()
            local ran = command((table.unpack or unpack)(words))
            assert.equal("", ran.stderr)
            assert.equal(0, ran.code)
            assert.not_equal("", ran.stdout)
        end)
    end

    for _, question in ipairs { "budget", "attempts" } do
        it("is that of the command " .. question, function()
            local journal = os.tmpname()
            os.remove(journal)
            local ran = command(question, "106540352242922", "--json",
                "--journal", journal)
            os.remove(journal)
            assert.equal("", ran.stderr)
            assert.equal(0, ran.code)
        end)
    end
end)
