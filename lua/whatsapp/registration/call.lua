--- One operation under way: started, polled, its outcome read once.
-- Functions here return `nil, err`; what raises is put on top by the face.
-- @module whatsapp.registration.call

local answer = require "whatsapp.registration.answer"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local events = require "whatsapp.registration.events"
local retries = require "whatsapp.registration.retries"

local call = {}

local operations = core.operations()

-- A signal such as Ctrl-C is only seen between two rounds in C.
local ROUND = 0.25

-- The hook may poll or cancel the very call that it is told of: neither does
-- anything before it has returned.
local function tell(self, kind, event)
    if self.client.on_event then
        event = event or {}
        event.operation = self.name
        event.phone_number_id = self.core:phone_number_id()
        event.elapsed, event.attempt = self.core:effort()
        self.is_telling = true
        events.tell(self.client, kind, event)
        self.is_telling = false
    end
end

--- Starts an operation.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?table a call
-- @treturn ?table an error: nothing was sent
function call.start(client, name, options)
    if not client.core then
        return nil, errors.refused({ message = "the client is closed" }, name)
    end
    if type(name) ~= "string" then
        return nil, errors.expected("operation", "the name of an operation",
            name)
    end
    local prepared, refusal = client.core:prepare(name, options)
    if not prepared then
        return nil, errors.refused(refusal, name)
    end
    prepared:start()
    local self = {
        client = client,
        core = prepared,
        name = name,
        operation = operations[name],
        is_done = false,
        result_value = nil, -- these two make room at once
        err = nil,
    }
    tell(self, "request")
    return self
end

local function finish(self, result, err)
    self.result_value, self.err, self.is_done = result, err, true
    self.core:close()
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

-- Whether it is sent again
local function try_again(self, err)
    local _, tries = self.core:effort()
    local delay = retries.delay(self.client.retries, err, tries,
        self.core:time_left())
    if not delay then
        return false
    end
    tell(self, "retry", { delay = delay, kind = err.kind })
    if self.is_unwanted then
        return false
    end
    self.core:again(delay)
    tell(self, "request")
    return true
end

-- Reads the outcome of a try; false where another one was begun
local function settle(self)
    local result, err = answer.read(self)
    tell_response(self, result, err)
    if err and not self.is_unwanted and try_again(self, err) then
        return false
    end
    finish(self, result, err)
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
    repeat
        local before = self.core:effort()
        if self.core:poll(math.min(left, ROUND)) and settle(self) then
            return true
        elseif self.is_unwanted then
            call.cancel(self)
            return true
        end
        left = left - (self.core:effort() - before)
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
    elseif not self.is_done then
        self.core:cancel()
        local result, err = answer.read(self)
        tell_response(self, result, err)
        finish(self, result, err)
    end
end

--- A descriptor that becomes readable when the call is done.
-- @treturn nil there is none: the call moves on in `poll`
function call.fd()
    return nil
end

return call
