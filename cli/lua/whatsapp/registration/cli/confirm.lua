--- Asks a person before something that can't be undone.
-- @module whatsapp.registration.cli.confirm

local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local must = require "whatsapp.registration.cli.must"
local terminal = require "whatsapp.registration.cli.terminal"

local confirm = {}

local INPUT = 0

--- Whether no question is due: --yes has answered it, or a dry run changes
-- nothing.
-- @tparam table given the options
function confirm.is_answered(given)
    return given.yes or given.dry_run
end

--- Why nobody can be asked.
-- @tparam table given the options
-- @treturn ?table an error; nil if a person is there, or no question is due
function confirm.refusal(given)
    if confirm.is_answered(given) or terminal.width(INPUT) then
        return nil
    end
    local err = errors.refused { message = given.command
        .. " asks for a yes first, but there is no terminal" }
    err.hint, err.exit_code = "Give --yes if it is meant.", exits.USAGE
    return err
end

--- A number as a person knows it.
-- @tparam table number as read
-- @tparam string id
-- @treturn string
function confirm.name_of(number, id)
    return ("%s (%s)"):format(number.display_phone_number or "number "
        .. id, number.verified_name or "no name is shown")
end

--- Asks, unless --yes has answered already. Raises an error unless the answer
-- is yes.
-- @tparam table self the command's context
-- @tparam string question
function confirm.ask(self, question)
    must(nil, confirm.refusal(self.given))
    if confirm.is_answered(self.given) then
        return
    end
    local typed = self.screen:ask(question .. " [y/N]")
    local answer = typed and typed:lower():match "^%s*(%a*)%s*$"
    if terminal.interrupted() or answer ~= "y" and answer ~= "yes" then
        must(nil, errors.stopped { kind = "cancelled", message =
            terminal.interrupted() and "interrupted"
            or "the answer was not yes" })
    end
end

return confirm
