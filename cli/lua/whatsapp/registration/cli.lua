--- The command line `whatsapp-registration`.
-- @module whatsapp.registration.cli

local terminal = require "whatsapp.registration.cli.terminal"
local definition = require "whatsapp.registration.cli.definition"
local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local parser = require "whatsapp.registration.cli.parser"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"

local WITHOUT_PARSER = "Install it: apt-get install lua-argparse, or luarocks "
    .. "install argparse."

-- Shows a result: a document with --json, else lines for people
local function showing(screen)
    return function(value, lines)
        screen:rest()
        if screen.is_json then
            screen:print(document.encode(value))
        else
            screen:say(lines)
        end
    end
end

-- Shows an error: a document with --json, else as `show` does, if it is given
local function complain(self, err, show)
    self.screen:rest()
    if self.screen.is_json then
        self.screen:print(document.encode(report.error(err)))
    elseif show then
        show(self.screen, err, self.given and self.given.command)
    end
end

-- A person who ends it at a prompt needs no message.
local function is_quiet(err)
    return err.kind == "cancelled" and err.origin == "local"
        and terminal.interrupted() ~= nil
end

local function fail(self, err)
    local signal = terminal.interrupted()
    complain(self, err, not is_quiet(err) and report.complain)
    return signal and exits.SIGNAL + signal
        or err.exit_code or exits.of_kind[err.kind] or exits.FAILURE
end

local function run(self, command)
    local name = parser.command(command).module or command
    local module = require("whatsapp.registration.cli." .. name)
    local code = module[command](self)
    self.screen:rest()
    return type(code) == "number" and code or exits.SUCCESS
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

local function in_brief(screen, err)
    screen:complain(definition.name .. ": " .. err.message)
    if err.hint then
        screen:complain(err.hint)
    end
end

-- What is wrong with the arguments
local function usage(self, message)
    local command = definition.name
    for _, argument in ipairs(self.arguments) do
        if parser.command(argument) then
            command = command .. " " .. argument
            break
        end
    end
    local err = errors.refused { message = message }
    err.hint = ("Try '%s --help'."):format(command)
    complain(self, err, in_brief)
    return exits.USAGE
end

-- Other errors are mistakes in this program, or a lack of memory.
local function in_words(self, problem)
    if errors.is_error(problem) then
        return problem
    elseif self.ended then -- between two steps of a workflow
        return self.ended
    end
    return { kind = "internal", message = tostring(problem),
        trace = debug.traceback("", 3):sub(2) }
end

local function crash(self, err)
    complain(self, err, in_brief)
    for line in err.trace:gmatch "[^\n]+" do
        self.screen:complain(line)
    end
    return exits.FAILURE
end

local function perform(self)
    local ok, code = xpcall(function()
        return run(self, self.given.command)
    end, function(problem)
        return in_words(self, problem)
    end)
    close(self)
    return ok and code or code.trace and crash(self, code) or fail(self, code)
end

-- The exit code, also if not everything could be written
local function ended(screen, code)
    local signal = terminal.interrupted()
    if not screen.problem then
        return code
    elseif signal then
        return exits.SIGNAL + signal
    end
    screen:complain(("%s: standard output: %s"):format(definition.name,
        screen.problem))
    return code == exits.SUCCESS and exits.FAILURE or code
end

local function begin(self)
    local problem
    local first = self.arguments[1]
    self.parser, problem = parser.new(terminal.width(1), function(text)
        self.screen:print(text)
        os.exit(ended(self.screen, exits.SUCCESS))
    end, first ~= "completion" and first or nil)
    if not self.parser then
        complain(self, errors.stopped { kind = "unavailable",
            message = problem, hint = WITHOUT_PARSER }, in_brief)
        return exits.of_kind.unavailable
    end
    self.given, problem = parser.parse(self.parser, self.arguments)
    return self.given and perform(self) or usage(self, problem)
end

--- Runs the command line.
-- @tparam table arguments
-- @treturn number the exit code
return function(arguments)
    if not terminal.standard_take() then
        return exits.FAILURE
    end
    local screen = screens.new(arguments)
    return ended(screen, begin { arguments = parser.in_order(arguments),
        screen = screen, show = showing(screen) })
end
