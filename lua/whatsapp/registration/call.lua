--- One operation under way: started, polled, its outcome read once.
-- Functions here return `nil, err`; the module raises.
-- @module whatsapp.registration.call

local attempt = require "whatsapp.registration.attempt"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local request = require "whatsapp.registration.request"
local response = require "whatsapp.registration.response"
local transport = require "whatsapp.registration.transport"
local tries = require "whatsapp.registration.tries"

require "cjson" -- which json needs: a library can't be read ahead of its use

local call = {}

function transport.response.__index(self, key)
    return response.read(self, key)
end

-- Looked up once, because each call uses them
local start, poll, close = transport.calls.start, transport.calls.poll,
    transport.calls.close

-- A signal such as Ctrl-C is only seen between two rounds in C.
local ROUND = 0.25

--- A copy of a table, without what is in it. Raw: no metamethod runs.
-- @tparam table given
-- @treturn table
function call.raw_copy(given)
    local copied = {}
    for key, value in next, given do
        copied[key] = value
    end
    return copied
end

--- A copy of the caller's options. If the caller changes the table while the
-- call waits for a journal or a server, the copy does not change. Raw: no
-- metamethod of the caller's runs.
-- @param options
-- @return a copy of a table and of the tables in it; {} for nil; any other
--   value itself
function call.copy(options)
    if type(options) ~= "table" then
        return options == nil and {} or options
    end
    local copied = {}
    for key, value in next, options do
        copied[key] = type(value) == "table" and call.raw_copy(value) or value
    end
    return copied
end

local function begin_thread(client, name)
    local runs, problem = client.core:run()
    return not runs and errors.stopped { kind = "unavailable",
        message = problem, hint = errors.LACKING, operation = name } or nil
end

-- The options with the PIN from the store. They are copied first: the store
-- may yield.
local function add_pin(client, name, options)
    options = call.copy(options)
    local err = client.pin_store.complete(client, name, options)
    if not err and not client.core then -- closed meanwhile
        err = errors.closed(name)
    end
    return options, err
end

local function needs_pin(options)
    return options == nil
        or type(options) == "table" and rawget(options, "pin") == nil
end

-- Sends a call of which the program has to know before
local function send(self, options, force, watch)
    local client = self.client
    if self.operation.is_kept and client.is_careful then
        local pin = client.pin_store and self.operation.sends_pin
            and rawget(options, "pin")
        local err = attempt.before(self, force, pin, watch)
        if err then
            self.core:close()
            return err
        end
    elseif watch and self.operation.is_read then
        self.watch = watch
    end
    start(self.core)
    if client.on_event then
        tries.announce(self)
    end
    return nil
end

--- Starts an operation.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?boolean in_background whether it moves on by itself, or only while
--   it is polled
-- @tparam ?function watch for a read: gets the result and the error, and
--   returns the seconds after which to read again, or nil to end. For a
--   request that the journal counts: gets the attempt's id before anything is
--   sent, and returns an error if nothing must be sent
-- @tparam ?boolean is_awaited whether its success is waited for, for a moment
-- @treturn ?table a call; false if it has succeeded already
-- @treturn ?table an error: nothing was sent; or the result
function call.start(client, name, options, in_background, watch, is_awaited)
    local err = not client.core and errors.closed(name)
        or in_background and begin_thread(client, name) or nil
    if client.pin_store and not err and name == "register"
        and needs_pin(options) then
        options, err = add_pin(client, name, options)
    end
    if err then
        return nil, err
    end
    local kept_pins = not watch and client.kept_pins and client.kept_pins()
    local at_once = not watch and (kept_pins or client.counted_in ~= nil)
    local self, is_sent, force, patience = request.write(client, name, options,
        nil, at_once and (is_awaited and ROUND or 0), kept_pins)
    if not self then
        return self, is_sent
    end
    if patience ~= nil then
        self.patience = patience
    end
    if not is_sent then
        err = send(self, options, force, watch)
    elseif kept_pins then
        attempt.note_pin(self, options)
    end
    if err then
        return nil, err
    end
    return self
