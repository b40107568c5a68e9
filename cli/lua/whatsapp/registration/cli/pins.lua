--- The PIN of a command: given, drawn, kept from before, or asked for.
-- @module whatsapp.registration.cli.pins

local confirm = require "whatsapp.registration.cli.confirm"
local errors = require "whatsapp.registration.errors"
local numbers = require "whatsapp.registration.number"
local registration = require "whatsapp.registration.safe"
local secret = require "whatsapp.registration.cli.secret"

local pins = {}

local function refused(message, hint)
    return nil, errors.stopped { kind = "invalid_request", field = "pin",
        message = message, hint = hint }
end

-- A dry run sends no PIN, so nobody is asked for one.
local function stand_in(self)
    return self.given.dry_run and registration.generate_pin() or nil
end

-- A PIN that is given
local function given(self)
    local pin, err = secret.given("pin", self.given)
    if pin and self.given.draw_pin then
        return refused("pin: --draw-pin and a PIN were both given",
            "Use either --draw-pin or a PIN (--pin-file, WHATSAPP_PIN).")
    end
    return pin, err
end

local function draw(self)
    if not self.pin_store then
        return refused("pin: a drawn PIN has to be kept, but there is no PIN "
            .. "store", "Leave out --no-pin-store, or give a PIN.")
    end
    return registration.generate_pin()
end

-- A new PIN is typed twice.
local function ask_twice(look)
    local again, pin
    local found, err = look()
    if found then
        pin, err = secret.ask("pin", "New PIN: ")
    end
    if not pin then
        return nil, err
    end
    again, err = secret.ask("pin", "Again: ")
    if again and again ~= pin then
        return refused("pin: the two entries are not the "
            .. "same", "Run it again.")
    end
    return again, err
end

-- What the store answers about the client's number; nil without a store
local function ask_store(self, question, ...)
    local number = self.client.phone_number_id
    if not self.pin_store or not number then
        return nil
    end
    local pin, problem = self.pin_store[question](number, ...)
    if problem then
        return nil, errors.stopped { kind = "unavailable",
            message = "the PIN store failed to " .. question:gsub("_", " ")
                .. ": " .. problem,
            hint = "Nothing was sent. Look at the PIN store first." }
    end
    return pin
end

local function given_or_kept(self)
    local pin, err = given(self)
    if not pin and not err then
        pin, err = ask_store(self, "load")
    end
    if not pin and not err then
        pin = stand_in(self)
    end
    return pin, err
end

-- Asks before a drawn PIN takes the place of one that the number has. `stays`:
-- one that is kept is not replaced, and may have been set since the last look
-- into the store by another process.
local function may_replace(self, look, stays)
    if self.given.yes then
        return nil
    end
    local found, err = look()
    if not found or not found.sets_pin then
        return err
    end
    local kept
    kept, err = ask_store(self, "load")
    if err or kept and stays
        or not (kept or numbers.has_pin(found.number)) then
        return err
    end
    return confirm.ask(self, ("%s has a PIN. Replace it by a random "
        .. "one?"):format(confirm.name_of(found.number,
        self.client.phone_number_id)))
end

local function draw_new(self, look, stays)
    local pin, err = draw(self)
    if pin then
        err = may_replace(self, look, stays)
    end
    return not err and pin or nil, err
end

--- The PIN that a number has.
-- @tparam table self the command's context, its client open
-- @tparam function look reads before a person is asked, so that nobody is for
--   a number that is not there or that would be refused; returns `number` and
--   `sets_pin` (whether the number would get a PIN), or nil and an error
-- @treturn ?string
-- @treturn ?table an error
function pins.current(self, look)
    local pin, err = given_or_kept(self)
    if pin or err then
        return pin, err
    end
    local found
    found, err = look()
    if not found then
        return nil, err
    end
    return secret.ask "pin"
end

--- The PIN that a number is to have in the end: the same for every run, also
-- if several run at once. `look` is as above.
-- @treturn ?string
-- @treturn ?table an error
function pins.lasting(self, look)
    local pin, err = given_or_kept(self)
    if pin or err then
        return pin, err
    elseif not self.given.draw_pin then
        return ask_twice(look)
    end
    pin, err = draw_new(self, look, true)
    if not pin then
        return nil, err
    end
    return ask_store(self, "keep_or_save", pin)
end

--- A PIN to set, whichever the number had before. `look` is as above.
-- @treturn ?string
-- @treturn ?table an error
function pins.new(self, look)
    local pin, err = given(self)
    if not pin and not err then
        pin = stand_in(self)
    end
    if pin or err then
        return pin, err
    elseif self.given.draw_pin then
        return draw_new(self, look)
    end
    return ask_twice(look)
end

return pins
