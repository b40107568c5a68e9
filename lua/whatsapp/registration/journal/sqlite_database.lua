--- An SQLite file through LuaSQL, with what LuaSQL lacks: values in
-- statements, transactions, waiting for another process, private files, forks.
--
-- SQLite keeps in memory which locks this process has on a file. A child
-- inherits that memory, but not the locks. If it used the inherited
-- connection, or opened the file again without closing that connection, other
-- processes would not see its locks. The next process that closes the file
-- would then delete the write-ahead log to which the child writes. So the
-- child first closes all connections that it has inherited. Then SQLite knows
-- of no lock any more, and locks the file when it is opened next. The parent
-- keeps its locks: POSIX locks belong to a process.
-- @module whatsapp.registration.journal.sqlite_database

local core = require "whatsapp.registration.core"
local posix = require "whatsapp.registration.posix"
local errors = require "whatsapp.registration.errors"

local unpack = table.unpack or unpack

local sqlite_database = {}

local Database = {}
Database.__index = Database

-- All open connections, inherited ones included
local opened = setmetatable({}, { __mode = "k" })

-- LuaSQL puts this before each message of SQLite's.
local function reason(path, why)
    return ("journal %s: %s"):format(path,
        (tostring(why):gsub("^LuaSQL: *", "")))
end

-- SQLite reads some names as something other than the name of a file.
local function file_name(path)
    return (path:match("^file:") or path:match("^:")) and "./" .. path or path
end

local function value(given)
    if given == nil then
        return "NULL"
    end
    local text = tostring(given)
    return "'" .. (text:find("'", 1, true) and text:gsub("'", "''") or text)
        .. "'"
end

