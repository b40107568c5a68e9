#include "error_codes.h"

/* Laid out by hand: more rows on a page */
/* clang-format off */
/* Logs of integrators: a POST needs more rights than a read. */
#define NO_SUCH_ID "The id names nothing that the token can see: check that " \
    "it is the phone number's id, or, if reading works, that the token has " \
    "whatsapp_business_management and the account assigned."
#define NO_TEMPLATES "The account may not manage templates: it is one of " \
    "the WhatsApp Business app alone, or its number is not registered yet."
#define PAYMENT "WhatsApp Manager > Payment settings"
#define TOO_MANY_CALLS "The app has reached its limit of API calls: wait, " \
    "then call less often."
#define TOO_FAST "Messages are sent faster than the number's throughput " \
    "allows: wait, then send more slowly."
#define NOT_LISTED "A test number writes only to listed recipients: add " \
    "this one to the list in the app dashboard."

/*
** Answers that any call may get, and answers about messages. Meanings and
** waits are from Meta's error-code reference if no other source is named.
*/
static const struct wa_error_code rows[] = {
    /* Tokens and permissions */
    { CODE(0), WA_AUTHENTICATION, "The access token was refused as expired or "
      "invalidated: make a new one." },
    { CODE(102), WA_AUTHENTICATION, "The session of the access token is no "
      "longer valid: make a new token." },
    { CODE(104), WA_AUTHENTICATION, "The request's signature was refused: "
      "check the app secret that signs it, or make a new access token." },
    { CODE(190), WA_AUTHENTICATION, "The access token has expired or is "
      "invalid: make a new one." },
    /* The subcodes of 190 are from the Graph API guide to error handling. */
    { PAIR(190, 458), WA_AUTHENTICATION, "The token's user has not installed "
      "the app: have the app authorised again and use the new token." },
    { PAIR(190, 459), WA_AUTHENTICATION, "Meta wants the token's user to log "
      "in at facebook.com and pass a check: do that, then make a new token." },
    { PAIR(190, 460), WA_AUTHENTICATION, "The token's user has changed the "
      "password, which ended the token: make a new one." },
    { PAIR(190, 463), WA_AUTHENTICATION, "The access token has expired: make "
      "a new one, preferably of a system user, because a token of the app "
      "dashboard works for 24 hours only." },
    { PAIR(190, 464), WA_AUTHENTICATION, "The token's user is not confirmed: "
      "confirm the account at facebook.com, then make a new token." },
    { PAIR(190, 467), WA_AUTHENTICATION, "The access token was invalidated: "
      "make a new one." },
    { PAIR(190, 492), WA_AUTHENTICATION, "The session of the access token is "
      "invalid: make a new token." },
    /* An HTTP 500 that no retry can help. */
    { CODE(3), WA_PERMISSION, "The app lacks a capability or permission for "
      "this call: check the token's permissions in Meta's access token "
      "debugger." },
    { CODE(10), WA_PERMISSION, "The permission was not granted or was "
      "removed: check the token's permissions in Meta's access token "
      "debugger." },
    { RANGE(200, 299), WA_PERMISSION, "The token may not do this: grant it "
      "whatsapp_business_management and whatsapp_business_messaging, and "
      "assign the account to its user." },
    { CODE(130403), WA_PERMISSION, "The app may not do this: check its "
      "permissions in Meta's access token debugger." },
    /* Seen by an integrator. */
    { CODE(200), WA_PERMISSION, "The terms of the Cloud API are not accepted: "
      "have the business accept them, then try again.", .text = "terms" },
    /* Seen by integrators. */
    { CODE(200), WA_AUTHENTICATION, "Graph got no access token: give one, "
      "preferably of a system user.", .text = "valid app id" },
    /* Subcodes of 200 in Meta's OpenAPI file. */
    { RANGE(1349174, 1349176), WA_PERMISSION, "The token lacks a permission "
      "that this call needs: grant whatsapp_business_management and make a "
      "new token." },
    { CODE(131005), WA_PERMISSION, "Access was denied: check the token's "
      "permissions in Meta's access token debugger." },

    /* The request itself */
    { CODE(33), WA_INVALID_REQUEST, "The business phone number has been "
      "deleted: check that its id is the right one." },
    { PAIR(100, 33), WA_NOT_FOUND, NO_SUCH_ID },
    /* The words of 100: logs of integrators. */
    { CODE(100), WA_NOT_FOUND, NO_SUCH_ID,
      .text = "unsupported post|unsupported get|object with id" },
    { CODE(100), WA_NOT_FOUND, "This is the number's id, not the account's: "
      "give the id of the WhatsApp Business Account as waba_id.",
      .text = "(phone_numbers) on node type "
      "(whatsappbusinessphonenumber)|(subscribed_apps) on node type "
      "(whatsappbusinessphonenumber)", .field = "waba_id" },
    { CODE(100), WA_NOT_FOUND, "This is the account's id, not the number's: "
      "give the id that phone_numbers lists for the number.",
      .text = "node type (whatsappbusinessaccount)",
      .field = "phone_number_id" },
    { CODE(100), WA_NOT_FOUND, "The id is that of something else, such as a "
      "business or an app: give the id that phone_numbers lists for the "
      "number.",
      .text = "node type (business)|node type (application)|node type "
      "(user)|node type (page)" },
    { CODE(100), WA_INVALID_REQUEST, "Graph does not know one of the fields "
      "or does not show it to this app: ask again without the field that the "
      "message names.", .text = "nonexisting field", .field = "fields" },
    { CODE(100), WA_PERMISSION, "The token or its app lacks a permission, or "
      "the number is one of the WhatsApp Business app: grant "
      "whatsapp_business_management, and look at the number's platform_type.",
      .text = "missing permission" },
    { CODE(100), WA_INVALID_REQUEST, "The id does not take this request, or "
      "the token may read but not do this: check the id, and assign the "
      "WhatsApp account to the token's user with full control.",
      .text = "unsupported request" },
    { CODE(100), WA_AUTHENTICATION, "Meta wants a proof made with the app "
      "secret, or got one made with the secret of another app: give "
      "`app_secret` (WHATSAPP_APP_SECRET) of the same app as the "
      "token.", .text = "appsecret_proof",
      .action = WA_FIX_REQUEST, .field = "app_secret",
      .setting = "App dashboard > App settings > Basic > App secret" },
    { CODE(100), WA_INVALID_REQUEST, "A parameter is missing, misspelt, too "
      "long or does not fit the phone number id: see what the server's "
      "message says.", .flags = WA_GENERAL },
    { CODE(803), WA_NOT_FOUND, "The id names nothing that the token can see: "
      "check the id." },
    { CODE(131008), WA_INVALID_REQUEST, "A required parameter is missing: the "
      "server's details say which." },
    { CODE(131009), WA_INVALID_REQUEST, "A parameter's value is not valid, or "
      "the number has not been added to the WhatsApp Business Account." },
    { CODE(131051), WA_INVALID_REQUEST, "The message type is not supported: "
      "send one of the types that Meta documents." },
    { CODE(135000), WA_INVALID_REQUEST, "The server refused the request "
      "without saying what is wrong: check it against Meta's reference.",
      .flags = WA_GENERAL },
    /* The words of 2500: logs of integrators. */
    { CODE(2500), WA_INVALID_REQUEST, "Graph does not understand the request: "
      "check the API version, the base URL and the id." },
    { CODE(2500), WA_INVALID_REQUEST, "Graph knows no such path: check that "
      "the API version is a live one, and that the base URL has no version in "
      "it.", .text = "unknown path", .field = "api_version" },
    { CODE(2500), WA_AUTHENTICATION, "Graph got no access token that it "
      "accepts: give one, preferably of a system "
      "user.", .text = "access token" },
    /* Seen by integrators. */
    { RANGE(147001, 147005), WA_INVALID_REQUEST, "The username is not valid "
      "or not available: choose another one." },

    /* Limits that pass; 32 and 613: Meta's guide to rate limits */
    { CODE(32), WA_RATE_LIMITED, "The page has reached its limit of API "
      "calls: wait, then call less often." },
    { CODE(613), WA_RATE_LIMITED, "This API has been called too often: wait, "
      "then call less often." },
    { CODE(4), WA_RATE_LIMITED, TOO_MANY_CALLS },
    /* Seen with 4, in Meta's OpenAPI file. */
    { CODE(2446079), WA_RATE_LIMITED, TOO_MANY_CALLS },
    { CODE(17), WA_RATE_LIMITED, "The token's user has reached the limit of "
      "API calls: wait, then call less often." },
    { CODE(341), WA_RATE_LIMITED, "The app has reached a limit: wait, then "
      "call less often." },
    { RANGE(80007, 80008), WA_RATE_LIMITED, "The WhatsApp Business Account "
      "has reached its limit of API calls: wait, then call less often." },
    { CODE(130429), WA_RATE_LIMITED, TOO_FAST },
    /* Seen with 130429. */
    { CODE(2494055), WA_RATE_LIMITED, TOO_FAST },
    { CODE(131048), WA_RATE_LIMITED, "The number may not send more for now, "
      "perhaps because earlier messages were reported as spam: wait, and "
      "check its quality in WhatsApp Manager." },
    { CODE(131056), WA_RATE_LIMITED, "Too many messages went to this one "
      "recipient in a short time: wait, or write to others meanwhile." },

    /* The server's own trouble */
    { CODE(1), WA_UNAVAILABLE, "The request was wrong or the server failed: "
      "look at Meta's status page, and check the request if it happens again.",
      .flags = WA_FAILURE },
    { CODE(2), WA_UNAVAILABLE, "The service is down or overloaded for the "
      "moment: try again, and if it goes on, wait 5 minutes and look at "
      "Meta's status page.", .flags = WA_FAILURE },
    { CODE(131000), WA_UNAVAILABLE, "The server failed and does not say why: "
      "try again, and open a ticket with Meta's support if it goes "
      "on.", .flags = WA_FAILURE },
    { CODE(131016), WA_UNAVAILABLE, "A service is unavailable for the moment: "
      "look at Meta's status page, then try again.", .flags = WA_FAILURE },
    { CODE(131057), WA_UNAVAILABLE, "The account is in maintenance mode, "
      "perhaps for an upgrade of its throughput: try again in a minute.",
      .flags = WA_FAILURE },
    { CODE(2494100), WA_UNAVAILABLE, "The phone number is in maintenance "
      "mode: try again in a few minutes.", .flags = WA_FAILURE },
    { CODE(133004), WA_UNAVAILABLE, "The server is unavailable for the "
      "moment: look at Meta's status page and the details of the answer "
      "before trying again.", .flags = WA_FAILURE },

    /* Standing of the business */
    { CODE(131031), WA_ACCOUNT_LOCKED, "The account is locked by policy, or "
      "the request's data, such as the PIN, did not match: read health_status "
      "before anything else." },
    { CODE(368), WA_POLICY, "The account is restricted or disabled for a "
      "violation of Meta's policy: see Meta's page on policy enforcement for "
      "how to resolve it." },
    { CODE(130497), WA_POLICY, "The account may not write to users in this "
      "country: see the WhatsApp Business messaging policy." },
    { CODE(131042), WA_POLICY, "There is a problem with the account's payment "
      "method: check that its billing is set up, with a time zone, a currency "
      "and credit left.", .turn = WA_OWNER, .setting = PAYMENT },
    /* Codes of a number's health: Meta's page on it, and integrators. */
    { CODE(141006), WA_POLICY, "The account's payment method is missing or "
      "failed: add one in the business settings.", .turn = WA_OWNER,
      .setting = PAYMENT },
    { CODE(141010), WA_POLICY, "The business is not verified: start or finish "
      "its verification with Meta.", .turn = WA_OWNER,
      .setting = "Business settings > Security Centre" },
    { CODE(141002), WA_API, "A template can't be used as it stands: see its "
      "state in WhatsApp Manager.",
      .setting = "WhatsApp Manager > Message templates" },
    /* Seen by integrators. */
    { CODE(2388185), WA_POLICY, "Meta does not let this app or business do "
      "this: see its notices in the app dashboard, and turn to Meta's "
      "support." },
    { CODE(2494160), WA_POLICY, NO_TEMPLATES },
    { CODE(100), WA_POLICY, NO_TEMPLATES, .text = "manage templates" },
    { CODE(134011), WA_POLICY, "The terms of WhatsApp payments are not "
      "accepted: accept them with the link in the server's message." },
    { CODE(131064), WA_API, "Sending is limited because templates were put in "
      "the wrong category: wait until Meta lifts the limit, which it does by "
      "itself.", .action = WA_WAIT },

    /* One message to one recipient */
    { CODE(130472), WA_RECIPIENT, "The message was held back because the "
      "recipient is part of an experiment of Meta's: reach this person "
      "another way." },
    { CODE(131021), WA_RECIPIENT, "The recipient is the sender: write to "
      "another number." },
    { CODE(131026), WA_RECIPIENT, "The message can't be delivered: the "
      "recipient may not use WhatsApp, have an old version, or not have "
      "accepted its terms." },
    { CODE(131030), WA_RECIPIENT, NOT_LISTED },
    /* Seen with 131030: piusalfred/whatsapp. */
    { CODE(2655007), WA_RECIPIENT, NOT_LISTED },
    { CODE(131047), WA_RECIPIENT, "The recipient last wrote more than 24 "
      "hours ago: send a template message." },
    { CODE(131049), WA_RECIPIENT, "Meta chose not to deliver this message: "
      "wait at least 24 hours before sending it again.", .wait = 86400 },
    { CODE(131050), WA_RECIPIENT, "The recipient has stopped marketing "
      "messages from this business: send no more of them." },
    /* A hash that the sender asks for: david-lev/pywa. */
    { CODE(137000), WA_API, "The recipient's identity is not the expected "
      "one: confirm who uses the number, then send with the new identity "
      "hash." },

    /* Other messages */
    { CODE(131035), WA_API, "The message expired before it could be "
      "delivered, because the number keeps no messages: send it again." },
    { CODE(131036), WA_API, "The message's content was gone before it could "
      "be delivered, because the number keeps no messages: send it again." },
    { CODE(131052), WA_API, "Media that the user sent could not be "
      "downloaded: ask for it by another way." },
    { CODE(131053), WA_API, "The media could not be uploaded: check that its "
      "type is supported and fits its content." },
    { CODE(131055), WA_API, "This API sends only marketing templates: send "
      "one of those, or use the Cloud API." },
    { RANGE(132000, 132069), WA_API, "Something is wrong with the template or "
      "flow of the message: the server's message says what, and WhatsApp "
      "Manager shows its state." },
    { CODE(134100), WA_API, "This API sends only templates of the category "
      "MARKETING: send one of those, or use the Cloud API." },
    { CODE(134101), WA_API, "The template is still being synchronised: wait "
      "10 minutes, then send again.", .wait = 600, .action = WA_WAIT },
    { CODE(134102), WA_API, "The template can't be used: check that the "
      "account is onboarded for the Marketing Messages API." },
};
/* clang-format on */

const struct wa_error_table wa_general_codes = { rows, sizeof(rows) /
                                                           sizeof(rows[0]) };
