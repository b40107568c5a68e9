--- Which code was requested for a number, and whether another one may be. The
-- journal knows, also of other processes and machines; without a journal that
-- keeps code requests, the client remembers its own.
-- @module whatsapp.registration.workflow.codes

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"

local codes = {}

-- A code works for ten minutes (Meta's OpenAPI file).
local LIVES = 600

-- What the client remembers of a number: `ends`, until when the code works; or
-- `wait_ends`, until when the server asked to wait, its answer's `code`, and
-- `was_sent`, whether that was an answer to a code that had been sent
local function remembered(self)
    return (self.client.codes or {})[self.number]
end

local function remember(self, entry)
    local kept, now = {}, core.now()
    for number, each in pairs(self.client.codes or {}) do
        kept[number] = (each.ends or each.wait_ends) > now and each or nil
    end
    kept[self.number] = entry
    self.client.codes = kept
end

local function of_client(self)
    local entry = remembered(self)
    local now = core.now()
    return entry and {
        is_alive = entry.ends ~= nil and now < entry.ends,
        wait = entry.wait_ends and entry.wait_ends - now or 0,
        code = entry.code,
        was_sent = entry.was_sent,
    }
end

local function last(self)
    local found, err = flow.ask_journal(self, "last_code", LIVES)
    if err then
        return nil, err
    end
    return found or of_client(self)
end

local function too_early(self, operation, known)
    return errors.too_early { operation = operation, left = known.wait,
        code = known.code, phone_number_id = self.number }
end

--- Whether a code was requested that can still be used.
-- @treturn boolean
-- @treturn ?table an error: no code may be requested either
function codes.is_alive(self)
    local known, err = last(self)
    if not known then
        return false, err
    elseif known.wait > 0 and not self.options.force then
        return false, too_early(self, "request_code", known)
    end
    return known.is_alive
end

--- Whether the server asked to wait before it is sent a code again.
-- @treturn ?table an error: no code may be tried
function codes.check_wait(self)
    local known, err = last(self)
    if known and known.was_sent and known.wait > 0
        and not self.options.force then
        return too_early(self, "verify_code", known)
    end
    return err
end

local function asked_elsewhere(self)
    return errors.stopped { kind = "rate_limited",
        message = "another process has just requested a code",
        operation = "request_code", phone_number_id = self.number }
end

--- Requests a code, unless another process was quicker.
-- @tparam table own options
-- @treturn ?table the result
-- @treturn ?table an error
-- @treturn boolean whether another process was quicker: nothing was sent
function codes.request(self, own)
    local is_late = false
    local result, err = flow.perform(self, "request_code", own, function(id)
        local problem
        is_late, problem = flow.ask_journal(self, "has_code_before", id, LIVES)
        return is_late and asked_elsewhere(self) or problem
    end)
    return result, err, is_late
end

--- Notes that a code was requested.
function codes.note_request(self)
    if not flow.ask_journal(self, "last_code", LIVES) then
        remember(self, { ends = core.now() + LIVES })
    end
end

local function remember_refusal(self, err, was_sent)
    remember(self, err.retry_after and {
        wait_ends = core.now() + err.retry_after, code = err.code,
        was_sent = was_sent } or nil)
end

--- Notes that the server refused to send a code.
function codes.note_refused_request(self, err)
    if err.origin == "server"
        and not flow.ask_journal(self, "last_code", LIVES) then
        remember_refusal(self, err, false)
    end
end

--- Notes that the code was used: it works once.
function codes.note_used(self)
    local known = flow.ask_journal(self, "last_code", LIVES)
    if known then
        flow.ask_journal(self, "code_is_over", known.id, { code = 0 })
    else
        remember(self, nil)
    end
end

--- Notes that the server refused the code, so that the next run requests
-- another one.
-- @tparam table err the server's answer
function codes.note_refused(self, err)
    local known = flow.ask_journal(self, "last_code", LIVES)
    if not known then
        remember_refusal(self, err, true)
    elseif known.is_alive then
        flow.ask_journal(self, "code_is_over", known.id, err)
    end
end

return codes
