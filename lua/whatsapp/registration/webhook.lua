--- What Meta sends to a webhook: the hand-shake, the signature, the events.
-- Pure functions without I/O, for the handler of any web server. None raises:
-- each returns nil and an error. No secret is in the error.
-- @module whatsapp.registration.webhook

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local meanings = require "whatsapp.registration.webhook.meanings"

local webhook = {}

local LARGEST = 4 * 1024 * 1024 -- bytes; Meta's are 3 MiB at the most

local NOT_METAS = "Answer with 403 and do nothing else: it did not come from "
    .. "Meta, or your own setting is another app's."
local NOT_READ = "Answer with 400: Meta sends it again."

local function refuse(field, message, hint)
    return nil, errors.stopped { kind = "invalid_request", field = field,
        message = field .. ": " .. message, hint = hint }
end

-- A secret that the caller gave, without white space around it
local function own_secret(value)
    local text = type(value) == "string" and value:match "^%s*(.-)%s*$" or ""
    return text ~= "" and text or nil
end

local function refuse_own(field, value)
    return refuse(field, "expected a string that is not empty, got "
        .. type(value), "This is a setting of your own: correct it.")
end

local function decode_part(text)
    return (text:gsub("%+", " "):gsub("%%(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
    end))
end

-- The value of a name in a raw query; nil if the name is there twice
local function find_parameter(query, wanted)
    local found
    for part in query:gmatch "[^?&]+" do
        local name, value = part:match "^([^=]*)=(.*)$"
        if name and decode_part(name) == wanted then
            if found then
                return nil
            end
            found = decode_part(value)
        end
    end
    return found
end

local function parameter(query, name)
    local value
    if type(query) == "table" then
        value = rawget(query, name)
    else
        value = find_parameter(query, name)
    end
    return type(value) == "string" and value or ""
end

--- Answers the GET by which Meta checks who owns the address.
-- @tparam table|string query as `ngx.req.get_uri_args()` gives it, or raw
-- @tparam string verify_token as it was entered in the App Dashboard
-- @treturn ?string the text to answer with status 200
-- @treturn ?table an error: answer with 403
function webhook.challenge(query, verify_token)
    local token = own_secret(verify_token)
    if not token then
        return refuse_own("verify_token", verify_token)
    elseif type(query) ~= "table" and type(query) ~= "string" then
        return refuse("query", "expected a table or a string, got "
            .. type(query))
    elseif parameter(query, "hub.mode") ~= "subscribe" then
        return refuse("query", "hub.mode is not subscribe", NOT_METAS)
    elseif not core.is_same(parameter(query, "hub.verify_token"), token) then
        return refuse("query", "hub.verify_token is not yours", NOT_METAS)
    end
    local challenge = parameter(query, "hub.challenge")
    if #challenge > 1024 or not challenge:find "^[%w%-._~]+$" then
        return refuse("query", "hub.challenge is not a word", NOT_METAS)
    end
    return challenge
end

local function check_body(raw_body)
    if type(raw_body) ~= "string" then
        return refuse("raw_body", "expected the body as it came, a string, got "
            .. type(raw_body))
    elseif #raw_body > LARGEST then
        return refuse("raw_body", "more than 4 MiB", NOT_METAS)
    end
    return raw_body
end

--- Whether a body came from Meta. The comparison takes the same time for a
-- wrong signature as for the right one.
-- @tparam string raw_body as it came, not decoded and encoded again
-- @tparam string signature_header what X-Hub-Signature-256 says
-- @tparam string app_secret of the app that the webhook belongs to
-- @treturn ?boolean true
-- @treturn ?table an error: answer with 403
function webhook.verify(raw_body, signature_header, app_secret)
    local secret = own_secret(app_secret)
    local body, err = check_body(raw_body)
    if not body then
        return nil, err
    elseif not secret then
        return refuse_own("app_secret", app_secret)
    elseif type(signature_header) ~= "string" then
        return refuse("signature_header", "expected what X-Hub-Signature-256 "
            .. "says, got " .. type(signature_header), NOT_METAS)
    end
    local digits = signature_header:match "^sha256=(%x+)$" or ""
    if not core.is_signed(body, secret, digits:lower()) then
        return refuse("signature_header", "it is not the body's, signed with "
            .. "this app secret", NOT_METAS)
    end
    return true
end

-- Ids are strings; some senders write numbers.
local function id(value)
    if type(value) == "number" then
        return ("%.0f"):format(value)
    end
    return type(value) == "string" and value or nil
end

local function inner(value, object)
    local found = value[object]
    return type(found) == "table" and found or {}
end

-- A partner's events come under the partner's own id.
local function account_of(entry, value)
    return id(inner(value, "waba_info").waba_id) or id(entry.id)
end

local function read_change(entry, change)
    local field, value = change.field, change.value
    local event = { type = field, value = value }
    local meaning = type(value) == "table" and meanings.of(field, value)
    if not meaning then
        return event
    end
    local metadata = inner(value, "metadata") -- seen by integrators
    event.waba_id = account_of(entry, value)
    event.phone_number_id = id(value.phone_number_id
        or metadata.phone_number_id)
    event.display_phone_number = id(value.display_phone_number
        or metadata.display_phone_number or value.phone_number)
    event.what, event.hint = meaning.what, meaning.hint
    event.next_action = meaning.next_action
    return event
end

--- Reads what a webhook was sent, once its signature was verified.
-- @tparam string raw_body
-- @treturn ?table a list of `type`, the webhook's field, and `value`; of
--   security, account_update, phone_number_name_update and
--   phone_number_quality_update also `what`, `next_action`, `hint`, and as far
--   as Meta says it `waba_id`, `phone_number_id`, `display_phone_number`
-- @treturn ?table an error
function webhook.events(raw_body)
    local body, err = check_body(raw_body)
    if not body then
        return nil, err
    end
    local document = json.decode_signed(body)
    if not document or type(document.entry) ~= "table" then
        return refuse("raw_body", "it is not a JSON object with a list of "
            .. "entries", NOT_READ)
    end
    local events = {}
    for _, entry in ipairs(json.objects(document.entry)) do
        for _, change in ipairs(json.objects(entry.changes)) do
            if type(change.field) == "string" then
                events[#events + 1] = read_change(entry, change)
            end
        end
    end
    return events
end

return webhook
