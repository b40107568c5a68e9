--- Takes secrets from the environment, a file, standard input or a prompt,
-- never from the arguments, which other users can read.
-- @module whatsapp.registration.cli.secret

local posix = require "whatsapp.registration.posix"
local terminal = require "whatsapp.registration.cli.terminal"
local errors = require "whatsapp.registration.errors"
local text = require "whatsapp.registration.text"

local secret = {}

-- The name, the variable and the option of each secret
local SOURCES = {
    access_token = { "access token", "WHATSAPP_ACCESS_TOKEN", "token_file" },
    app_secret = { "app secret", "WHATSAPP_APP_SECRET", "app_secret_file" },
    pin = { "PIN", "WHATSAPP_PIN", "pin_file" },
    code = { "verification code", "WHATSAPP_CODE", "code_file" },
    ["backup.data"] = { "backup", nil, "backup_file" },
    ["backup.password"] = { "password of the backup",
        "WHATSAPP_BACKUP_PASSWORD", "backup_password_file" },
}

local function option_of(source)
    return "--" .. source[3]:gsub("_", "-")
end

-- Options that people try and that are always refused: which secret each would
-- hold
local TRIED = { ["--token"] = "access_token", ["--pin"] = "pin",
    ["--access-token"] = "access_token", ["--app-secret"] = "app_secret",
    ["--code"] = "code", ["--backup-password"] = "backup.password" }

--- Why an option that would hold a secret is refused.
-- @tparam string option
-- @treturn ?string nil of any other option
function secret.refusal(option)
    local source = SOURCES[TRIED[option] or 0]
    return source and ("The %s is never taken from the arguments, because "
        .. "other users can read them: set %s, or give %s FILE"):format(
        source[1], source[2], option_of(source))
end

local INTERRUPTED = "interrupted"

local function failed(field, source, problem)
    if problem == INTERRUPTED or terminal.interrupted() then
        return errors.stopped { kind = "cancelled", field = field,
            message = INTERRUPTED }
    end
    return errors.stopped {
        kind = "invalid_request",
        field = field,
        message = ("no %s: %s"):format(source[1], problem),
        hint = ("Give %s FILE (- for standard input)%s. A file must be "
            .. "readable for its owner alone (chmod 600)."):format(
            option_of(source), source[2] and ", or set " .. source[2] or ""),
    }
end

-- The first line that is not empty, without what editors put around it
local function first_line(content)
    return content:gsub("^\239\187\191", "")
        :match "^%s*([^\r\n]*)":match "^(.-)%s*$"
end

local INPUT, IS_INPUT = 0, { ["-"] = true, ["/dev/stdin"] = true,
    ["/dev/fd/0"] = true, ["/proc/self/fd/0"] = true }

local function prompt_of(source)
    return source[1]:gsub("^%l", string.upper) .. ": "
end

local function from_terminal(prompt)
    local line, problem = terminal.ask(prompt)
    return line, problem or "nothing was typed"
end

-- Secrets that share standard input take a line each; a backup takes all that
-- is left.
local function from_input(source, is_whole)
    if terminal.width(INPUT) and not is_whole then
        return from_terminal(prompt_of(source))
    end
    local read, problem = io.read(is_whole and "*a" or "*l")
    if terminal.interrupted() then
        return nil, INTERRUPTED
    end
    return read, problem or "standard input has no line left"
end

local function from_file(path)
    local content, problem = posix.private_read(path, true)
    return content, problem or path .. ": no such file"
end

--- A secret that was given by a file or the environment.
-- @tparam string field
-- @tparam table given the options
-- @treturn ?string
-- @treturn ?table an error; nil if none was given
function secret.given(field, given)
    local source = SOURCES[field]
    local path, is_whole = given[source[3]], field == "backup.data"
    if not path then
        local value = source[2] and os.getenv(source[2])
        value = value and first_line(value)
        return value ~= "" and value or nil
    end
    local value, problem
    if IS_INPUT[path] then
        value, problem = from_input(source, is_whole)
    else
        value, problem = from_file(path)
    end
    value = value and (is_whole and value or first_line(value))
    if value == "" then
        value, problem = nil, (IS_INPUT[path] and "standard input" or path)
            .. " is empty"
    end
    return value, not value and failed(field, source, problem) or nil
end

--- Asks for a secret at the terminal.
-- @tparam string field
-- @tparam ?string prompt
-- @treturn ?string
-- @treturn ?table an error
function secret.ask(field, prompt)
    local source = SOURCES[field]
    local value, problem = from_terminal(text.on_one_line(prompt
        or prompt_of(source)))
    value = value and first_line(value)
    if value and value ~= "" then
        return value
    end
    return nil, failed(field, source, problem)
end

--- A secret that was given, or is asked for.
-- @treturn ?string
-- @treturn ?table an error
function secret.need(field, given)
    local value, err = secret.given(field, given)
    if value or err then
        return value, err
    end
    return secret.ask(field)
end

return secret
