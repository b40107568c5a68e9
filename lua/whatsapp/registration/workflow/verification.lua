--- The steps in which a person proves to own the number.
-- @module whatsapp.registration.workflow.verification

local core = require "whatsapp.registration.core"
local flow = require "whatsapp.registration.workflow.flow"
local preflight = require "whatsapp.registration.preflight"

local verification = {}

-- A code works for ten minutes (Meta's OpenAPI file).
local CODE_LIVES = 600

-- So often a person may mistype it
local TRIES = 3

local HINT = "The code is on its way to the number. Run it again with the "
    .. "code, within ten minutes."

-- Until when the code works that was last requested with this client
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
    elseif self.shown.code_verification_status == "VERIFIED" then
        return "the ownership is verified"
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
        return nil, preflight.failure(preflight.obstacle(self.shown),
            self.shown)
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
    self.shown = flow.changed(self.shown,
        { code_verification_status = "VERIFIED" })
end

-- The code that was given, then what the person says; `err` is what was wrong
-- with the one before
local function next_code(self, tried, err)
    if tried == nil and self.options.code then
        return self.options.code
    end
    return self.options.get_code and self.options.get_code(self.shown, err)
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

local function verify(self)
    local code, result, err
    for _ = 1, TRIES do
        local given = next_code(self, code, err)
        if not given and self.options.get_code then
            self.next_action, self.hint = "verify_number", HINT
            return nil, nil, "stopped", "the code is not known yet"
        elseif not given or given == code then
            break
        end
        code = given
        result, err = flow.perform(self, "verify_code", { code = code })
        if result then
            mark_verified(self)
            return result
        elseif not is_mistyped(err) then
            break
        end
    end
    return refused(self, err)
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
    imagine = mark_verified,
}

return verification
