--- Answers to `register` and `deregister`.
-- @module whatsapp.registration.simulator.payloads.registering

local row = require "whatsapp.registration.simulator.payloads.row"

local SEEN = "seen by integrators"
local META = "Meta's error code reference"
local OPENAPI = "Meta's OpenAPI file"

local function register(source, code, subcode, message, more)
    return row(source, "register", code, subcode, message, more)
end

local function deregister(source, code, subcode, message, more)
    return row(source, "deregister", code, subcode, message, more)
end

-- 100/2388001 under its one title, with the texts by which its causes differ
local function no_certificate(text, title)
    return register(SEEN, 100, 2388001, "Invalid parameter",
        { title = title or "Cannot Create Certificate", text = text })
end

local function migration(details)
    return register(SEEN, 100, nil, "(#100) Invalid parameter",
        { details = details })
end

return {
    register_smb_refused = register(SEEN, 100, nil,
        "Register endpoint is not available for SMB businesses."),
    register_smb_solution_refused = register(OPENAPI, 100, nil,
        "(#100) This endpoint is not available for SMB solution numbers"),
    register_test_number = register(SEEN, 100, nil,
        "(#100) A test phone number can't be registered"),
    register_permission_missing = register(SEEN, 100, nil,
        "(#100) Missing Permission"),

    register_two_factor_on = no_certificate("Two-factor authentication is on "
        .. "for this number. Turn two-factor authentication off before you "
        .. "register it."),
    register_two_step_on = no_certificate("To migrate this phone number, "
        .. "disable two-step verification first."),
    register_number_in_use = no_certificate("This number is registered to an "
        .. "existing WhatsApp account. To use this number, disconnect it "
        .. "from the existing account."),
    register_number_in_use_already = no_certificate("The phone number is "
        .. "already registered with an existing WhatsApp account. Delete "
        .. "that account, then try again."),
    register_name_not_processed = no_certificate("Your display name could "
        .. "not be processed. Edit your display name and try again."),
    register_name_being_processed = no_certificate("Your display name is "
        .. "being processed. Try again later."),
    register_not_ready = no_certificate(nil, "Cannot Create Certificate"),
    register_not_ready_untitled = register(SEEN, 100, 2388001,
        "(#100) Invalid parameter"),
    register_not_ready_portuguese = no_certificate("Este número está "
        .. "registrado em uma conta existente do WhatsApp. Desconecte-o da "
        .. "conta existente.", "Não foi possível criar o certificado"),
    register_not_ready_arabic = no_certificate("هذا الرقم مسجل في حساب واتساب "
        .. "موجود. افصله عن الحساب أولاً.", "تعذر إنشاء الشهادة"),

    register_region_expected = register(SEEN, 100, nil,
        "(#100) Invalid parameter",
        { details = "Expected data localization region: 'IN'" }),
    register_region_expected_in_message = register(SEEN, 100, nil,
        "(#100) Expected data localization region: 'BR'"),
    register_payment_missing = migration("Cannot Migrate Phone Number: The "
        .. "WhatsApp account has no valid payment method."),
    register_asset_missing = register(SEEN, 100, 33, "Unsupported post "
        .. "request. Object with ID '106540352242922' does not exist, cannot "
        .. "be loaded due to missing permissions, or does not support this "
        .. "operation", { type = "GraphMethodException" }),
    register_method_unsupported = register(SEEN, 100, nil,
        "Unsupported request - method type: post",
        { type = "GraphMethodException" }),
    register_app_secret_missing = register(SEEN, 100, nil, "API calls from "
        .. "the server require an appsecret_proof argument",
        { type = "GraphMethodException" }),
    register_app_secret_wrong = register(SEEN, 100, nil, "Invalid "
        .. "appsecret_proof provided in the API argument",
        { type = "GraphMethodException" }),

    register_pin_mismatch = register(META, 133005, nil,
        "(#133005) Two step verification PIN Mismatch",
        { details = "Two-step verification PIN mismatch." }),
    register_pin_missing = register(SEEN, 100, nil,
        "(#100) The parameter pin is required."),
    register_pin_blamed = register(SEEN, 100, nil, "Invalid parameter",
        { data = { blame_field_specs = { { "pin" } } } }),
    register_pin_blamed_in_text = register(SEEN, 100, nil,
        "Invalid parameter", { data = '{"blame_field_specs":[["pin"]]}' }),
    register_pin_common = register(SEEN, 100, 2388092,
        "(#100) Invalid parameter", { title = "Invalid PIN" }),
    register_pin_locked_for_an_hour = register(META, 133008, nil,
        "(#133008) Too Many two step verification PIN Guesses",
        { details = "Too many attempts. Try again in 1 hour and 30 "
            .. "minutes." }),
    register_pin_locked = register(META, 133008, nil,
        "(#133008) Too Many two step verification PIN Guesses"),
    register_pin_too_fast = register(META, 133009, nil,
        "(#133009) Two step verification PIN Guessed Too Fast",
        { details = "PIN guessed too fast, try again in 10 minutes." }),

    register_verification_required = register(META, 133006, nil,
        "(#133006) Phone number re-verification needed"),
    register_not_registered = register(SEEN, 133010, nil,
        "(#133010) Account not registered"),
    register_not_registered_in_subcode = register(SEEN, 100, 133010,
        "(#100) Invalid parameter"),
    register_deleted_recently = register(META, 133015, nil, "(#133015) Please "
        .. "wait a few minutes before attempting to register this phone "
        .. "number"),
    register_limit = register(META, 133016, nil,
        "(#133016) Account register / deregister rate limit exceeded"),
    register_deregistration_incomplete = register(META, 133000, nil,
        "(#133000) Incomplete Deregistration", { status = 500 }),
    register_account_locked = register(META, 131031, nil,
        "(#131031) Account has been locked", { status = 403 }),
    register_terms_missing = register(SEEN, 200, nil, "(#200) You must "
        .. "accept the Cloud API terms before you use this endpoint",
        { status = 403 }),
    register_capability_missing = register(META, 3, nil, "(#3) Application "
        .. "does not have the capability to make this API call.",
        { status = 500 }),

    deregister_not_linked = deregister(SEEN, 100, nil,
        "(#100) The phone number is not linked in Hosted System"),
    deregister_not_linked_to_it = deregister(OPENAPI, 100, nil,
        "(#100) Phone number is not linked to the hosted system"),
    deregister_not_on_platform = deregister(OPENAPI, 100, 2207051,
        "(#100) The phone number is not registered on the platform"),
    deregister_smb_refused = deregister(OPENAPI, 100, nil, "(#100) Deregister "
        .. "endpoint is not available for SMB solution numbers"),
    deregister_limit = deregister(META, 133016, nil,
        "(#133016) Account register / deregister rate limit exceeded"),
    deregister_incomplete = deregister(META, 133000, nil,
        "(#133000) Incomplete Deregistration", { status = 500 }),
}
