--- Secrets from the environment, a file, standard input or a prompt; never
-- from the arguments, which other users can read.
-- @module whatsapp.registration.cli.secret

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local text = require "whatsapp.registration.text"

local secret = {}

-- Options and variables by what they give, as the library names it
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

local function failed(field, source, problem)
    return errors.stopped {
        kind = problem == "interrupted" and "cancelled" or "invalid_request",
        field = field,
        message = ("the %s can't be had: %s"):format(source[1], problem),
        hint = ("Give %s FILE, with - for standard input%s. A file must be "
            .. "its owner's alone (chmod 600)."):format(option_of(source),
            source[2] and ", or set " .. source[2] or ""),
    }
end

-- Secrets that share standard input take a line each.
local function from_input()
    local line, problem = io.read "*l"
    if core.interrupted() then
        return nil, "interrupted"
    end
    return line, problem or "standard input has no line for it"
end

local function from_file(path, is_whole)
    local content, problem = core.private_read(path)
    if not content then
        return nil, problem or path .. ": no such file"
    end
    return is_whole and content or content:match "^[^\r\n]*"
end

--- A secret that was given by a file or the environment.
-- @tparam string field
-- @tparam table given the options
-- @treturn ?string
-- @treturn ?table an error; nil with nil where none was given
function secret.given(field, given)
    local source = SOURCES[field]
    local path, value, problem = given[source[3]], nil, nil
    if path == "-" then
        value, problem = from_input()
    elseif path then
        value, problem = from_file(path, field == "backup.data")
    elseif source[2] then
        value = os.getenv(source[2])
        return value ~= "" and value or nil
    end
    if problem and not value then
        return nil, failed(field, source, problem)
    end
    return value and value:gsub("\r$", "") or nil
end

--- Asks for a secret at the terminal.
-- @tparam string field
-- @tparam ?string prompt
-- @treturn ?string
-- @treturn ?table an error
function secret.ask(field, prompt)
    local source = SOURCES[field]
    prompt = prompt or source[1]:gsub("^%l", string.upper) .. ": "
    local value, problem = core.terminal_ask(text.on_one_line(prompt))
    value = value and value:match "^%s*(.-)%s*$"
    if value and value ~= "" then
        return value
    end
    return nil, failed(field, source, problem or "nothing was typed")
end

--- A secret that was given, or is asked for.
-- @treturn ?string
-- @treturn ?table an error
function secret.need(field, given, prompt)
    local value, err = secret.given(field, given)
    if value or err then
        return value, err
    end
    return secret.ask(field, prompt)
end

return secret