-- Every row is fetched: a cursor left open would hold its lock. LuaSQL 2.8
-- returns a row without fields if there is none at all.
local function rows_of(cursor)
    local rows = {}
    local row, why = cursor:fetch({}, "a")
    while row and next(row) ~= nil do
        rows[#rows + 1] = row
        row, why = cursor:fetch({}, "a")
    end
    cursor:close()
    return not why and rows or nil, why
end

--- Runs one statement; raises why it can't.
-- @tparam string statement with %s for each value
-- @treturn table rows
-- @treturn number how many rows it has changed, if it is one that does
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
    return rows, result
end

local function disconnect(self)
    if self.connection then
        self.connection:close()
        self.environment:close()
        self.connection, self.environment = nil, nil
    end
end

-- In a child, closes what it has inherited from its parent.
local function leave_parent()
    local process_id = core.process_id()
    for each in pairs(opened) do
        if each.owner ~= process_id then
            disconnect(each)
        end
    end
end

-- SQLite would make a file that everybody can read, and gives the write-ahead
-- log the mode of the file. A file that exists must not be opened: see
-- private_create.
local function connect(self)
    leave_parent()
    local path = self.file or self.path
    local is_there, why = posix.private_create(path)
    if not is_there then
        return nil, "journal " .. why
    end
    self.environment = self.driver.sqlite3()
    self.connection, why = self.environment:connect(file_name(path))
    if not self.connection then
        self.environment:close()
        return nil, reason(path, why)
    end
    self.owner = core.process_id()
    return true
end

-- The first process that opens a file changes its journal mode. While another
-- process reads, SQLite refuses that at once; it waits only for a transaction.
-- So this waits by an empty transaction, and tries again.
local function write_ahead(self)
    local deadline = os.time() + self.busy_timeout
    repeat
        local done, why = pcall(self.query, self, "PRAGMA journal_mode = WAL")
        if done or not why:find("locked", 1, true) or os.time() > deadline then
            return done, why
        end
        self:transact(function() end)
    until false
end

-- The file itself counts the steps of its schema that have run.
local function upgrade(self)
    local taken = self:query("PRAGMA user_version")[1].user_version
    for step = taken + 1, #self.schema do
        self:query(self.schema[step])
        self:query(("PRAGMA user_version = %d"):format(step))
    end
    return true
end

-- Like assert, but without the source position that some Luas put before the
-- reason.
local function require_that(done, why)
    if not done then
        error(why, 0)
    end
end

-- Writing through takes fullfsync as well on macOS.
local function prepare(self)
    self:query(("PRAGMA busy_timeout = %.0f"):format(self.busy_timeout * 1000))
    require_that(write_ahead(self))
    self:query("PRAGMA fullfsync = ON")
    require_that(self:transact(function()
        return upgrade(self)
    end))
    self.file = self:query("PRAGMA database_list")[1].file
    self.identity = posix.file_identity(self.file)
end

local function open(self)
    local is_ready, why = connect(self)
    if is_ready then
        is_ready, why = pcall(prepare, self)
    end
    if not is_ready then
        disconnect(self)
    end
    opened[self] = is_ready or nil
    return is_ready or nil, not is_ready and tostring(why) or nil
end

local MOVED = "the file was moved, deleted or replaced while it was open; "
    .. "open the journal again"

--- Whether others that open the path now find this file.
-- @treturn ?boolean true
-- @treturn ?string why not
function Database:is_in_place()
    if posix.file_identity(self.file) == self.identity then
        return true
    end
    return nil, reason(self.path, MOVED)
end

-- Whether the connection can be used; in a child, after it has got its own
local function is_usable(self)
    if self.is_closed then
        return nil, reason(self.path, "it is closed")
    elseif self.connection and self.owner == core.process_id() then
        return true
    end
    local is_in_place, why = self:is_in_place()
    if not is_in_place then
        return nil, why
    end
    return open(self)
end

--- Says whether what is written next is on the disk when it is committed, or
-- may get there seconds later. Only a power cut can take it away until then.
function Database:write_through(is_on)
    self:query("PRAGMA synchronous = " .. (is_on and "FULL" or "NORMAL"))
end

local function alone(self, work)
    self:write_through(true)
    self:query("BEGIN IMMEDIATE")
    local result = work()
    self:query("COMMIT")
    return result
end

--- Runs `work` alone among all processes, and writes it through; rolls back
-- if it raises.
-- @treturn ?any what `work` returned
-- @treturn ?string why it failed
function Database:transact(work)
    local usable, why = is_usable(self)
    if not usable then
        return nil, why
    end
    local done, result = pcall(alone, self, work)
    if done then
        return result
    end
    -- Fails if SQLite has rolled back by itself.
    self.connection:execute("ROLLBACK")
    return nil, tostring(result)
end

--- Runs `work`, whose statements each stand for themselves: SQLite runs each
-- alone among all processes, and one that reads waits for nobody.
-- @treturn ?any what `work` returned
-- @treturn ?string why it failed
function Database:run(work)
    local usable, why = is_usable(self)
    if not usable then
        return nil, why
    end
    local done, result = pcall(work)
    if done then
        return result
    end
    return nil, tostring(result)
end

--- Closes the file. May be called twice.
function Database:close()
    self.is_closed = true
    disconnect(self)
end

local function failed(message, hint)
    return errors.stopped { kind = "unavailable", message = message,
        hint = hint }
end

local NO_DRIVER = "Install LuaSQL for SQLite (apt-get install "
    .. "lua-sql-sqlite3, or luarocks install luasql-sqlite3)."
local NOT_OPENED = "Nothing was sent. Check the file and its folder, which "
    .. "must exist, then open the journal again."

--- Opens a file, or makes it.
-- @tparam number busy_timeout seconds
-- @tparam table schema statements; each is run once in the life of a file
-- @treturn ?table
-- @treturn ?table an error
function sqlite_database.open(path, busy_timeout, schema)
    if type(path) ~= "string" or path == "" or path:find("%z") then
        return nil, errors.expected("path", "the name of a file", path)
    end
    local loaded, driver = pcall(require, "luasql.sqlite3")
    if not loaded then
        return nil, failed("LuaSQL's sqlite3 driver is not installed: "
            .. tostring(driver):match "[^\n]*", NO_DRIVER)
    end
    local self = setmetatable({ path = path, driver = driver,
        busy_timeout = busy_timeout, schema = schema }, Database)
    local is_open, why = open(self)
    if not is_open then
        return nil, failed(why, NOT_OPENED)
    end
    return self
end

return sqlite_database
