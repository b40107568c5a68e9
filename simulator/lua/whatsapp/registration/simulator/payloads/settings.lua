--- Answers to PINs, reads and settings, in any state of the number.
-- @module whatsapp.registration.simulator.payloads.settings

local row = require "whatsapp.registration.simulator.payloads.row"

local SEEN = "seen by integrators"
local META = "Meta's guide to error handling"
local OPENAPI = "Meta's OpenAPI file"

local function no_field(operation, field, node)
    return row(SEEN, operation, 100, nil, ("(#100) Tried accessing "
        .. "nonexisting field (%s) on node type (%s)"):format(field, node))
end

local function withheld(field)
    return no_field("phone_number", field, "WhatsAppBusinessPhoneNumber")
end

local function token(subcode, message)
    return row(META, "phone_number", 190, subcode, message, { status = 401 })
end

return {
    set_pin_not_registered = row(SEEN, "setup_two_step", 133010, nil,
        "(#133010) Account not registered"),
    set_pin_blamed = row(SEEN, "setup_two_step", 100, nil,
        "(#100) Invalid parameter",
        { data = { blame_field_specs = { { "pin" } } } }),

    read_withheld_app = withheld "is_on_biz_app",
    read_withheld_visibility = withheld "search_visibility",
    read_withheld_limit = withheld "messaging_limit_tier",
    read_id_of_account = no_field("phone_number", "display_phone_number",
        "WhatsAppBusinessAccount"),
    list_id_of_number = no_field("phone_numbers", "phone_numbers",
        "WhatsAppBusinessPhoneNumber"),
    read_id_unknown = row(SEEN, "phone_number", 100, 33, "Unsupported get "
        .. "request. Object with ID '106540352242999' does not exist, cannot "
        .. "be loaded due to missing permissions, or does not support this "
        .. "operation", { type = "GraphMethodException" }),
    read_alias_unknown = row(OPENAPI, "phone_number", 803, nil, "(#803) Some "
        .. "of the aliases you requested do not exist: 42", { status = 404 }),
    read_path_unknown = row(SEEN, "phone_number", 2500, nil,
        "Unknown path components: /106540352242922"),
    read_token_inactive = row(SEEN, "phone_number", 2500, nil, "An active "
        .. "access token must be used to query information about the current "
        .. "user."),
    read_token_missing = row(SEEN, "phone_number", 200, nil,
        "Provide valid app ID", { status = 403 }),

    token_expired = token(463, "Error validating access token: Session has "
        .. "expired on Friday, 06-Nov-26 10:00:00 PST."),
    token_password_changed = token(460, "Error validating access token: The "
        .. "session has been invalidated because the user changed their "
        .. "password."),
    token_app_not_installed = token(458, "Error validating access token: The "
        .. "user has not authorized application 123456789012345."),
    token_invalid = token(nil, "Invalid OAuth access token - Cannot parse "
        .. "access token"),
    permission_missing = row(SEEN, "set_local_storage", 200, nil, "(#200) You "
        .. "do not have the necessary permissions required to perform this "
        .. "operation", { status = 403 }),
    permission_of_subcode = row(OPENAPI, "set_local_storage", 200, 1349174,
        "(#200) Permissions error", { status = 403 }),
    permission_removed = row(META, "set_local_storage", 10, nil,
        "(#10) Application does not have permission for this action",
        { status = 403 }),

    calls_of_app = row(OPENAPI, "phone_number", 4, 2446079,
        "(#4) Application request limit reached", { status = 429 }),
    calls_of_page = row(SEEN, "phone_number", 32, nil,
        "(#32) Page request limit reached"),
    calls_of_custom_limit = row(SEEN, "phone_number", 613, nil, "(#613) Calls "
        .. "to this api have exceeded the rate limit."),
    calls_of_account = row(SEEN, "set_local_storage", 80008, nil, "(#80008) "
        .. "There have been too many calls to this WhatsApp account. Wait a "
        .. "bit and try again."),
    calls_of_business = row(SEEN, "set_local_storage", 80007, nil, "(#80007) "
        .. "There have been too many calls to this WhatsApp account. Wait a "
        .. "bit and try again."),
}
