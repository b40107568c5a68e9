--- Reads a file record by record: a file of any size takes no more memory than
-- its longest record, which has a limit.
-- @module whatsapp.registration.fleet.reader

local reader = {}

-- Bytes
local LONGEST, CHUNK = 64 * 1024, 16 * 1024

local Reader = {}
Reader.__index = Reader

--- The end of a record that is a line. Others look for their own end.
-- @tparam string buffer
-- @tparam number from where to go on looking
-- @return[opt] state which the last look in this record returned
-- @treturn ?number where the record ends; nil if that is not in the buffer
-- @return[opt] what the next look in this record is given as state
function reader.line_end(buffer, from)
    return (buffer:find("\n", from, true))
end

--- Begins to read.
-- @tparam userdata file open for reading
-- @tparam function find_end as `line_end`
-- @tparam ?string cause of a record that is too long, added to what is said
-- @treturn table with `line`, the number of the last record's first line
function reader.new(file, find_end, cause)
    return setmetatable({ file = file, find_end = find_end, buffer = "",
        position = 1, line = 0, next_line = 1,
        problem = ("longer than %d bytes"):format(LONGEST)
            .. (cause or "") }, Reader)
end

-- Drops what was read and appends a chunk. Whether there was one, and why not
local function fill(self)
    local chunk, why = self.file:read(CHUNK)
    self.buffer = self.buffer:sub(self.position) .. (chunk or "")
    self.position = 1
    return chunk ~= nil, why
end

-- The position of the end of the record that begins at ours
local function find(self)
    local found, state = self.find_end(self.buffer, self.position)
    while not found do
        local from = #self.buffer + 1 - self.position
        if from > LONGEST then
            return nil, self.problem
        end
        local is_more, why = fill(self)
        if not is_more then
            return not why and #self.buffer or nil, why
        end
        found, state = self.find_end(self.buffer, from + 1, state)
    end
    return found
end

local function count_lines(bytes)
    local _, count = bytes:gsub("\n", "")
    return math.max(count, 1)
end

--- The next record.
-- @treturn ?string its bytes without the end of the line; nil at the end of the
--   file, or if nothing more can be read
-- @treturn ?string what is wrong
function Reader:next()
    self.line = self.next_line
    local found, problem = find(self)
    if not found then
        return nil, problem
    end
    local bytes = self.buffer:sub(self.position, found)
    self.position = found + 1
    if bytes == "" then
        return nil
    end
    self.next_line = self.line + count_lines(bytes)
    return (bytes:gsub("\r?\n$", ""))
end

--- Leaves out the rest of a line that is too long.
-- @treturn boolean whether something may follow it
function Reader:skip_line()
    local found
    repeat
        self.position = #self.buffer + 1
        if not fill(self) then
            return false
        end
        found = reader.line_end(self.buffer, 1)
    until found
    self.position, self.next_line = found + 1, self.line + 1
    return true
end

return reader
