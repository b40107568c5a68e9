--- Gives a value back, or raises the error that came instead: in a command it
-- ends the command, and is shown by whatsapp.registration.cli.
-- @module whatsapp.registration.cli.must

return function(value, err)
    if err then
        error(err, 0)
    end
    return value
end
