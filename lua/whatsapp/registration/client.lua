--- A client: a configuration, checked once, and the operations on it.
-- Functions here return `nil, err`; the module raises.
-- @module whatsapp.registration.client

local attempt = require "whatsapp.registration.attempt"
local call = require "whatsapp.registration.call"
local errors = require "whatsapp.registration.errors"
local hosts = require "whatsapp.registration.hosts"
local retries = require "whatsapp.registration.retries"
local transport = require "whatsapp.registration.transport"

local client = {}

-- Looked up once: each call does all of these
local start, advance = call.start, call.advance
local find, blocking = hosts.find, hosts.blocking

-- Shared by all clients of this Lua state that are given no journal
local in_memory

local function add_safeguards(self, config)
    local err
    if config.journal == nil then
        in_memory = in_memory
            or require("whatsapp.registration.journal.memory").new()
        self.journal = in_memory
    elseif config.journal ~= false then
        self.journal, err = attempt.journal(config.journal)
    end
    if not err and config.pin_store ~= nil then
        local pins = require "whatsapp.registration.pins"
        self.pin_store, err = pins.store(config.pin_store)
    end
    return err
end

-- What each call asks of them
local function note_safeguards(self, config)
    self.is_careful = self.journal ~= nil or self.pin_store ~= nil
    -- Whether functions of the program run within a call
    self.is_watched = config.on_event ~= nil
        or config.journal ~= nil and config.journal ~= false
    if config.journal == nil and self.journal then
        self.first = self.journal.first -- in which the core counts
    end
    -- Else Lua must hear of a success first.
    if not self.is_watched and not self.pin_store then
        self.counted_in = self.first or false
    elseif not self.is_watched then
        self.kept_pins = self.pin_store.kept
    end
end

--- Makes a client.
-- @tparam table config
-- @treturn ?table
-- @treturn ?table an error that names the field
function client.new(config)
    if type(config) ~= "table" then
        return nil, errors.expected("config", "a table", config)
    end
    config = call.raw_copy(config) -- the transport reads it raw as well
    local made, refusal = transport.client(config)
    if not made then
        return nil, errors.refused(refusal)
    end
    local policy, host, err
    if config.retries ~= nil then
        policy, err = retries.policy(config.retries)
    end
    if err then
        return nil, err
    end
    host, err = hosts.choose(config.host)
    if err then
        return nil, err
    end
    local self = {
        core = made,
        phone_number_id = made:phone_number_id(), -- for the caller to read
        host = host,
        retries = policy, -- nil for the default
        on_event = config.on_event,
        patience = config.reconcile == nil or config.reconcile,
    }
    err = add_safeguards(self, config)
    note_safeguards(self, config)
    return not err and self or nil, err
end

-- Does an operation, and waits as a host does that is not just blocking
local function perform_in(host, self, name, options, watch)
    local with, err
    host, with, err = hosts.ready(host)
    if not host then
        return nil, err
    end
    local started
    started, err = start(self, name, options, host.in_background, watch)
    if not started then
        if with ~= true then
            with:close()
        end
        return nil, err
    end
    host.wait(started, with)
    return started.result_value, started.err
end

--- Does an operation and waits for its outcome, as the host does.
-- @tparam table self
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?function watch as `call.start` takes it
-- @treturn ?table the result
-- @treturn ?table an error
function client.perform(self, name, options, watch)
    local host = self.host or find()
    if host ~= blocking then
        return perform_in(host, self, name, options, watch)
    end
    local started, err = start(self, name, options, false, watch, true)
    if started == false then
        return err
    elseif not started then
        return nil, err
    end
    repeat until advance(started)
    return started.result_value, started.err
end

--- Checks the options of an operation without sending anything.
-- @treturn ?boolean true
-- @treturn string|table the id of the phone number that it is about, or an
--   error
function client.check(self, name, options)
    local ok, number = self.core:check(name, options)
    if not ok then
        return nil, errors.refused(number, name)
    end
    return true, number
end

--- Ends the client; calls that are under way go on.
function client.close(self)
    if self.core then
        self.core:close()
        self.core = nil
    end
end

return client
