--- The PIN of a command: given, drawn, kept from before, or asked for.
-- @module whatsapp.registration.cli.pins

local errors = require "whatsapp.registration.errors"
local registration = require "whatsapp.registration.safe"
local secret = require "whatsapp.registration.cli.secret"

local pins = {}

local function refused(message, hint)
    return nil, errors.stopped { kind = "invalid_request", field = "pin",
        message = message, hint = hint }
end

-- A dry run sends none, so any will do: nobody is asked for it.
local function stand_in(self)
    return self.given.dry_run and registration.generate_pin() or nil
end

local function draw(self)
    if not self.pin_store then
        return refused("pin: a PIN that is drawn must be kept, and there is "
            .. "no PIN store", "Leave --no-pin-store away.")
    end
    return registration.generate_pin()
end

-- One that others will have to type is typed twice.
local function ask_twice()
    local pin, err = secret.ask("pin", "New PIN: ")
    if not pin then
        return nil, err
    end
    local again
    again, err = secret.ask("pin", "Again: ")
    if again and again ~= pin then
        return refused("pin: the two were not the same", "Try again.")
    end
    return again, err
end

--- The PIN that the store has for the client's number.
-- @tparam table self the command's context
-- @treturn ?string
-- @treturn ?table an error
function pins.kept(self)
    local number = self.client.core:phone_number_id()
    if not self.pin_store or not number then
        return nil
    end
    local pin, problem = self.pin_store.load(number)
    if problem then
        return nil, errors.stopped { kind = "unavailable",
            message = "the PIN store failed to load: " .. problem,
            hint = "Nothing was sent. See to the file first." }
    end
    return pin
end

local function given_or_kept(self)
    local pin, err = secret.given("pin", self.given)
    if not pin and not err then
        pin, err = pins.kept(self)
    end
    return pin, err
end

--- The PIN that a number has.
-- @tparam table self the command's context, its client open
-- @treturn ?string
-- @treturn ?table an error
function pins.current(self)
    local pin, err = given_or_kept(self)
    pin = pin or not err and stand_in(self) or nil
    if pin or err then
        return pin, err
    end
    return secret.ask "pin"
end

--- The PIN that a number is to have in the end: run again, it is the same.
-- @treturn ?string
-- @treturn ?table an error
function pins.lasting(self)
    local pin, err = given_or_kept(self)
    pin = pin or not err and stand_in(self) or nil
    if pin or err then
        return pin, err
    elseif self.given.draw_pin then
        return draw(self)
    end
    return ask_twice()
end

--- A PIN to set, whatever was there before.
-- @treturn ?string
-- @treturn ?table an error
function pins.new(self)
    if self.given.draw_pin then
        return draw(self)
    end
    local pin, err = secret.given("pin", self.given)
    pin = pin or not err and stand_in(self) or nil
    if pin or err then
        return pin, err
    end
    return ask_twice()
end

return pins
