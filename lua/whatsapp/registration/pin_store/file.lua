--- Keeps PINs in a file that only its owner can read (mode 0600). It is
-- replaced whole and is on the disk when `save` returns, so that a process
-- that is killed, or a machine that loses power, loses no PIN. Processes take
-- turns by a lock on `PATH.lock`.
-- @module whatsapp.registration.pin_store.file

local candidates = require "whatsapp.registration.pin_store.candidates"
local core = require "whatsapp.registration.core"

local file = {}

local HEADER = "# PINs of WhatsApp numbers: number, PIN, state, attempt. "
    .. "Keep this secret.\n"

local LINE = "^(%d+) (%d%d%d%d%d%d) (%l+) ?(%S*)$"

local function encode(attempt)
    return (tostring(attempt or ""):gsub("[%c%% ]", function(character)
        return ("%%%02x"):format(character:byte())
    end))
end

local function decode(text)
    return text ~= "" and text:gsub("%%(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
    end) or nil
end

-- All lists by number, and the numbers in their order
local function parse(text)
    local lists, order = {}, {}
    for line in text:gmatch "[^\n]+" do
        local number, pin, state, attempt = line:match(LINE)
        if number then
            if not lists[number] then
                lists[number], order[#order + 1] = {}, number
            end
            table.insert(lists[number],
                { pin = pin, state = state, attempt = decode(attempt) })
        elseif line:sub(1, 1) ~= "#" then
            return nil
        end
    end
    return lists, order
end

local function format(lists, order)
    local lines = { HEADER }
    for _, number in ipairs(order) do
        for _, candidate in ipairs(lists[number]) do
            lines[#lines + 1] = ("%s %s %s %s\n"):format(number, candidate.pin,
                candidate.state, encode(candidate.attempt))
        end
    end
    return table.concat(lines)
end

local function read(path)
    local text, problem = core.private_read(path)
    if problem then
        return nil, problem
    end
    local lists, order = parse(text or "")
    if not lists then
        return nil, path .. ": has lines that are no PINs; it is left alone"
    end
    return lists, order
end

-- What `how` returns behind whether the list has changed, else true
local function change(path, number, how, ...)
    local lists, order = read(path)
    if not lists then
        return nil, order
    end
    if not lists[number] then
        lists[number], order[#order + 1] = {}, number
    end
    local changed, value = how(lists[number], ...)
    if changed then
        local written, problem = core.private_write(path,
            format(lists, order))
        if not written then
            return nil, problem
        end
    end
    return value or true
end

local function change_locked(path, ...)
    local lock, problem = core.private_lock(path .. ".lock", 0.75)
    if not lock then
        return nil, problem
    end
    local ok, changed, why = pcall(change, path, ...)
    lock:close()
    if not ok then
        error(changed, 0)
    end
    return changed, why
end

--- Opens a store. The file is made when the first PIN is saved.
-- @tparam string path
-- @treturn table `save(number, pin)`, `load(number)`, `settle(number, pin,
--   outcome)`, `see(number)`, `candidates(number)`, each with `nil` and what
--   went wrong; and `keep_or_save(number, pin)`, which returns the PIN that
--   `load` would, or where there is none this one, saved, in one step of which
--   other processes can't see the half
function file.new(path)
    local store = {}
    function store.save(number, pin, context)
        return change_locked(path, number, candidates.save, pin, context)
    end
    function store.load(number)
        local lists, problem = read(path)
        if not lists then
            return nil, problem
        end
        return candidates.best(lists[number] or {})
    end
    function store.settle(number, pin, outcome)
        return change_locked(path, number, candidates.settle, pin, outcome)
    end
    function store.see(number)
        return change_locked(path, number, candidates.see)
    end
    function store.keep_or_save(number, pin)
        return change_locked(path, number, candidates.keep_or_save, pin)
    end
    function store.candidates(number)
        local lists, problem = read(path)
        if not lists then
            return nil, problem
        end
        return candidates.copy(lists[number] or {})
    end
    return store
end

return file
