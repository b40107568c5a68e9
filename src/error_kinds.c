#include "error_codes.h"

struct kind {
    const char *name;
    enum wa_action action;
    const char *hint;
};

static const struct kind kinds[WA_KINDS] = {
    [WA_INVALID_REQUEST] = { "invalid_request", WA_FIX_REQUEST,
                             "The request is not valid: the message and the "
                             "field tell what to change." },
    [WA_NOT_FOUND] = { "not_found", WA_CHECK_ID,
                       "The id names nothing that the token can see: check "
                       "the id, and what the token's user is assigned to." },
    [WA_AUTHENTICATION] = { "authentication", WA_REFRESH_TOKEN,
                            "The access token is missing, expired or revoked: "
                            "make a new one." },
    [WA_PERMISSION] = { "permission", WA_GRANT_PERMISSION,
                        "The token may not do this: check its permissions in "
                        "Meta's access token debugger." },
    [WA_RATE_LIMITED] = { "rate_limited", WA_WAIT,
                          "Too many calls were made: wait, then call less "
                          "often." },
    [WA_REGISTRATION_LIMIT] = { "registration_limit", WA_WAIT,
                                "The number has used up its 10 attempts to "
                                "register or deregister in 72 hours: wait "
                                "before the next one." },
    [WA_PIN_MISMATCH] = { "pin_mismatch", WA_FIX_PIN,
                          "This is not the number's two-step verification "
                          "PIN: send the right one or set a new one." },
    [WA_PIN_LOCKED] = { "pin_locked", WA_WAIT,
                        "Too many wrong PINs were sent, or too fast: wait "
                        "before sending the right one." },
    [WA_VERIFICATION_REQUIRED] = { "verification_required", WA_VERIFY_NUMBER,
                                   "The number's ownership must be verified "
                                   "first: request a code and verify it." },
    [WA_CODE_REJECTED] = { "code_rejected", WA_REQUEST_CODE,
                           "The verification code, or the request for one, "
                           "was refused: request a new one." },
    [WA_NOT_REGISTERED] = { "not_registered", WA_REGISTER_FIRST,
                            "The number is not registered with the Cloud API: "
                            "register it first." },
    [WA_DEREGISTRATION_INCOMPLETE] = { "deregistration_incomplete",
                                       WA_DEREGISTER_FIRST,
                                       "An earlier attempt to deregister the "
                                       "number stopped half-way: deregister "
                                       "it again." },
    [WA_TOO_SOON] = { "too_soon", WA_WAIT,
                      "The number was deleted a short time ago: wait a few "
                      "minutes before registering it." },
    [WA_DISPLAY_NAME_PENDING] = { "display_name_pending", WA_WAIT,
                                  "Meta has not finished with the number's "
                                  "display name: wait until it is approved." },
    [WA_NOT_REGISTRABLE] = { "not_registrable", WA_NOTHING,
                             "The number is a test number or shared with the "
                             "WhatsApp Business app: it must not be "
                             "registered or deregistered here." },
    [WA_ACCOUNT_LOCKED] = { "account_locked", WA_CHECK_HEALTH,
                            "The account is locked: read the number's "
                            "health_status for the reason." },
    [WA_POLICY] = { "policy", WA_CONTACT_META,
                    "Meta has restricted the business: see its notice in "
                    "WhatsApp Manager, and turn to Meta's support." },
    [WA_RECIPIENT] = { "recipient", WA_FIX_RECIPIENT,
                       "This recipient can't be sent this message: change the "
                       "recipient or the message." },
    [WA_UNAVAILABLE] = { "unavailable", WA_RETRY,
                         "The server has trouble of its own: try again later, "
                         "and look at Meta's status page." },
    [WA_NETWORK] = { "network", WA_RETRY,
                     "The server could not be reached or broke off: check the "
                     "network, the proxy and the base URL." },
    [WA_TIMEOUT] = { "timeout", WA_RETRY,
                     "No answer came in time: allow more time, or check the "
                     "network." },
    [WA_TLS] = { "tls", WA_RETRY,
                 "The server could not be authenticated: check the "
                 "certificates, the proxy and this machine's clock." },
    [WA_PROTOCOL] = { "protocol", WA_CHECK_STATUS,
                      "The answer could not be read: see whether something "
                      "between here and Meta answers in its place." },
    [WA_CANCELLED] = { "cancelled", WA_CHECK_STATUS,
                       "The call was cancelled: the server may have acted on "
                       "it nevertheless." },
    [WA_API] = { "api", WA_NOTHING,
                 "The server refused with a code that is not in the table: "
                 "read its message, and give the trace id to Meta's "
                 "support." },
};

static const char *const actions[WA_ACTIONS] = {
    [WA_FIX_REQUEST] = "fix_request",
    [WA_CHECK_ID] = "check_id",
    [WA_REFRESH_TOKEN] = "refresh_token",
    [WA_GRANT_PERMISSION] = "grant_permission",
    [WA_WAIT] = "wait",
    [WA_FIX_PIN] = "fix_pin",
    [WA_VERIFY_NUMBER] = "verify_number",
    [WA_REQUEST_CODE] = "request_code",
    [WA_REGISTER_FIRST] = "register",
    [WA_DEREGISTER_FIRST] = "deregister",
    [WA_NOTHING] = "none",
    [WA_CHECK_HEALTH] = "check_health",
    [WA_CONTACT_META] = "contact_meta",
    [WA_FIX_RECIPIENT] = "fix_recipient",
    [WA_RETRY] = "retry",
    [WA_CHECK_STATUS] = "check_status",
};

/* A kind from outside the list is one that nobody knows */
static const struct kind *row(enum wa_kind kind)
{
    return &kinds[(size_t)kind < WA_KINDS ? kind : WA_API];
}

const char *wa_kind_name(enum wa_kind kind)
{
    return row(kind)->name;
}

enum wa_action wa_kind_action(enum wa_kind kind)
{
    return row(kind)->action;
}

const char *wa_kind_hint(enum wa_kind kind)
{
    return row(kind)->hint;
}

const char *wa_action_name(enum wa_action action)
{
    return actions[(size_t)action < WA_ACTIONS ? action : WA_NOTHING];
}
