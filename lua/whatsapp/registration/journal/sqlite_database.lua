--- An SQLite file through LuaSQL, with what that leaves out: values in
-- statements, transactions, waiting for another process, a file of one's own.
-- @module whatsapp.registration.journal.sqlite_database

local unpack = table.unpack or unpack

local sqlite_database = {}

local Database = {}
Database.__index = Database

-- LuaSQL puts this before each of SQLite's words.
local function reason(path, why)
    return ("journal %s: %s"):format(path,
        (tostring(why):gsub("^LuaSQL: *", "")))
end

-- SQLite makes files that all may read, and those beside it as that one is.
-- Lua can't set a mode, so a shell makes the file; one that is there is left
-- as it is. Never look at it with io.open: closing any descriptor of a file
-- drops all locks that this process has on it, those of other connections too
-- (POSIX; SQLite's "How To Corrupt An SQLite Database File", section 2.2).
local function create_private(path)
    local quoted = "'" .. path:gsub("'", "'\\''") .. "'"
    os.execute("umask 077; : 2>/dev/null >>" .. quoted)
end

-- A name with a meaning of its own to SQLite is still that of a file.
local function file_name(path)
    return (path:match("^file:") or path:match("^:")) and "./" .. path or path
end

local function value(given)
    if given == nil then
        return "NULL"
    end
    return "'" .. tostring(given):gsub("'", "''") .. "'"
end

-- Every row is fetched: a cursor left open would hold its lock.
local function rows_of(cursor)
    local rows = {}
    local row, why = cursor:fetch({}, "a")
    while row do
        rows[#rows + 1] = row
        row, why = cursor:fetch({}, "a")
    end
    cursor:close()
    return not why and rows or nil, why
end

--- Runs one statement; raises why it can't.
-- @tparam string statement with %s for each value
-- @treturn table rows
function Database:query(statement, ...)
    local values = {}
    for i = 1, select("#", ...) do
        values[i] = value((select(i, ...)))
    end
    local result, why = self.connection:execute(statement:format(
        unpack(values)))
    local rows = {}
    if type(result) == "userdata" then
        rows, why = rows_of(result)
    end
    if not result or not rows then
        error(reason(self.path, why), 0)
    end
    return rows
end

local function run(self, begin, work)
    if not self.connection then
        return nil, reason(self.path, "it is closed")
    end
    local done, result = pcall(function()
        self:query(begin)
        local result = work()
        self:query("COMMIT")
        return result
    end)
    if done then
        return result
    end
    -- Fails where SQLite has rolled back by itself.
    self.connection:execute("ROLLBACK")
    return nil, tostring(result)
end

--- Runs `work` alone among all processes; rolls back where it raises.
-- @treturn ?any what `work` returned
-- @treturn ?string why it failed
function Database:transact(work)
    return run(self, "BEGIN IMMEDIATE", work)
end

--- Runs `work` on the file as it is at one moment, and waits for nobody.
-- @treturn ?any what `work` returned
-- @treturn ?string why it failed
function Database:read(work)
    return run(self, "BEGIN", work)
end

--- Lets go of the file. May be called twice.
function Database:close()
    if self.connection then
        self.connection:close()
        self.environment:close()
        self.connection, self.environment = nil, nil
    end
end

local function load_driver()
    local loaded, driver = pcall(require, "luasql.sqlite3")
    if not loaded then
        return nil, "LuaSQL's sqlite3 driver is not installed: " .. driver
    end
    return driver
end

local function connect(path, driver)
    create_private(path)
    local environment = driver.sqlite3()
    local connection, why = environment:connect(file_name(path))
    if not connection then
        environment:close()
        return nil, reason(path, why)
    end
    return setmetatable({ path = path, environment = environment,
        connection = connection }, Database)
end

-- The first to open a file changes its mode for all, and that, other than a
-- transaction, is refused at once while somebody reads. So this waits with an
-- empty transaction, and tries again.
local function write_ahead(self, busy_timeout)
    local deadline = os.time() + busy_timeout
    repeat
        local done, why = pcall(self.query, self, "PRAGMA journal_mode = WAL")
        if done or not why:find("locked", 1, true) or os.time() > deadline then
            return done, why
        end
        self:transact(function() end)
    until false
end

-- The file itself counts the steps of its schema that were taken.
local function upgrade(self, schema)
    local taken = self:query("PRAGMA user_version")[1].user_version
    for step = taken + 1, #schema do
        self:query(schema[step])
        self:query(("PRAGMA user_version = %d"):format(step))
    end
    return true
end

-- Each commit is written through to the disk (FULL): what was granted is
-- there after a power cut.
local function prepare(self, busy_timeout, schema)
    self:query(("PRAGMA busy_timeout = %.0f"):format(busy_timeout * 1000))
    assert(write_ahead(self, busy_timeout))
    self:query("PRAGMA synchronous = FULL")
    assert(self:transact(function()
        return upgrade(self, schema)
    end))
end

--- Opens a file, or makes it.
-- @tparam string path
-- @tparam number busy_timeout seconds
-- @tparam table schema statements, of which each is run once in a file's life
-- @treturn ?table
-- @treturn ?string
function sqlite_database.open(path, busy_timeout, schema)
    if type(path) ~= "string" or path == "" or path:find("%z") then
        return nil, "a journal's path: expected the name of a file"
    end
    local driver, why = load_driver()
    if not driver then
        return nil, why
    end
    local self
    self, why = connect(path, driver)
    if not self then
        return nil, why
    end
    local prepared
    prepared, why = pcall(prepare, self, busy_timeout, schema)
    if not prepared then
        self:close()
        return nil, tostring(why)
    end
    return self
end

return sqlite_database
