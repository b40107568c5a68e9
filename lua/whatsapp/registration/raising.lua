--- Constructors in the two manners of the module: `new` and `open` raise an
-- error, `try_new` and `try_open` return nil and the error, for programs that
-- use `whatsapp.registration.safe`.
-- @module whatsapp.registration.raising

--- @tparam function try returns a value, or nil and an error
-- @treturn function raises the error
return function(try)
    return function(...)
        local made, err = try(...)
        if made == nil then
            error(err, 0)
        end
        return made
    end
end
