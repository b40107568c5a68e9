local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local sqlite = require "whatsapp.registration.journal.sqlite"

local NUMBER = "106540352242922"

local function sh(script, ...)
    return process.run { "sh", "-c", script, "sh", ... }
end

-- Root may write anywhere; without this capability modes hold for root too.
local function without_privileges(argv)
    if sh("id -u").stdout == "0\n" then
        for i, word in ipairs { "setpriv", "--bounding-set", "-dac_override",
            "--inh-caps", "-dac_override" } do
            table.insert(argv, i, word)
        end
    end
    return argv
end

describe("a journal in SQLite", function()
    local folder, path, journal

    local function racer(...)
        return { interpreter(), "spec/support/journal_racer.lua", ... }
    end

    local function assert_fails(pattern)
        local id, refusal, why = journal:reserve(NUMBER, "register",
            { force = true })
        assert.is_nil(id)
        assert.is_nil(refusal)
        assert.matches(pattern, why)
    end

    before_each(function()
        folder = sh("mktemp -d").stdout:match("%S+")
        path = folder .. "/journal.db"
        journal = assert(sqlite.open(path, { busy_timeout = 0.3 }))
    end)

    after_each(function()
        journal:close()
        process.stop_all()
        sh("chmod 700 \"$1\"; rm -rf -- \"$1\"", folder)
    end)

    it("says that it is full, and goes on when there is room again", function()
        local attempt = journal:reserve(NUMBER, "register")
        journal.database:query("PRAGMA max_page_count = 1")
        -- The attempt's own page has room for a while.
        local id
        repeat
            id = journal:reserve(NUMBER, "register", { force = true })
        until not id
        assert_fails("full")
        local settled, trouble = journal:settle(("9"):rep(5000), attempt,
            "succeeded")
        assert.is_nil(settled)
        assert.matches("full", trouble)

        journal.database:query("PRAGMA max_page_count = 1000000")
        assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
        assert.is_string((journal:reserve("1", "register")))
    end)

    it("says that the disk is full, and keeps all that it granted", function()
        journal:close()
        local result = sh([[
            trap '' XFSZ; ulimit -f 2000
            exec "$1" "$2" "$3" "$4" sqlite "$5" ]],
            (table.unpack or unpack)(racer("fill", NUMBER, path)))
        local granted, why = result.stdout:match("^(%d+)\t(.*)\n")
        assert.matches("disk", why, nil, true)
        assert.is_true(tonumber(granted) > 10)
        journal = assert(sqlite.open(path))
        assert.equal(tonumber(granted),
            journal:budget(NUMBER, "register").used)
    end)

    it("says that it may only be read", function()
        journal:reserve(NUMBER, "register")
        journal:close()
        sh("chmod 500 \"$1\"; chmod 400 \"$2\"", folder, path)
        local result = process.run(without_privileges(
            racer("fill", NUMBER, "sqlite", path)))
        assert.matches("^0\t.*readonly", result.stdout)
    end)

    it("is still read, but not written, where only reading is allowed",
        function()
            local attempt = journal:reserve(NUMBER, "register")
            journal.database:query("PRAGMA query_only = ON")
            assert_fails("readonly")
            local settled, why = journal:settle(NUMBER, attempt, "succeeded")
            assert.is_nil(settled)
            assert.matches("readonly", why)
            assert.equal(1, journal:budget(NUMBER, "register").used)
            assert.equal(1, #journal:attempts(NUMBER))
        end)

    it("gives up on a lock after its time, and is still read meanwhile",
        function()
            local attempt = journal:reserve(NUMBER, "register")
            local holder = assert(sqlite.open(path))
            holder.database:query("BEGIN EXCLUSIVE")
            local start = os.time()
            assert_fails("locked")
            local settled, why = journal:settle(NUMBER, attempt, "succeeded")
            assert.is_nil(settled)
            assert.matches("locked", why)
            assert.is_true(os.time() - start <= 3)
            assert.equal(1, journal:budget(NUMBER, "register").used)
            holder.database:query("ROLLBACK")
            assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
            holder:close()
        end)

    it("waits for a lock that ends in time", function()
        journal:close()
        journal = assert(sqlite.open(path, { busy_timeout = 10 }))
        local holder = process.start { interpreter(), "-e", ([[
            local journal = require("whatsapp.registration.journal.sqlite")
                .open(%q)
            journal.database:query("BEGIN EXCLUSIVE")
            print("held")
            io.stdout:flush()
            os.execute("sleep 0.7")
        ]]):format(path) }
        assert.is_string((journal:reserve(NUMBER, "register")))
        assert.equal(0, holder:wait())
    end)

    it("says that its file is damaged", function()
        journal:reserve(NUMBER, "register")
        journal:close()
        sh("head -c 65536 /dev/zero | tr '\\0' x |" ..
            " dd of=\"$1\" bs=4096 seek=1 conv=notrunc", path)
        local opened, why = sqlite.open(path)
        if opened then
            why = select(3, opened:reserve(NUMBER, "register"))
            opened:close()
        end
        assert.matches("malformed", why)
    end)

    it("is not opened where its file is none of SQLite's", function()
        local other = folder .. "/notes.txt"
        sh("seq 1000 >\"$1\"", other)
        local opened, why = sqlite.open(other)
        assert.is_nil(opened)
        assert.matches("not a database", why)
        assert.equal(0, sh("seq 1000 | cmp - \"$1\"", other).code)
    end)

    it("is not opened where no file can be", function()
        for _, wrong in ipairs { folder, folder .. "/no/journal.db", "", 42,
            "a\0b" } do
            local opened, why = sqlite.open(wrong)
            assert.is_nil(opened)
            assert.is_string(why)
        end
    end)

    it("says which library is missing, and asks for it only when opened",
        function()
            local result = process.run { interpreter(), "-e", ([[
                package.preload["luasql.sqlite3"] = function()
                    error("none here", 0)
                end
                local sqlite =
                    require "whatsapp.registration.journal.sqlite"
                print(sqlite.open(%q))
            ]]):format(path) }
            assert.matches("^nil\tLuaSQL's sqlite3 driver.*none here",
                result.stdout)
        end)
end)
