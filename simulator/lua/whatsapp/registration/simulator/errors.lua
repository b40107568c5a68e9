--- The error answers of the Graph API.
-- @module whatsapp.registration.simulator.errors

local error_titles =
    require "whatsapp.registration.simulator.error_titles"
local merged = require "whatsapp.registration.simulator.merged"
local payloads = require "whatsapp.registration.simulator.payloads"

local errors = {}

-- Refusals of the model itself. `message` only if the text is not
-- "(#code) title".
local REFUSALS = {
    invalid_parameter = { code = 100 },
    weak_pin = { code = 100, subcode = 2388092 },
    body_too_large = {
        code = 1, http_status = 413, message = "Request entity too large",
    },
    internal = {
        code = 1, http_status = 500, message = "An unknown error occurred",
    },
    unknown_object = {
        code = 100, subcode = 33, type = "GraphMethodException",
    },
    test_number = {
        code = 100,
        message = "(#100) Test phone numbers cannot be registered or "
            .. "deregistered",
    },
    local_storage_fixed = {
        code = 100,
        details = "Local storage cannot be changed while the phone number is "
            .. "registered. Deregister it first.",
    },
    recipient_not_allowed = { code = 131030, subcode = 2655007 },
    locked = { code = 131031, details = "Business Account locked" },
    incomplete_deregistration = {
        code = 133000, details = "A previous deregistration attempt failed.",
    },
    pin_mismatch = {
        code = 133005, details = "The two-step verification PIN is incorrect.",
    },
    reverification_needed = {
        code = 133006,
        details = "Please verify phone number ownership before registering it.",
    },
    pin_guesses_exhausted = { code = 133008 },
    pin_guessed_too_fast = { code = 133009 },
    recently_deleted = {
        code = 133015,
        details = "The phone number was deleted a moment ago. Wait 5 minutes.",
    },
    attempt_limit = {
        code = 133016,
        details = "Registration or deregistration of this phone number failed "
            .. "because there were too many requests for it in the last 72 "
            .. "hours. It is blocked for 72 hours.",
    },
}

local function message_of(row, title)
    return row.message or ("(#%d) %s"):format(row.code, title)
end

local function error_data_of(row)
    if row.error_data then
        return row.error_data
    end
    if row.details then
        return { messaging_product = "whatsapp", details = row.details }
    end
end

--- Builds a failure, as endpoints return it beside nil.
-- @tparam table row code; and, as far as there are such, subcode, type,
--   http_status, message, details, error_data, user_title, user_message,
--   is_transient
-- @treturn table `{ http_status, body = { error = {...} } }`
function errors.build(row)
    local known = error_titles[row.code] or { 400, "Unknown error" }
    local body = {
        message = message_of(row, known[2]),
        type = row.type or "OAuthException",
        code = row.code,
        error_subcode = row.subcode,
        error_data = error_data_of(row),
        error_user_title = row.user_title,
        error_user_msg = row.user_message,
        is_transient = row.is_transient,
    }
    return {
        http_status = row.http_status or known[1],
        body = { error = body },
    }
end

--- A refusal in the words that Meta was seen to send.
-- @tparam string name of a payload that is an error object
function errors.as_seen(name)
    local row = assert(payloads[name], name)
    return { http_status = row.status, body = { error = merged(row.error) } }
end

--- A refusal of the model by its name.
-- @tparam string name
-- @tparam ?table changes fields that differ from the usual answer
function errors.new(name, changes)
    return errors.build(merged(assert(REFUSALS[name], name), changes or {}))
end

function errors.missing(parameter)
    return errors.bad_request("The parameter " .. parameter .. " is required")
end

function errors.invalid(details)
    return errors.new("invalid_parameter", { details = details })
end

--- Code 100 with another text.
function errors.bad_request(text)
    return errors.build { code = 100, message = "(#100) " .. text }
end

--- Graph's answer to a field, or an edge, that an object does not have or
-- does not show to this app.
-- @tparam string field
-- @tparam string node_type Graph's name for the kind of object
function errors.nonexisting_field(field, node_type)
    return errors.bad_request(("Tried accessing nonexisting field (%s) on "
        .. "node type (%s)"):format(field, node_type))
end

function errors.unknown_path(path)
    return errors.build {
        code = 2500,
        message = "Unknown path components" .. (path and ": /" .. path or ""),
    }
end

--- Graph's answer to an id that does not exist, may not be seen, or does not
-- take this method.
function errors.unsupported(method, id)
    local message = "Unsupported %s request. Object with ID '%s' does not "
        .. "exist, cannot be loaded due to missing permissions, or does not "
        .. "support this operation. Please read the Graph API documentation "
        .. "at https://developers.facebook.com/docs/graph-api"
    return errors.new("unknown_object", {
        message = message:format(method:lower(), id),
    })
end

return errors
