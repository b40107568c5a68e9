--- The PIN of a command: given, drawn, kept from before, or asked for.
-- @module whatsapp.registration.cli.pins

local confirm = require "whatsapp.registration.cli.confirm"
local errors = require "whatsapp.registration.errors"
local must = require "whatsapp.registration.cli.must"
local numbers = require "whatsapp.registration.number"
local refuse = require "whatsapp.registration.cli.refuse"
local registration = require "whatsapp.registration"
local secret = require "whatsapp.registration.cli.secret"

local pins = {}

-- A dry run sends no PIN, so nobody is asked for one.
local function stand_in(self)
    return self.given.dry_run and registration.generate_pin() or nil
end

-- A PIN that is given
local function given(self)
    local pin = must(secret.given("pin", self.given))
    if pin and self.given.draw_pin then
        refuse("pin", "--draw-pin and a PIN were both given",
            "Use either --draw-pin or a PIN (--pin-file, WHATSAPP_PIN).")
    end
    return pin
end

local function draw(self)
    if not self.pin_store then
        refuse("pin", "a drawn PIN has to be kept, but there is no PIN store",
            "Leave out --no-pin-store, or give a PIN.")
    end
    return registration.generate_pin()
end

-- A new PIN is typed twice.
local function ask_twice(look)
    look()
    local pin = must(secret.ask("pin", "New PIN: "))
    if must(secret.ask("pin", "Again: ")) ~= pin then
        refuse("pin", "the two entries are not the same", "Run it again.")
    end
    return pin
end

-- What the store answers about the client's number; nil without a store
local function ask_store(self, question, ...)
    local number = self.client.phone_number_id
    if not self.pin_store or not number then
        return nil
    end
    local pin, problem = self.pin_store[question](number, ...)
    return must(pin, problem and errors.store_failed(question:gsub("_", " "),
        problem, number))
end

--- The PIN that the store has for the client's number.
-- @treturn ?string nil if there is none
function pins.kept(self)
    return ask_store(self, "load")
end

local function given_or_kept(self)
    return given(self) or ask_store(self, "load") or stand_in(self)
end

-- Asks before a drawn PIN replaces one that the number has. `stays`: a PIN in
-- the store is not replaced; another process may have set it since the last
-- look into the store.
local function may_replace(self, look, stays)
    if self.given.yes then
        return
    end
    local found = look()
    local kept = found.sets_pin and ask_store(self, "load")
    if found.sets_pin and not (kept and stays)
        and (kept or numbers.has_pin(found.number)) then
        confirm.ask(self, ("%s has a PIN. Replace it by a random one?")
            :format(confirm.name_of(found.number,
            self.client.phone_number_id)))
    end
end

local function draw_new(self, look, stays)
    local pin = draw(self)
    may_replace(self, look, stays)
    return pin
end

--- The PIN that a number has.
-- @tparam table self the command's context, its client open
-- @tparam function look reads before a person is asked, so that nobody is for
--   a number that is not there or that would be refused; returns `number` and
--   `sets_pin` (whether the number would get a PIN)
-- @treturn string
function pins.current(self, look)
    local pin = given_or_kept(self)
    if pin then
        return pin
    end
    look()
    return must(secret.ask "pin")
end

--- The PIN that a number will have: the same for every run, also if several
-- run at once. `look` is as above.
-- @treturn string
function pins.lasting(self, look)
    local pin = given_or_kept(self)
    if pin then
        return pin
    elseif not self.given.draw_pin then
        return ask_twice(look)
    end
    return ask_store(self, "keep_or_save", draw_new(self, look, true))
end

--- A PIN to set, whichever the number had before. `look` is as above.
-- @treturn string
function pins.new(self, look)
    return given(self) or stand_in(self)
        or self.given.draw_pin and draw_new(self, look) or ask_twice(look)
end

return pins
