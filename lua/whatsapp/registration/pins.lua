--- Keeps PINs: each is saved before it is sent, and loaded where none is given.
-- @module whatsapp.registration.pins

local errors = require "whatsapp.registration.errors"
local outcome = require "whatsapp.registration.outcome"
local protected = require "whatsapp.registration.protected"

local pins = {}

-- Saying so names neither the PIN nor what a store of the user's prints of it
local function words_of(problem, pin)
    local text = tostring(problem or "it gave no reason")
    return pin and text:gsub(pin, "[redacted]") or text
end

local function failed(what, problem, number, operation)
    return errors.stopped {
        kind = "unavailable",
        message = ("the PIN store failed to %s: %s"):format(what, problem),
        hint = "Nothing was sent. See to the PIN store first: a PIN that is "
            .. "not saved can be lost.",
        operation = operation,
        phone_number_id = number,
    }
end

local function missing(number, operation)
    return errors.stopped {
        kind = "invalid_request",
        field = "pin",
        message = "pin: expected a string of exactly six digits, got nothing, "
            .. "and the PIN store has none that the server has not refused",
        operation = operation,
        phone_number_id = number,
    }
end

local function refused_before(number, operation)
    return errors.stopped {
        kind = "pin_mismatch",
        field = "pin",
        message = "the server has refused the PIN that is in the store: it is "
            .. "not sent again unless it is given",
        operation = operation,
        phone_number_id = number,
    }
end

-- What a store is told of an outcome; nothing of an unknown one
local TOLD = { applied = "succeeded", refused = "refused", unused = "unused" }

-- store.name(...) as nil, problem where it fails in whatever way
local function ask(store, name, ...)
    local is_fine, value, problem = protected(store[name], ...)
    if not is_fine then
        return nil, value
    end
    return value, problem
end

local function load(self, number, operation)
    local pin, problem = ask(self.store, "load", number)
    if pin == nil then
        return nil, problem ~= nil
            and failed("load", words_of(problem), number, operation)
            or missing(number, operation)
    elseif pin == self.refused[number] then
        return nil, refused_before(number, operation)
    end
    return pin
end

local function save(self, call, pin)
    local number = call.core:phone_number_id()
    local saved, problem = ask(self.store, "save", number, pin,
        { operation = call.name, attempt = call.attempt_id })
    if saved == false or saved == nil and problem ~= nil then
        return failed("save", words_of(problem, pin), number, call.name)
    end
    return nil
end

local function settle(self, call, pin, result, err)
    local number = call.core:phone_number_id()
    local told = TOLD[outcome.of_pin(err, call.operation)]
    if told == "refused" then
        self.refused[number] = pin
    elseif told == "succeeded" then
        self.refused[number] = nil
    end
    if not told or not self.store.settle then
        return
    end
    local settled, problem = ask(self.store, "settle", number, pin, told)
    if settled == false or settled == nil and problem ~= nil then
        local record = err or result.response
        record.pin_store_error = words_of(problem, pin)
    end
end

-- Tells the store of a number that was read and has a PIN: which one, if that
-- shows, else that it is one of those offered until now.
local function see(self, number, is_applied)
    local store = self.store
    local list = store.candidates and ask(store, "candidates", number)
    for _, candidate in ipairs(type(list) == "table" and list or {}) do
        if store.settle and is_applied(candidate.attempt) then
            ask(store, "settle", number, candidate.pin, "succeeded")
        end
    end
    if store.see then
        ask(store, "see", number)
    end
end

--- Wraps the `pin_store` of a configuration, in such a way that a dump of the
-- client shows no PIN.
-- @tparam table store
-- @treturn ?table `load(number, operation)`, `save(call, pin)`,
--   `settle(call, pin, result, err)`, `see(number, is_applied)`, which asks
--   of a PIN's attempt whether it registered the number
-- @treturn ?table an error
function pins.new(store)
    if type(store) ~= "table" or type(store.save) ~= "function"
        or type(store.load) ~= "function" then
        return nil, errors.expected("pin_store",
            "a table with the functions save and load", store)
    end
    local self = { store = store, refused = {} }
    return {
        load = function(...)
            return load(self, ...)
        end,
        save = function(...)
            return save(self, ...)
        end,
        settle = function(...)
            return settle(self, ...)
        end,
        see = function(...)
            return see(self, ...)
        end,
    }
end

return pins
