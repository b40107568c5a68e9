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

local function list_of(content, number)
    local list = content.lists[number]
    if not list then
        list = {}
        content.lists[number] = list
        table.insert(content.order, number)
    end
    return list
end

-- Lists by number, the numbers in their order, and all other lines, which are
-- kept. If a file has such lines and lacks our header, it belongs to somebody
-- else.
local function parse(content)
    local parsed, is_ours = { lists = {}, order = {}, lines = {} }, true
    for line in content:gmatch "[^\n]+" do
        local number, rest = line:match "^(%d+) (.*)$"
        local candidate = number and base.of_text(rest)
        if candidate then
            table.insert(list_of(parsed, number), candidate)
        elseif line .. "\n" ~= HEADER then
            table.insert(parsed.lines, line)
            is_ours = is_ours and line:sub(1, 1) == "#"
        end
    end
    if is_ours or content:sub(1, #HEADER) == HEADER then
        return parsed
    end
    return nil
end

local function format(content)
    local lines = { HEADER }
    for _, line in ipairs(content.lines) do
        lines[#lines + 1] = line .. "\n"
    end
    for _, number in ipairs(content.order) do
        for _, candidate in ipairs(content.lists[number]) do
            lines[#lines + 1] = number .. " "
                .. base.to_text(candidate) .. "\n"
        end
    end
    return table.concat(lines)
end

local function read(path)
    local content, problem = posix.private_read(path)
    if problem then
        return nil, problem
    end
    local parsed = parse(content or "")
    if not parsed then
        return nil, path .. ": has lines that are no PINs; it is left alone"
    end
    return parsed
end

-- The second value that `how` returns, or else true
local function change(path, number, how, ...)
    local content, problem = read(path)
    if not content then
        return nil, problem
    end
    local changed, value = how(list_of(content, number), ...)
    if changed then
        local written
        written, problem = posix.private_write(path, format(content))
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
        return content.lists[number] or {}
    end, function(number, ...)
        return change_locked(path, number, ...)
    end)
end

--- The same, but raises the error.
file.new = errors.raising(file.try_new)

return file
