-- README.md and doc/ show what works, and list all there is.

local core = require "whatsapp.registration.core"
local files = require "spec.support.files"
local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local reference = require "spec.support.reference"
local registration = require "whatsapp.registration"
local simulator = require "spec.support.simulator"

local PAGES = { "README.md", "doc/getting-started.md", "doc/workflow.md",
    "doc/errors.md", "doc/attempts-and-pins.md", "doc/webhooks.md",
    "doc/hosts.md", "doc/fleet.md" }

-- Where CONTRIBUTING.md names files
local FOLDERS = { "", "src/base/", "src/graph/", "lua/whatsapp/registration/",
    "cli/lua/whatsapp/registration/", "cli/lua/whatsapp/registration/cli/",
    "simulator/lua/whatsapp/registration/simulator/" }

local function blocks(page, language)
    local found = {}
    for code in files.read(page):gmatch("\n```" .. language .. "\n(.-)\n```") do
        found[#found + 1] = code
    end
    return found
end

-- A block as a function that shares its globals with the page's others. They
-- need the local of the first block, so it becomes global there.
local function load_block(code, environment, name)
    code = ("\n" .. code):gsub("\nlocal (registration)", "\n%1")
        :gsub("\nlocal (client) = ", "\n%1 = ")
        :gsub("\nlocal (fleet) = ", "\n%1 = ")
        :gsub("\nlocal (folder) = ", "\n%1 = ")
    if setfenv then
        return setfenv(assert(loadstring(code, name)), environment)
    end
    return assert(load(code, name, "t", environment))
end

local function all_pages()
    local pages = { "README.md", "CONTRIBUTING.md", "SECURITY.md" }
    for path in process.run({ "sh", "-c", "ls doc/*.md" }).stdout
        :gmatch "%S+" do
        pages[#pages + 1] = path
    end
    return pages
end

describe("the documentation", function()
    local sim, folder

    setup(function()
        sim = simulator.start()
        folder = files.folder()
        files.write(folder .. "/numbers.csv",
            "phone_number_id\n106540352242923\n106540352242943\n")
    end)

    teardown(function()
        sim:stop()
        files.remove(folder)
    end)

    local function from_env(config)
        local complete = {
            access_token = "token",
            phone_number_id = "106540352242923",
            base_url = sim.base_url,
            ca_file = sim.ca_file,
        }
        for key, value in pairs(config or {}) do
            complete[key] = value
        end
        return registration.new(complete)
    end

    local function environment()
        local printed = {}
        local values = setmetatable({
            print = function(...)
                printed[#printed + 1] = tostring((...))
            end,
            os = setmetatable({ getenv = function()
                return folder
            end }, { __index = os }),
            read_code = function(id)
                return sim:code(id)
            end,
            require = function(name)
                return name ~= "whatsapp.registration" and require(name)
                    or setmetatable({ from_env = from_env },
                        { __index = registration })
            end,
        }, { __index = _G })
        return values, printed
    end

    for _, page in ipairs(PAGES) do
        it("shows code that runs as it stands: " .. page, function()
            sim:reset()
            local values, printed = environment()
            local codes = blocks(page, "lua")
            assert.is_true(#codes >= 2)
            for index, code in ipairs(codes) do
                local name = ("=%s, block %d"):format(page, index)
                local ok, err = pcall(load_block(code, values, name))
                assert.is_true(ok, ("%s: %s\n%s"):format(name, tostring(err),
                    code))
            end
            assert.is_true(#printed > 0)
        end)
    end

    it("shows code within the README's first 15 lines", function()
        local first = files.read("README.md"):match "^(.-)\n```lua\n"
        local _, lines = first:gsub("\n", "\n")
        assert.is_true(lines + 2 <= 15)
    end)

    it("names only files that exist in CONTRIBUTING.md", function()
        for name in files.read("CONTRIBUTING.md"):gmatch "`([%w_/.]+%.%l+)`" do
            local is_there = name:find "NAME" ~= nil or name == "lua.h"
                or name == "curl/curl.h" or name == "support.in_time"
            for _, folder_of in ipairs(FOLDERS) do
                is_there = is_there or files.exists(folder_of .. name)
            end
            assert.is_true(is_there, name)
        end
    end)

    it("shows a configuration of nginx that registers", function()
        local http, ports = blocks("doc/hosts.md", "nginx")[1]
            :gsub("127%.0%.0%.1:8080", "unix:@FOLDER/page.sock")
        assert.equal(1, ports)
        local variables = {
            WHATSAPP_ACCESS_TOKEN = "token",
            WHATSAPP_PHONE_NUMBER_ID = "106540352242923",
            WHATSAPP_BASE_URL = sim.base_url,
            WHATSAPP_CA_FILE = sim.ca_file,
            STATE_DIRECTORY = folder,
        }
        local main = ""
        for name in pairs(variables) do
            main = main .. "env " .. name .. ";"
        end
        sim:reset()
        local server = nginx.start { main = main, env = variables,
            http = http }
        local path = server.folder .. "/page.sock"
        local status, answer = server:get("/register", "pin=07193", path)
        assert.equal(502, status)
        assert.matches("^invalid_request: pin", answer)
        status, answer = server:get("/register", "pin=071934", path)
        server:stop()
        assert.equal("registered\n", answer)
        assert.equal(200, status)
        assert.equal(1, #sim:received { operation = "register" })
    end)

    it("names files and pages that exist", function()
        local named = 0
        for _, page in ipairs(all_pages()) do
            local text, base = files.read(page), page:match "^doc/" or ""
            for path in text:gmatch "%]%(([%w_/.-]+)[%)#]" do
                local file = io.open(base .. path)
                assert.is_truthy(file, page .. ": " .. path)
                file:close()
                named = named + 1
            end
        end
        assert.is_true(named >= 20)
    end)

    it("names headings that exist", function()
        for _, page in ipairs(all_pages()) do
            local base = page:match "^doc/" or ""
            for path, anchor in files.read(page):gmatch
                "%]%(([%w_/.-]*)#([%w-]+)%)" do
                local target = path == "" and page or base .. path
                local found = false
                for title in ("\n" .. files.read(target))
                    :gmatch "\n#+ ([^\n]+)" do
                    local slug = title:lower():gsub("[^%w%s_-]", "")
                        :gsub("%s", "-")
                    found = found or slug == anchor
                end
                assert.is_true(found, page .. ": " .. path .. "#" .. anchor)
            end
        end
    end)

    it("has a row for each kind of error with its next action", function()
        local text = files.read "doc/errors.md"
        for kind, explained in pairs(core.kinds()) do
            local row = text:match("\n| `" .. kind .. "` |([^\n]+)")
            assert.is_truthy(row, kind .. " has no row in doc/errors.md")
            assert.is_truthy(row:find("`" .. explained.next_action .. "`", 1,
                true), kind .. ": " .. explained.next_action)
        end
    end)

    it("lists in the reference what types/ says to editors", function()
        local page = files.read "doc/reference.md"
        assert.equal(reference.page(page), page,
            "make reference brings it up to date")
    end)

    it("says of each public function what it does", function()
        local page = files.read "doc/reference.md"
        for _, part in ipairs { "", "_fleet", "_webhook" } do
            for _, each in ipairs(reference.types(part).functions) do
                assert.not_equal("", each.says, each.name .. " in types/")
                assert.is_truthy(page:find("`" .. each.shown, 1, true),
                    each.shown .. " in doc/reference.md")
            end
        end
    end)
end)
