-- The files that the program needs: it finds them from any folder, and says
-- which is missing.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local VERIFIED = "106540352242923"

describe("the program", function()
    it("finds the modules of its checkout, wherever it is run from", function()
        for folder, way in pairs { ["."] = "cli/bin/",
            ["cli/bin"] = "", spec = "../cli/bin/" } do
            local ended = process.run { "sh", "-c", ('cd %s && env -i '
                .. '"PATH=$PATH" lua5.4 %swhatsapp-registration explain 10')
                :format(folder, way) }
            assert.matches("^10%s+permission", ended.stdout, 1, ended.stderr)
        end
    end)

    it("simulate serves until it is ended", function()
        local child = process.start { "lua5.4",
            "cli/bin/whatsapp-registration", "simulate", "--quiet" }
        assert.matches('"base_url":"https://localhost:%d+"', child.first_line)
        child:stop()
    end)
end)

describe("if a library is missing", function()
    local sim, command = commands.served()

    -- A path on which nothing of these names is found
    local function without(names)
        return { LUA_INIT = false, HIDE = names, WHATSAPP_PIN = "071934",
            WHATSAPP_PHONE_NUMBER_ID = VERIFIED }
    end

    local function run(name, arguments)
        local words = { interpreter(), "-e", [[
            for name in os.getenv "HIDE":gmatch "%S+" do
                package.preload[name] = function()
                    error("module not found", 0)
                end
            end
            arg = { [0] = "x", ]] .. arguments .. [[ }
            dofile "cli/bin/whatsapp-registration"]] }
        return process.run(words, { env = command:env(without(name)) })
    end

    it("says how to get argparse", function()
        local ran = run("argparse", '"status"')
        assert.equal(exits.of_kind.unavailable, ran.code)
        assert.matches("lua%-argparse", ran.stderr)
    end)

    it("says how to get the simulator, which the other commands don't need",
        function()
            local name = "whatsapp.registration.simulator."
            for _, words in ipairs { '"simulate"', '"simulate", "--port", "0"' }
            do
                local ran = run(name .. "command_options " .. name
                    .. "main", words)
                assert.equal(exits.of_kind.unavailable, ran.code, ran.stderr)
                assert.matches("whatsapp%-registration%-simulator", ran.stderr)
            end
            assert.equal(0, run(name .. "command_options",
                '"explain", "10"').code)
        end)

    it("says how to get LuaSQL, or how to do without, and sends nothing",
        function()
            local ran = run("luasql.sqlite3", '"register"')
            assert.equal(exits.of_kind.unavailable, ran.code)
            assert.matches("lua%-sql%-sqlite3", ran.stderr)
            assert.matches("%-%-no%-journal", ran.stderr)
            assert.same({}, sim:received())
            ran = run("luasql.sqlite3", '"register", "--no-journal"')
            assert.equal(0, ran.code, ran.stderr)
            assert.equal(1, #sim:received { operation = "register" })
        end)

    it("shows a status without LuaSQL", function()
        local ran = run("luasql.sqlite3", '"status"')
        assert.equal(0, ran.code, ran.stderr)
        assert.matches("no journal", ran.stderr)
    end)
end)
