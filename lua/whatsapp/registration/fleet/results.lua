--- The results of a fleet in a file: a line of JSON a number, written and
-- flushed when the number is over. The last line of a number counts. After a
-- fleet was stopped or killed, it goes on by this file.
-- @module whatsapp.registration.fleet.results

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local ids = require "whatsapp.registration.fleet.ids"
local line = require "whatsapp.registration.fleet.line"
local posix = require "whatsapp.registration.posix"
local sources = require "whatsapp.registration.fleet.sources"

local results = {}

local CHUNK = 4096

local KINDS = core.kinds()

local Results = {}
Results.__index = Results

local function failed(path, why)
    why = tostring(why):gsub("^" .. path:gsub("%p", "%%%0") .. ": ", "")
    return errors.stopped { kind = "unavailable",
        message = "the results in " .. path .. ": " .. why,
        hint = "Free what is named, and run it again: it goes on where it "
            .. "stopped." }
end

--- Names a file of results.
-- @tparam string path
-- @treturn ?table
-- @treturn ?table an error
function results.try_new(path)
    if type(path) ~= "string" or path == "" or path:find "%z" then
        return nil, errors.expected("path", "the name of a file", path)
    end
    return setmetatable({ path = path }, Results)
end

--- The same, but raises the error.
results.new = errors.raising(results.try_new)

-- Where the last line begins, if it has no end
local function torn_at(file)
    local size = file:seek "end"
    local at = size
    while at > 0 do
        local from = math.max(at - CHUNK, 0)
        file:seek("set", from)
        local chunk = file:read(at - from)
        local last = chunk:match ".*()\n"
        if last then
            local start = from + last
            return start < size and start or nil, size
        end
        at = from
    end
    return size > 0 and 0 or nil, size
end

-- Of a pipe, and of a device that never ends
local function has_no_end(file)
    return not file:seek "end" or file:read(1) ~= nil
end

-- A process that was killed may have left half a line: blank it, so that what
-- follows is not taken for a part of it.
local function mend(path)
    local file = io.open(path, "r+b")
    if not file then
        return true
    elseif has_no_end(file) then
        file:close()
        return nil, "it is not a file"
    end
    local start, size = torn_at(file)
    local ok, why = true, nil
    if start then
        file:seek("set", start)
        ok, why = file:write((" "):rep(size - start - 1), "\n")
    end
    file:close()
    return ok, why
end

--- Opens the file to write to it; nobody else can until it is closed.
-- @treturn ?boolean true
-- @treturn ?table an error
function Results:open()
    local lock, why, is_held = posix.private_lock(self.path .. ".lock", 0)
    if not lock then
        return nil, failed(self.path, is_held
            and "another fleet writes them just now" or why)
    end
    local ok
    ok, why = mend(self.path)
    if ok then
        self.file, why = io.open(self.path, "ab")
    end
    if not self.file then
        lock:close()
        return nil, failed(self.path, why)
    end
    self.lock = lock
    return true
end

--- Reads the results there are.
-- @treturn function returns the next one, nil at the end; what is no result,
--   such as half a line or one that is too long, is left out
function Results:each()
    local file = io.open(self.path, "rb")
    if not file then
        return function() end
    end
    local read = sources.json_lines(file, true)
    return function()
        local entry, problem, _, is_over
        repeat
            entry, problem, _, is_over = read()
        until entry and type(entry.phone_number_id) == "string" or is_over
            or not entry and not problem
        if not entry then
            file:close()
        end
        return entry
    end
end

--- Which numbers are done.
-- @tparam string workflow
-- @tparam boolean is_dry whether it was only to be tried
-- @treturn table as whatsapp.registration.fleet.ids makes
-- @treturn number how many
function Results:done(workflow, is_dry)
    local done, count = ids.new(), 0
    for entry in self:each() do
        local is_done = entry.success == true and entry.workflow == workflow
            and (entry.dry_run == true) == is_dry
        local was_done = ids.set(done, entry.phone_number_id,
            is_done and "done" or nil)
        count = count + (is_done and 1 or 0) - (was_done and 1 or 0)
    end
    return done, count
end

--- Appends a result. When this returns, the system has it, so it is not lost
-- if the process is killed then.
-- @tparam table entry
-- @treturn ?boolean true
-- @treturn ?table an error
function Results:append(entry)
    local ok, why = self.file:write(line.encode(entry), "\n")
    if ok then
        ok, why = self.file:flush()
    end
    return ok and true or nil, not ok and failed(self.path, why) or nil
end

-- What a result counts as: "succeeded", "waiting" or the kind of its error
local function word_of(entry)
    local kind = type(entry.error) == "table" and entry.error.kind
    return entry.success and "succeeded" or entry.waiting and "waiting"
        or KINDS[kind] and kind or "api"
end

local function count(sum, word, change)
    local is_kind = word ~= "succeeded" and word ~= "waiting"
    local counted = is_kind and "failed" or word
    sum.total, sum[counted] = sum.total + change, sum[counted] + change
    if is_kind then
        local left = (sum.by_kind[word] or 0) + change
        sum.by_kind[word] = left > 0 and left or nil
    end
end

--- What results say together.
-- @tparam function each returns the next one
-- @treturn ?table `total`, `succeeded`, `failed`, `waiting`, `by_kind`
-- @treturn ?table an error
function results.summary(each)
    local last = ids.new()
    local sum = { total = 0, succeeded = 0, failed = 0, waiting = 0,
        by_kind = {} }
    local entry, err = each()
    while entry do
        local word = word_of(entry)
        local before = ids.set(last, entry.phone_number_id, word)
        count(sum, word, 1)
        if before then
            count(sum, before, -1)
        end
        entry, err = each()
    end
    if err then
        return nil, err
    end
    return sum
end

function Results:summary()
    return results.summary(self:each())
end

function Results:close()
    if self.file then
        self.file:close()
        self.lock:close()
        self.file, self.lock = nil, nil
    end
end

return results
