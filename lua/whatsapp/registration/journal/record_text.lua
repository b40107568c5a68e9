--- A record as text: a list of fields and values, as a hash in Redis has them,
-- or lines of them. The field is an attempt's id, and the value its operation,
-- state, times, code and, if the server said to wait, for how long; or the
-- field is `blocked:OPERATION`, and the value the end of the block.
-- @module whatsapp.registration.journal.record_text

local record = require "whatsapp.registration.journal.record"

local record_text = {}

--- Whole microseconds, printed alike in every locale; empty for none.
function record_text.time(seconds)
    return seconds and ("%.0f"):format(seconds * 1e6) or ""
end

local function seconds(digits)
    return tonumber(digits) and tonumber(digits) / 1e6
end

--- How an attempt ended, which closes its value.
function record_text.ending(code, retry_after)
    return (code or "") .. (retry_after
        and " " .. record_text.time(retry_after) or "")
end

--- The value for an attempt.
function record_text.value(attempt)
    return ("%s %s %s %s %s"):format(attempt.operation, attempt.state,
        record_text.time(attempt.reserved_at),
        record_text.time(attempt.settled_at),
        record_text.ending(attempt.code, attempt.retry_after))
end

local function decode(id, value)
    local operation, state, reserved, settled, code, retry_after = value:match(
        "^([%l_]+) ([%l_]+) (%-?%d+) ?(%-?%d*) ?(%-?%d*) ?(%d*)")
    return operation and {
        id = id,
        operation = operation,
        state = state,
        reserved_at = seconds(reserved),
        settled_at = seconds(settled),
        code = tonumber(code),
        retry_after = seconds(retry_after),
    }
end

local function serial_of(attempt)
    return tonumber(attempt.id:match("%-(%d+)%w*$")) or 0
end

local function earlier(a, b)
    if a.reserved_at ~= b.reserved_at then
        return a.reserved_at < b.reserved_at
    end
    return serial_of(a) < serial_of(b)
end

--- Reads a list of fields and values.
-- @treturn table a record
function record_text.of_fields(hash)
    local loaded = record.new()
    for i = 1, #hash, 2 do
        local field, value = hash[i], hash[i + 1]
        local blocked = field:match("^blocked:(.*)")
        if blocked then
            loaded.blocked[blocked] = seconds(value)
        else
            -- None for `serial`
            loaded.attempts[#loaded.attempts + 1] = decode(field, value)
        end
    end
    table.sort(loaded.attempts, earlier)
    return loaded
end

--- A record as a list of fields and values.
function record_text.fields(self)
    local fields = {}
    for _, attempt in ipairs(self.attempts) do
        fields[#fields + 1] = attempt.id
        fields[#fields + 1] = record_text.value(attempt)
    end
    for operation, ends in pairs(self.blocked) do
        fields[#fields + 1] = "blocked:" .. operation
        fields[#fields + 1] = record_text.time(ends)
    end
    return fields
end

--- A record as lines.
function record_text.lines(self)
    local lines, fields = {}, record_text.fields(self)
    for i = 1, #fields, 2 do
        lines[#lines + 1] = fields[i] .. " " .. fields[i + 1] .. "\n"
    end
    return table.concat(lines)
end

--- Reads lines.
-- @treturn table a record
function record_text.of_lines(text)
    local fields = {}
    for field, value in text:gmatch("(%S+) ([^\n]*)\n") do
        fields[#fields + 1] = field
        fields[#fields + 1] = value
    end
    return record_text.of_fields(fields)
end

return record_text
