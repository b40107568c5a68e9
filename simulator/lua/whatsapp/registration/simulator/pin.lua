--- The two-step verification PIN: its form, and what guessing it costs.
-- @module whatsapp.registration.simulator.pin

local errors = require "whatsapp.registration.simulator.errors"
local parameters = require "whatsapp.registration.simulator.parameters"

local pin = {}

local COMMON = {
    ["000000"] = true,
    ["111111"] = true,
    ["123456"] = true,
    ["654321"] = true,
}

local function weak(details)
    return errors.new("weak_pin", { details = details })
end

--- Reads the PIN out of a request.
-- @treturn ?string six digits
-- @treturn ?table a failure
function pin.read(params, settings)
    if params.pin == nil then
        return nil, errors.missing("pin")
    end
    local digits = parameters.text(params.pin)
    if not digits or not digits:find("^%d%d%d%d%d%d$") then
        return nil, weak("The PIN must be a string of 6 digits.")
    end
    if settings.refuse_common_pins and COMMON[digits] then
        return nil, weak("The PIN is too easy to guess.")
    end
    return digits
end

local function wait_text(seconds)
    local amount, unit = math.ceil(seconds), "second"
    if amount >= 3600 then
        amount, unit = math.ceil(amount / 3600), "hour"
    elseif amount >= 120 then
        amount, unit = math.ceil(amount / 60), "minute"
    end
    return ("%d %s%s"):format(amount, unit, amount == 1 and "" or "s")
end

local function guesses_exhausted(record, now)
    return errors.new("pin_guesses_exhausted", {
        details = "Too many incorrect PIN guesses. Try again in "
            .. wait_text(record.pin_locked_until - now) .. ".",
    })
end

local function refuse_while_waiting(record, now, settings)
    if record.pin_locked_until and now < record.pin_locked_until then
        return guesses_exhausted(record, now)
    end
    local ready_at = (record.pin_guessed_at or 0) + settings.pin_guess_pause
    if record.pin_guesses >= 2 and now < ready_at then
        return errors.new("pin_guessed_too_fast", {
            details = "The PIN was entered too fast. Try again in "
                .. wait_text(ready_at - now) .. ".",
        })
    end
end

local function lock(record, now, settings)
    record.pin_guesses = 0
    record.pin_locks = record.pin_locks + 1
    record.pin_locked_until = now + settings.pin_lock
    local allowed = settings.pin_locks_before_reverification
    if allowed > 0 and record.pin_locks >= allowed then
        record.needs_reverification = true
    end
end

--- Whether two-step verification is on. A PIN that Meta has retired is gone.
function pin.is_on(record)
    return record.pin ~= nil and not record.pin_retired
end

--- Compares a PIN with the number's own; a number without one takes any. After
-- two wrong ones a pause must follow each (133009), after `pin_guess_limit` of
-- them a longer one (133008).
-- @treturn ?boolean true
-- @treturn ?table a failure
function pin.check(record, digits, model)
    local settings = model.options
    local now = model:now()
    if not pin.is_on(record) then
        return true
    end
    local failure = refuse_while_waiting(record, now, settings)
    if failure then
        return nil, failure
    end
    if digits == record.pin then
        record.pin_guesses = 0
        return true
    end
    record.pin_guesses = record.pin_guesses + 1
    record.pin_guessed_at = now
    if record.pin_guesses < settings.pin_guess_limit then
        return nil, errors.new("pin_mismatch")
    end
    lock(record, now, settings)
    return nil, guesses_exhausted(record, now)
end

--- Sets or replaces the PIN; the old one is not asked for.
function pin.set(record, digits)
    if not record.pin_retired then
        record.pin = digits
    end
    record.pin_guesses = 0
end

return pin
