--- Calls functions of the user's, a journal's and a PIN store's: what they
-- raise is a failure of theirs, and takes nothing from the call.
-- @module whatsapp.registration.protected

-- What Lua's own programs raise at Ctrl-C, in whatever runs just then. It is
-- meant to end the program, so it goes through.
local INTERRUPT = "interrupted!"

local function checked(is_fine, ...)
    if is_fine then
        return true, ...
    end
    local raised = ...
    if type(raised) == "string" and raised:find(INTERRUPT, 1, true) then
        error(raised, 0)
    end
    return false, raised or "an error without a message"
end

--- As pcall, but lets an interrupt through.
-- @tparam function run
-- @param ... its arguments
-- @treturn boolean whether it has returned
-- @return what it returned, or what it raised, which is never nil
return function(run, ...)
    return checked(pcall(run, ...))
end
