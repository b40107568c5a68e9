--- Returns a value, or raises the error that came instead. An error ends the
-- command, and whatsapp.registration.cli shows it.
-- @module whatsapp.registration.cli.must

return function(value, err)
    if err then
        error(err, 0)
    end
    return value
end
