--- Answers about accounts, their state and their messages.
-- @module whatsapp.registration.simulator.payloads.accounts

local row = require "whatsapp.registration.simulator.payloads.row"

local SEEN = "seen by integrators"
local META = "Meta's error code reference"

local function add(code, subcode, message, more)
    return row(SEEN, "add_number", code, subcode, message, more)
end

local function migrate(title, text)
    return add(100, 2388103, "Invalid parameter",
        { title = title, text = text })
end

local function send(code, subcode, message, more)
    return row(META, "send_text", code, subcode, message, more)
end

return {
    add_number_partners_only = add(200000, 3095008, "Permissions error",
        { title = "Only partners can add phone numbers with the API" }),
    add_number_limit = add(200000, 2388002, "Action not allowed",
        { title = "Phone number limit reached" }),
    add_number_restricted = add(200000, 2388107, "Action not allowed"),
    add_number_listed_already = add(100, 2388012, "Invalid parameter",
        { title = "Phone number already in your list" }),
    migrate_number_unverified_owner = migrate("Cannot migrate phone number",
        "The destination WhatsApp account has not been verified."),
    migrate_number_payment_missing = migrate("Cannot migrate phone number",
        "The destination WhatsApp account has no payment method."),
    migrate_number_two_step_on = migrate("Cannot migrate phone number",
        "Disable two-step verification for the number."),
    migrate_number_without_text = migrate(),
    permission_of_app = row(SEEN, "subscribe_app", 10, 2388185,
        "(#10) Application does not have permission for this action",
        { status = 403 }),
    templates_not_allowed = row(SEEN, "set_local_storage", 100, 2494160,
        "Invalid parameter", { text = "This WhatsApp Business account is not "
            .. "allowed to manage templates." }),

    send_not_registered = row(SEEN, "send_text", 133010, nil,
        "(#133010) Account not registered"),
    send_certificate_incorrect = send(131045, nil,
        "(#131045) Incorrect certificate", { status = 500 }),
    send_name_unapproved = send(131037, nil, "(#131037) Display name approval "
        .. "needed before message can be sent"),
    send_payment_missing = send(131042, nil,
        "(#131042) Business eligibility payment issue"),
    send_payment_method_missing = row(SEEN, "send_text", 141006, nil,
        "(#141006) There is a problem with the payment method"),
    send_business_unverified = row(SEEN, "send_text", 141010, nil,
        "(#141010) The business has not passed verification"),
    send_template_unhealthy = row(SEEN, "send_text", 141002, nil,
        "(#141002) The template can't be used"),
    send_country_restricted = send(130497, nil, "(#130497) Business account "
        .. "is restricted from messaging users in this country",
        { status = 403 }),
    send_policy_blocked = send(368, nil,
        "(#368) Temporarily blocked for policies violations",
        { status = 403 }),
    send_app_forbidden = row(SEEN, "send_text", 130403, nil,
        "(#130403) The request is forbidden", { status = 403 }),
    send_username_wrong = row(SEEN, "send_text", 147001, nil,
        "(#147001) The username is not valid"),
    send_username_last = row(SEEN, "send_text", 147005, nil,
        "(#147005) The username is not valid"),
    send_throughput = send(130429, 2494055, "(#130429) Rate limit hit",
        { details = "Message failed to send because there were too many "
            .. "messages sent from this phone number in a short period of "
            .. "time." }),
    send_spam = send(131048, nil, "(#131048) Spam rate limit hit"),
    send_pair = send(131056, nil, "(#131056) (Business Account, Consumer "
        .. "Account) pair rate limit hit"),
    send_not_listed = send(131030, 2655007,
        "(#131030) Recipient phone number not in allowed list"),
    send_window_closed = send(131047, nil, "(#131047) Re-engagement message",
        { details = "Message failed to send because more than 24 hours have "
            .. "passed since the customer last replied to this number." }),
    send_undeliverable = send(131026, nil,
        "(#131026) Message undeliverable"),
    send_later = send(131049, nil, "(#131049) This message was not delivered "
        .. "to maintain healthy ecosystem engagement."),
    send_access_denied = send(131005, nil, "(#131005) Access denied",
        { status = 403 }),
}
