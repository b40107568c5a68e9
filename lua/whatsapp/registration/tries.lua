--- What a call sends, one try after the other: the operation's own request, the
-- same again after a failure that allows it, a read without a field that the
-- server refuses, and looks at the number when the server has not said what
-- became of a request.
-- @module whatsapp.registration.tries

local answer = require "whatsapp.registration.answer"
local attempt = require "whatsapp.registration.attempt"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local events = require "whatsapp.registration.events"
local outcome = require "whatsapp.registration.outcome"
local retries = require "whatsapp.registration.retries"

local tries = {}

-- The shortest timeout that a request takes, in seconds
local SHORTEST = 0.001

local operations = core.operations()

--- Writes a request.
-- @tparam table client that is not closed
-- @tparam string name of the operation
-- @tparam table options nobody else changes these
-- @treturn ?table `core`, `name`, `operation`
-- @treturn ?table an error
function tries.write(client, name, options)
    local self = { name = name, operation = operations[name], core = nil,
        watch = nil, fields = nil, left_out = nil, tries_before = 0 }
    local default = self.operation and self.operation.default_fields
    if default and type(options) == "table" and options.fields == nil then
        self.fields = default
        self.rewrite = function(seconds) -- no field holds the token
            options.fields, options.timeout = nil, seconds
            return tries.write(client, name, options)
        end
        if client.fields_refused then
            local fields = require "whatsapp.registration.fields"
            self.fields, self.left_out = fields.shown_to(client, default)
            options.fields = self.left_out and self.fields
        end
    end
    local written, refusal = client.core:prepare(name, options)
    if not written then
        return nil, errors.refused(refusal, name)
    end
    self.core = written
    return self
end

-- Seconds since the call began, and how many tries there were
local function effort(self)
    local _, count = self.request.core:elapsed_and_tries()
    return core.now() - self.began, count + self.request.tries_before
end

-- Runs `work` while the call does not move, and lets an error through after
-- (such as an interrupt's): else the call would never move again.
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

-- The hook may poll or cancel the very call that the event is about, and so may
-- others while a journal yields: neither does anything before it has returned.
local function emit(self, kind, event)
    if self.client.on_event then
        event = event or {}
        event.operation = self.request.name
        event.phone_number_id = self.request.core:phone_number_id()
        event.elapsed, event.attempt = effort(self)
        while_held(self, events.emit, self.client, kind, event)
    end
end

--- Sends a request that has just been written.
function tries.send(self, written)
    self.request = written
    written.core:start()
    if self.waker then
        written.core:set_waker(self.waker)
    end
    emit(self, "request")
end

-- The result that the server's answer would have been
local function confirmed(self, look)
    local response = look.response
    response.confirmed = "read"
    response.elapsed = core.now() - self.began
    response.tries = self.own_tries
    return { success = true, response = response }
end

-- What became of the call when its last request is over. A later try that
-- failed in another way says nothing of an earlier one.
local function conclude(self, result, err)
    local unknown = self.unknown
    if self.verdict then
        if self.verdict() == "succeeded" and result then
            return confirmed(self, result)
        end
        return nil, unknown
    elseif not unknown or result then
        return result, err
    elseif err.kind == "cancelled" then
        err.sent = unknown.sent
        return nil, errors.complete(err, self.operation)
    end
    return nil, unknown
end

local function finish(self, result, err)
    result, err = conclude(self, result, err)
    if self.attempt_id or self.settle_pin then
        while_held(self, attempt.after, self, result, err)
    end
    self.result_value, self.err, self.is_done = result, err, true
    self.request.core:close()
    if self.descriptor then
        self.descriptor:wake() -- also when it ended otherwise
    end
end

local function emit_response(self, result, err)
    if self.client.on_event then
        emit(self, "response", {
            status = err and err.http_status
                or result and result.response.http_status,
            kind = err and err.kind,
            code = err and err.code,
        })
    end
end

-- Sends the same request again; does nothing if the hook has cancelled it.
local function send_again(self, delay, err)
    emit(self, "retry", { delay = delay, kind = err and err.kind })
    if not self.is_unwanted then
        self.request.core:again(delay)
        emit(self, "request")
        return true
    end
    return false
end

-- Sends a read again without the field that the server refused
local function read_without_field(self, err)
    local fields = require "whatsapp.registration.fields"
    local current = self.request
    local left = current.core:time_left()
    if left < SHORTEST or not self.client.core
        or not fields.refuse(self.client, current.fields, err) then
        return false
    end
    emit(self, "retry", { delay = 0, kind = err.kind })
    local written = not self.is_unwanted and current.rewrite(left)
    if not written then
        return false
    end
    written.watch = current.watch
    written.tries_before = select(2, effort(self))
    current.core:close()
    tries.send(self, written)
    return true
end

-- A look at a number that goes on until it has seen enough
local function look_again(self, result, err)
    local delay = while_held(self, self.request.watch, result, err)
    return delay ~= nil and send_again(self, delay, err)
end

-- Whether it is sent again
local function try_again(self, err)
    local current = self.request
    local _, count = current.core:elapsed_and_tries()
    local delay = retries.delay(self.client.retries, err, current.operation,
        count, current.core:time_left())
    return delay ~= nil and send_again(self, delay, err)
end

-- Looks at the number when the server has not said what it did
local function begin_look(self)
    if self.is_unwanted or not self.look or not self.client.core then
        return false
    end
    local read_back = require "whatsapp.registration.read_back"
    local patience, written = self.look()
    if not written then
        return false
    end
    written.watch, self.verdict = read_back.watch(self, patience)
    self.own_tries = select(2, effort(self))
    self.request.core:close()
    tries.send(self, written)
    return true
end

local function goes_on(self, result, err)
    if err and self.request.fields and read_without_field(self, err) then
        return true
    elseif self.request.watch then
        return look_again(self, result, err)
    elseif not err then
        return false
    end
    if self.operation.read_back
        and outcome.of(err, self.operation) == "unknown" then
        self.unknown = err
    end
    return try_again(self, err) or self.unknown == err and begin_look(self)
end

local function read_answer(self)
    local current = self.request
    local result, err = answer.read(current)
    if result and current.left_out then
        local response = result.response
        response.fields_refused = current.left_out
        response.elapsed, response.tries = effort(self)
    end
    return result, err
end

--- Reads the outcome of a try that is over.
-- @tparam table self a call
-- @treturn boolean whether the call is done; false when another request was
--   sent
function tries.settle(self)
    local result, err = read_answer(self)
    emit_response(self, result, err)
    if not self.is_unwanted and goes_on(self, result, err) then
        return false
    end
    finish(self, result, err)
    return true
end

return tries
