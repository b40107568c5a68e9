--- Reads a number again and again until it shows what it should: what is shown
-- trails a register by up to 90 seconds. The waiting is done by the calls, so
-- that it holds up no host.
-- @module whatsapp.registration.workflow.waiting

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local numbers = require "whatsapp.registration.number"

local waiting = {}

--- Seconds for which reads trail a register at the most, as reported
waiting.LAG = 90

local FIRST_DELAY, LONGEST_DELAY = 0.5, 8

-- One call at most, so that a server that does not answer costs no more
local ROUND = 30

local function announce(self, wait, delay)
    local now = core.now()
    flow.announce(self, {
        name = wait.name,
        operation = "phone_number",
        outcome = "waiting",
        elapsed = now - wait.started,
        delay = delay,
        left = wait.ends - now,
    }, "wait")
end

-- Whether another look can change anything
local function is_settled(wait, number, err)
    if number then
        return wait.is_so(number)
    end
    return not err.retryable or (err.retry_after or 0) > LONGEST_DELAY
end

local function watch(self, wait, round_ends)
    return function(number, err)
        if is_settled(wait, number, err) then
            return nil
        end
        local pause = err and err.retry_after or wait.delay
        if core.now() + pause >= round_ends then
            return nil
        end
        wait.delay = math.min(wait.delay * 2, LONGEST_DELAY)
        announce(self, wait, pause)
        return pause
    end
end

local function look(self, wait)
    local seconds = math.min(wait.ends - core.now(), ROUND)
    local options = flow.options(self)
    options.timeout = math.max(seconds, 1)
    return client.perform(self.client, "phone_number", options,
        watch(self, wait, core.now() + seconds))
end

local function too_late(self, wait, number, seconds)
    local err = errors.complete({
        kind = "timeout",
        message = ("the number still does not show the change after %g "
            .. "seconds: %s"):format(seconds, numbers.in_words(number)),
        origin = "server",
        sent = "yes",
        operation = "phone_number",
        phone_number_id = self.number,
    }, core.operations().phone_number)
    err.next_action = "check_status"
    err.hint = wait.hint
    return err
end

--- Whether the number was read, and did not show it in time.
-- @tparam table err of `wait`
-- @treturn boolean
function waiting.is_late(err)
    return err.kind == "timeout" and err.origin == "server"
end

--- Reads the number until it shows what it should.
-- @tparam table self a flow
-- @tparam string name of the step
-- @tparam number seconds at the most
-- @tparam function is_so is given the number
-- @treturn ?table the number
-- @treturn ?table an error
function waiting.wait(self, name, seconds, is_so)
    local now = core.now()
    local wait = { name = name, is_so = is_so, started = now,
        ends = now + seconds, delay = FIRST_DELAY,
        hint = "This can be normal: reads may lag behind. Run it again in a "
            .. "minute or two." }
    local number, err
    repeat
        number, err = look(self, wait)
        self.shown = number or self.shown
    until is_settled(wait, number, err) or core.now() + wait.delay >= wait.ends
    if number and not is_so(number) then
        return nil, too_late(self, wait, number, seconds)
    end
    return number, err
end

return waiting
