--- The PINs that a number may have. A store that kept only the newest would
-- lose the right one whenever a new PIN is saved and then refused, or never
-- sent because the process died; so each is kept with what is known of it:
--
--   state    what is known of the PIN                          loaded  kept
--   set      sent to replace the PIN; how that ended is not
--            known. One at the most: the newest                first   always
--   held     the server has accepted it: one at the most       second  always
--   likely   offered before the number was read and had a PIN  third   always
--   earlier  was `set` until another one was sent              fourth  if newer
--   offered  saved for a register, which sets a PIN only if
--            there is none                                     fifth   if newer
--   former   was held, or set before another one was held      sixth   if newer
--   refused  the server said that it is not the number's       never   if newer
--
-- Of equals the newest is loaded. Each wrong one costs an attempt and a guess.
-- So after an outage that has left many `set` without an outcome, `held` comes
-- second: either the last one was applied, or, more likely than that one of
-- those before it was, none was. If the list is full, the oldest of the state
-- that stands lowest in the table goes.
-- @module whatsapp.registration.pin_store.base

local core = require "whatsapp.registration.core"

local base = {}

-- Each call with a PIN asks them twice
local id_as_text, is_pin = core.phone_number_id, core.is_pin

-- No number has this id.
local NOBODY = "0"

local NO_ID = "phone_number_id: expected a string of digits"
local NO_PIN = "pin: expected a string of exactly six digits"

local RANKS = { set = 1, held = 2, likely = 3, earlier = 4, offered = 5,
    former = 6, refused = 7 }

-- Kept for finding mistakes
local KEPT = 8

local function position_of(list, field, value)
    for index = 1, #list do
        if list[index][field] == value then
            return index
        end
    end
    return nil
end

local function has(list, state)
    return position_of(list, "state", state) ~= nil
end

-- The position of what can go first; the one after the last if all must stay
local function worst_position(list)
    local worst, rank = #list + 1, RANKS.likely + 1
    for index, candidate in ipairs(list) do
        if RANKS[candidate.state] >= rank then
            worst, rank = index, RANKS[candidate.state]
        end
    end
    return worst
end

-- In place of the one at this position, if the PIN has one already
local function put_first(list, candidate, position)
    position = position
        or #list < KEPT and #list + 1 or worst_position(list)
    for index = position, 2, -1 do
        list[index] = list[index - 1]
    end
    list[1] = candidate
end

local function rename(list, state, new_state)
    for _, candidate in ipairs(list) do
        if candidate.state == state then
            candidate.state = new_state
        end
    end
end

-- A PIN that a register offers can't replace one that is on. Any other
-- operation that sends a PIN replaces all others by it.
local function new_state(list, before, operation)
    local rank = before and RANKS[before.state] or RANKS.refused
    if operation == "register" then
        return rank < RANKS.offered and before.state or "offered"
    end
    rename(list, "set", "earlier")
    return rank == RANKS.held and "held" or "set"
end

-- Each of the functions that change a list returns whether it has changed.

-- Notes a PIN that is about to be sent. `context`: `operation` that sends it,
-- and its `attempt`; a PIN that somebody saves by hand replaces the others.
local function save(list, pin, context)
    local position = position_of(list, "pin", pin)
    local before = position and list[position]
    if before and before.state == "held" and not has(list, "set") then
        return false
    end
    put_first(list, {
        pin = pin,
        state = new_state(list, before, context and context.operation),
        attempt = context and context.attempt,
    }, position)
    return true
end

-- None of the others is the number's PIN.
local function hold(list, held)
    local is_alone = held.state == "held"
    for index = 1, #list do
        local candidate = list[index]
        if candidate ~= held and RANKS[candidate.state] < RANKS.offered then
            candidate.state = "former"
            is_alone = false
        end
    end
    held.state = "held"
    return not is_alone
end

-- Notes what became of a PIN: "succeeded"; "refused" if it is not the number's;
-- "unused" if it was not sent, or the server has not looked at it.
local function settle(list, pin, outcome)
    local position = position_of(list, "pin", pin)
    local candidate = position and list[position]
    if not candidate and outcome ~= "unused" then
        candidate = { pin = pin, state = "offered" }
        put_first(list, candidate)
    end
    if not candidate then
        return false
    elseif outcome == "succeeded" then
        return hold(list, candidate)
    end
    local before = candidate.state
    if outcome == "refused" then
        candidate.state = "refused"
    elseif before == "set" then
        candidate.state = "offered"
    end
    return candidate.state ~= before
