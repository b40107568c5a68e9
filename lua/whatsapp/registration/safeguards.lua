--- What is done before a request that must not go wrong is sent, and after.
-- Journal and PIN store are loaded with a client that has them; this is all
-- that one without them pays for.
-- @module whatsapp.registration.safeguards

local safeguards = {}

--- The options with a PIN from the store, where one is to be loaded. Which
-- number it is for is read by the rules that all options are read by.
-- @tparam table client
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?table options
-- @treturn ?table an error
function safeguards.complete(client, name, options)
    local given = options or {}
    if not client.pins or name ~= "register" or type(given) ~= "table"
        or given.pin ~= nil then
        return options
    end
    local complete = { pin = "000000" }
    for key, value in pairs(given) do
        complete[key] = value
    end
    local probe = client.core:prepare(name, complete)
    if not probe then
        return complete -- and the refusal says what is wrong with it
    end
    local pin, err = client.pins.load(probe:phone_number_id(), name)
    complete.pin = pin
    return pin and complete, err
end

--- Takes an attempt and saves the PIN.
-- @tparam table self a call that is about to be sent
-- @tparam ?table options
-- @treturn ?table an error: nothing may be sent
function safeguards.secure(self, options)
    local guard, pins = self.client.guard, self.client.pins
    if guard and self.operation.spends_attempt then
        local err = guard.reserve(self, options and options.force)
        if err then
            return err
        end
    end
    if pins and self.operation.sends_pin then
        local pin = options.pin
        local err = pins.save(self, pin)
        if err and self.attempt_id then
            guard.settle(self, nil, err)
        end
        self.settle_pin = function(...) -- no field holds the PIN
            pins.settle(self, pin, ...)
        end
        return err
    end
    return nil
end

--- Settles PIN and attempt with what came of the call. The attempt last: as
-- long as it is pending, `reconcile` sees to both.
-- @tparam table self
-- @tparam ?table result
-- @tparam ?table err
function safeguards.settle(self, result, err)
    if self.settle_pin then
        self.settle_pin(result, err)
    end
    if self.attempt_id then
        self.client.guard.settle(self, result, err)
    end
end

return safeguards
