--- Looks commands and options up in the definition, and makes the argparse
-- parser from it.
-- @module whatsapp.registration.cli.parser

local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"

local parser = {}

--- What there is to know about a command.
-- @tparam string name
-- @treturn ?table
function parser.command(name)
    for _, command in ipairs(definition.commands) do
        if command[1] == name then
            return command
        end
    end
    return nil
end

--- The options of a command, its own and those of groups.
function parser.options(command)
    local options = {}
    for index = 3, #command do
        for _, option in ipairs(command[index]) do
            options[#options + 1] = option
        end
    end
    return options
end

--- All options by each of their names.
-- @tparam ?string of the command whose options are wanted; nil: of all
function parser.options_by_name(of)
    local options = {}
    for _, command in ipairs(of and { parser.command(of) }
        or definition.commands) do
        for _, option in ipairs(parser.options(command)) do
            for name in option[1]:gmatch "%S+" do
                options[name] = option
            end
        end
    end
    return options
end

-- Names the option, which argparse leaves out of what it says
local function number_of(option)
    return function(text)
        local number = tonumber(text)
        return number, not number and option .. ": expected a number" or nil
    end
end

local function add_option(command, given)
    local names, takes, text = given[1], given[2], given[3]
    if not takes then
        command:flag(names, text)
        return
    end
    local option = command:option(names, text):argname(takes)
    if given.is_number then
        option:convert(number_of(names))
    end
    for _, property in ipairs { "choices", "count", "default" } do
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

local function add_arguments(command, given, show)
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
    for _, option in ipairs(parser.options(given)) do
        add_option(command, option)
    end
end

--- The parser.
-- @tparam ?number width of the terminal
-- @tparam function show prints a text and ends the process
-- @tparam ?string only the command that is run: the options of all others,
--   which are the most of a start, are left out
-- @treturn ?table
-- @treturn ?string why there is no parser
function parser.new(width, show, only)
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
    for _, given in ipairs(definition.commands) do
        local command = root:command(given[1], given[2])
        if not only or given[1] == only then
            add_arguments(command, given, show)
        end
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
    local option = message:match "^unknown option '(%-%-[%w-]+)'"
    return option and require("whatsapp.registration.cli.secret")
        .refusal(option)
end

-- How many of the arguments come before the command: options and their
-- values; 0 if one of them is unknown
local function count_before(arguments)
    local index, options = 1, nil
    while arguments[index] and arguments[index]:find "^%-." do
        options = options or parser.options_by_name()
        local word = arguments[index]
        local name = word:match "^%-%-[^=]*" or word:sub(1, 2)
        local option = options[name]
        if not option then
            return 0
        end
        index = index + (option[2] and name == word and 2 or 1)
    end
    return index - 1
end

-- `help` with an option is left to argparse.
local function for_help(arguments)
    local of = arguments[1] == "help" and arguments[2]
    if arguments[1] == nil or of == nil then
        return { "--help" }
    end
    return of and of:sub(1, 1) ~= "-" and { of, "--help" } or nil
end

--- The arguments as argparse takes them: options come after the command, and
-- no command or `help` is --help.
-- @tparam table arguments
-- @treturn table
function parser.in_order(arguments)
    local for_this = for_help(arguments)
    local before = count_before(arguments)
    if for_this or before >= #arguments then
        return for_this or arguments
    end
    local ordered = { arguments[before + 1] }
    for index = 1, before do
        ordered[#ordered + 1] = arguments[index]
    end
    for index = before + 2, #arguments do
        ordered[#ordered + 1] = arguments[index]
    end
    return ordered
end

-- Meta's ids are longer: a PIN or a code must not be taken for one.
local SHORTEST_ID = 9

-- Takes an id that stands by itself for the option's value
local function take_id(given, argument)
    local id, field = given[argument[1]], argument.stands_for
    if not id then
        return nil
    elseif #id < SHORTEST_ID or id:find "%D" then
        return ("%s: expected an id, a number of %d digits or more"):format(
            argument[1], SHORTEST_ID)
    elseif given[field] and given[field] ~= id then
        return ("%s: given twice"):format(argument[1])
    end
    given[field] = id
    return nil
end

local function take_variables(given, command)
    for _, option in ipairs(parser.options(command)) do
        local key = option[1]:match "%-%-(%S+)":gsub("-", "_")
        local value = option.variable and os.getenv(option.variable)
        if value and value ~= "" then
            given[key] = given[key] or value
        end
    end
end

-- Completes what was given
local function complete(given)
    local command = parser.command(given.command)
    for _, argument in ipairs(command.arguments or {}) do
        local problem = argument.stands_for and take_id(given, argument)
        if problem then
            return nil, problem
        end
    end
    take_variables(given, command)
    return given
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
    return complete(given)
end

return parser
