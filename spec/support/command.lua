--- The command line, run as a process of its own against a server of the
-- spec's, with a home of its own.

local busted = require "busted"
local cjson = require("cjson").new()

local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local command = {}

command.NUMBER = "106540352242922"

local Command = {}
Command.__index = Command

-- Nothing of the developer's own may reach it.
local UNSET = { "WHATSAPP_API_VERSION", "WHATSAPP_APP_SECRET", "WHATSAPP_CODE",
    "WHATSAPP_PIN", "WHATSAPP_BACKUP_PASSWORD", "WHATSAPP_WABA_ID",
    "REDIS_PASSWORD", "NO_COLOR", "CLICOLOR_FORCE" }

--- Options of a command about a number.
-- @tparam string number its id
-- @tparam ?table changes of the environment
function command.on(number, changes)
    return { env = support.merge({ WHATSAPP_PHONE_NUMBER_ID = number },
        changes) }
end

--- @tparam table server with `base_url` and `ca_file`
function command.new(server)
    return setmetatable({
        server = server,
        home = files.folder(),
    }, Command)
end

--- To be called in a `describe` or a file: the command line for its tests, and
-- the simulator that it asks. Each test begins without journal and PINs.
-- @treturn table the simulator, usable in the tests
-- @treturn table the command line, usable in the tests
function command.served()
    local server = served(simulator.start)
    local running = setmetatable({}, Command)
    busted.setup(function()
        for name, value in pairs(command.new(server)) do
            running[name] = value
        end
    end)
    busted.teardown(function()
        running:stop()
    end)
    busted.before_each(function()
        running:reset()
    end)
    return server, running
end

function Command:env(changes)
    local env = {
        HOME = self.home,
        XDG_STATE_HOME = self.home .. "/state",
        WHATSAPP_ACCESS_TOKEN = "EAAGm0PX4ZCpsBA",
        WHATSAPP_PHONE_NUMBER_ID = command.NUMBER,
        WHATSAPP_BASE_URL = self.server.base_url,
        WHATSAPP_CA_FILE = self.server.ca_file,
        TERM = "xterm",
    }
    for _, name in ipairs(UNSET) do
        env[name] = false
    end
    for name, value in pairs(changes or {}) do
        env[name] = value
    end
    return env
end

local function words(arguments)
    local all = { interpreter(), "cli/bin/whatsapp-registration" }
    for _, argument in ipairs(arguments) do
        all[#all + 1] = argument
    end
    return all
end

--- Runs it with pipes, and without a terminal.
-- @tparam table arguments
-- @tparam[opt] table options `env`, `input`
-- @treturn table `code`, `stdout`, `stderr`
function Command:run(arguments, options)
    options = options or {}
    local all = { "setsid", "--wait" }
    for _, word in ipairs(words(arguments)) do
        all[#all + 1] = word
    end
    return process.run(all, { env = self:env(options.env),
        input = options.input, timeout = 90 })
end

--- The same with --json: the documents beside the rest.
function Command:json(arguments, options)
    local given = { (unpack or table.unpack)(arguments) }
    given[#given + 1] = "--json"
    local ran = self:run(given, options)
    ran.documents = {}
    for line in ran.stdout:gmatch "[^\n]+" do
        ran.documents[#ran.documents + 1] = cjson.decode(line)
    end
    return ran
end

--- Starts it in the background, without a terminal.
function Command:start(arguments, options)
    return process.start(words(arguments), { wait = false,
        env = self:env(options and options.env) })
end

--- Runs it at a terminal; see spec.support.pty.
function Command:at_terminal(steps, arguments, options)
    options = options or {}
    return pty.run(steps, words(arguments), { columns = options.columns,
        env = self:env(options.env) })
end

--- Starts it at a terminal.
function Command:start_at_terminal(steps, arguments, options)
    options = options or {}
    return pty.start(steps, words(arguments), { columns = options.columns,
        env = self:env(options.env) })
end

--- Starts a shell with a script at a terminal.
function Command:start_shell_at_terminal(steps, script, options)
    return pty.start(steps, { "bash", "-c", script },
        { columns = options.columns, env = self:env(options.env) })
end

--- A file of its home.
-- @tparam string name
-- @tparam string text
-- @tparam[opt="600"] string mode
-- @treturn string its path
function Command:file(name, text, mode)
    local path = files.write(self.home .. "/" .. name, text)
    process.run { "chmod", mode or "600", path }
    return path
end

--- Forgets journal and PINs.
function Command:reset()
    process.run { "rm", "-rf", self.home .. "/state" }
end

function Command:stop()
    files.remove(self.home)
end

return command
