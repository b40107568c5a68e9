#include "error_codes.h"

#include <string.h>

/*
** A kind is what a program branches on; its hint and action are for codes whose
** row has no better ones, and for failures that no server has answered.
*/
struct kind {
    const char *name;
    enum wa_action action;
    enum wa_turn turn;
    const char *hint;
    const char *setting; /* NULL if no page of Meta's helps */
};

/* The names that Meta gives its pages, so that users find them */
#define SYSTEM_USERS "Business settings > Users > System users"
#define NUMBERS "WhatsApp Manager > Phone numbers"
#define SUPPORT_HOME "Business Support Home"
#define STATUS_PAGE "https://metastatus.com/whatsapp-business-api"

/* Laid out by hand: more rows on a page */
/* clang-format off */
/*
** Programs compare the names, so none may change. A hint is a text for
** people: one sentence that says what happened and what to do. The turn is the
** program's own (WA_YOU) unless only somebody else can act.
*/
static const struct kind kinds[WA_KINDS] = {
    [WA_INVALID_REQUEST] = { "invalid_request", WA_FIX_REQUEST, WA_YOU,
       "The request is not valid: the message and the field say what to "
        "change." },
    [WA_NOT_FOUND] = { "not_found", WA_CHECK_ID, WA_YOU,
       "The id names nothing that the token can see: check the id, and what "
        "the token's user is assigned to.", NUMBERS },
    [WA_AUTHENTICATION] = { "authentication", WA_REFRESH_TOKEN, WA_YOU,
       "The access token is missing, expired or revoked: make a new one.",
        SYSTEM_USERS },
    [WA_PERMISSION] = { "permission", WA_GRANT_PERMISSION, WA_YOU,
       "The token may not do this: check its permissions in Meta's access "
        "token debugger.", SYSTEM_USERS },
    [WA_RATE_LIMITED] = { "rate_limited", WA_WAIT, WA_YOU,
       "Too many calls were made: wait, then call less often." },
    [WA_REGISTRATION_LIMIT] = { "registration_limit", WA_WAIT, WA_YOU,
       "The number has used up its 10 attempts to register or deregister in "
        "72 hours: wait before the next one." },
    [WA_PIN_MISMATCH] = { "pin_mismatch", WA_FIX_PIN, WA_YOU,
       "This is not the number's two-step verification PIN: send the right "
        "one or set a new one.", NUMBERS " > Settings > Two-step "
        "verification" },
    [WA_PIN_LOCKED] = { "pin_locked", WA_WAIT, WA_YOU,
       "Too many wrong PINs were sent, or too fast: wait before sending the "
        "right one." },
    [WA_VERIFICATION_REQUIRED] = { "verification_required",
        WA_VERIFY_NUMBER, WA_YOU,
       "The number's ownership must be verified first: request a code and "
        "verify it.", NUMBERS },
    [WA_CODE_REJECTED] = { "code_rejected", WA_REQUEST_CODE, WA_YOU,
       "The verification code, or the request for one, was refused: request a "
        "new one." },
    [WA_NOT_REGISTERED] = { "not_registered", WA_REGISTER_FIRST, WA_YOU,
       "The number is not registered with the Cloud API: register it first.",
        NUMBERS },
    [WA_DEREGISTRATION_INCOMPLETE] = { "deregistration_incomplete",
        WA_DEREGISTER_FIRST, WA_YOU,
       "An earlier attempt to deregister the number stopped half-way: "
        "deregister it again." },
    /* It is Meta's turn: nothing that the program does shortens the wait. */
    [WA_TOO_SOON] = { "too_soon", WA_WAIT, WA_META,
       "The number was deleted a short time ago: wait a few minutes before "
        "registering it." },
    [WA_DISPLAY_NAME_PENDING] = { "display_name_pending", WA_WAIT, WA_META,
       "Meta has not finished with the number's display name: wait until it "
        "is approved.", NUMBERS " > Profile > Display name" },
    [WA_NOT_REGISTRABLE] = { "not_registrable", WA_NOTHING, WA_OWNER,
       "The number is a test number or shared with the WhatsApp Business app: "
        "it must not be registered or deregistered here." },
    [WA_ACCOUNT_LOCKED] = { "account_locked", WA_CHECK_HEALTH, WA_YOU,
       "The account is locked: read the number's health_status for the "
        "reason.", SUPPORT_HOME },
    [WA_POLICY] = { "policy", WA_CONTACT_META, WA_META,
       "Meta has restricted the business: see its notice in WhatsApp Manager, "
        "and turn to Meta's support.", SUPPORT_HOME },
    [WA_RECIPIENT] = { "recipient", WA_FIX_RECIPIENT, WA_YOU,
       "This recipient can't be sent this message: change the recipient or "
        "the message." },
    [WA_UNAVAILABLE] = { "unavailable", WA_RETRY, WA_META,
       "The server failed: try again later, and look at Meta's status "
        "page.", STATUS_PAGE },
    /*
    ** From here to `cancelled` there is no answer of the API that could be
    ** read, and so no code: the kind is found on this side.
    */
    [WA_NETWORK] = { "network", WA_RETRY, WA_YOU,
       "The server could not be reached, or the connection broke: check the "
        "network, the proxy and the base URL." },
    [WA_TIMEOUT] = { "timeout", WA_RETRY, WA_YOU,
       "No answer came in time: allow more time, or check the network." },
    [WA_TLS] = { "tls", WA_RETRY, WA_YOU,
       "The server could not be authenticated: check the certificates, the "
        "proxy and this machine's clock." },
    [WA_PROTOCOL] = { "protocol", WA_CHECK_STATUS, WA_YOU,
       "The answer could not be read: check whether something between here "
        "and Meta answers in its place." },
    [WA_CANCELLED] = { "cancelled", WA_CHECK_STATUS, WA_YOU,
       "The call was cancelled: the server may have acted on it "
        "nevertheless." },
    /* Only the number's owner can delete the other account. */
    [WA_NUMBER_IN_USE] = { "number_in_use", WA_FIX_NUMBER, WA_OWNER,
       "Another WhatsApp account holds the number: delete that account in its "
        "app or disconnect it from the other provider, wait up to 6 hours, "
        "then register.", "WhatsApp app > Settings > Account" },
    [WA_NOT_READY] = { "not_ready", WA_FIX_NUMBER, WA_OWNER,
       "The number can't be registered as it stands: check its display name, "
        "its two-step verification, and whether another account holds it.",
        NUMBERS },
    /* Also what row() returns for a kind that has no row */
    [WA_API] = { "api", WA_NOTHING, WA_YOU,
       "The server refused with a code that is not in the table: read its "
        "message, and give the trace id to Meta's support." },
};
/* clang-format on */

