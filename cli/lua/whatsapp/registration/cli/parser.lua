--- Makes the argparse parser from the definition.
-- @module whatsapp.registration.cli.parser

local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"

local parser = {}

local function add_option(command, given)
    local names, takes, text = given[1], given[2], given[3]
    if not takes then
        command:flag(names, text)
        return
    end
    local option = command:option(names, text):argname(takes)
    for _, property in ipairs { "convert", "choices", "count", "default" } do
        if given[property] then
            option[property](option, given[property])
        end
    end
end

-- argparse's own help does not check whether it could be written.
local function add_help(command, show)
    command:add_help(false)
    command:flag("-h --help", "Show this help message and exit.")
        :action(function()
            show(command:get_help())
        end)
end

local function add_command(root, given, show)
    local command = root:command(given[1], given[2])
    add_help(command, show)
    for _, about in ipairs(given.arguments or {}) do
        local argument = command:argument(about[1], about[2])
        argument:args(about.optional and "?" or 1)
        if about.choices then
            argument:choices(about.choices)
        end
    end
    if given.takes_anything then
        command:handle_options(false)
        command:argument "argument":args "*"
    end
    for index = 3, #given do
        for _, option in ipairs(given[index]) do
            add_option(command, option)
        end
    end
end

--- The parser.
-- @tparam ?number width of the terminal
-- @tparam function show prints a text and ends the process
-- @treturn ?table
-- @treturn ?string why there is no parser
function parser.new(width, show)
    local ok, argparse = pcall(require, "argparse")
    if not ok then
        return nil, "argparse, which the command line needs, is not installed"
    end
    local root = argparse(definition.name, definition.description,
        definition.epilog)
    root:command_target "command"
    root:help_max_width(math.max(width or 80, 40))
    add_help(root, show)
    root:flag("--version", "Show the version."):action(function()
        show(definition.name .. " " .. core.version)
    end)
    for _, command in ipairs(definition.commands) do
        add_command(root, command, show)
    end
    return root
end

-- A secret may have been typed in the wrong place.
local function without_values(message)
    return (message:gsub("'([^']*)'", function(word)
        return (#word > 30 or word:find "%d%d%d") and "'...'" or nil
    end))
end

-- The message for a secret that is given as an argument
local function about_secrets(message)
    local name = message:match "^unknown option '(%-%-[%w-]+)'"
    for _, refused in ipairs(definition.refused) do
        if refused[1] == name then
            return ("%s is never taken from the arguments, because other "
                .. "users can read them: set %s, or give %s FILE"):format(
                refused[2], refused[3], refused[4])
        end
    end
    return nil
end

--- Reads the arguments.
-- @tparam table root the parser
-- @tparam table arguments
-- @treturn ?table
-- @treturn ?string what is wrong with them
function parser.parse(root, arguments)
    local ok, given = root:pparse(arguments)
    if not ok then
        local message = tostring(given)
        return nil, about_secrets(message) or without_values(message)
    end
    return given
end

return parser
