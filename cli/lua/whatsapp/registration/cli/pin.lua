--- The command pin: shows a number's PIN to the person at the terminal, and to
-- nobody else.
-- @module whatsapp.registration.cli.pin

local errors = require "whatsapp.registration.errors"
local terminal = require "whatsapp.registration.cli.terminal"
local screens = require "whatsapp.registration.cli.screen"
local session = require "whatsapp.registration.cli.session"

local pin = {}

local OUTPUT = 1

local function refuse(message, hint)
    error(errors.stopped { kind = "invalid_request", field = "pin",
        message = "pin: " .. message, hint = hint }, 0)
end

function pin.pin(self)
    if not terminal.width(OUTPUT) then
        refuse("a PIN is shown only at a terminal",
            "A program can read it with the PIN store of the library.")
    end
    local client = session.open(self, { pins = true, is_silent = true })
    local found, problem = self.pin_store.load(client.phone_number_id)
    if problem then
        error(errors.stopped { kind = "unavailable",
            message = "the PIN store failed to load: " .. problem }, 0)
    elseif not found then
        refuse("the PIN store has none for this number that can be used",
            "Set one with set-pin if the number is registered.")
    end
    self.screen:say { screens.row("PIN", found, "strong"),
        screens.row("kept in", self.pin_path) }
end

return pin
