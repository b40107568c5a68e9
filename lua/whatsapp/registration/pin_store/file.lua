--- Keeps PINs in a file that only its owner can read (mode 0600), in a folder
-- that only its owner can write to. It is replaced whole and is on the disk
-- when `save` returns, so that a process that is killed, or a machine that
-- loses power, loses no PIN. Processes take turns by a lock on `PATH.lock`.
-- @module whatsapp.registration.pin_store.file

local base = require "whatsapp.registration.pin_store.base"
local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local posix = require "whatsapp.registration.posix"
local errors = require "whatsapp.registration.errors"

local file = {}

local HEADER = "# PINs of WhatsApp numbers: number, PIN, state, attempt. "
    .. "Keep this secret.\n"

-- Seconds to wait for another process: yielding to the loop that runs here; in
-- a program without one, which has nothing else to do; and in a loop that
-- can't be yielded to from here.
local YIELDING, ALONE, HURRIED = 5, 0.75, 0.01
local BETWEEN = 0.005

local function lock(path)
    local sleep, has_loop = coroutines.sleep_here()
    if not sleep then
        return posix.private_lock(path, has_loop and HURRIED or ALONE)
    end
    local ends = core.now() + YIELDING
    local taken, problem, is_held
    repeat
        taken, problem, is_held = posix.private_lock(path, 0)
    until not is_held or core.now() > ends or not sleep(BETWEEN)
    return taken, problem
end

-- Whether each line is a comment or a candidate. If a file has other lines and
-- lacks our header, it belongs to somebody else.
local function is_ours(content)
    for line in content:gmatch "[^\n]+" do
        local rest = line:match "^%d+ (.*)$"
        if line:sub(1, 1) ~= "#" and not (rest and base.of_text(rest)) then
            return false
        end
    end
    return true
end

-- The file as text that begins with our header
local function read(path)
    local content, problem = posix.private_read(path)
    if problem then
        return nil, problem
    end
    content = content or ""
    if content:find("[^\n]", -1) then
        content = content .. "\n"
    end
    if content:sub(1, #HEADER) == HEADER then
        return content
    elseif not is_ours(content) then
        return nil, path .. ": has lines that are no PINs; it is left alone"
    end
    return HEADER .. content
end

-- The candidates of a number, and the text without their lines. No other line
-- is looked at, because there may be those of thousands of numbers.
local function take_out(content, number)
    local list, key = {}, "\n" .. number .. " "
    if content:find(key, 1, true) then
        content = content:gsub(key .. "([^\n]*)", function(line)
            local candidate = base.of_text(line)
            list[#list + 1] = candidate
            return candidate and ""
        end)
    end
    return list, content
end

local function add(content, number, list)
    local parts = { content }
    for _, candidate in ipairs(list) do
        parts[#parts + 1] = number .. " " .. base.to_text(candidate) .. "\n"
    end
    return table.concat(parts)
end

-- The second value that `how` returns, or else true
local function change(path, number, how, ...)
    local content, problem = read(path)
    if not content then
        return nil, problem
    end
    local list, others = take_out(content, number)
    local changed, value = how(list, ...)
    if changed then
        local written
        written, problem = posix.private_write(path,
            add(others, number, list))
        if not written then
            return nil, problem
        end
    end
    return value or true
end

local function change_locked(path, ...)
    local taken, problem = lock(path .. ".lock")
    if not taken then
        return nil, problem
    end
    local ok, changed, why = pcall(change, path, ...)
    taken:close()
    if not ok then
        error(changed, 0)
    end
    return changed, why
end

--- Opens a store. The file is made when the first PIN is saved.
-- @tparam string path
-- @treturn ?table as whatsapp.registration.pin_store.base says
-- @treturn ?table an error
function file.try_new(path)
    if type(path) ~= "string" or path == "" or path:find "%z" then
        return nil, errors.expected("path", "the name of a file", path)
    end
    return base.new(function(number)
        local content, problem = read(path)
        if not content then
            return nil, problem
        end
        return (take_out(content, number))
    end, function(number, ...)
        return change_locked(path, number, ...)
    end)
end

--- The same, but raises the error.
file.new = errors.raising(file.try_new)

return file
