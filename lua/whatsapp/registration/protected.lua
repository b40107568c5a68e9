--- What hooks, journals and PIN stores raise is a failure of theirs, and takes
-- nothing from the call.
-- @module whatsapp.registration.protected

-- What Lua's own programs raise at Ctrl-C, in whatever runs just then. It is
-- meant to end the program, so it goes through.
local INTERRUPT = "interrupted!"

local protected = {}

--- What was raised, never nil; an interrupt goes through.
-- @param raised what pcall caught
function protected.problem(raised)
    if type(raised) == "string" and raised:find(INTERRUPT, 1, true) then
        error(raised, 0)
    end
    return raised or "an error without a message"
end

--- Calls a hook of the program's, with whose results nothing is done.
-- @tparam function run
-- @param ... its arguments
function protected.call(run, ...)
    local is_fine, raised = pcall(run, ...)
    if not is_fine then
        protected.problem(raised)
    end
end

return protected
