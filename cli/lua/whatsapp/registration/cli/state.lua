--- The folder in which the command line keeps its journal and PINs.
-- @module whatsapp.registration.cli.state

local posix = require "whatsapp.registration.posix"

local state = {}

-- By the XDG Base Directory Specification, a relative $XDG_STATE_HOME is
-- ignored.
local function folder()
    local base = os.getenv "XDG_STATE_HOME"
    if not base or base:sub(1, 1) ~= "/" then
        local home = os.getenv "HOME"
        if not home or home == "" then
            return nil, "neither XDG_STATE_HOME nor HOME is set"
        end
        base = home .. "/.local/state"
    end
    local path = base .. "/whatsapp-registration"
    local made, problem = posix.private_directory(path)
    return made and path, problem
end

--- The path of a file in the folder; makes the folder if it is missing.
-- @tparam string name
-- @treturn ?string
-- @treturn ?string why there is none
function state.path(name)
    local path, problem = folder()
    return path and path .. "/" .. name, problem
end

return state
