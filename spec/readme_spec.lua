-- What README.md shows must work, and what it lists must be all there is.

local core = require "whatsapp.registration.core"
local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local registration = require "whatsapp.registration"
local simulator = require "spec.support.simulator"

local function read(path)
    local file = assert(io.open(path))
    local text = file:read "*a"
    file:close()
    return text
end

local README = read "README.md"

local function blocks(language)
    local found = {}
    for code in README:gmatch("\n```" .. language .. "\n(.-)\n```") do
        found[#found + 1] = code
    end
    return found
end

-- A block as a function that shares its globals with the others. The first
-- line's `local client` must reach them, so it becomes a global there.
local function load_block(code, environment)
    code = code:gsub("^local registration", "registration")
        :gsub("\nlocal client = ", "\nclient = ")
    if setfenv then
        return setfenv(assert(loadstring(code)), environment)
    end
    return assert(load(code, "README", "t", environment))
end

describe("README.md", function()
    local sim, folder

    setup(function()
        sim = simulator.start()
        folder = process.run({ "mktemp", "-d" }).stdout:match "%S+"
    end)

    teardown(function()
        sim:stop()
        process.run { "rm", "-rf", folder }
    end)

    local function environment()
        local printed = {}
        local values = setmetatable({
            print = function(...)
                printed[#printed + 1] = table.concat({ tostring((...)) }, " ")
            end,
            os = setmetatable({ getenv = function()
                return folder
            end }, { __index = os }),
            read_code = function(id)
                return sim:code(id)
            end,
            require = function(name)
                if name ~= "whatsapp.registration" then
                    return require(name)
                end
                return setmetatable({ from_env = function(config)
                    return registration.new {
                        access_token = "token",
                        phone_number_id = "106540352242923",
                        base_url = sim.base_url,
                        ca_file = sim.ca_file,
                        host = config and config.host,
                    }
                end }, { __index = registration })
            end,
        }, { __index = _G })
        return values, printed
    end

    it("shows code within its first 15 lines", function()
        local first = README:match "^(.-)\n```lua\n"
        local _, lines = first:gsub("\n", "\n")
        assert.is_true(lines + 2 <= 15)
    end)

    it("shows code that runs as it stands, from top to bottom", function()
        local values, printed = environment()
        local codes = blocks "lua"
        assert.is_true(#codes >= 11)
        for index, code in ipairs(codes) do
            local ok, err = pcall(load_block(code, values))
            assert.is_true(ok, ("block %d: %s\n%s"):format(index,
                tostring(err), code))
        end
        assert.is_true(#printed > 10)
    end)

    it("shows a configuration of nginx that registers", function()
        local http, ports = blocks("nginx")[1]:gsub("127%.0%.0%.1:8080",
            "unix:@FOLDER/readme.sock")
        assert.equal(1, ports)
        local variables = {
            WHATSAPP_ACCESS_TOKEN = "token",
            WHATSAPP_PHONE_NUMBER_ID = "106540352242923",
            WHATSAPP_BASE_URL = sim.base_url,
            WHATSAPP_CA_FILE = sim.ca_file,
        }
        local main = ""
        for name in pairs(variables) do
            main = main .. "env " .. name .. ";"
        end
        sim:reset()
        local server = nginx.start { main = main, env = variables,
            http = http }
        local path = server.folder .. "/readme.sock"
        local status, answer = server:get("/register", "pin=07193", path)
        assert.equal(502, status)
        assert.matches("^invalid_request: pin", answer)
        status, answer = server:get("/register", "pin=071934", path)
        server:stop()
        assert.equal(200, status)
        assert.equal("registered\n", answer)
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("names commands and files that exist", function()
        local named = {}
        for path in README:gmatch "%]%(([%w_/.]+)%)" do
            named[#named + 1] = path
        end
        for _, code in ipairs(blocks "sh") do
            for path in code:gmatch "%f[%w][%w_]+/[%w_/]+%.%a+" do
                named[#named + 1] = path
            end
        end
        assert.is_true(#named >= 5)
        for _, path in ipairs(named) do
            local file = io.open(path)
            assert.is_truthy(file, path)
            file:close()
        end
    end)

    it("has a row for each kind of error with its next action", function()
        for kind, explained in pairs(core.kinds()) do
            local row = README:match("\n| `" .. kind .. "` |([^\n]+)")
            assert.is_truthy(row, kind)
            assert.is_truthy(row:find("`" .. explained.next_action .. "`", 1,
                true), kind .. ": " .. explained.next_action)
        end
    end)

    it("has a row for each operation, and the editors' types a method",
        function()
            local types = read "types/whatsapp_registration.lua"
            for name in pairs(core.operations()) do
                assert.is_truthy(README:find("| `client:" .. name .. "` |", 1,
                    true), name)
                assert.is_truthy(types:find("function Client:" .. name .. "(",
                    1, true), name)
            end
        end)
end)
