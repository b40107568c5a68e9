local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local support = require "spec.support.client"
local system = require "spec.support.system"

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
        journal = sqlite.open(path, { busy_timeout = 0.3 })
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
        journal = sqlite.open(path)
        assert.equal(tonumber(granted),
            journal:budget(NUMBER, "register").used)
    end)

    for kind, number in pairs { first = "1", second = NUMBER } do
        it("keeps the " .. kind .. " attempt of a number that it granted when "
            .. "the power fails", function()
                local ended = process.run({ interpreter(), "-e", ([[
                    local sqlite = require(
                        "whatsapp.registration.journal.sqlite")
                    local journal = sqlite.open(%q)
                    journal:settle(%q, journal:reserve(%q, "register"),
                        "succeeded")
                    assert(journal:reserve(%q, "register"))
                    os.exit(0)]]):format(folder .. "/cut.db", NUMBER, NUMBER,
                    number) }, { env = system.preloaded "power_cut" })
                assert.same({ code = 0, stdout = "", stderr = "" }, ended)
                sh([[cd "$1" && rm cut.db-shm &&
                    mv cut.db.synced cut.db &&
                    mv cut.db-wal.synced cut.db-wal]], folder)
                local kept = sqlite.open(folder .. "/cut.db")
                assert.equal(kind == "first" and 1 or 2,
                    kept:budget(number, "register").used)
                kept:close()
            end)
    end

    it("says that it may only be read", function()
        journal:reserve(NUMBER, "register")
        journal:close()
        sh("chmod 500 \"$1\"; chmod 400 \"$2\"", folder, path)
        local result = process.run(without_privileges(
            racer("fill", NUMBER, "sqlite", path)))
        assert.matches("^0\t.*readonly", result.stdout)
    end)

    it("is still read, but not written, if only reading is allowed",
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
            local holder = sqlite.open(path)
            holder.database:query("BEGIN EXCLUSIVE")
            local start = os.time()
            assert_fails("locked")
            local settled, why = journal:settle(NUMBER, attempt, "succeeded")
            assert.is_nil(settled)
            assert.matches("locked", why)
            assert.is_true(os.time() - start <= 20)
            assert.equal(1, journal:budget(NUMBER, "register").used)
            holder.database:query("ROLLBACK")
            assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
            holder:close()
        end)

    it("waits for a lock that ends in time", function()
        journal:close()
        journal = sqlite.open(path, { busy_timeout = 10 })
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
        local opened, err = sqlite.try_open(path)
        local why = err and err.message
        if opened then
            why = select(3, opened:reserve(NUMBER, "register"))
            opened:close()
        end
        assert.matches("malformed", why)
    end)

    it("is not opened if its file is none of SQLite's", function()
        local other = folder .. "/notes.txt"
        sh("seq 1000 >\"$1\"", other)
        local err = support.error_of(sqlite.open, other)
        assert.equal("unavailable", err.kind)
        assert.equal("journal " .. other .. ": file is not a database",
            err.message)
        assert.equal(0, sh("seq 1000 | cmp - \"$1\"", other).code)
    end)

    it("raises an error, or returns it, if no file can be", function()
        for _, wrong in ipairs { folder, folder .. "/no/journal.db" } do
            local err = support.error_of(sqlite.open, wrong)
            assert.equal("unavailable", err.kind)
            assert.equal("local", err.origin)
            assert.matches(wrong, err.message, 1, true)
            local opened, returned = sqlite.try_open(wrong)
            assert.is_nil(opened)
            assert.same(err, returned)
        end
    end)

    it("names the argument that is no file's name", function()
        for _, wrong in ipairs { "", 42, "a\0b", false } do
            local err = support.error_of(sqlite.open, wrong or nil)
            assert.equal("invalid_request", err.kind)
            assert.equal("path", err.field)
        end
    end)

    it("takes no symbolic link for its file", function()
        local link = folder .. "/link.db"
        sh("ln -s \"$1\" \"$2\"", folder .. "/elsewhere.db", link)
        for _ = 1, 2 do -- to nothing, then to a file
            assert.matches("symbolic link",
                support.error_of(sqlite.open, link).message)
            sh(": >\"$1\"", folder .. "/elsewhere.db")
        end
    end)

    it("grants nothing in a file that was moved away meanwhile", function()
        for _, move in ipairs { "mv \"$1\" \"$1.old\"",
            "mv \"$1\" \"$1.old\"; cp \"$1.old\" \"$1\"", "rm \"$1\"" } do
            local attempt = assert(journal:reserve(NUMBER, "register"))
            sh(move, path)
            assert_fails("moved, deleted or replaced")
            assert.is_true(journal:settle(NUMBER, attempt, "succeeded"))
            journal:close()
            sh("rm -f \"$1\"*", path)
            journal = sqlite.open(path)
        end
    end)

    -- LuaSQL 2.8 returns a row without fields from a SELECT that finds none.
    it("works with a LuaSQL that takes nothing for a row", function()
        local result = process.run { interpreter(), "-e", ([[
            local driver = require "luasql.sqlite3"
            local function wrapped(object, methods)
                return setmetatable({}, { __index = function(_, name)
                    return methods[name] or function(_, ...)
                        return object[name](object, ...)
                    end
                end })
            end
            local function cursor_of(cursor)
                local fetched
                return wrapped(cursor, { fetch = function(_, ...)
                    local row = cursor:fetch(...)
                    local first = not fetched
                    fetched = true
                    return row or first and {} or nil
                end })
            end
            local type_of = type
            function type(value)
                local is_cursor = type_of(value) == "table"
                    and rawget(value, "is_cursor")
                return is_cursor and "userdata" or type_of(value)
            end
            local function connection_of(connection)
                return wrapped(connection, { execute = function(_, ...)
                    local result, why = connection:execute(...)
                    if type_of(result) ~= "userdata" then
                        return result, why
                    end
                    local cursor = cursor_of(result)
                    rawset(cursor, "is_cursor", true)
                    return cursor
                end })
            end
            package.loaded["luasql.sqlite3"] = { sqlite3 = function()
                local environment = driver.sqlite3()
                return wrapped(environment, { connect = function(_, ...)
                    return connection_of(environment:connect(...))
                end })
            end }
            local journal = require("whatsapp.registration.journal.sqlite")
                .open(%q)
            assert(#journal:attempts("1") == 0)
            local id = assert(journal:reserve("1", "register"))
            assert(journal:settle("1", id, "refused", { blocked_for = 60 }))
            assert(not journal:reserve("1", "register"))
            print(#journal:attempts("1"), #journal:pending())
        ]]):format(path .. "2.8") }
        assert.equal("1\t0\n", result.stdout, result.stderr)
    end)

    it("says which library is missing, and asks for it only when opened",
        function()
            local result = process.run { interpreter(), "-e", ([[
                package.preload["luasql.sqlite3"] = function()
                    error("none here", 0)
                end
                local sqlite =
                    require "whatsapp.registration.journal.sqlite"
                local _, err = sqlite.try_open(%q)
                print(err.kind, err.message, err.hint)
            ]]):format(path) }
            assert.matches("^unavailable\tLuaSQL's sqlite3 driver.*none here"
                .. ".*lua%-sql%-sqlite3", result.stdout)
        end)
end)
