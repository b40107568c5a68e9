--- Moves the bytes of one connection of the raw server: LuaSocket and LuaSec,
-- which can end a connection in every way there is, waiting under cqueues.

local condition = require "cqueues.condition"
local cqueues = require "cqueues"
local luasocket = require "socket"
local socket = require "cqueues.socket"
local ssl = require "ssl"

local Transport = {}
Transport.__index = Transport

local LONGEST_GOODBYE = 30 -- seconds

-- What LuaSocket and LuaSec say when a call has to be made again.
local WAITS_FOR = {
    timeout = "r", wantread = "r", wantwrite = "w",
}

--- Takes a TCP object that was just accepted.
function Transport.new(tcp)
    tcp:setoption("tcp-nodelay", true)
    tcp:settimeout(0)
    return setmetatable({
        handle = tcp,
        descriptor = tcp:getfd(),
        is_open = true,
        ended = condition.new(),
    }, Transport)
end

--- Waits, but not beyond the end of the connection.
-- @param seconds or a condition of cqueues
-- @return whether the connection is still open
function Transport:wait(seconds)
    if self.is_open then
        cqueues.poll(self.ended, seconds)
    end
    return self.is_open
end

-- Waits for what `reason` names; false if that is the end.
local function wait_for(transport, reason, events)
    if not transport.is_open or not WAITS_FOR[reason] then
        return false
    end
    cqueues.poll(transport.ended, {
        pollfd = transport.descriptor,
        events = reason == "timeout" and events or WAITS_FOR[reason],
    })
    return transport.is_open
end

--- The server's side of a TLS handshake.
function Transport:secure(context)
    self.handle = assert(ssl.wrap(self.handle, context))
    self.handle:settimeout(0)
    while true do
        local ok, reason = self.handle:dohandshake()
        if ok then
            return true
        elseif not wait_for(self, reason) then
            return false
        end
    end
end

--- Waits for bytes.
-- @return at least one and at most `limit`; nil at the end of the stream, and
--   if anything failed before: LuaSec would go round for ever
function Transport:receive(limit)
    while self.is_open and not self.is_broken do
        local bytes, reason, partial = self.handle:receive(limit)
        self.is_broken = not bytes and not WAITS_FOR[reason]
        bytes = bytes or partial
        if bytes ~= "" then
            return bytes
        elseif not wait_for(self, reason, "r") then
            return nil
        end
    end
end

--- Sends all of `bytes`; false if the client is gone.
function Transport:send(bytes)
    local sent = 0
    while self.is_open and not self.is_broken and sent < #bytes do
        local last, reason, partial = self.handle:send(bytes, sent + 1)
        sent = last or partial
        if not last and not wait_for(self, reason, "w") then
            self.is_broken = true
            return false
        end
    end
    return self.is_open and not self.is_broken
end

local function finish(transport, before_close)
    if not transport.is_open then
        return
    end
    transport.is_open = false
    transport.ended:signal()
    cqueues.cancel(transport.descriptor)
    if before_close then
        before_close(transport.descriptor)
    end
    transport.handle:close()
end

--- Closes properly: close_notify if there is TLS, then FIN.
function Transport:close()
    finish(self)
end

--- Says goodbye as TLS does, but ends nothing: until the client leaves, a copy
-- of the descriptor keeps the connection.
function Transport:goodbye()
    local copy = socket.dup(self.descriptor)
    self:close()
    local kept = socket.dup(copy:pollfd()) -- again one that never waits itself
    copy:close()
    kept:setmode("b", "b")
    kept:settimeout(LONGEST_GOODBYE)
    kept:onerror(function(_, _, code)
        return code
    end)
    while kept:read(-1024) do
        -- Reads what the client still sends.
    end
    kept:close()
end

-- LuaSec says goodbye whenever it closes, so the descriptor is closed under
-- it first. Nothing can take its number before LuaSec has closed it too.
local function close_beneath(descriptor, linger)
    local borrowed = luasocket.tcp()
    borrowed:setfd(descriptor)
    if linger then
        borrowed:setoption("linger", linger)
    end
    borrowed:close()
end

--- Closes with a FIN only: what TLS calls a truncation.
function Transport:cut()
    finish(self, close_beneath)
end

--- Closes with a TCP reset.
function Transport:reset()
    finish(self, function(descriptor)
        close_beneath(descriptor, { on = true, timeout = 0 })
    end)
end

return Transport
