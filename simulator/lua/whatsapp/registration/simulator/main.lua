--- The command line `whatsapp-simulator`:
--
--     whatsapp-simulator --show-codes
--
-- @module whatsapp.registration.simulator.main

local command_options =
    require "whatsapp.registration.simulator.command_options"
local json = require "whatsapp.registration.simulator.json"
local options = require "whatsapp.registration.simulator.options"
local server = require "whatsapp.registration.simulator.server"

local DESCRIPTION = [[
A Graph API of your own for registering WhatsApp business phone numbers.
Prints one line of JSON when it listens: base_url, port, ca_file, control_url.
Logs to standard error.]]

local EPILOG = [[
If SIMULATOR_APP_SECRET is in the environment, appsecret_proof is checked, and
the events that Meta would send to a webhook, signed with it, are sent to
SIMULATOR_WEBHOOK_URL, an address of this machine.
doc/simulator.md describes what it simulates.]]

local function load_argparse()
    local ok, argparse = pcall(require, "argparse")
    if not ok then
        error("the command line needs argparse: apt-get install lua-argparse, "
            .. "or luarocks install argparse", 0)
    end
    return argparse
end

local function new_parser()
    local parser = load_argparse()("whatsapp-simulator", DESCRIPTION, EPILOG)
    for _, given in ipairs(command_options) do
        local option = given[2] and parser:option(given[1], given[3])
            :argname(given[2]) or parser:flag(given[1], given[3])
        for _, property in ipairs { "convert", "count", "default" } do
            if given[property] then
                option[property](option, given[property])
            end
        end
    end
    return parser
end

local function model_options(settings)
    local given = {}
    for _, setting in ipairs(settings) do
        local name, value = options.read(setting)
        if not name then
            error(("--set takes name=value, not %s"):format(setting), 0)
        end
        given[name] = value
    end
    return given
end

local function log(line)
    io.stderr:write(line, "\n")
end

local function show_code(number, code)
    log(("SMS to %s: %s-%s is your WhatsApp verification code."):format(
        number.display_phone_number, code:sub(1, 3), code:sub(4)))
end

local function announce(info)
    -- A bare slash is JSON as well, and can be copied.
    io.stdout:write((json.encode(info):gsub("\\/", "/")), "\n")
    io.stdout:flush()
end

--- Serves until the process is ended by a signal. Raises an error if it can't.
-- @tparam table arguments
return function(arguments)
    local given = new_parser():parse(arguments)
    math.randomseed(os.time())
    local model = model_options(given.set)
    model.on_code = given.show_codes and show_code or nil
    server.run({
        host = given.host,
        port = given.port,
        tls = not given.no_tls,
        ca_dir = given.ca_dir,
        host_names = given.host_name,
        control = not given.no_control,
        control_port = given.control_port,
        app_secret = os.getenv("SIMULATOR_APP_SECRET"),
        webhook_url = os.getenv("SIMULATOR_WEBHOOK_URL"),
        model = model,
        log = not given.quiet and log or nil,
        on_listen = announce,
    })
end