end

-- Notes that the number was read and has a PIN. If that PIN is not known, it
-- is one of those offered until now, not one that is offered later.
local function see(list)
    if has(list, "held") or has(list, "set") or has(list, "likely")
        or has(list, "earlier") or not has(list, "offered") then
        return false
    end
    rename(list, "offered", "likely")
    return true
end

-- The PIN that the number has, as far as is known
local function best(list)
    local found
    for _, candidate in ipairs(list) do
        if candidate.state ~= "refused" and (not found
            or RANKS[candidate.state] < RANKS[found.state]) then
            found = candidate
        end
    end
    return found and found.pin
end

-- The PIN that is there, or else this one, noted as offered, in one step: if
-- several processes draw one at once, all get the same PIN. Returns the PIN as
-- well.
local function keep_or_save(list, pin)
    local kept = best(list)
    return not kept
        and save(list, pin, { operation = "register" }), kept or pin
end

-- Copies of all, newest first
local function copy(list)
    local copied = {}
    for index, candidate in ipairs(list) do
        copied[index] = { pin = candidate.pin, state = candidate.state,
            attempt = candidate.attempt }
    end
    return copied
end

--- A candidate as text: its PIN, its state, and the attempt that it was saved
-- for.
function base.to_text(candidate)
    local attempt = tostring(candidate.attempt or ""):gsub("[%c%% ]",
        function(character)
            return ("%%%02x"):format(character:byte())
        end)
    return ("%s %s %s"):format(candidate.pin, candidate.state, attempt)
end

--- Reads a candidate.
-- @treturn ?table nil if it is none
function base.of_text(line)
    local pin, state, attempt = line:match "^(%d%d%d%d%d%d) (%l+) ?(%S*)$"
    if not pin or not RANKS[state] then
        return nil
    end
    return { pin = pin, state = state, attempt = attempt ~= ""
        and attempt:gsub("%%(%x%x)", function(digits)
            return string.char(tonumber(digits, 16))
        end) or nil }
end

local function changing(change, how)
    return function(number, pin, what)
        local is_six_digits = is_pin(pin)
        local id = is_six_digits and id_as_text(number)
        if not id then
            return nil, is_six_digits and NO_ID or NO_PIN
        end
        return change(id, how, pin, what)
    end
end

local function reading(read, of)
    return function(number)
        local id = id_as_text(number)
        if not id then
            return nil, NO_ID
        end
        local list, problem = read(id)
        if not list then
            return nil, problem
        end
        return of(list)
    end
end

--- Makes a store.
-- @tparam function read takes a number's id, returns its candidates, or nil
--   and what went wrong
-- @tparam function change takes a number's id, a function, and what that takes
--   besides the list; keeps the list if the function says that it has changed.
--   Returns the function's second value, or else true; or nil and what went
--   wrong
-- @treturn table `save`, `load`, `settle`, `see`, `keep_or_save`, `candidates`
--   and `check`; each returns nil and what went wrong if it fails
function base.new(read, change)
    return {
        save = changing(change, save),
        settle = changing(change, settle),
        keep_or_save = changing(change, keep_or_save),
        see = function(number)
            local id = id_as_text(number)
            if not id then
                return nil, NO_ID
            end
            return change(id, see)
        end,
        -- Writes the list that is there already, and so finds out whether it
        -- can
        check = function()
            return change(NOBODY, function()
                return true
            end)
        end,
        load = reading(read, best),
        candidates = reading(read, copy),
    }
end

-- The largest multiple of a million below 2^32: numbers from there on are
-- drawn again, or some PINs would come up more often than others.
local LIMIT = 4294000000

-- Besides runs and repetitions, which is_common finds by their shape
local COMMON = { ["112233"] = true, ["123321"] = true, ["159753"] = true,
    ["147258"] = true, ["102030"] = true, ["789456"] = true }

local function is_common(digits)
    return digits == digits:sub(1, 3):rep(2)
        or digits == digits:sub(1, 2):rep(3)
        or ("01234567890"):find(digits, 1, true) ~= nil
        or ("09876543210"):find(digits, 1, true) ~= nil
        or COMMON[digits] == true
end

--- Six digits from the system's random number generator, leading zeros
-- included; never one that many people choose (123456, 111111, 121212, ...).
function base.generate()
    local number, digits
    repeat
        number = core.random()
        digits = ("%06d"):format(number % 1000000)
    until number < LIMIT and not is_common(digits)
    return digits
end

return base
