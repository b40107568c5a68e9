--- The commands simulate, completion and version.
-- @module whatsapp.registration.cli.tools

local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"
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
        error(errors.stopped { kind = "unavailable",
            message = "the simulator is a rock of its own, which is not "
                .. "installed",
            hint = "Install it: luarocks install "
                .. "whatsapp-registration-simulator." }, 0)
    end
    local ok, problem = pcall(simulate, rest(self.arguments, "simulate"))
    if not ok then
        error(errors.stopped { kind = "unavailable",
            message = "the simulator: " .. tostring(problem),
            hint = "Nothing was sent to Meta." }, 0)
    end
end

local CHOICES = "\ncomplete -c %s -n '__fish_%s_seen_command %s' -xa '%s' "
    .. "-d '%s'"

-- The choices of arguments, because argparse leaves them out of fish's script
local function choices_for_fish()
    local name, lines = definition.name, { "" }
    for _, command in ipairs(definition.commands) do
        for _, argument in ipairs(command.arguments or {}) do
            lines[#lines + 1] = argument.choices and CHOICES:format(name,
                name, command[1], table.concat(argument.choices, " "),
                (argument[2]:gsub("%.$", "")))
        end
    end
    return table.concat(lines)
end

function tools.completion(self)
    local shell = self.given.shell
    local script = self.parser["get_" .. shell .. "_complete"](self.parser)
    self.screen:print(script .. (shell == "fish" and choices_for_fish() or ""))
end

-- LuaJIT says that it is Lua 5.1.
local function lua_version()
    local jit = rawget(_G, "jit")
    return jit and ("%s (%s)"):format(jit.version, _VERSION) or _VERSION
end

function tools.version(self)
    local transport = require "whatsapp.registration.transport"
    self.screen:print(("%s %s\n%s\n%s"):format(definition.name, core.version,
        transport.libcurl(), lua_version()))
end

return tools
