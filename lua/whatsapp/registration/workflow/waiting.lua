--- Waits until a read shows what was done to a number: reads lag by up to 90
-- seconds. The calls do the waiting, so that it holds up no host.
--
-- In that time the journal is trusted more than the fields of the number:
-- otherwise each run would send another register.
-- @module whatsapp.registration.workflow.waiting

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"
local read_back = require "whatsapp.registration.read_back"

local waiting = {}

--- Seconds by which reads lag at the most, as reported
waiting.LAG = 90

local FIRST_DELAY, LONGEST_DELAY = 0.5, 8

-- The most seconds for one call, so that a server that does not answer costs
-- no more
local ROUND = 30

local DONE = {
    register = "the journal says that the number was registered %d s ago",
    deregister = "the journal says that the number was deregistered %d s ago",
}

-- Whether a number shows that an operation was done
local SHOWS = {
    register = function(shown)
        return numbers.is_registered(shown) and not numbers.is_renamed(shown)
    end,
    deregister = function(shown)
        return not numbers.is_registered(shown)
    end,
}

local function announce(self, wait, delay)
    local now = core.now()
    flow.announce(self, {
        name = wait.name,
        operation = "phone_number",
        outcome = "waiting",
        elapsed = now - wait.started,
        delay = delay,
        left = wait.over - now,
    }, "wait")
end

-- Whether another read can change anything
local function is_settled(wait, shown, err)
    if shown then
        return wait.is_enough(shown)
    end
    return not err.retryable or (err.retry_after or 0) > LONGEST_DELAY
end

local function look(self, wait)
    local now = core.now()
    local seconds = math.min(wait.over - now, ROUND)
    local options = flow.options(self)
    options.timeout = math.max(seconds, 1)
    wait.ends = now + seconds
    return client.perform(self.client, "phone_number", options,
        read_back.repeated(wait))
end

local function too_late(self, shown, seconds)
    local err = errors.complete({
        kind = "timeout",
        message = ("the number still does not show the change after %g "
            .. "seconds: %s"):format(seconds, numbers.in_words(shown)),
        origin = "server",
        sent = "yes",
        operation = "phone_number",
        phone_number_id = self.number,
    }, core.operations().phone_number)
    err.next_action = "check_status"
    err.hint = "This can be normal: reads may lag. Run it again in a minute "
        .. "or two."
    return err
end

-- Whether the number was read, and did not show it in time
local function is_late(err)
    return err.kind == "timeout" and err.origin == "server"
end

--- Reads the number until it shows what it should.
-- @tparam string name of the step
-- @tparam number seconds at the most
-- @tparam function is_so is given the number
-- @treturn ?table the number
-- @treturn ?table an error
function waiting.wait(self, name, seconds, is_so)
    local now = core.now()
    local wait = { name = name, is_enough = is_so, started = now,
        over = now + seconds, delay = FIRST_DELAY, longest = LONGEST_DELAY }
    function wait.on_wait(pause)
        announce(self, wait, pause)
    end
    local shown, err
    repeat
        shown, err = look(self, wait)
        self.shown = shown or self.shown
    until is_settled(wait, shown, err)
        or core.now() + read_back.pause(wait, err) >= wait.over
    if shown and not is_so(shown) then
        return nil, too_late(self, shown, seconds)
    end
    return shown, err
end

local function unsure(self, last, left)
    local err = errors.stopped {
        kind = "timeout",
        message = ("a %s was sent %d s ago and its outcome is not known: the "
            .. "number may come to show it for %d s more"):format(
            last.operation, math.floor(last.age), math.ceil(left)),
        hint = "Nothing was sent, so that it is not done twice. Read the "
            .. "number, or run it again when that time is over.",
        retry_after = left,
        operation = last.operation,
        phone_number_id = self.number,
    }
    err.next_action = "check_status"
    return err
end

-- Nobody can be asked for a code during the wait, and a number that lacks one
-- can't have been registered. After the code it is looked at again.
local function needs_code(self, last)
    return last.operation == "register" and self.workflow.takes_pin
        and numbers.lacks_verification(self.shown)
end

-- Whether the number came to show it; an error if it still may
local function wait_for(self, name, last)
    local confirm, started = self.options.confirm, core.now()
    local patience = confirm == nil and last.left or confirm or 0
    if patience > 0 and not self.options.dry_run then
        local shown, err = waiting.wait(self, name,
            math.min(last.left, patience), SHOWS[last.operation])
        if shown or not is_late(err) then
            return shown ~= nil, err
        end
    end
    if patience < last.left then
        return nil, unsure(self, last, last.left - (core.now() - started))
    end
    return false
end

--- Whether a number is registered, whatever it shows.
-- @tparam table self a flow whose journal was read; an attempt of unknown
--   outcome is waited for as long as the option `confirm` allows
-- @tparam string name of the step
-- @treturn ?boolean nil if what the number shows is all that is known
-- @treturn ?string how that is known
-- @treturn ?table an error: it may have been done, and may still come to show
function waiting.heed(self, name)
    local last = flow.ask_journal(self, "latest", waiting.LAG)
    if not last then
        return nil
    end
    local is_on = last.operation == "register"
    local known = DONE[last.operation]:format(math.floor(last.age))
    if last.state == "succeeded" then
        return is_on, known
    elseif self.options.force or SHOWS[last.operation](self.shown)
        or needs_code(self, last) then
        return nil
    end
    local shows, err = wait_for(self, name, last)
    if shows then
        return is_on, is_on and "the number is registered"
            or "the number is not registered"
    end
    return nil, nil, err
end

return waiting
