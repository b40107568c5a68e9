--- The steps in which a person proves to own the number.
-- @module whatsapp.registration.workflow.verification

local core = require "whatsapp.registration.core"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local preflight = require "whatsapp.registration.preflight"
local verdicts = require "whatsapp.registration.number.verdict"

local verification = {}

-- A code works for ten minutes (Meta's OpenAPI file).
local CODE_LIVES = 600

-- So often a person may mistype it
local TRIES = 3

local HINT = "A code is on its way to the number. Run it again with the code, "
    .. "within ten minutes: a run without it may request another one, which "
    .. "makes this one useless."

-- Until when the code works that was last requested with this client. Another
-- process can't know: it has to be given the code.
local function code_ends(self, ends)
    local codes = self.client.code_ends or {}
    self.client.code_ends = codes
    if ends then
        codes[self.number] = ends
    end
    return codes[self.number] or 0
end

local function needless(self)
    if not self.needs_registering then
        return self.needless
    elseif not self.needs_code
        and not numbers.lacks_verification(self.shown) then
        return numbers.is_verified(self.shown) and "the ownership is verified"
            or "a registered number needs no verification"
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
        return nil, preflight.failure(verdicts.obstacle(self.shown),
            self.number)
    elseif core.now() < code_ends(self) then
        return "the code that was requested before still works"
    end
    return nil
end

local function request(self, step)
    local result, err = flow.perform(self, step.operation, step.own(self))
    if result then
        code_ends(self, core.now() + CODE_LIVES)
    end
    return result, err
end

local function mark_verified(self)
    self.shown, self.needs_code = numbers.verified(self.shown), nil
end

local function try(self, code)
    local result, err = flow.perform(self, "verify_code", { code = code })
    if result then
        mark_verified(self)
        code_ends(self, 0) -- it works once
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

local function is_mistyped(err)
    return err.kind == "code_rejected" or err.field == "code"
end

-- A code that was refused need not be the wrong one: the next run gets
-- another.
local function refused(self, err)
    if err.kind == "code_rejected" then
        code_ends(self, 0)
    end
    return nil, err
end

-- Nobody has the code. That the one that was given is wrong is not forgotten.
local function unanswered(self, refusal)
    if refusal then
        refusal.hint = "The code that was given was refused. " .. HINT
        return nil, refusal
    end
    self.next_action, self.hint = "verify_number", HINT
    return nil, nil, "stopped", "the code is not known yet"
end

-- What a person says; `refusal` is of the code that was given before
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

-- Where the code that was given is wrong, a person is asked: for the one that
-- still works, or for another one.
local function remedy(self, err)
    if err ~= self.refusal or err.kind ~= "code_rejected"
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
            language = self.options.language }
    end,
    go = request,
}

verification.verify_code = {
    name = "verify_code",
    operation = "verify_code",
    skip = needless,
    go = verify,
    remedy = remedy,
    imagine = mark_verified,
}

return verification
