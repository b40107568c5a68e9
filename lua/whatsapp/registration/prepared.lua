--- A call before it is under way; and how one ends at once at which there is
-- nothing to do but to send it.
-- @module whatsapp.registration.prepared

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local response = require "whatsapp.registration.response"
local safeguards = require "whatsapp.registration.safeguards"

local prepared = {}

local operations = core.operations()

-- How long the number is read at the most where an outcome is unknown
local PATIENCE = 10

-- Seconds for which a look at a number tells that it had no PIN
local RECENT = 60

--- Notes that a number was seen without a PIN. What was noted before the last
-- minute began is forgotten: a client may see any number of numbers.
-- @tparam table client
-- @tparam string number
function prepared.note_pin_off(client, number)
    local now = core.now()
    local notes = client.pins_off
    if not notes or now - notes.since > RECENT then
        notes = { since = now, at = {}, before = notes and notes.at or {} }
        client.pins_off = notes
    end
    notes.at[number] = now
end

-- When the number was seen without a PIN; it may have one from now on
local function take_pin_off(client, number)
    local notes = client.pins_off
    local at = notes.at[number] or notes.before[number]
    notes.at[number], notes.before[number] = nil, nil
    return at
end

-- For how long to read the number where the outcome is unknown, and as whom
local function get_ready_to_read(self, options)
    local client = self.client
    if not self.operation.read_back then
        return
    end
    local read_at = client.pins_off
        and take_pin_off(client, self.core:phone_number_id())
    local patience = options and options.reconcile
    if patience == nil then
        patience = client.patience
    end
    if not patience then
        return
    end
    if self.name == "setup_two_step" then
        self.was_off = read_at and core.now() - read_at < RECENT
    end
    self.patience = patience == true and PATIENCE or patience
    self.access_token = options and options.access_token
end

local function new(client, name, written)
    return {
        client = client,
        core = written,
        name = name,
        operation = operations[name],
        is_done = false,
        result_value = nil, -- these make room at once
        err = nil,
        attempt_id = nil,
        patience = nil,
        waker = nil,
    }
end

--- A call with its request written, its attempt taken and its PIN saved, but
-- not sent.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?table a call
-- @treturn ?table an error
function prepared.call(client, name, options)
    local written, refusal = client.core:prepare(name, options)
    if not written then
        return nil, errors.refused(refusal, name)
    end
    local self = new(client, name, written)
    local err = safeguards.secure(self, options)
    if err then
        written:close()
        return nil, err
    end
    get_ready_to_read(self, options)
    return self
end

--- Whether there is nothing to do for an operation but to send it: nobody is
-- told of it, no attempt counted, no PIN kept.
-- @tparam table client
-- @tparam string name of the operation
-- @treturn boolean
function prepared.is_simple(client, name)
    local operation = operations[name]
    return not (client.on_event or client.guard and operation.spends_attempt
        or client.pins and operation.sends_pin)
end

--- Does a simple operation, which blocks.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?table the result, where the server says at once that it succeeded
-- @treturn ?table an error: nothing was sent
-- @treturn ?table a call, to be waited for, where neither is there
function prepared.try(client, name, options)
    local first, elapsed = client.core:try(name, options)
    if not first then
        return nil, errors.refused(elapsed, name)
    elseif elapsed then
        if operations[name].read_back then
            client.pins_off = nil
        end
        return { success = true,
            response = response.new(200, first, elapsed, 1) }
    end
    local self = new(client, name, first)
    get_ready_to_read(self, options)
    return nil, nil, self
end

return prepared
