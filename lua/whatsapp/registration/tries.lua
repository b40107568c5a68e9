--- What a call sends, one try after the other: the operation's own request,
-- the same again after a failure that allows it, a read without a field that
-- the server refuses, and reads of the number if the outcome of a request is
-- unknown.
-- @module whatsapp.registration.tries

local answer = require "whatsapp.registration.answer"
local attempt = require "whatsapp.registration.attempt"
local core = require "whatsapp.registration.core"
local hooks = require "whatsapp.registration.hooks"
local request = require "whatsapp.registration.request"
local retries = require "whatsapp.registration.retries"

local tries = {}

-- The shortest timeout that a request takes, in seconds
local SHORTEST = 0.001

-- The longest time for which the number is read if an outcome is unknown
local PATIENCE = 10

-- Seconds since the call began, and how many tries there were
local function effort(self)
    local elapsed, count = (self.current or self).core:elapsed_and_tries()
    return self.began and core.now() - self.began or elapsed,
        count + (self.tries_before or 0)
end

-- Runs `work` while the call is held. An error of `work`, such as an
-- interrupt, is raised after the call is released: otherwise the call would
-- never move again.
local function while_held(self, work, ...)
    local before = self.is_held
    self.is_held = true
    local ok, first, second = pcall(work, ...)
    self.is_held = before
    if not ok then
        error(first, 0)
    end
    return first, second
end

-- While a hook or a journal runs, polling or cancelling this call does nothing
-- until it has returned.
local function emit(self, kind, event)
    if self.client.on_event then
        local current = self.current or self
        event = event or {}
        event.operation = current.operation.name
        event.phone_number_id = current.core:phone_number_id()
        event.elapsed, event.attempt = effort(self)
        while_held(self, hooks.emit, self.client, kind, event)
    end
end

--- Says that a request was sent.
function tries.announce(self)
    emit(self, "request")
end

-- Sends another request instead of the current one. The call goes on: its time
-- and its count of tries are kept.
local function send_instead(self, written)
    local current, elapsed, count = self.current or self, effort(self)
    self.began, self.tries_before = core.now() - elapsed, count
    current.core:close()
    self.current = written
    written.core:start()
    if self.waker then
        written.core:set_waker(self.waker)
    end
    emit(self, "request")
end

local function emit_response(self, result, err)
    emit(self, "response", {
        status = err and err.http_status
            or result and result.response.http_status,
        kind = err and err.kind,
        code = err and err.code,
    })
end

-- Sends the same request again; does nothing if the hook has cancelled it.
local function send_again(self, current, delay, err)
    emit(self, "retry", { delay = delay, kind = err and err.kind })
    if not self.is_unwanted then
        current.core:again(delay)
        emit(self, "request")
        return true
    end
    return false
end

-- Sends a read again without the field that the server refused
local function read_without_field(self, current, err)
    local left = current.core:time_left()
    if left < SHORTEST or not self.client.core
        or not retries.refuse_field(self.client, current.fields, err) then
        return false
    end
    emit(self, "retry", { delay = 0, kind = err.kind })
    current.asked.timeout = left
    local written = not self.is_unwanted and request.write(self.client,
        current.operation.name, current.asked, current.core)
    if not written then
        return false
    end
    written.watch = current.watch
    send_instead(self, written)
    return true
end

-- Reads a number until the watch has seen enough
local function look_again(self, current, result, err)
    local delay = while_held(self, current.watch, result, err)
    return delay ~= nil and send_again(self, current, delay, err)
end

-- Whether the request is sent again
local function try_again(self, current, err)
    local _, count = current.core:elapsed_and_tries()
    local delay = retries.delay(self.client.retries, err, count,
        current.core:time_left())
    return delay ~= nil and send_again(self, current, delay, err)
end

-- The most seconds for which the number is read
local function patience_of(self)
    local patience = self.patience
    if patience == nil then
        patience = self.client.patience
    end
    return patience == true and PATIENCE or patience
end

-- Reads the number if the server has not said what it did
local function begin_look(self, current)
    local patience = patience_of(self)
    if not patience or not self.operation.spends_attempt or self.is_unwanted
        or not self.client.core then
        return false
    end
    local look = request.write(self.client, "phone_number",
        { timeout = patience }, current.core)
    if not look then
        return false
    end
    attempt.remember(self)
    local read_back = require "whatsapp.registration.read_back"
    look.watch, self.verdict = read_back.watch(self, effort(self), patience)
    send_instead(self, look)
    return true
end

local function goes_on(self, current, result, err, became)
    if err and current.fields and read_without_field(self, current, err) then
        return true
    elseif current.watch then
        return look_again(self, current, result, err)
    end
    if became == "unknown" and self.operation.read_back then
        self.unknown = err
    end
    return retries.may_help(err, current.operation, became)
        and try_again(self, current, err)
        or self.unknown == err and begin_look(self, current)
end

--- Reads the outcome of a try that is over.
-- @tparam table self a call
-- @tparam table current what it has sent last
-- @tparam ?table result if the answer says no more than success
-- @tparam ?number status of the answer, nil if there is none
-- @tparam ?string body
-- @tparam ?table reply
-- @treturn boolean whether the call is done; false when another request was
--   sent
-- @treturn ?table the result of a call that is done
-- @treturn ?table its error
function tries.settle(self, current, result, status, body, reply)
    local client, err, became = self.client, nil, nil
    if not result then
        result, err, became = answer.read(current, status, body, reply)
        if current.left_out and result then
            reply.fields_refused = current.left_out
            reply.elapsed, reply.tries = effort(self)
        end
    end
    if client.on_event then
        emit_response(self, result, err)
    end
    if (err or current.watch) and not self.is_unwanted
        and goes_on(self, current, result, err, became) then
        return false
    end
    if self.unknown then
        local read_back = require "whatsapp.registration.read_back"
        result, err, became = read_back.conclude(self, result, err)
    end
    if self.operation.is_kept then
        if client.is_watched then
            while_held(self, attempt.after, self, result, err, became)
        else
            attempt.after(self, result, err, became)
        end
    end
    return true, result, err
end

return tries
