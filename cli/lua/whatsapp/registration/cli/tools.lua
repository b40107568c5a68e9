--- The commands simulate and completion.
-- @module whatsapp.registration.cli.tools

local errors = require "whatsapp.registration.errors"

local tools = {}

-- The arguments after the command's own name
local function rest(arguments, command)
    local after
    for _, argument in ipairs(arguments) do
        if after then
            after[#after + 1] = argument
        elseif argument == command then
            after = {}
        end
    end
    return after
end

function tools.simulate(self)
    local found, simulate =
        pcall(require, "whatsapp.registration.simulator.main")
    if not found then
        return nil, errors.stopped { kind = "unavailable",
            message = "the simulator is a rock of its own, which is not "
                .. "installed",
            hint = "Install it: luarocks install "
                .. "whatsapp-registration-simulator." }
    end
    local ok, problem = pcall(simulate, rest(self.arguments, "simulate"))
    if not ok then
        return nil, errors.stopped { kind = "unavailable",
            message = "the simulator: " .. tostring(problem),
            hint = "Nothing was sent to Meta." }
    end
    return true
end

function tools.completion(self)
    self.screen:print(self.given.shell == "zsh"
        and self.parser:get_zsh_complete()
        or self.parser:get_bash_complete())
    return true
end

return tools
