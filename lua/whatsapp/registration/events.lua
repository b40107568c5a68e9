--- What `on_event` is given: plain tables without any secret.
-- @module whatsapp.registration.events

local protected = require "whatsapp.registration.protected"

local events = {}

--- Calls the client's hook. An error in it is the hook's own affair; Ctrl-C,
-- which Lua's programs raise as an error too, ends the program.
-- @tparam table client
-- @tparam string kind the event's `type`
-- @tparam table event its other fields
function events.emit(client, kind, event)
    if client.on_event then
        event.type = kind
        protected.call(client.on_event, event)
    end
end

return events
