local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local behaviour = require "spec.support.journal_behaviour"
local races = require "spec.support.journal_races"

local sqlite = require "whatsapp.registration.journal.sqlite"

local NUMBER = "106540352242922"

local function sh(script, ...)
    return process.run { "sh", "-c", script, "sh", ... }
end

-- A file as the first version of the journal made it, with an attempt in it
local OLD_FILE = {
    [[CREATE TABLE attempts (
        serial INTEGER PRIMARY KEY AUTOINCREMENT,
        number TEXT NOT NULL, id TEXT NOT NULL, operation TEXT NOT NULL,
        state TEXT NOT NULL, reserved_at REAL NOT NULL,
        settled_at REAL, code INTEGER, UNIQUE (number, id))]],
    [[CREATE TABLE blocks (
        number TEXT NOT NULL, operation TEXT NOT NULL,
        blocked_until REAL NOT NULL, PRIMARY KEY (number, operation))]],
    [[CREATE INDEX pending_attempts
        ON attempts (number) WHERE state = 'pending']],
    "INSERT INTO attempts VALUES (1, '" .. NUMBER .. "', "
        .. "'register-1800000000000000-1', 'register', 'refused', "
        .. "1800000000000000, 1800000001500000, 133008)",
}

local function make_old_file(path)
    local environment = require("luasql.sqlite3").sqlite3()
    local connection = assert(environment:connect(path))
    assert(connection:execute "PRAGMA journal_mode = WAL"):close()
    for _, statement in ipairs(OLD_FILE) do
        assert(connection:execute(statement))
    end
    connection:close()
    environment:close()
end

describe("a journal in SQLite", function()
    local folder, files

    local function fresh_path()
        files = files + 1
        return folder .. "/journal" .. files .. ".db"
    end

    local function open_at(path, options)
        return sqlite.open(path, options)
    end

    setup(function()
        folder = sh("mktemp -d").stdout:match("%S+")
        files = 0
    end)

    teardown(function()
        process.stop_all()
        sh("rm -rf -- \"$1\"", folder)
    end)

    behaviour.of(function(options)
        return open_at(fresh_path(), options)
    end, 20)

    it("makes its files readable by their owner only", function()
        local path = fresh_path()
        local journal = open_at(path)
        journal:reserve(NUMBER, "register")
        for _, suffix in ipairs { "", "-wal", "-shm" } do
            assert.equal("600\n",
                sh("stat -c %a \"$1\"", path .. suffix).stdout)
        end
        journal:close()
    end)

    -- A process that lost its locks looks as if it were gone; the next one to
    -- close takes the write-ahead log away from under it.
    it("keeps its locks when the same process opens the file again", function()
        local path = fresh_path()
        local first = open_at(path)
        assert(first:reserve(NUMBER, "register"))
        open_at(path) -- stays open
        local script = "local journal = require('whatsapp.registration."
            .. "journal.sqlite').open(arg[1]); assert(journal:reserve('"
            .. NUMBER .. "', 'register')); journal:close()"
        local other = process.run { "sh", "-c",
            "printf %s \"$1\" >\"$2.lua\"; exec \"$3\" \"$2.lua\" \"$2\"",
            "sh", script, path, interpreter() }
        assert.equal("", other.stderr)
        assert.equal(0, sh("test -s \"$1\"", path .. "-wal").code)
        assert(first:reserve(NUMBER, "register"))
        assert.equal(3, open_at(path):budget(NUMBER).used)
    end)

    it("takes any file's name as it is", function()
        for _, name in ipairs { "it's $HOME.db", "-n", "a?mode=memory" } do
            local path = folder .. "/" .. name
            local journal = open_at(path)
            assert(journal:reserve(NUMBER, "register"))
            journal:close()
            assert.equal(0, sh("test -s \"$1\"", path).code)
        end
    end)

    it("finds everything again when it is opened again", function()
        local path, clock = fresh_path(), function() return 1800000000.25 end
        local journal = open_at(path, { now = clock })
        local id = journal:reserve(NUMBER, "register")
        journal:settle(NUMBER, id, "refused",
            { code = 133016, blocked_for = 259200 })
        journal:reserve(NUMBER, "register", { force = true })
        local attempts = journal:attempts(NUMBER)
        local budget = journal:budget(NUMBER, "register")
        journal:close()
        journal = open_at(path, { now = clock })
        assert.same(attempts, journal:attempts(NUMBER))
        assert.same(budget, journal:budget(NUMBER, "register"))
        assert.equal(2, budget.used)
        journal:close()
    end)

    it("knows the time by itself", function()
        local journal = open_at(fresh_path())
        journal:reserve(NUMBER, "register")
        local attempt = journal:attempts(NUMBER)[1]
        assert.is_true(math.abs(attempt.reserved_at - os.time()) <= 60)
        journal:close()
    end)

    it("says so when it is used after it was closed", function()
        local journal = open_at(fresh_path())
        assert.is_true(journal:close())
        assert.is_true(journal:close())
        local id, refusal, why = journal:reserve(NUMBER, "register")
        assert.is_nil(id)
        assert.is_nil(refusal)
        assert.matches("closed", why)
        assert.is_nil((journal:budget(NUMBER, "register")))
    end)

    it("grants exactly ten of 100 that eight processes ask for at once",
        function()
            races.check(20, function()
                local path = fresh_path()
                return "sqlite", { path }, function()
                    return open_at(path)
                end
            end)
        end)

    it("opens for eight processes at once if there was no file", function()
        local path = fresh_path()
        for _, granted in ipairs(races.run("sqlite", { path })) do
            assert.is_number(granted)
        end
    end)

    it("goes on with a file that an older version made", function()
        local path = fresh_path()
        make_old_file(path)
        local attempt = { id = "register-1800000000000000-1",
            operation = "register", state = "refused", code = 133008,
            reserved_at = 1.8e9, settled_at = 1.8e9 + 1.5 }
        local clock = { now = function()
            return 1.8e9 + 9
        end }
        for _ = 1, 2 do
            local journal = open_at(path, clock)
            assert.same({ attempt }, journal:attempts(NUMBER))
            assert.equal(1, journal:budget(NUMBER, "register").used)
            journal:close()
        end
        local journal = open_at(path, clock)
        assert(journal:settle(NUMBER, attempt.id, "refused",
            { code = 133008, retry_after = 3600 }))
        assert.equal(3600, journal:attempts(NUMBER)[1].retry_after)
        assert.is_string((journal:reserve(NUMBER, "register")))
        journal:close()
    end)

    it("opens a file of an older version for eight processes at once",
        function()
            local path = fresh_path()
            make_old_file(path)
            for _, granted in ipairs(races.run("sqlite", { path })) do
                assert.is_number(granted)
            end
        end)

    it("keeps a reservation whose process is killed", function()
        local path = fresh_path()
        local child = process.start { interpreter(),
            "spec/support/journal_racer.lua", "once", NUMBER, "sqlite", path }
        process.signal("KILL", child.pid)
        child:stop()
        local journal = open_at(path)
        assert.equal(child.first_line, journal:pending(NUMBER)[1].id)
        journal:close()
    end)
end)
