#include "error_codes.h"

#define ANY WA_ANY_SUBCODE

/* That a POST needs more than a read: logs of integrators */
#define NO_SUCH_ID                                                            \
    "The id names nothing that the token can see: check that it is the "      \
    "phone number's id, or, if reading works, that the token has "            \
    "whatsapp_business_management and the account assigned."
#define NO_TEMPLATES                                                          \
    "The account may not manage templates: it is one of the WhatsApp "        \
    "Business app alone, or its number is not registered yet."
#define PAYMENT "WhatsApp Manager > Payment settings"

/*
** What any call may be answered. Meanings and waits are from Meta's error-code
** reference if no other source is named.
*/
static const struct wa_error_code rows[] = {
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
    { 130403, 130403, ANY, WA_PERMISSION, 0, NULL,
      "The app may not do this: check its permissions in Meta's access token "
      "debugger." },
    /* Seen by an integrator. */
    { 200, 200, ANY, WA_PERMISSION, 0, "terms",
      "The terms of the Cloud API are not accepted: have the business accept "
      "them, then try again." },
    /* Seen by integrators. */
    { 200, 200, ANY, WA_AUTHENTICATION, 0, "valid app id",
      "No access token reached Graph: give one, best of a system user." },
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
    { 100, 100, 33, WA_NOT_FOUND, 0, NULL, NO_SUCH_ID },
    /* The words of 100: logs of integrators. */
    { 100, 100, ANY, WA_NOT_FOUND, 0,
      "unsupported post|unsupported get|object with id", NO_SUCH_ID },
    { 100, 100, ANY, WA_NOT_FOUND, 0,
      "(phone_numbers) on node type (whatsappbusinessphonenumber)|"
      "(subscribed_apps) on node type (whatsappbusinessphonenumber)",
      "This is the number's id, not the account's: give the id of the "
      "WhatsApp Business Account as waba_id.",
      .field = "waba_id" },
    { 100, 100, ANY, WA_NOT_FOUND, 0, "node type (whatsappbusinessaccount)",
      "This is the account's id, not the number's: give the id that "
      "phone_numbers lists for the number.",
      .field = "phone_number_id" },
    { 100, 100, ANY, WA_NOT_FOUND, 0,
      "node type (business)|node type (application)|node type (user)|node "
      "type (page)",
      "The id is that of something else, such as a business or an app: give "
      "the id that phone_numbers lists for the number." },
    { 100, 100, ANY, WA_INVALID_REQUEST, 0, "nonexisting field",
      "Graph does not know one of the fields or does not show it to this app: "
      "ask again without the field that the message names.",
      .field = "fields" },
    { 100, 100, ANY, WA_PERMISSION, 0, "missing permission",
      "The token or its app lacks a permission, or the number is one of the "
      "WhatsApp Business app: grant whatsapp_business_management, and look at "
      "the number's platform_type." },
    { 100, 100, ANY, WA_INVALID_REQUEST, 0, "unsupported request",
      "The id does not take this request, or the token may read but not do "
      "this: check the id, and assign the WhatsApp account to the token's "
      "user with full control." },
    { 100, 100, ANY, WA_AUTHENTICATION, 0, "appsecret_proof",
      "Meta wants a proof by the app secret, or got one of another app: give "
      "`app_secret` (WHATSAPP_APP_SECRET) of the same app as the token.",
      .action = WA_FIX_REQUEST, .field = "app_secret",
      .setting = "App dashboard > App settings > Basic > App secret" },
    { 100, 100, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A parameter is missing, misspelt, too long or does not fit the phone "
      "number id: see what the server's message says.",
      .flags = WA_GENERAL },
    { 803, 803, ANY, WA_NOT_FOUND, 0, NULL,
      "The id names nothing that the token can see: check the id." },
    { 131008, 131008, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A required parameter is missing: the server's details say which." },
    { 131009, 131009, ANY, WA_INVALID_REQUEST, 0, NULL,
      "A parameter's value is not valid, or the number has not been added to "
      "the WhatsApp Business Account." },
    { 131051, 131051, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The message type is not supported: send one of the types that Meta "
      "documents." },
    { 135000, 135000, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The server found fault with the request without saying where: check it "
      "against Meta's reference.",
      .flags = WA_GENERAL },
    /* The words of 2500: logs of integrators. */
    { 2500, 2500, ANY, WA_INVALID_REQUEST, 0, NULL,
      "Graph can't make anything of the request: check the API version, the "
      "base URL and the id." },
    { 2500, 2500, ANY, WA_INVALID_REQUEST, 0, "unknown path",
      "Graph knows no such path: check that the API version is a live one, "
      "and that the base URL has no version in it.",
      .field = "api_version" },
    { 2500, 2500, ANY, WA_AUTHENTICATION, 0, "access token",
      "No access token reached Graph that it takes: give one, best of a "
      "system user." },
    /* Seen by integrators. */
    { 147001, 147005, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The username is not valid or not to be had: choose another one." },

    /* Limits that pass; 32 and 613: Meta's guide to rate limits */
    { 32, 32, ANY, WA_RATE_LIMITED, 0, NULL,
      "The page has reached its limit of API calls: wait, then call less "
      "often." },
    { 613, 613, ANY, WA_RATE_LIMITED, 0, NULL,
      "This API has been called too often: wait, then call less often." },
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
      "reported as spam: wait, and check its quality in WhatsApp Manager." },
    { 131056, 131056, ANY, WA_RATE_LIMITED, 0, NULL,
      "Too many messages went to this one recipient in a short time: wait, or "
      "write to others meanwhile." },

    /* The server's own trouble */
    { 1, 1, ANY, WA_UNAVAILABLE, 0, NULL,
      "The request was wrong or the server failed: look at Meta's status "
      "page, and check the request if it happens again.",
      .flags = WA_FAILURE },
    { 2, 2, ANY, WA_UNAVAILABLE, 0, NULL,
      "The service is down or overloaded for the moment: try again, and if "
      "it goes on, wait 5 minutes and look at Meta's status page.",
      .flags = WA_FAILURE },
    { 131000, 131000, ANY, WA_UNAVAILABLE, 0, NULL,
      "The server failed for a reason it does not name: try again, and open a "
      "ticket with Meta's support if it goes on.",
      .flags = WA_FAILURE },
    { 131016, 131016, ANY, WA_UNAVAILABLE, 0, NULL,
      "A service is unavailable for the moment: look at Meta's status page, "
      "then try again.",
      .flags = WA_FAILURE },
    { 131057, 131057, ANY, WA_UNAVAILABLE, 0, NULL,
      "The account is in maintenance mode, perhaps for an upgrade of its "
      "throughput: try again in a minute.",
      .flags = WA_FAILURE },
    { 2494100, 2494100, ANY, WA_UNAVAILABLE, 0, NULL,
      "The phone number is in maintenance mode: try again in a few minutes.",
      .flags = WA_FAILURE },
    { 133004, 133004, ANY, WA_UNAVAILABLE, 0, NULL,
      "The server is unavailable for the moment: look at Meta's status page "
      "and the details of the answer before trying again.",
      .flags = WA_FAILURE },

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
      "billing is set up, with a time zone, a currency and credit left.",
      .turn = WA_OWNER, .setting = PAYMENT },
    /* Codes of a number's health: Meta's page on it, and integrators. */
    { 141006, 141006, ANY, WA_POLICY, 0, NULL,
      "The account's payment method is missing or failed: add one in the "
      "business settings.",
      .turn = WA_OWNER, .setting = PAYMENT },
    { 141010, 141010, ANY, WA_POLICY, 0, NULL,
      "The business is not verified: start or finish its verification with "
      "Meta.",
      .turn = WA_OWNER, .setting = "Business settings > Security Centre" },
    { 141002, 141002, ANY, WA_API, 0, NULL,
      "A template can't be used as it stands: see its state in WhatsApp "
      "Manager.",
      .setting = "WhatsApp Manager > Message templates" },
    /* Seen by integrators. */
    { 2388185, 2388185, ANY, WA_POLICY, 0, NULL,
      "Meta does not let this app or business do this: see its notices in "
      "the app dashboard, and turn to Meta's support." },
    { 2494160, 2494160, ANY, WA_POLICY, 0, NULL, NO_TEMPLATES },
    { 100, 100, ANY, WA_POLICY, 0, "manage templates", NO_TEMPLATES },
    { 134011, 134011, ANY, WA_POLICY, 0, NULL,
      "The terms of WhatsApp payments are not accepted: accept them with the "
      "link in the server's message." },
    { 131064, 131064, ANY, WA_API, 0, NULL,
      "Sending is limited as templates were put in the wrong category: wait "
      "until Meta lifts the limit, which it does by itself.",
      .action = WA_WAIT },
};

const struct wa_error_table wa_general_codes = { rows, sizeof(rows) /
                                                           sizeof(rows[0]) };
