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
-- @module whatsapp.registration.pin_store.candidates

local candidates = {}

local RANKS = { set = 1, held = 2, likely = 3, earlier = 4, offered = 5,
    former = 6, refused = 7 }

-- Enough to find a mistake by
local KEPT = 8

--- Whether this is the name of a state.
function candidates.is_state(word)
    return RANKS[word] ~= nil
end

local function position_of(list, pin)
    for index, candidate in ipairs(list) do
        if candidate.pin == pin then
            return index
        end
    end
    return nil
end

local function has(list, state)
    for _, candidate in ipairs(list) do
        if candidate.state == state then
            return true
        end
    end
    return false
end

-- The position of what can go first; nil if all must stay
local function worst_position(list)
    local worst, rank = nil, RANKS.likely + 1
    for index, candidate in ipairs(list) do
        if RANKS[candidate.state] >= rank then
            worst, rank = index, RANKS[candidate.state]
        end
    end
    return worst
end

local function put_first(list, candidate)
    local position = position_of(list, candidate.pin)
    if not position and #list >= KEPT then
        position = worst_position(list)
    end
    if position then
        table.remove(list, position)
    end
    table.insert(list, 1, candidate)
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

--- Notes a PIN that is about to be sent.
-- @tparam table list newest first
-- @tparam string pin
-- @tparam ?table context `operation` that sends it, and its `attempt`; a PIN
--   that somebody saves by hand replaces the others
-- @treturn boolean whether the list has changed
function candidates.save(list, pin, context)
    context = context or {}
    local position = position_of(list, pin)
    local before = position and list[position]
    if before and before.state == "held" and not has(list, "set") then
        return false
    end
    put_first(list, {
        pin = pin,
        state = new_state(list, before, context.operation),
        attempt = context.attempt,
    })
    return true
end

-- All others were not the number's PIN.
local function hold(list, held)
    local is_alone = held.state == "held"
    for _, candidate in ipairs(list) do
        if candidate ~= held and RANKS[candidate.state] < RANKS.offered then
            candidate.state = "former"
            is_alone = false
        end
    end
    held.state = "held"
    return not is_alone
end

--- Notes what became of a PIN.
-- @tparam table list newest first
-- @tparam string pin
-- @tparam string outcome "succeeded"; "refused": it is not the number's;
--   "unused": it was not sent, or the server has not looked at it
-- @treturn boolean whether the list has changed
function candidates.settle(list, pin, outcome)
    if outcome ~= "unused" and not position_of(list, pin) then
        put_first(list, { pin = pin, state = "offered" })
    end
    local candidate = list[position_of(list, pin)]
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

--- Notes that the number was read and has a PIN. If none is known to be it, it
-- is one of those that were offered, and none that is offered later.
-- @treturn boolean whether the list has changed
function candidates.see(list)
    if has(list, "held") or has(list, "set") or has(list, "likely")
        or has(list, "earlier") or not has(list, "offered") then
        return false
    end
    rename(list, "offered", "likely")
    return true
end

--- The one that the number has, as far as is known.
-- @treturn ?string
function candidates.best(list)
    local best
    for _, candidate in ipairs(list) do
        if candidate.state ~= "refused" and (not best
            or RANKS[candidate.state] < RANKS[best.state]) then
            best = candidate
        end
    end
    return best and best.pin
end

--- The one that is there, else this one, noted to be offered: what several
-- draw at once becomes one PIN.
-- @treturn boolean whether the list has changed
-- @treturn string
function candidates.keep_or_save(list, pin)
    local kept = candidates.best(list)
    return not kept
        and candidates.save(list, pin, { operation = "register" }), kept or pin
end

--- Copies of all, newest first.
function candidates.copy(list)
    local copied = {}
    for index, candidate in ipairs(list) do
        copied[index] = { pin = candidate.pin, state = candidate.state,
            attempt = candidate.attempt }
    end
    return copied
end

local function encode(attempt)
    return (tostring(attempt or ""):gsub("[%c%% ]", function(character)
        return ("%%%02x"):format(character:byte())
    end))
end

local function decode(attempt)
    return attempt ~= "" and attempt:gsub("%%(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
    end) or nil
end

--- A candidate as text: its PIN, its state, and the attempt that it was saved
-- for.
function candidates.to_text(candidate)
    return ("%s %s %s"):format(candidate.pin, candidate.state,
        encode(candidate.attempt))
end

--- Reads a candidate.
-- @treturn ?table nil if it is none
function candidates.of_text(line)
    local pin, state, attempt = line:match "^(%d%d%d%d%d%d) (%l+) ?(%S*)$"
    if not pin or not candidates.is_state(state) then
        return nil
    end
    return { pin = pin, state = state, attempt = decode(attempt) }
end

return candidates
