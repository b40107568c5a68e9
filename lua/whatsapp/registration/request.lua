--- Writes a request: what a call sends, first or after other tries.
-- @module whatsapp.registration.request

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local transport = require "whatsapp.registration.transport"

local request = {}

local operations = core.operations()

local prepare = transport.clients.prepare -- each call does it

-- A copy of the options of a read. If they name no fields, it has the default
-- ones without those that the server has refused, which are returned as well.
local function of_read(client, default, options)
    local asked, fields, left_out = {}, nil, nil
    for key, value in next, options or asked do
        asked[key] = value
    end
    if asked.fields == nil then
        fields = default
        if client.fields_refused then
            local retries = require "whatsapp.registration.retries"
            fields, left_out = retries.fields_shown_to(client, default)
            asked.fields = left_out and fields
        end
    end
    return asked, fields, left_out
end

--- Writes a request.
-- @tparam table client that is not closed
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?userdata like a call whose number and token it is for, unless the
--   options name others
-- @tparam ?number seconds if nothing but the core has to do with it before it
--   is sent: it is sent at once, and its success waited for so long
-- @tparam ?table kept_pins of a store in memory, in which the core then saves
--   the PIN
-- @treturn ?table what can be sent, and become a call; it has its number and
--   its attempt, if they are needed before it is sent; false if it has
--   succeeded already
-- @return an error, or whether it was sent, or the result
-- @return the option `force`
-- @return the option `reconcile`
function request.write(client, name, options, like, seconds, kept_pins)
    local operation, fields, left_out = operations[name], nil, nil
    if operation and operation.default_fields
        and (options == nil or type(options) == "table") then
        options, fields, left_out = of_read(client, operation.default_fields,
            options)
    end
    local written, is_sent, force, patience, number, id = prepare(client.core,
        name, options, like, client.first, seconds, kept_pins)
    if written == false then
        return false, is_sent
    elseif not written then
        return nil, errors.refused(is_sent, name)
    end
    -- Lua makes room for a power of two of fields: one more is the result.
    local self = is_sent
        and { client = client, operation = operation, core = written }
        or { client = client, operation = operation, core = written,
            number = number, attempt_id = id }
    if fields then
        -- No field holds the token.
        options.access_token, options.fields = nil, nil
        self.fields, self.asked, self.left_out = fields, options, left_out
    end
    return self, is_sent, force, patience
end

return request
