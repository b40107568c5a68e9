--- A journal in an SQLite file, for all processes of one machine. It survives
-- kill -9 and power cuts: a reservation is on the disk before it is granted.
-- The outcome of an attempt may get there seconds later; if a power cut takes
-- it away, the attempt is pending again, and counts.
--
-- Each reservation is a transaction: BEGIN IMMEDIATE lets one process in at a
-- time, so of eleven at once the eleventh reads the other ten before it
-- counts. The first attempt of a number is one statement, and so is settling an
-- attempt that nobody has settled.
-- @module whatsapp.registration.journal.sqlite

local base = require "whatsapp.registration.journal.base"
local core = require "whatsapp.registration.core"
local database = require "whatsapp.registration.journal.sqlite_database"
local errors = require "whatsapp.registration.errors"
local record = require "whatsapp.registration.journal.record"

local sqlite = {}

local Journal = base.class {}

-- Steps, each taken once. A file from an older version gets the steps that it
-- lacks.
local SCHEMA = {
    [[CREATE TABLE IF NOT EXISTS attempts (
        serial INTEGER PRIMARY KEY,
        number TEXT NOT NULL, id TEXT NOT NULL, operation TEXT NOT NULL,
        state TEXT NOT NULL, reserved_at REAL NOT NULL,
        settled_at REAL, code INTEGER, UNIQUE (number, id))]],
    [[CREATE TABLE IF NOT EXISTS blocks (
        number TEXT NOT NULL, operation TEXT NOT NULL,
        blocked_until REAL NOT NULL, PRIMARY KEY (number, operation))]],
    [[CREATE INDEX IF NOT EXISTS pending_attempts
        ON attempts (number) WHERE state = 'pending']],
    "ALTER TABLE attempts ADD COLUMN retry_after REAL",
}

-- What belongs to each of a number's records
local SCOPES = {
    attempts = "operation <> 'request_code'",
    request_code = "operation = 'request_code'",
}
local LOAD_ATTEMPTS, LOAD_BLOCKS = {}, {}
for scope, condition in pairs(SCOPES) do
    LOAD_ATTEMPTS[scope] = [[SELECT id, operation, state, reserved_at,
        settled_at, code, retry_after FROM attempts WHERE number = %s AND ]]
        .. condition .. " ORDER BY serial"
    LOAD_BLOCKS[scope] = [[SELECT operation, blocked_until FROM blocks
        WHERE number = %s AND ]] .. condition
end

local ADD = [[INSERT INTO attempts (state, reserved_at, settled_at, code,
    retry_after, number, id, operation) VALUES (%s, %s, %s, %s, %s, %s, %s,
    %s)]]
local ADD_FIRST = {}
for scope, condition in pairs(SCOPES) do
    ADD_FIRST[scope] = ADD:gsub("VALUES %((.*)%)$", "SELECT %1 WHERE NOT "
        .. "EXISTS (SELECT 1 FROM attempts WHERE number = %%s AND "
        .. condition .. ")")
end
local CHANGE = [[UPDATE attempts SET state = %s, reserved_at = %s,
    settled_at = %s, code = %s, retry_after = %s WHERE number = %s
    AND id = %s]]
local SETTLE = [[UPDATE attempts SET state = %s, settled_at = %s, code = %s,
    retry_after = %s WHERE number = %s AND id = %s AND state = 'pending']]
local SAVE_BLOCK = "INSERT OR REPLACE INTO blocks VALUES (%s, %s, %s)"
local FORGET = "DELETE FROM attempts WHERE number = %s AND id = %s"
local NUMBERS_PENDING = [[SELECT DISTINCT number FROM attempts
    WHERE state = 'pending' AND ]] .. SCOPES.attempts

local LONGEST_WAIT = 86400

--- Opens a journal, and makes the file (mode 0600) if there is none. The
-- folder must exist. A symbolic link is refused.
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `busy_timeout`, the seconds to wait for another process (5); `now`,
--   a function that returns the time in seconds since the epoch
-- @treturn ?table
-- @treturn ?table an error
function sqlite.try_open(path, options)
    local given, err = errors.options(options, base.OPTIONS)
    if not given then
        return nil, err
    end
    local wait = given.busy_timeout or 5
    if not (wait >= 0 and wait <= LONGEST_WAIT) then
        return nil, errors.refused { field = "busy_timeout",
            message = "busy_timeout: expected 0 to 86400 seconds" }
    end
    local opened
    opened, err = database.open(path, wait, SCHEMA)
    if not opened then
        return nil, err
    end
    return setmetatable({
        database = opened,
        shared = given.shared ~= false,
        now = given.now or core.time,
    }, Journal)
end

--- The same, but raises the error.
sqlite.open = errors.raising(sqlite.try_open)

local function seconds(microseconds)
    return microseconds and microseconds / 1e6
end

-- Whole microseconds: printed alike in every locale, and exact
local function microseconds(time)
    return time and ("%.0f"):format(time * 1e6)
