--- A client: a configuration, checked once, and the operations on it.
-- Functions here return `nil, err`; what raises is put on top by the face.
-- @module whatsapp.registration.client

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local retries = require "whatsapp.registration.retries"

local client = {}

--- Makes a client.
-- @tparam table config
-- @treturn ?table
-- @treturn ?table an error that names the field
function client.new(config)
    if type(config) ~= "table" then
        return nil, errors.expected("config", "a table", config)
    end
    local made, refusal = core.client(config)
    if not made then
        return nil, errors.refused(refusal)
    end
    local policy, err = retries.policy(config.retries)
    if not policy then
        return nil, err
    end
    return { core = made, retries = policy, on_event = config.on_event }
end

-- Blocks; the call does its own waiting.
local function wait(started)
    repeat
    until call.poll(started, 3600)
end

--- Does an operation and waits for its outcome.
-- @tparam table self
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?table the result
-- @treturn ?table an error
function client.perform(self, name, options)
    local started, err = call.start(self, name, options)
    if not started then
        return nil, err
    end
    wait(started)
    return call.outcome(started)
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
