--- What is told to `on_event`: plain tables without any secret.
-- @module whatsapp.registration.events

local events = {}

--- Tells the client's hook; an error in it is the hook's own affair.
-- @tparam table client
-- @tparam string kind the event's `type`
-- @tparam table event its other fields
function events.tell(client, kind, event)
    if client.on_event then
        event.type = kind
        pcall(client.on_event, event)
    end
end

return events
