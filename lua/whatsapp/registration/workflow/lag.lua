--- What was done to a number so lately that it may not show yet. The journal
-- knows of it, and what it knows counts for more than what is shown: else each
-- run in that time would send another register.
-- @module whatsapp.registration.workflow.lag

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local waiting = require "whatsapp.registration.workflow.waiting"

local lag = {}

local DONE = {
    register = "the number was registered %d s ago, as the journal knows",
    deregister = "the number was deregistered %d s ago, as the journal knows",
}

-- Whether a number shows that an operation was done
local SHOWS = {
    register = function(number)
        return numbers.is_registered(number)
            and not numbers.is_renamed(number)
    end,
    deregister = function(number)
        return not numbers.is_registered(number)
    end,
}

local function unsure(self, last, left)
    local err = errors.stopped {
        kind = "timeout",
        message = ("a %s was sent %d s ago, and what came of it is not known: "
            .. "it may come to show for %d s more"):format(last.operation,
            math.floor(last.age), math.ceil(left)),
        hint = "Nothing was sent, lest it is done twice. Look at the number, "
            .. "or run it again when that time is over.",
        retry_after = left,
        operation = last.operation,
        phone_number_id = self.number,
    }
    err.next_action = "check_status"
    return err
end

-- Nobody can be asked for a code while this waits, and a number that lacks one
-- can't have been registered. Behind the code it is looked at again.
local function needs_code(self, last)
    return last.operation == "register" and self.workflow.takes_pin
        and numbers.lacks_verification(self.shown)
end

-- Whether it came to show; an error where it may still
local function wait(self, name, last)
    local confirm, started = self.options.confirm, core.now()
    local patience = confirm == nil and last.left or confirm or 0
    if patience > 0 and not self.options.dry_run then
        local shown, err = waiting.wait(self, name,
            math.min(last.left, patience), SHOWS[last.operation])
        if shown or not waiting.is_late(err) then
            return shown ~= nil, err
        end
    end
    if patience < last.left then
        return nil, unsure(self, last, last.left - (core.now() - started))
    end
    return false
end

--- Whether a number is registered, whatever is shown of it.
-- @tparam table self a flow; what is not known is waited for, as far as its
--   `confirm` allows
-- @tparam string name of the step
-- @treturn ?boolean nil where what is shown is all that is known
-- @treturn ?string how that is known
-- @treturn ?table an error: it may have been done, and may still come to show
function lag.heed(self, name)
    local last, err = flow.ask_journal(self, "latest", waiting.LAG)
    if not last then
        return nil, nil, err
    end
    local is_on = last.operation == "register"
    local known = DONE[last.operation]:format(math.floor(last.age))
    if last.state == "succeeded" then
        return is_on, known
    elseif self.options.force or SHOWS[last.operation](self.shown)
        or needs_code(self, last) then
        return nil
    end
    local shows
    shows, err = wait(self, name, last)
    if shows then
        return is_on, is_on and "the number is registered"
            or "the number is not registered"
    end
    return nil, nil, err
end

return lag
