--- Counts register and deregister requests in a journal: an attempt is taken
-- before anything is sent, and settled with what came of it.
-- @module whatsapp.registration.guard

local errors = require "whatsapp.registration.errors"
local events = require "whatsapp.registration.events"
local memory = require "whatsapp.registration.journal.memory"
local outcome = require "whatsapp.registration.outcome"
local protected = require "whatsapp.registration.protected"

local guard = {}

-- How long the server blocks a number with error 133016 (Meta's reference)
local BLOCKED_FOR = 72 * 3600

local METHODS = { "reserve", "settle", "budget", "attempts", "pending" }

-- Of all clients of this Lua state that are given no other
local in_memory = memory.new()

local FORCE = { force = true }

local WITHOUT = "Nothing was sent. See to the journal, or make a client with "
    .. "journal = false to go on without one, and without its protection."

-- A journal in which nothing raises: a method that does has failed.
local Guarded = {}

local methods = {}
for _, name in ipairs(METHODS) do
    methods[name] = function(self, ...)
        local given = self.given
        local is_fine, first, second, third =
            protected(given[name], given, ...)
        if is_fine then
            return first, second, third
        elseif name == "reserve" then
            return nil, nil, first
        end
        return nil, first
    end
end

-- What else it has, such as its clock, is its own.
function Guarded.__index(self, key)
    return methods[key] or self.given[key]
end

--- The journal of a configuration.
-- @tparam ?table given
-- @treturn ?table
-- @treturn ?table an error
function guard.journal(given)
    given = given == nil and in_memory or given
    for _, method in ipairs(METHODS) do
        if type(given) ~= "table" or type(given[method]) ~= "function" then
            return nil, errors.expected("journal",
                "a journal, or false for none", given)
        end
    end
    return setmetatable({ given = given }, Guarded)
end

--- What time it is by a journal's clock, as far as that shows.
-- @tparam table journal
-- @treturn number seconds since the epoch
function guard.now_of(journal)
    return type(journal.now) == "function" and journal.now() or os.time()
end

--- The error for a journal that could not be read or written.
-- @tparam ?string problem in the journal's words
-- @tparam ?string number
-- @tparam ?string operation
function guard.unavailable(problem, number, operation)
    return errors.stopped {
        kind = "unavailable",
        message = "the journal of attempts failed: " .. tostring(problem),
        hint = WITHOUT,
        operation = operation,
        phone_number_id = number,
    }
end

local function in_words(seconds)
    local minutes = math.ceil(seconds / 60)
    return ("%d h %02d min"):format(math.floor(minutes / 60), minutes % 60)
end

local function at(time)
    return os.date("!%Y-%m-%d %H:%M UTC", math.ceil(time))
end

local function refused(number, operation, refusal)
    local why = ("%d of %d requests of the last 72 hours are used"):format(
        refusal.used, refusal.limit)
    if refusal.blocked_until then
        why = "the server has blocked the number for 72 hours"
    end
    return errors.stopped {
        kind = "registration_limit",
        message = ("%s; the next is possible at %s, in %s"):format(why,
            at(refusal.next_at), in_words(refusal.retry_after)),
        retry_after = refusal.retry_after,
        operation = operation,
        phone_number_id = number,
    }
end

local function tell(call, state, event)
    if call.client.on_event then
        event = event or {}
        event.state = state
        event.operation = call.name
        event.phone_number_id = call.core:phone_number_id()
        local before = call.is_telling
        call.is_telling = true
        events.tell(call.client, "attempt", event)
        call.is_telling = before
    end
end

--- Takes an attempt for a call that is about to be sent.
-- @tparam table call gets `attempt_id`
-- @tparam ?boolean force take one even where none is left
-- @treturn ?table an error: nothing may be sent
function guard.reserve(call, force)
    local number = call.core:phone_number_id()
    local id, refusal, problem = call.client.journal:reserve(number, call.name,
        force and FORCE or nil)
    call.attempt_id = id
    if id then
        tell(call, "pending")
        return nil
    elseif refusal then
        tell(call, "denied", { retry_after = refusal.retry_after })
        return refused(number, call.name, refusal)
    end
    tell(call, "denied", { journal_error = tostring(problem) })
    return guard.unavailable(problem, number, call.name)
end

-- The state that an outcome means, and its details
local function state_of(err, operation)
    local became = outcome.of(err, operation)
    if became == "applied" then
        return "succeeded"
    elseif became == "not_sent" then
        return became
    end
    return became, {
        code = err.code,
        retry_after = err.retry_after,
        blocked_for = err.kind == "registration_limit" and BLOCKED_FOR or nil,
    }
end

--- Settles the attempt of a call with its outcome. Where the journal fails,
-- the outcome says so.
-- @tparam table call
-- @tparam ?table result
-- @tparam ?table err
function guard.settle(call, result, err)
    local state, details = state_of(err, call.operation)
    local settled, problem = call.client.journal:settle(
        call.core:phone_number_id(), call.attempt_id, state, details)
    local lost = not settled and tostring(problem) or nil
    if lost then
        local record = err or result.response
        record.journal_error = lost
    end
    if call.client.on_event then
        tell(call, state,
            { code = details and details.code, journal_error = lost })
    end
end

return guard
