-- Writes the manual page, from what the command line's parser is made of:
--
--     lua5.4 cli/man/generate.lua > cli/man/whatsapp-registration.1

local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"
local error_fields = require "whatsapp.registration.cli.error_fields"
local exits = require "whatsapp.registration.cli.exits"
local manual = dofile "cli/man/text.lua"

local DATE = "2026-11-27"

local lines = {}

local function put(...)
    lines[#lines + 1] = table.concat { ... }
end

-- Text as roff takes it: a hyphen of an option can be copied as one
local function text(words)
    words = words:gsub("\\", "\\e"):gsub("%-", "\\-")
    return (words:gsub("^([.'])", "\\&%1"))
end

local function section(title)
    put(".SH ", title)
end

local function item(label, about)
    put ".TP"
    put(label)
    put(text(about))
end

local function bold(words)
    return "\\fB" .. text(words) .. "\\fR"
end

local function option_label(option)
    local names = {}
    for name in option[1]:gmatch "%S+" do
        names[#names + 1] = bold(name)
    end
    local takes = option[2] and " \\fI" .. text(option[2]:match "<(.*)>")
        .. "\\fR" or ""
    return table.concat(names, ", ") .. takes
end

local function option_text(option)
    local more = {}
    if option.choices then
        more[1] = table.concat(option.choices, ", ")
    end
    if option.default then
        more[#more + 1] = "default " .. option.default
    end
    return option[3] .. (more[1] and " (" .. table.concat(more, "; ") .. ")"
        or "")
end

local function options(group)
    for _, option in ipairs(group) do
        item(option_label(option), option_text(option))
    end
end

-- Its name, or the one word that it can be
local function argument_label(argument)
    local choices = argument.choices
    return choices and not choices[2] and bold(choices[1])
        or "\\fI" .. argument[1] .. "\\fR"
end

local function synopsis_of(command)
    local words = { bold(command[1]) }
    for _, argument in ipairs(command.arguments or {}) do
        local name = argument_label(argument)
        words[#words + 1] = argument.optional and "[" .. name .. "]" or name
    end
    return table.concat(words, " ")
end

-- An option's long name
local function name_of(option)
    return bold(option[1]:match "%-%-%S+")
end

-- What is its own, and what it has in common with others, by name
local function describe(command, shared)
    local names = {}
    put(".SS ", synopsis_of(command))
    put(text(command[2]))
    for _, argument in ipairs(command.arguments or {}) do
        local choices = argument.choices
        if not choices or choices[2] then
            item(argument_label(argument), argument[2])
        end
    end
    for index = 3, #command do
        local group = command[index]
        if not group.title then
            options(group)
        elseif not shared[group] then
            shared[group], shared[#shared + 1] = true, group
        end
        for _, option in ipairs(group.title and group or {}) do
            names[#names + 1] = name_of(option)
        end
    end
    if names[1] then
        put ".PP"
        put("Also ", table.concat(names, ", "), ": see below.")
    end
end

local function describe_shared(shared)
    for _, group in ipairs(shared) do
        put(".SS ", group.title)
        options(group)
    end
end

local function title()
    put([[.\" Made by man/generate.lua from cli/definition.lua]])
    put(".TH WHATSAPP\\-REGISTRATION 1 ", DATE, " ", definition.name, " ",
        "\"User Commands\"")
    section "NAME"
    put(text(definition.name), " \\- ", definition.summary)
end

local function synopsis()
    section "SYNOPSIS"
    put(bold(definition.name), " [\\fIoption\\fR ...] \\fIcommand\\fR "
        .. "[\\fIargument or option\\fR ...]")
    put ".br"
    put(bold(definition.name), " [\\fIcommand\\fR] ", bold "--help")
    put ".br"
    put(bold(definition.name), " ", bold "--version")
end

local function commands()
    section "COMMANDS"
    local shared = {}
    for _, command in ipairs(definition.commands) do
        describe(command, shared)
    end
    section "OPTIONS OF SEVERAL COMMANDS"
    describe_shared(shared)
end

local function prose(heading, words)
    section(heading)
    put(text(words))
end

local function surroundings()
    section "ENVIRONMENT"
    for _, variable in ipairs(manual.environment) do
        item(bold(variable[1]), variable[2])
    end
    section "FILES"
    for _, file in ipairs(manual.files) do
        item("\\fI" .. text(file[1]) .. "\\fR", file[2])
    end
end

local function exit_status()
    section "EXIT STATUS"
    for _, exit in ipairs(exits.others) do
        item(bold(tostring(exit[1])), exit[2])
    end
    local kinds = core.kinds()
    for _, kind in ipairs(exits.kinds()) do
        item(bold(exits.of_kind[kind] .. " " .. kind), kinds[kind].hint)
    end
end

local function examples()
    section "EXAMPLES"
    for position, example in ipairs(manual.examples) do
        if position > 1 then
            put ".PP"
        end
        put(text(example[1]))
        put ".PP"
        put ".nf"
        for index = 2, #example do
            put("    ", text(example[index]))
        end
        put ".fi"
    end
end

local function page()
    title()
    synopsis()
    prose("DESCRIPTION", definition.description)
    commands()
    prose("SECRETS", manual.secrets)
    prose("JSON", manual.json)
    for _, field in ipairs(error_fields) do
        item(bold(field[1]), field[2])
    end
    surroundings()
    exit_status()
    examples()
    return table.concat(lines, "\n") .. "\n"
end

io.write(page())
