-- What the server can answer: an input is an operation and a status (0: the
-- transfer failed) in a line, header lines, an empty line, and a body. It
-- always becomes a result or a whole error without a secret.

package.path = "./lua/?.lua;./?.lua;" .. package.path

local fuzz = ...

local answer = require "whatsapp.registration.answer"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local transport = require "whatsapp.registration.transport"
require "whatsapp.registration.call" -- which has a response read its fields

local PIN, TOKEN = "860213", "EAAGt0kent0ken"

local OPTIONS = {
    register = { pin = PIN },
    deregister = {},
    setup_two_step = { pin = PIN },
    request_code = {},
    verify_code = { code = "860-213" },
    phone_number = {},
    phone_numbers = { waba_id = "7" },
    local_storage = {},
    set_local_storage = { region = "DE" },
    subscribe_app = { waba_id = "7" },
    subscribed_apps = { waba_id = "7" },
    unsubscribe_app = { waba_id = "7" },
    add_number = { waba_id = "7", cc = "1", phone_number = "6505551234",
        verified_name = "Shop" },
    set_display_name = { new_display_name = "Shop" },
    inspect_token = { input_token = TOKEN },
    send_text = { to = "+16505551234", body = "Hello" },
}

local client = transport.client { access_token = TOKEN, phone_number_id = "42" }
local operations = core.operations()
local kinds = core.kinds()

local function check_seconds(seconds)
    assert(seconds == nil or seconds >= 0 and seconds < 2 ^ 53,
        "no time to wait")
end

local SECRETS = { register = PIN, setup_two_step = PIN,
    verify_code = "860-213" }

local function check_secrets(err)
    local own = SECRETS[err.operation] or TOKEN
    for key, value in pairs(err) do
        if type(value) == "string" then
            assert(not value:find(own, 1, true)
                and not value:find(TOKEN, 1, true), key .. " shows a secret")
        end
    end
end

local function check_error(err, operation, became)
    assert(errors.is_error(err), "not an error")
    assert(kinds[err.kind], "not a kind")
    assert(err.origin == "server" or err.origin == "network")
    assert(type(err.message) == "string" and type(err.hint) == "string")
    assert(type(err.next_action) == "string")
    assert(err.retryable == false or operation.is_read, "not to be sent again")
    assert(err.attempt_spent == operation.spends_attempt)
    if operation.read_back and became == "unknown" then
        assert(err.next_action == "check_status", "no look comes first")
    end
    assert(err.next_action ~= operation.name or err.retry_after, "a circle")
    check_seconds(err.retry_after)
    assert(not tostring(err):find "[%c]", "not one line")
    check_secrets(err)
end

local function check_result(result, operation)
    assert(type(result) == "table" and result.response.http_status)
    assert(not operation.answers_success or result.success == true)
    for name, value in pairs(result.response.headers) do
        assert(name == name:lower() and not value:find "[\r\n]")
    end
    for _, key in ipairs { "usage", "trace_id", "api_version" } do
        local _ = result.response[key]
    end
end

-- A call whose errors are all read by the decoder, also those that the core
-- would read by itself
local function decoding(call)
    local decoder = setmetatable({}, { __index = function(_, name)
        return function(_, ...)
            if name == "refusal" and select("#", ...) == 0 then
                return nil
            end
            return call.core[name](call.core, ...)
        end
    end })
    return { name = call.name, operation = call.operation, core = decoder }
end

local function check_same(call, err, became)
    local _, decoded, also_became = answer.read(decoding(call),
        call.core:answer())
    assert(became == also_became, "it became something else")
    for _, pair in ipairs { { err, decoded }, { decoded, err } } do
        for key, value in pairs(pair[1]) do
            assert(pair[2][key] == value, key .. " is read in two ways")
        end
    end
end

return function(input)
    local first, headers, body = input:match "^([^\n]*)(.-\n)\n(.*)$"
    local name, status = (first or ""):match "^([%w_]+) (%d%d?%d?)$"
    if not OPTIONS[name] then
        return
    end
    local call = { name = name, operation = operations[name] }
    call.core = assert(client:prepare(name, OPTIONS[name]))
    headers = "HTTP/1.1 " .. status .. "\r" .. headers:gsub("\n", "\r\n")
    status = tonumber(status)
    fuzz.answer(call.core, status < 100 or #body % 64 == 63, status, headers,
        body)
    local result, err, became = answer.read(call, call.core:answer())
    assert((result == nil) ~= (err == nil), "neither result nor error, or both")
    if err then
        check_error(err, call.operation, became)
        check_same(call, err, became)
    else
        check_result(result, call.operation)
    end
    call.core:close()
end
