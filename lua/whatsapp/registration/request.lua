--- One request of a call: written by the core, and once more when the server
-- refuses one of the fields that a read asks for.
-- @module whatsapp.registration.request

local answer = require "whatsapp.registration.answer"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"

local request = {}

local operations = core.operations()

--- A copy of what the caller gave, which does not change when the caller's
-- table does while a journal or a server is waited for. Raw: no metamethod of
-- the caller's runs.
-- @param options
-- @return the copy of a table; what is no table as it is; {} for nil
function request.copy(options)
    if options == nil then
        return {}
    elseif type(options) ~= "table" then
        return options
    end
    local copied = {}
    for key, value in next, options do
        copied[key] = type(value) == "table" and request.copy(value) or value
    end
    return copied
end

-- The default fields, but for those that the server refuses to this client; nil
-- when the caller names the fields
local function choose_fields(self, client, options)
    local default = self.operation.default_fields
    if not default or options.fields ~= nil then
        return nil
    elseif not client.fields_refused then
        return default
    end
    local fields = require "whatsapp.registration.fields"
    local left, left_out = fields.shown_to(client, default)
    options.fields, self.left_out = left_out and left, left_out
    return left
end

--- Writes a request.
-- @tparam table client that is not closed
-- @tparam string name of the operation
-- @tparam table options nobody else changes these
-- @treturn ?table `core`, `name`, `operation`
-- @treturn ?table an error
function request.new(client, name, options)
    local self = { name = name, operation = operations[name] or {},
        client = client, watch = nil, left_out = nil, tries_before = 0,
        written_at = core.now() }
    local is_read = self.operation.is_read and type(options) == "table"
    self.fields = is_read and choose_fields(self, client, options) or nil
    local written, refusal = client.core:prepare(name, options)
    if not written then
        return nil, errors.refused(refusal, name)
    end
    self.core = written
    if self.fields then
        self.rewrite = function(seconds) -- no field holds the token
            options.fields, options.timeout = nil, seconds
            return request.new(client, name, options)
        end
    end
    return self
end

--- The same read without a field that the server refuses. The client remembers
-- that field and asks for it no more.
-- @tparam table self a request that was answered
-- @tparam table err the answer
-- @treturn ?table a request; nil when no default field is in the way
function request.without_field(self, err)
    local left = self.core:time_left()
    if not self.fields or not self.client.core or left < 0.001 then
        return nil
    end
    local fields = require "whatsapp.registration.fields"
    local name = fields.refused(err, self.fields)
    if not name then
        return nil
    end
    fields.refuse(self.client, name)
    local again = self.rewrite(left)
    if again then
        local _, tries = request.effort(self)
        again.watch, again.tries_before = self.watch, tries
        again.written_at = self.written_at
    end
    return again
end

--- What a request took.
-- @treturn number seconds
-- @treturn number tries, also of those with other fields
function request.effort(self)
    local elapsed, tries = self.core:effort()
    if self.tries_before > 0 then
        elapsed = core.now() - self.written_at
    end
    return elapsed, tries + self.tries_before
end

--- Reads the answer to a request.
-- @treturn ?table a result
-- @treturn ?table an error
function request.answer(self)
    local result, err = answer.read(self)
    if result and self.left_out then
        result.response.fields_refused = self.left_out
        result.response.elapsed, result.response.tries = request.effort(self)
    end
    return result, err
end

return request
