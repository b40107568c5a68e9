--- Remembers until when a verification code works that was sent to a number:
-- whoever runs `setup` again meanwhile is asked for that code, where another
-- request would make it worthless. It is a file in the state folder, without
-- which another code is requested.
-- @module whatsapp.registration.cli.codes

local core = require "whatsapp.registration.core"
local state = require "whatsapp.registration.cli.state"

local codes = {}

-- Seconds for which a code works, as the workflow counts them
local LIVES = 600

local function path_of(self)
    local number = self.client.phone_number_id
    return number and state.path("code-" .. number)
end

--- Tells the client of the code that was requested by an earlier command.
-- @tparam table self the command's context, its client open
function codes.recall(self)
    local path = path_of(self)
    local ends = path and tonumber(core.private_read(path) or nil)
    local left = ends and ends - os.time() or 0
    if left > 0 and left <= LIVES then
        self.client.codes = {
            [self.client.phone_number_id] = { ends = core.now() + left } }
    end
end

--- Notes what has been done with a code.
-- @tparam table self the command's context
-- @tparam string operation
-- @tparam ?table err what came of it, where it failed
function codes.note(self, operation, err)
    local path = path_of(self)
    if path and operation == "request_code" and not err then
        core.private_write(path, ("%.0f\n"):format(os.time() + LIVES))
    elseif path and operation == "verify_code"
        and (not err or err.kind == "code_rejected") then
        os.remove(path)
    end
end

return codes
