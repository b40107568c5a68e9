--- The command line `whatsapp-registration`.
-- @module whatsapp.registration.cli

local core = require "whatsapp.registration.core"
local definition = require "whatsapp.registration.cli.definition"
local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local parser = require "whatsapp.registration.cli.parser"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"

-- Each is loaded when it is asked for.
local COMMANDS = {
    setup = "workflows",
    preflight = "workflows",
    deregister = "workflows",
    ["change-region"] = "workflows",
    migrate = "workflows",
    register = "operations",
    ["set-pin"] = "operations",
    ["request-code"] = "operations",
    ["verify-code"] = "operations",
    status = "looks",
    budget = "looks",
    attempts = "looks",
    explain = "explain",
    simulate = "tools",
    completion = "tools",
}

local function usage(message, arguments)
    local command
    for _, argument in ipairs(arguments) do
        command = command or (COMMANDS[argument] and argument)
    end
    io.stderr:write(("%s: %s\nTry '%s%s --help'.\n"):format(definition.name,
        message, definition.name, command and " " .. command or ""))
    return exits.USAGE
end

-- Shows a result: a document with --json, else lines for people
local function showing(screen)
    return function(value, lines)
        screen:rest()
        if screen.is_json then
            screen:say(document.encode(value))
        else
            screen:say((unpack or table.unpack)(lines))
        end
    end
end

local function fail(self, err)
    local signal = core.interrupted()
    self.screen:rest()
    if self.screen.is_json then
        self.screen:say(document.encode(report.error(err)))
    else
        report.complain(self.screen, err)
    end
    return signal and exits.SIGNAL + signal
        or exits.of_kind[err.kind] or exits.FAILURE
end

local function run(self, command)
    local module = require("whatsapp.registration.cli." .. COMMANDS[command])
    local done, err = module[command](self)
    if not done then
        return fail(self, err)
    end
    self.screen:rest()
    return type(done) == "number" and done or exits.SUCCESS
end

-- Wipes the secrets, and leaves the journal in one file
local function close(self)
    if self.client then
        self.client:close()
    end
    if self.journal then
        self.journal:close()
    end
end

-- What is raised is a mistake in this program, or of the interpreter's memory.
local function in_words(problem)
    if errors.is_error(problem) then
        return problem
    end
    return tostring(problem) .. "\n" .. debug.traceback("", 2):sub(2)
end

--- Runs the command line.
-- @tparam table arguments
-- @treturn number what the process ends with
return function(arguments)
    local root, problem = parser.new(core.terminal_width(1))
    if not root then
        io.stderr:write(definition.name, ": ", problem, "\n")
        return exits.USAGE
    end
    local given
    given, problem = parser.parse(root, arguments)
    if not given then
        return usage(problem, arguments)
    end
    local self = { given = given, screen = screens.new(given.json),
        parser = root, arguments = arguments }
    self.show = showing(self.screen)
    local ok, code = xpcall(function()
        return run(self, given.command)
    end, in_words)
    close(self)
    if ok then
        return code
    end
    self.screen:rest()
    io.stderr:write(definition.name, ": ", tostring(code), "\n")
    return exits.FAILURE
end
