-- The examples of hosts, each run by the real program.

local behaviour = require "spec.support.host_behaviour"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local FAILED = "the example failed"

local ENVIRONMENT = support.merge(behaviour.ENVIRONMENT,
    { WHATSAPP_ACCESS_TOKEN = "", WHATSAPP_BASE_URL = false })

-- Waits for the last line of a program that does not end by itself
local function wait_for(child, pattern)
    local deadline = os.time() + 60
    while not child:output():find(pattern) do
        assert(os.time() < deadline and child:alive(),
            FAILED .. ": " .. table.concat({ child:output() }, "\n"))
        process.sleep(0.02)
    end
end

describe("the example", function()
    for library, last in pairs {
        luv = "the timer went on:%s+true\n$",
        cqueues = "another coroutine went on:%s+true\n$",
        copas = "all done\n$",
    } do
        if behaviour.has(library) then
            it(library .. " makes calls at once", function()
                local ended = process.run({ interpreter(), "examples/"
                    .. library .. ".lua" },
                    { env = ENVIRONMENT, timeout = 90 })
                assert.equal(0, ended.code, FAILED .. ": " .. ended.stderr)
                assert.matches("2242926%s+CONNECTED", ended.stdout)
                assert.matches("2242931%s+CONNECTED", ended.stdout)
                assert.matches("registered:%s+true", ended.stdout)
                assert.matches(last, ended.stdout)
                assert.equal("", ended.stderr)
            end)
        end
    end
end)

if _VERSION ~= "Lua 5.4" then
    return -- the rest runs the same programs whatever runs the specs
end

describe("the example love", function()
    local game

    after_each(function()
        game:stop()
    end)

    it("registers while it draws", function()
        game = process.start({ "xvfb-run", "--auto-servernum", "love",
            "examples/love" }, { env = ENVIRONMENT })
        wait_for(game, "drawn meanwhile")
        assert.equal("the number is PENDING\nregistered\nderegistered\n"
            .. "frames drawn meanwhile: yes\n", (game:output()))
    end)
end)

describe("the example embed.c", function()
    local sim, folder

    setup(function()
        sim = simulator.start()
        folder = files.folder()
    end)

    teardown(function()
        sim:stop()
        files.remove(folder)
    end)

    local function run_linked_with(lua)
        local built = process.run { "sh", "-c", "gcc -Wall -Werror -o "
            .. folder .. "/embed examples/embed.c src/*/*.c "
            .. "$(pkg-config --cflags lua5.4) " .. lua
            .. " -lcurl -lpthread" }
        assert.equal(0, built.code, built.stderr)
        return process.run({ folder .. "/embed", "106540352242922",
            "106540352242923", "106540352242926", "1" }, { env = {
                LUA_CPATH_5_4 = ";;", -- the module is in the program
                WHATSAPP_ACCESS_TOKEN = "token",
                WHATSAPP_BASE_URL = sim.base_url,
                WHATSAPP_CA_FILE = sim.ca_file,
            } })
    end

    for what, lua in pairs {
        ["the shared Lua"] = "-llua5.4",
        ["Lua in it"] = "-l:liblua5.4.a -Wl,-E -lm",
    } do
        it("looks at numbers from several threads, with " .. what, function()
            local ended = run_linked_with(lua)
            assert.matches("106540352242922: PENDING\n", ended.stdout, 1,
                ended.stderr)
            assert.matches("106540352242926: CONNECTED\n", ended.stdout)
            assert.matches("1: not_found", ended.stdout)
            assert.matches("3 of 4\n$", ended.stdout)
            assert.equal(1, ended.code)
        end)
    end

    it("needs no module that is linked with a Lua of its own", function()
        for _, version in ipairs { "5.1", "5.3", "5.4" } do
            local needed = process.run { "readelf", "--dynamic", "build/"
                .. version .. "/whatsapp/registration/transport.so" }
            assert.equal(0, needed.code)
            assert.matches("NEEDED.*libcurl", needed.stdout)
            assert.not_matches("NEEDED[^\n]*lua", needed.stdout)
        end
    end)
end)