end

local FOREIGN = {
    message = "the call was started before a fork, by another process, which "
        .. "alone can finish it; this one can make calls of its own",
}

local function refuse_foreign(self)
    error(errors.refused(FOREIGN, self.operation.name), 0)
end

-- Keeps the outcome of a call that is done, and wakes who waits for it: the
-- call may have ended here, and not on the engine's thread.
local function finish(self, current, result, err)
    self.result_value = result
    if err then
        self.err = err
    end
    close(current.core)
    if self.descriptor then
        self.descriptor:wake()
    end
    return true
end

--- Moves the call on for at most this many seconds.
-- @tparam table self a call that is not done
-- @tparam[opt=0.25] number seconds
-- @treturn boolean whether it is done
function call.advance(self, seconds)
    local current = self.current or self
    local is_over, result, status, body, reply = poll(current.core,
        seconds or ROUND, self.client.counted_in)
    if is_over == "settled" then
        return finish(self, current, result)
    elseif is_over == nil then
        refuse_foreign(self)
    elseif is_over then
        local is_done, err
        is_done, result, err = tries.settle(self, current, result, status,
            body, reply)
        if is_done then
            return finish(self, current, result, err)
        end
    end
    if self.is_unwanted then
        call.cancel(self)
        return true
    end
    return false
end

local function is_done(self)
    return self.result_value ~= nil or self.err ~= nil
end

--- Whether the call is done.
-- @tparam table self
-- @tparam[opt=0] number seconds to wait for that at the most
-- @treturn boolean
function call.poll(self, seconds)
    if is_done(self) or self.is_held then
        return is_done(self)
    end
    local left = seconds and seconds > 0 and seconds or 0 -- NaN is none
    local ends = left > 0 and core.now() + left
    while not call.advance(self, left < ROUND and left or ROUND) do
        left = ends and ends - core.now() or 0
        if left <= 0 then
            return false
        end
    end
    return true
end

--- Waits until the call is done.
function call.wait(self)
    repeat until call.advance(self)
end

--- The outcome of a call that is done.
-- @treturn ?table the result
-- @treturn ?table an error
function call.outcome(self)
    if not is_done(self) then
        error("the call is still under way: poll it until poll returns true",
            3)
    end
    return self.result_value, self.err
end

--- Gives the call up. Its outcome is then an error of kind `cancelled`; what
-- was sent may still be acted on by the server: see `err.sent`.
function call.cancel(self)
    if self.is_held then
        self.is_unwanted = true
    elseif not is_done(self) then
        local current = self.current or self
        if not current.core:cancel() then
            refuse_foreign(self)
        end
        self.is_unwanted = true
        local _, result, err = tries.settle(self, current, nil,
            current.core:answer())
        finish(self, current, result, err)
    end
end

--- Cancels the call if this process can. Runs when the call leaves its scope.
function call.close(self)
    if is_done(self) or (self.current or self).core:poll(0) ~= nil then
        call.cancel(self)
    end
end

--- Has a waker woken whenever `poll` may move the call on.
-- @tparam table self a call that is not done
-- @tparam userdata waker
function call.set_waker(self, waker)
    (self.current or self).core:set_waker(waker)
    self.waker = waker
end

--- A descriptor that becomes readable when the call is done. It may be so
-- once or twice before, when a request is to be sent again: poll it then.
-- @treturn ?number the descriptor, of the call until that is collected; nil
--   if the call moves on only while it is polled, or there are no more
-- @treturn ?string why there is none
function call.fd(self)
    local host = self.client.host
    if host and not host.in_background then
        return nil, "the call moves on only while it is polled"
    end
    if not self.descriptor then
        local waker, problem = transport.waker()
        if not waker then
            return nil, problem
        end
        if is_done(self) then
            waker:wake()
        elseif not (self.current or self).core:set_waker(waker) then
            refuse_foreign(self)
        end
        self.waker, self.descriptor = waker, waker
    end
    return self.descriptor:fd()
end

return call
