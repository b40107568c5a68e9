--- Reads the value of an option that takes a number.
-- @module whatsapp.registration.cli.count_of

return function(option)
    return function(text)
        local number = tonumber(text)
        return number, not number and option .. ": expected a number" or nil
    end
end
