--- Raises that something was given wrong, or not at all: nothing was sent.
-- @module whatsapp.registration.cli.refuse

local errors = require "whatsapp.registration.errors"

return function(field, message, hint)
    error(errors.stopped { kind = "invalid_request", field = field,
        message = field .. ": " .. message, hint = hint }, 0)
end
