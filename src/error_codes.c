#include "error_codes.h"

#define ANY WA_ANY_SUBCODE

/*
** first, last, subcode, kind, wait, text, hint. The order is for readers; a
** narrower row is found before a wider one wherever it stands. Meanings and
** waits are from Meta's error-code reference where no other source is named.
*/
static const struct wa_error_code codes[] = {
    /* Tokens and permissions */
    { 0, 0, ANY, WA_AUTHENTICATION, 0, NULL,
      "The access token was refused as expired or invalidated: make a new "
      "one." },
    { 102, 102, ANY, WA_AUTHENTICATION, 0, NULL,
      "The session of the access token is no longer valid: make a new "
      "token." },
    { 104, 104, ANY, WA_AUTHENTICATION, 0, NULL,
      "The request's signature was refused: check the app secret that signs "
      "it, or make a new access token." },
    { 190, 190, ANY, WA_AUTHENTICATION, 0, NULL,
      "The access token has expired or is invalid: make a new one." },
    /* The subcodes of 190 are from the Graph API guide to error handling. */
    { 190, 190, 458, WA_AUTHENTICATION, 0, NULL,
      "The token's user has not installed the app: have the app authorised "
      "again and use the new token." },
    { 190, 190, 459, WA_AUTHENTICATION, 0, NULL,
      "Meta wants the token's user to log in at facebook.com and pass a "
      "check: do that, then make a new token." },
    { 190, 190, 460, WA_AUTHENTICATION, 0, NULL,
      "The token's user has changed the password, which ended the token: make "
      "a new one." },
    { 190, 190, 463, WA_AUTHENTICATION, 0, NULL,
      "The access token has expired: make a new one, best of a system user, "
      "as a token of the app dashboard lives only 24 hours." },
    { 190, 190, 464, WA_AUTHENTICATION, 0, NULL,
      "The token's user is not confirmed: confirm the account at "
      "facebook.com, then make a new token." },
    { 190, 190, 467, WA_AUTHENTICATION, 0, NULL,
      "The access token was invalidated: make a new one." },
    { 190, 190, 492, WA_AUTHENTICATION, 0, NULL,
      "The session of the access token is invalid: make a new token." },
    /* An HTTP 500 that no retry can help. */
    { 3, 3, ANY, WA_PERMISSION, 0, NULL,
      "The app lacks a capability or permission for this call: check the "
      "token's permissions in Meta's access token debugger." },
    { 10, 10, ANY, WA_PERMISSION, 0, NULL,
      "The permission was not granted or was removed: check the token's "
      "permissions in Meta's access token debugger." },
    { 200, 299, ANY, WA_PERMISSION, 0, NULL,
      "The token may not do this: grant it whatsapp_business_management and "
      "whatsapp_business_messaging, and assign the account to its user." },
    /* Seen by an integrator. */
    { 200, 200, ANY, WA_PERMISSION, 0, "terms",
      "The terms of the Cloud API are not accepted: have the business accept "
      "them, then try again." },
    /* Subcodes of 200 in Meta's OpenAPI file. */
    { 1349174, 1349176, ANY, WA_PERMISSION, 0, NULL,
      "The token lacks a permission that this call needs: grant "
      "whatsapp_business_management and make a new token." },
    { 131005, 131005, ANY, WA_PERMISSION, 0, NULL,
      "Access was denied: check the token's permissions in Meta's access "
      "token debugger." },

    /* The request itself */
    { 33, 33, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The business phone number has been deleted: check that its id is the "
      "right one." },
    { 100, 100, 33, WA_NOT_FOUND, 0, NULL,
      "The id names nothing that the token can see: check that it is the "
      "phone number's id, and that the token's user is assigned to its "
      "account." },
    /* Meta's OpenAPI file: "not available for SMB solution numbers". */
    { 100, 100, ANY, WA_NOT_REGISTRABLE, 0, "SMB",
      "The number is shared with the WhatsApp Business app and is registered "
      "already: its owner can disconnect it in the app." },
    { 100, 100, ANY, WA_NOT_REGISTRABLE, 0, "test number",
      "This is one of Meta's test numbers, which come registered: use it as "
      "it is." },
    { 100, 100, ANY, WA_NOT_REGISTRABLE, 0, "test phone number",
      "This is one of Meta's test numbers, which come registered: use it as "
      "it is." },
    { 100, 100, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A parameter is missing, misspelt, too long or does not fit the phone "
      "number id: the server's message tells which." },
    { 803, 803, ANY, WA_NOT_FOUND, 0, NULL,
      "The id names nothing that the token can see: check the id." },
    { 131008, 131008, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A required parameter is missing: the server's details tell which." },
    { 131009, 131009, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A parameter's value is not valid, or the number has not been added to "
      "the WhatsApp Business Account." },
    { 131051, 131051, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The message type is not supported: send one of the types that Meta "
      "documents." },
    { 135000, 135000, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The server found fault with the request without saying where: check it "
      "against Meta's reference." },

    /* Limits that pass */
    { 4, 4, ANY, WA_RATE_LIMITED, 0, NULL,
      "The app has reached its limit of API calls: wait, then call less "
      "often." },
    /* Seen with 4, in Meta's OpenAPI file. */
    { 2446079, 2446079, ANY, WA_RATE_LIMITED, 0, NULL,
      "The app has reached its limit of API calls: wait, then call less "
      "often." },
    { 17, 17, ANY, WA_RATE_LIMITED, 0, NULL,
      "The token's user has reached the limit of API calls: wait, then call "
      "less often." },
    { 341, 341, ANY, WA_RATE_LIMITED, 0, NULL,
      "The app has reached a limit: wait, then call less often." },
    { 80007, 80008, ANY, WA_RATE_LIMITED, 0, NULL,
      "The WhatsApp Business Account has reached its limit of API calls: "
      "wait, then call less often." },
    { 130429, 130429, ANY, WA_RATE_LIMITED, 0, NULL,
      "Messages are sent faster than the number's throughput allows: wait, "
      "then send more slowly." },
    /* Seen with 130429. */
    { 2494055, 2494055, ANY, WA_RATE_LIMITED, 0, NULL,
      "Messages are sent faster than the number's throughput allows: wait, "
      "then send more slowly." },
    { 131048, 131048, ANY, WA_RATE_LIMITED, 0, NULL,
      "The number may not send more for now, perhaps as earlier messages were "
      "reported as spam: check its quality in WhatsApp Manager." },
    { 131056, 131056, ANY, WA_RATE_LIMITED, 0, NULL,
      "Too many messages went to this one recipient in a short time: wait, or "
      "write to others meanwhile." },

    /* The server's own trouble */
    { 1, 1, ANY, WA_UNAVAILABLE, 0, NULL,
      "The request was wrong or the server failed: look at Meta's status "
      "page, and check the request if it happens again." },
    { 2, 2, ANY, WA_UNAVAILABLE, 0, NULL,
      "The service is down or overloaded for the moment: try again, and if "
      "it goes on, wait 5 minutes and look at Meta's status page." },
    { 131000, 131000, ANY, WA_UNAVAILABLE, 0, NULL,
      "The server failed for a reason it does not name: try again, and open a "
      "ticket with Meta's support if it goes on." },
    { 131016, 131016, ANY, WA_UNAVAILABLE, 0, NULL,
      "A service is unavailable for the moment: look at Meta's status page, "
      "then try again." },
    { 131057, 131057, ANY, WA_UNAVAILABLE, 0, NULL,
      "The account is in maintenance mode, perhaps for an upgrade of its "
      "throughput: try again in a minute." },
    { 2494100, 2494100, ANY, WA_UNAVAILABLE, 0, NULL,
      "The phone number is in maintenance mode: try again in a few minutes." },
    { 133004, 133004, ANY, WA_UNAVAILABLE, 0, NULL,
      "The server is unavailable for the moment: look at Meta's status page "
      "and the details of the answer before trying again." },

    /* Registering, deregistering and the PIN */
    { 133000, 133000, ANY, WA_DEREGISTRATION_INCOMPLETE, 0, NULL,
      "An earlier attempt to deregister the number stopped half-way: "
      "deregister it again, then register it." },
    { 133005, 133005, ANY, WA_PIN_MISMATCH, 0, NULL,
      "This is not the number's two-step verification PIN: send the right one "
      "or set a new one, and do not guess, as guesses lock the number." },
    { 133006, 133006, ANY, WA_VERIFICATION_REQUIRED, 0, NULL,
      "The number's ownership must be verified first: request a code, verify "
      "it, then register." },
    { 133008, 133008, ANY, WA_PIN_LOCKED, 0, NULL,
      "Too many wrong PINs were sent: wait for the time that the server's "
      "details give, then send the right PIN." },
    { 133009, 133009, ANY, WA_PIN_LOCKED, 0, NULL,
      "PINs were sent too fast: wait for the time that the server's details "
      "give, then send the right PIN." },
    /* Meta also puts it in the subcode of 100: david-lev/pywa#178. */
    { 133010, 133010, ANY, WA_NOT_REGISTERED, 0, NULL,
      "The number is not registered with the Cloud API: register it first, or "
      "do nothing if the aim was to deregister it." },
    /* Seen with 100 when deregistering, in Meta's OpenAPI file. */
    { 2207051, 2207051, ANY, WA_NOT_REGISTERED, 0, NULL,
      "The number is not registered with the Cloud API: register it first, or "
      "do nothing if the aim was to deregister it." },
    { 131045, 131045, ANY, WA_NOT_REGISTERED, 0, NULL,
      "The message failed as the number is not properly registered: register "
      "it, then send again." },
    /* Seen by one integrator when making a template before registering. */
    { 2494160, 2494160, ANY, WA_NOT_REGISTERED, 0, NULL,
      "The account may not manage templates, as has been seen before its "
      "number was registered: register the number, then try again." },
    { 133015, 133015, ANY, WA_TOO_SOON, 300, NULL,
      "The number was deleted a short time ago and its deletion is not done: "
      "wait 5 minutes, then register." },
    { 133016, 133016, ANY, WA_REGISTRATION_LIMIT, 259200, NULL,
      "The number was registered or deregistered 10 times in 72 hours: Meta "
      "blocks it for the next 72 hours, so do not try again before." },
    /* The gaps in the numbering, which no public table explains. */
    { 133001, 133003, ANY, WA_API, 0, NULL,
      "Meta does not document this registration error: read the number's "
      "status, and give the trace id to Meta's support." },
    { 133007, 133007, ANY, WA_API, 0, NULL,
      "Meta does not document this registration error: read the number's "
      "status, and give the trace id to Meta's support." },
    { 133011, 133014, ANY, WA_API, 0, NULL,
      "Meta does not document this registration error: read the number's "
      "status, and give the trace id to Meta's support." },

    /* Verification codes */
    { 136024, 136024, ANY, WA_CODE_REJECTED, 0, NULL,
      "The code was not sent: the number is verified already, can't be "
      "verified this way, or asked too soon for another code." },
    { 136025, 136025, ANY, WA_CODE_REJECTED, 0, NULL,
      "The verification code is wrong or has expired: request a new one." },
    /* Recorded by Bindambc/whatsapp-business-java-api. */
    { 136024, 136024, 2388091, WA_CODE_REJECTED, 0, NULL,
      "The code was not sent: the number is verified already, asked too soon "
      "for another code, or can't be verified this way while it is not being "
      "migrated." },
    { 136025, 136025, 2388093, WA_CODE_REJECTED, 0, NULL,
      "The verification code is wrong or has expired: request a new one, "
      "unless the number can't be verified this way while it is not being "
      "migrated." },
    { 2388091, 2388091, ANY, WA_CODE_REJECTED, 0, NULL,
      "The number can't be sent a code as it is not being migrated: add it to "
      "the account and verify it there." },
    { 2388093, 2388093, ANY, WA_CODE_REJECTED, 0, NULL,
      "The code can't be verified as the number is not being migrated: add it "
      "to the account and verify it there." },

    /* Names, and numbers on the move */
    /* Seen as "Cannot Create Certificate" by chatwoot. */
    { 100, 100, 2388001, WA_DISPLAY_NAME_PENDING, 0, NULL,
      "Meta has not finished with the number's display name: wait until its "
      "name_status is approved, then register." },
    { 2388001, 2388001, ANY, WA_DISPLAY_NAME_PENDING, 0, NULL,
      "The number is not ready to register: its display name is not "
      "processed, or a migration waits for a verified owner or two-step "
      "turned off." },
    { 131037, 131037, ANY, WA_DISPLAY_NAME_PENDING, 0, NULL,
      "The number's display name must be approved before it can send: change "
      "or complete the name, then wait for Meta's review." },
    { 2388012, 2388012, ANY, WA_API, 0, NULL,
      "The account has this number already: use the one it has, or migrate "
      "another." },
    /* Known from one integrator's notes only. */
    { 2388092, 2388092, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The PIN was refused for its form: send exactly six digits, and avoid "
      "common ones such as 123456." },
    { 2388103, 2388103, ANY, WA_API, 0, NULL,
      "The number can't be migrated as things stand: the server's message "
      "tells what its old or new account lacks." },
    { 2593107, 2593107, ANY, WA_API, 0, NULL,
      "The number's contacts and history were synchronised already, which can "
      "be asked for only once: offboard the business and onboard it again." },
    { 2593108, 2593108, ANY, WA_API, 0, NULL,
      "Synchronising must start in the 24 hours after onboarding: offboard "
      "the business and onboard it again." },

    /* Standing of the business */
    { 131031, 131031, ANY, WA_ACCOUNT_LOCKED, 0, NULL,
      "The account is locked by policy, or the request's data, such as the "
      "PIN, did not match: read health_status before anything else." },
    { 368, 368, ANY, WA_POLICY, 0, NULL,
      "The account is restricted or disabled for a violation of Meta's "
      "policy: see Meta's page on policy enforcement for how to resolve it." },
    { 130497, 130497, ANY, WA_POLICY, 0, NULL,
      "The account may not write to users in this country: see the WhatsApp "
      "Business messaging policy." },
    { 131042, 131042, ANY, WA_POLICY, 0, NULL,
      "There is a problem with the account's payment method: check that its "
      "billing is set up, with a time zone, a currency and credit left." },
    { 134011, 134011, ANY, WA_POLICY, 0, NULL,
      "The terms of WhatsApp payments are not accepted: accept them with the "
      "link in the server's message." },
    { 131064, 131064, ANY, WA_API, 0, NULL,
      "Sending is limited as templates were put in the wrong category: Meta "
      "lifts the limit by itself." },

    /* One message to one recipient */
    { 130472, 130472, ANY, WA_RECIPIENT, 0, NULL,
      "The message was held back as the recipient is part of an experiment of "
      "Meta's: reach this person another way." },
    { 131021, 131021, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient is the sender: write to another number." },
    { 131026, 131026, ANY, WA_RECIPIENT, 0, NULL,
      "The message can't be delivered: the recipient may not use WhatsApp, "
      "have an old version, or not have accepted its terms." },
    { 131030, 131030, ANY, WA_RECIPIENT, 0, NULL,
      "A test number writes only to listed recipients: add this one to the "
      "list in the app dashboard." },
    /* Seen with 131030: piusalfred/whatsapp. */
    { 2655007, 2655007, ANY, WA_RECIPIENT, 0, NULL,
      "A test number writes only to listed recipients: add this one to the "
      "list in the app dashboard." },
    { 131047, 131047, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient last wrote more than 24 hours ago: send a template "
      "message." },
    { 131049, 131049, ANY, WA_RECIPIENT, 86400, NULL,
      "Meta chose not to deliver this message: wait at least 24 hours before "
      "sending it again." },
    { 131050, 131050, ANY, WA_RECIPIENT, 0, NULL,
      "The recipient has stopped marketing messages from this business: send "
      "no more of them." },
    /* A hash that the sender asks for: david-lev/pywa. */
    { 137000, 137000, ANY, WA_API, 0, NULL,
      "The recipient's identity is not the expected one: confirm who uses the "
      "number, then send with the new identity hash." },

    /* Other messages */
    { 131035, 131035, ANY, WA_API, 0, NULL,
      "The message expired before it could be delivered, as the number keeps "
      "no messages: send it again." },
    { 131036, 131036, ANY, WA_API, 0, NULL,
      "The message's content was gone before it could be delivered, as the "
      "number keeps no messages: send it again." },
    { 131052, 131052, ANY, WA_API, 0, NULL,
      "Media that the user sent could not be downloaded: ask for it by "
      "another way." },
    { 131053, 131053, ANY, WA_API, 0, NULL,
      "The media could not be uploaded: check that its type is supported and "
      "fits its content." },
    { 131055, 131055, ANY, WA_API, 0, NULL,
      "This API sends only marketing templates: send one of those, or use the "
      "Cloud API." },
    { 132000, 132069, ANY, WA_API, 0, NULL,
      "Something is wrong with the template or flow of the message: the "
      "server's message tells what, and WhatsApp Manager shows its state." },
    { 134100, 134100, ANY, WA_API, 0, NULL,
      "This API sends only templates of the category MARKETING: send one of "
      "those, or use the Cloud API." },
    { 134101, 134101, ANY, WA_API, 600, NULL,
      "The template is still being synchronised: wait 10 minutes, then send "
      "again." },
    { 134102, 134102, ANY, WA_API, 0, NULL,
      "The template can't be used: check that the account is onboarded for "
      "the Marketing Messages API." },
};

#define CODES (sizeof(codes) / sizeof(codes[0]))

const struct wa_error_code *wa_error_code_at(size_t index)
{
    return index < CODES ? &codes[index] : NULL;
}
