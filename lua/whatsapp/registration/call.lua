--- One operation under way: started, polled, its outcome read once.
-- Functions here return `nil, err`; what raises is put on top by the face.
-- @module whatsapp.registration.call

local answer = require "whatsapp.registration.answer"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local events = require "whatsapp.registration.events"
local outcome = require "whatsapp.registration.outcome"
local prepared = require "whatsapp.registration.prepared"
local retries = require "whatsapp.registration.retries"
local safeguards = require "whatsapp.registration.safeguards"

local call = {}

-- A signal such as Ctrl-C is only seen between two rounds in C.
local ROUND = 0.25

-- Runs `work` while the call does not move, and lets an error through after
-- (such as an interrupt's): else the call would never move again.
local function while_telling(self, work, ...)
    local before = self.is_telling
    self.is_telling = true
    local ok, first, second = pcall(work, ...)
    self.is_telling = before
    if not ok then
        error(first, 0)
    end
    return first, second
end

-- The hook may poll or cancel the very call that it is told of, and so may
-- others while a journal yields: neither does anything before it has returned.
local function tell(self, kind, event)
    if self.client.on_event then
        event = event or {}
        event.operation = self.name
        event.phone_number_id = self.core:phone_number_id()
        event.elapsed, event.attempt = self.core:effort()
        while_telling(self, events.tell, self.client, kind, event)
    end
end

--- Starts an operation.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?boolean in_background whether it moves on by itself, or only while
--   it is polled
-- @treturn ?table a call
-- @treturn ?table an error: nothing was sent
function call.start(client, name, options, in_background)
    if not client.core then
        return nil, errors.refused({ message = "the client is closed" }, name)
    end
    if in_background then
        local runs, problem = client.core:run()
        if not runs then
            return nil, errors.stopped { kind = "unavailable",
                message = problem, hint = errors.LACKING, operation = name }
        end
    end
    if type(name) ~= "string" then
        return nil, errors.expected("operation", "the name of an operation",
            name)
    end
    local complete, err = safeguards.complete(client, name, options)
    if err then
        return nil, err
    end
    local self
    self, err = prepared.call(client, name, complete)
    if not self then
        return nil, err
    end
    self.core:start()
    self.in_background = in_background
    tell(self, "request")
    return self
end

local function finish(self, result, err)
    while_telling(self, safeguards.settle, self, result, err)
    -- What is read to settle an unknown outcome may come before its effect.
    if result and result.is_pin_enabled == false and not self.watch then
        prepared.note_pin_off(self.client, self.core:phone_number_id())
    end
    self.result_value, self.err, self.is_done = result, err, true
    self.core:close()
    if self.descriptor then
        self.descriptor:wake() -- also where it ended otherwise
    end
end

local function tell_response(self, result, err)
    if self.client.on_event then
        tell(self, "response", {
            status = err and err.http_status
                or result and result.response.http_status,
            kind = err and err.kind,
            code = err and err.code,
        })
    end
end

-- False where the hook has cancelled it
local function send_again(self, delay, err)
    tell(self, "retry", { delay = delay, kind = err and err.kind })
    if self.is_unwanted then
        return false
    end
    self.core:again(delay)
    tell(self, "request")
    return true
end

-- Whether it is sent again
local function try_again(self, err)
    local _, tries = self.core:effort()
    local delay = retries.delay(self.client.retries, err, tries,
        self.core:time_left())
    if not delay then
        return false
    end
    return send_again(self, delay, err)
end

-- A look at a number that goes on until it has seen enough
local function look_again(self, result, err)
    local delay = self.watch(result, err)
    return delay ~= nil and send_again(self, delay, err)
end

-- Looks at the number where the server has not said what it did
local function begin_reading(self, err)
    if self.is_unwanted or not self.patience
        or outcome.of(err, self.operation) ~= "unknown" then
        return false
    end
    local reading = require "whatsapp.registration.reading"
    self.reading = while_telling(self, reading.start, self, err, call.start)
    if self.reading and self.waker then
        self.reading.look.core:tell(self.waker)
    end
    return self.reading ~= nil
end

local function goes_on(self, result, err)
    if self.watch then
        return look_again(self, result, err)
    end
    return err and (try_again(self, err) or begin_reading(self, err))
end

-- Reads the outcome of a try; false where another request was begun
local function settle(self)
    local result, err = answer.read(self)
    tell_response(self, result, err)
    if not self.is_unwanted and goes_on(self, result, err) then
        return false
    end
    finish(self, result, err)
    return true
end

local FOREIGN = {
    message = "the call was started before a fork, by another process, which "
        .. "alone can finish it; this one can make calls of its own",
}

-- Raises where the core has said so of the call
local function refuse_foreign(self, said)
    if said == nil then
        error(errors.refused(FOREIGN, self.name), 0)
    end
    return said
end

-- Moves the call on for a moment at the most
local function advance(self, seconds)
    local reading = self.reading
    if not reading then
        return refuse_foreign(self, self.core:poll(seconds)) and settle(self)
    end
    if not while_telling(self, call.poll, reading.look, seconds) then
        return false
    end
    finish(self, reading.outcome())
    return true
end

--- Whether the call is done.
-- @tparam table self
-- @tparam[opt=0] number seconds to wait for that at the most
-- @treturn boolean
function call.poll(self, seconds)
    if self.is_done or self.is_telling then
        return self.is_done == true
    end
    local left = seconds and seconds > 0 and seconds or 0 -- NaN is none
    local ends = left > 0 and core.now() + left
    repeat
        if advance(self, math.min(left, ROUND)) then
            return true
        elseif self.is_unwanted then
            call.cancel(self)
            return true
        end
        left = ends and ends - core.now() or 0
    until left <= 0
    return false
end

--- The outcome of a call that is done.
-- @treturn ?table the result
-- @treturn ?table an error
function call.outcome(self)
    if not self.is_done then
        error("the call is still under way: poll it until that returns true",
            3)
    end
    return self.result_value, self.err
end

--- Gives the call up. Its outcome is then an error of kind `cancelled`; what
-- was sent may still be acted on by the server, and `err.sent` tells.
function call.cancel(self)
    if self.is_telling then
        self.is_unwanted = true
    elseif self.reading and not self.is_done then
        while_telling(self, call.cancel, self.reading.look)
        finish(self, self.reading.outcome())
    elseif not self.is_done then
        refuse_foreign(self, self.core:cancel())
        local result, err = answer.read(self)
        tell_response(self, result, err)
        finish(self, result, err)
    end
end

--- Gives the call up where this process can: what leaving its scope does.
function call.close(self)
    if self.is_done or self.core:poll(0) ~= nil then
        call.cancel(self)
    end
end

--- Has a waker woken whenever `poll` may move the call on.
-- @tparam table self a call that is not done
-- @tparam userdata waker
function call.tell(self, waker)
    self.core:tell(waker)
    self.waker = waker
end

--- A descriptor that becomes readable when the call is done. It may be so
-- once or twice before, where a request is to be sent again: poll it then.
-- @treturn ?number the descriptor, of the call until that is collected; nil
--   where the call moves on only while it is polled, or there are no more
-- @treturn ?string why there is none
function call.fd(self)
    if not self.in_background then
        return nil, "the call moves on only while it is polled"
    end
    if not self.descriptor then
        local waker, problem = core.waker()
        if not waker then
            return nil, problem
        end
        if self.is_done then
            waker:wake()
        else
            local moving = self.reading and self.reading.look or self
            refuse_foreign(self, moving.core:tell(waker))
        end
        self.waker, self.descriptor = waker, waker
    end
    return self.descriptor:fd()
end

return call
