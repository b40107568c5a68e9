-- A journal that was opened before a fork counts in both processes, whoever
-- ends first.

local files = require "spec.support.files"
local servers = require "spec.support.journal_redis"
local system = require "spec.support.system"

local sqlite = require "whatsapp.registration.journal.sqlite"
local redis = require "whatsapp.registration.journal.redis"

local NUMBER = "106540352242922"
local NO_SERVER = { base_url = "", ca_file = "" }

local PRELUDE = [[
local NUMBER = "106540352242922"
local sqlite = require "whatsapp.registration.journal.sqlite"
local redis = require "whatsapp.registration.journal.redis"
local servers = require "spec.support.journal_redis"
local function take(journal, count)
    local taken = 0
    for _ = 1, count do
        local id, refusal, why = journal:reserve(NUMBER, "register")
        assert(id or refusal, why)
        taken = taken + (id and 1 or 0)
    end
    return taken
end
]]

local function check(code)
    system.check_forking(NO_SERVER, PRELUDE .. code)
end

describe("a journal in SQLite that was opened before a fork", function()
    local folder, path

    before_each(function()
        folder = files.folder()
        path = folder .. "/journal.db"
    end)

    after_each(function()
        files.remove(folder)
    end)

    local function assert_ten()
        local journal = sqlite.open(path)
        assert.equal(10, #journal:attempts(NUMBER))
        assert.is_nil((journal:reserve(NUMBER, "register")))
        journal:close()
    end

    -- How the parent ends its part: the child begins only after that.
    for how, ending in pairs {
        ["the parent closes it first"] = "journal:close()",
        ["the parent collects it first"] =
            "journal = nil collectgarbage() collectgarbage()",
        ["the parent keeps it"] = "",
    } do
        for which, last in pairs { ["ends well"] = "os.exit(0, true)",
            ["is killed"] = "system.raise 'KILL'" } do
            it(("counts ten if %s and the child %s"):format(how, which),
                function()
                    check(("local path = %q\n"):format(path) .. [[
                        local journal = sqlite.open(path)
                        assert(take(journal, 1) == 1)
                        local child = system.fork()
                        if child == 0 then
                            while not io.open(path .. ".go") do
                                system.sleep(0.01)
                            end
                            assert(take(journal, 5) == 5)
                            local other = sqlite.open(path)
                            assert(take(other, 2) == 2)
                            assert(journal:budget(NUMBER).used == 8)
                            other:close()
                            assert(take(journal, 1) == 1)
                            ]] .. last .. [[

                        end
                        ]] .. ending .. [[

                        io.open(path .. ".go", "w"):close()
                        system.wait(child)
                        local own = journal or sqlite.open(path)
                        if own.database.is_closed then
                            own = sqlite.open(path)
                        end
                        assert(own:budget(NUMBER).used == 9)
                        assert(take(own, 4) == 1)
                    ]])
                    assert_ten()
                end)
        end
    end

    it("counts ten for parent and children that all ask at once", function()
        check(("local path = %q\n"):format(path) .. [[
            local journal = sqlite.open(path, { busy_timeout = 30 })
            take(journal, 1)
            local children = {}
            for i = 1, 4 do
                children[i] = in_child(function()
                    take(journal, 5)
                    assert(journal:budget(NUMBER).left < 8)
                end)
            end
            take(journal, 5)
            for _, child in ipairs(children) do
                assert(system.wait(child) == 0)
            end
        ]])
        assert_ten()
    end)

    it("counts on in the child while others come and go", function()
        check(("local path = %q\n"):format(path) .. [[
            local journal = sqlite.open(path)
            take(journal, 1)
            local child = in_child(function()
                for _ = 1, 3 do
                    assert(take(journal, 1) == 1)
                    local grandchild = in_child(function()
                        local own = sqlite.open(path)
                        assert(take(own, 1) == 1)
                        own:close()
                        assert(take(journal, 1) == 1)
                    end)
                    assert(system.wait(grandchild) == 0)
                end
            end)
            journal:close()
            assert(system.wait(child) == 0)
        ]])
        assert_ten()
    end)

    it("says in the child that its file was moved away", function()
        check(("local path = %q\n"):format(path) .. [[
            local journal = sqlite.open(path)
            take(journal, 1)
            os.rename(path, path .. ".old")
            local child = in_child(function()
                local _, why = journal:budget(NUMBER)
                assert(why:find "moved", why)
            end)
            assert(system.wait(child) == 0)
            assert(not io.open(path))
        ]])
    end)
end)

describe("a journal in Redis that was made before a fork", function()
    local server

    setup(function()
        server = servers.start()
    end)

    teardown(function()
        server:stop()
    end)

    it("counts ten with connections of their own in both", function()
        check(("local path = %q\n"):format(server.path) .. [[
            local journal = redis.new { client = servers.client(path) }
            take(journal, 1)
            local children = {}
            for i = 1, 3 do
                children[i] = in_child(function()
                    for _ = 1, 50 do
                        take(journal, 1)
                    end
                end)
            end
            for _ = 1, 50 do
                take(journal, 1)
            end
            for _, child in ipairs(children) do
                assert(system.wait(child) == 0)
            end
        ]])
        local journal = redis.new { client = servers.client(server.path) }
        assert.equal(10, #journal:attempts(NUMBER))
    end)

    it("refuses a client of the parent's in the child", function()
        check(("local path = %q\n"):format(server.path) .. [[
            local journal = redis.new { client = servers.connect(path),
                prefix = "object" }
            take(journal, 1)
            local child = in_child(function()
                local _, _, why = journal:reserve(NUMBER, "register")
                assert(why:find "before this process was forked", why)
            end)
            assert(system.wait(child) == 0)
            take(journal, 1)
        ]])
    end)
end)
