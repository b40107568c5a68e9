--- The completion scripts of shells, made from the parser.
-- @module whatsapp.registration.cli.completions

local definition = require "whatsapp.registration.cli.definition"

local completions = {}

local CHOICES = "complete -c %s -n '__fish_%s_seen_command %s' -xa '%s' "
    .. "-d '%s'\n"

-- The choices of arguments, because argparse leaves them out of fish's script
local function choices_for_fish()
    local name, lines = definition.name, {}
    for _, command in ipairs(definition.commands) do
        for _, argument in ipairs(command.arguments or {}) do
            lines[#lines + 1] = argument.choices and CHOICES:format(name,
                name, command[1], table.concat(argument.choices, " "),
                (argument[2]:gsub("%.$", "")))
        end
    end
    return table.concat(lines)
end

--- Makes a script.
-- @tparam table root the parser
-- @tparam string shell bash, fish or zsh
-- @treturn string
function completions.of(root, shell)
    if shell == "fish" then
        return root:get_fish_complete() .. "\n" .. choices_for_fish()
    elseif shell == "zsh" then
        return root:get_zsh_complete() .. "\n"
    end
    return root:get_bash_complete() .. "\n"
end

return completions
