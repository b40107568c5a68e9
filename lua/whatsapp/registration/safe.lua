--- The same module as `whatsapp.registration`, whose functions and methods
-- return `nil, err` where those raise `err`.
-- @module whatsapp.registration.safe

local face = require "whatsapp.registration.face"

return face(function(value, err)
    return value, err
end)
