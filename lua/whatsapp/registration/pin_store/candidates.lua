--- The PINs that a number may have. A store that kept only the newest would
-- lose the right one whenever a new PIN is saved and then refused, or never
-- sent because the process died; so each is kept with what is known of it:
--
--   held     the server has accepted it: one at the most
--   set      sent to replace the PIN, and not known how that ended
--   likely   offered before the number was read and had a PIN
--   offered  saved for a register, which sets a PIN only where there is none
--   former   was held, or set before another one was held
--   refused  the server said that it is not the number's
--
-- In this order one is loaded, among equals the newest, but `set` before
-- `held`, and never one that was refused.
-- @module whatsapp.registration.pin_store.candidates

local candidates = {}

local RANKS = { set = 1, held = 2, likely = 3, offered = 4, former = 5,
    refused = 6 }

-- Enough to find a mistake by; what goes first is worth least
local KEPT = 8

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

local function worst_position(list)
    local worst = 1
    for index, candidate in ipairs(list) do
        if RANKS[candidate.state] >= RANKS[list[worst].state] then
            worst = index
        end
    end
    return worst
end

local function put_first(list, candidate)
    local position = position_of(list, candidate.pin)
    if position then
        table.remove(list, position)
    elseif #list >= KEPT then
        table.remove(list, worst_position(list))
    end
    table.insert(list, 1, candidate)
end

local function new_state(before, operation)
    if operation ~= "register" then
        return "set"
    end
    -- What a register offers can't take the place of a PIN that is on.
    local rank = before and RANKS[before.state] or RANKS.refused
    return rank < RANKS.offered and before.state or "offered"
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
        state = new_state(before, context.operation),
        attempt = context.attempt,
    })
    return true
end

-- Everything else was something else.
local function hold(list, held)
    if held.state == "held" and not has(list, "set")
        and not has(list, "likely") then
        return false
    end
    for _, candidate in ipairs(list) do
        if RANKS[candidate.state] < RANKS.offered then
            candidate.state = "former"
        end
    end
    held.state = "held"
    return true
end

--- Notes what became of a PIN.
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

--- Notes that the number was read and has a PIN. Where none is known to be it,
-- it is one of those that were offered, and none that is offered later.
-- @treturn boolean whether the list has changed
function candidates.see(list)
    if has(list, "held") or has(list, "set") or has(list, "likely") then
        return false
    end
    for _, candidate in ipairs(list) do
        if candidate.state == "offered" then
            candidate.state = "likely"
        end
    end
    return has(list, "likely")
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

return candidates