/*
** The words for programs. Two of them are "none": a row of the code tables
** without an action takes that of its kind.
*/
static const char *const actions[WA_ACTIONS] = {
    [WA_ACTION_OF_KIND] = "none",
    [WA_FIX_REQUEST] = "fix_request",
    [WA_CHECK_ID] = "check_id",
    [WA_REFRESH_TOKEN] = "refresh_token",
    [WA_GRANT_PERMISSION] = "grant_permission",
    [WA_WAIT] = "wait",
    [WA_FIX_PIN] = "fix_pin",
    [WA_FIX_NUMBER] = "fix_number",
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

/* In a row without a turn, that of the kind is taken: nobody sees the first */
static const char *const turns[WA_TURNS] = {
    [WA_TURN_OF_KIND] = "you",
    [WA_YOU] = "you",
    [WA_OWNER] = "owner",
    [WA_META] = "meta",
};

/* A kind without a row is unknown */
static const struct kind *row(enum wa_kind kind)
{
    int is_listed = (size_t)kind < WA_KINDS && kinds[kind].name != NULL;

    return &kinds[is_listed ? kind : WA_API];
}

/* All texts are constants. Field and wait are set by wa_explain, if at all. */
void wa_explain_kind(struct wa_explanation *explained, enum wa_kind kind)
{
    memset(explained, 0, sizeof(*explained));
    explained->kind = kind;
    explained->action = row(kind)->action;
    explained->turn = row(kind)->turn;
    explained->hint = row(kind)->hint;
    explained->setting = row(kind)->setting;
}

const char *wa_kind_name(enum wa_kind kind)
{
    return row(kind)->name;
}

enum wa_kind wa_kind_find(const char *name)
{
    int i = 0;

    while (i < WA_API && strcmp(row((enum wa_kind)i)->name, name) != 0)
        i++;
    return (enum wa_kind)i;
}

const char *wa_action_name(enum wa_action action)
{
    int is_listed = (size_t)action < WA_ACTIONS && actions[action] != NULL;

    return actions[is_listed ? action : WA_NOTHING];
}

const char *wa_turn_name(enum wa_turn turn)
{
    return turns[(size_t)turn < WA_TURNS ? turn : WA_YOU];
}