end

-- Raises; a transaction catches that and rolls back.
local function query(self, statement, ...)
    return self.database:query(statement, ...)
end

-- Compiling is most of the cost of a statement, so there are few. A number
-- without attempts has no block: the attempt that caused the block is kept for
-- longer.
local function load_record(self, number, scope)
    local loaded = record.new()
    for i, row in ipairs(query(self, LOAD_ATTEMPTS[scope], number)) do
        row.reserved_at = seconds(row.reserved_at)
        row.settled_at = seconds(row.settled_at)
        row.retry_after = seconds(row.retry_after)
        loaded.attempts[i] = row
    end
    local blocks = loaded.attempts[1]
        and query(self, LOAD_BLOCKS[scope], number) or {}
    for _, row in ipairs(blocks) do
        loaded.blocked[row.operation] = seconds(row.blocked_until)
    end
    return loaded
end

-- By ADD, ADD_FIRST or CHANGE; how many rows that has changed
local function save(self, statement, number, attempt)
    return select(2, query(self, statement, attempt.state,
        microseconds(attempt.reserved_at), microseconds(attempt.settled_at),
        attempt.code, microseconds(attempt.retry_after), number, attempt.id,
        attempt.operation, number))
end

-- Deletes what the record has forgotten.
local function forget(self, number, before, after)
    local kept = {}
    for _, attempt in ipairs(after) do
        kept[attempt.id] = true
    end
    for _, attempt in ipairs(before) do
        if not kept[attempt.id] then
            query(self, FORGET, number, attempt.id)
        end
    end
end

local function take_one(self, loaded, operation, force)
    return record.reserve(loaded, operation, {
        now = self.now(),
        -- Two attempts of one microsecond get different numbers.
        serial = ("%.0f"):format(core.random()),
        shared = self.shared,
        force = force,
    })
end

-- false if the number has attempts
local function reserve_first(self, number, operation)
    self.database:write_through(true)
    local attempt = take_one(self, record.new(), operation)
    return save(self, ADD_FIRST[base.scope(operation)], number, attempt) == 1
        and { id = attempt.id }
end

local function reserve(self, number, operation, force)
    local loaded = load_record(self, number, base.scope(operation))
    local before = loaded.attempts
    local attempt, refusal, changed = take_one(self, loaded, operation, force)
    for _, each in ipairs(changed or {}) do
        save(self, CHANGE, number, each)
    end
    if not attempt then
        return { refusal = refusal }
    end
    if before ~= loaded.attempts then
        forget(self, number, before, loaded.attempts)
    end
    save(self, ADD, number, attempt)
    return { id = attempt.id }
end

--- Takes one of the ten requests.
-- @see whatsapp.registration.journal.memory
function Journal:reserve(number, operation, options)
    local done, why = self.database:is_in_place()
    if done then
        done, why = self.database:run(function()
            return reserve_first(self, number, operation)
        end)
    end
    if done == false then
        done, why = self.database:transact(function()
            return reserve(self, number, operation, options and options.force)
        end)
    end
    if not done then
        return nil, nil, why
    end
    return done.id, done.refusal
end

-- false if it is none that nobody has settled, or ends in a block
local function settle_pending(self, number, id, state, details)
    details = details or {}
    if not record.STATES[state] or details.blocked_for then
        return false
    end
    self.database:write_through(false)
    local _, changed = query(self, SETTLE, state, microseconds(self.now()),
        details.code, microseconds(details.retry_after), number, id)
    return changed == 1
end

local function settle(self, number, id, state, details)
    local loaded = load_record(self, number, base.scope_of(id))
    local count = #loaded.attempts
    local changed, why = record.settle(loaded, id, state, details, self.now())
    if changed == nil then
        error(why, 0)
    elseif changed then
        save(self, #loaded.attempts > count and ADD or CHANGE, number, changed)
        local ends = loaded.blocked[changed.operation]
        if ends then
            query(self, SAVE_BLOCK, number, changed.operation,
                microseconds(ends))
        end
    end
    return true
end

--- Writes down what became of an attempt.
function Journal:settle(number, attempt, state, details)
    local done, why = self.database:run(function()
        return settle_pending(self, number, attempt, state, details)
    end)
    if done == false then
        done, why = self.database:transact(function()
            return settle(self, number, attempt, state, details)
        end)
    end
    return done, why
end

function Journal:read(number, scope)
    local found, why = self.database:run(function()
        return { record = load_record(self, number, scope),
            now = self.now() }
    end)
    if not found then
        return nil, why
    end
    return found.record, found.now
end

function Journal:numbers()
    return self.database:run(function()
        local numbers = {}
        for i, row in ipairs(query(self, NUMBERS_PENDING)) do
            numbers[i] = row.number
        end
        return numbers
    end)
end

--- Closes the file. May be called twice.
function Journal:close()
    self.database:close()
    return true
end

return sqlite
