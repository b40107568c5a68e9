--- The steps in which a person proves to own the number.
-- @module whatsapp.registration.workflow.verification

local codes = require "whatsapp.registration.workflow.codes"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"

local verification = {}

-- How often a person may mistype a code
local TRIES = 3

local HINT = "A code is on its way to the number. Run it again with the code, "
    .. "within ten minutes."

local ALREADY = "the ownership is verified already"
local STILL_WORKS = "the code that was requested before still works"

local function needless(self)
    if not self.needs_registering then
        return self.needless
    elseif self.needs_code then
        return nil
    elseif not numbers.lacks_verification(self.shown) then
        return numbers.is_verified(self.shown) and "the ownership is verified"
            or "the ownership needs no verification"
    elseif self.options.force and not self.options.code
        and not self.options.get_code then
        return "no code is given"
    end
    return nil
end

local function skip_request(self)
    local reason = needless(self)
    if reason then
        return reason
    elseif self.options.code then
        return "the code is given"
    elseif not self.options.get_code then
        return nil, preflight.failure(preflight.unverified(self.shown),
            self.number)
    end
    local is_alive, err = codes.is_alive(self)
    return is_alive and STILL_WORKS or nil, err
end

local function skip_verify(self)
    local reason = needless(self)
    return reason, not reason and codes.check_wait(self) or nil
end

local function mark_verified(self)
    self.shown, self.needs_code = numbers.verified(self.shown), nil
end

-- Whether a code was refused because none is needed. Some answers say so;
-- after others the number must be read.
local function is_needless(self, err)
    if err.kind ~= "code_rejected" then
        return false
    elseif err.next_action ~= "register" then
        local shown = flow.perform(self, "phone_number")
        if not (shown and numbers.is_verified(shown)) then
            return false
        end
        self.shown = shown
    end
    mark_verified(self)
    return true
end

-- The number was read just now: what is left to do is to wait.
local function refused_request(self, err)
    if err.next_action == "check_status" and err.kind == "code_rejected" then
        err.next_action = "wait"
    end
    codes.note_refused_request(self, err)
    return nil, err
end

local function request(self, step)
    local result, err, is_late = codes.request(self, step.own(self))
    if result then
        codes.note_request(self)
        return result
    elseif is_late then
        return nil, nil, "skipped", STILL_WORKS
    elseif is_needless(self, err) then
        return nil, nil, "skipped", ALREADY
    end
    return refused_request(self, err)
end

local REFUSES = { code_rejected = true, rate_limited = true }

local function try(self, code)
    local result, err = flow.perform(self, "verify_code", { code = code })
    if result then
        mark_verified(self)
        codes.note_used(self)
    elseif REFUSES[err.kind] and err.next_action == "wait" then
        codes.note_refused(self, err)
    end
    return result, err
end

local function try_given(self)
    local code = self.options.code
    self.options.code = nil
    local result, err = try(self, code)
    self.refusal = err
    return result, err
end

-- If the server asks for a wait, it accepts no code before the wait is over.
local function is_mistyped(err)
    return err.field == "code"
        or err.kind == "code_rejected" and err.next_action ~= "wait"
end

-- A code can be refused although it is the right one: the next run requests
-- another.
local function refused(self, err)
    if REFUSES[err.kind] then
        codes.note_refused(self, err)
    end
    return nil, err
end

-- Nobody has the code. The refusal of the one that was given is reported.
local function unanswered(self, refusal)
    if refusal then
        refusal.hint = "The code that was given was refused. " .. HINT
        return nil, refusal
    end
    self.next_action, self.hint = "verify_number", HINT
    return nil, nil, "stopped", "the code is not known yet"
end

-- Asks a person; `refusal` is of the code that was given before
local function ask(self, refusal)
    local code, result
    local err = refusal
    for _ = 1, TRIES do
        local given = self.options.get_code(self.shown, err)
        if not given then
            return unanswered(self, refusal)
        elseif given == code then
            break
        end
        code = given
        result, err = try(self, code)
        if result then
            return result
        elseif not is_mistyped(err) then
            break
        end
    end
    return refused(self, err)
end

local function verify(self)
    if self.options.code then
        return try_given(self)
    end
    local refusal = self.refusal
    self.refusal = nil
    return ask(self, refusal)
end

-- If the code that was given is wrong, a person is asked for the one that
-- still works, or for another one.
local function remedy(self, err)
    if err ~= self.refusal or not is_mistyped(err)
        or not self.options.get_code then
        return false
    end
    flow.insert(self, { verification.request_code, verification.verify_code })
    return true
end

verification.request_code = {
    name = "request_code",
    operation = "request_code",
    skip = skip_request,
    own = function(self)
        return { code_method = self.options.code_method,
            language = self.options.language, force = self.options.force }
    end,
    go = request,
}

verification.verify_code = {
    name = "verify_code",
    operation = "verify_code",
    skip = skip_verify,
    go = verify,
    remedy = remedy,
    imagine = mark_verified,
}

return verification
