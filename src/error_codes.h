/*
** What a Graph API error means: one row per code and subcode.
*/
#ifndef WA_ERROR_CODES_H
#define WA_ERROR_CODES_H

#include <stddef.h>

/* What went wrong, as a word for programs; each has a row in `kinds` */
enum wa_kind {
    WA_INVALID_REQUEST, /* refused here, or by the server as malformed */
    WA_NOT_FOUND, /* the id names nothing the token can see */
    WA_AUTHENTICATION, /* the token is missing, expired or revoked */
    WA_PERMISSION, /* the token is good but may not do this */
    WA_RATE_LIMITED, /* too many calls; passes by itself */
    WA_REGISTRATION_LIMIT, /* 10 register/deregister in 72 hours */
    WA_PIN_MISMATCH, /* not the PIN that the number has */
    WA_PIN_LOCKED, /* too many PIN guesses, or too fast */
    WA_VERIFICATION_REQUIRED, /* ownership must be proved by a code */
    WA_CODE_REJECTED, /* a code was refused, or its request */
    WA_NOT_REGISTERED, /* needs `register` first */
    WA_DEREGISTRATION_INCOMPLETE, /* an earlier deregister stopped half-way */
    WA_TOO_SOON, /* the number was deleted minutes ago */
    WA_DISPLAY_NAME_PENDING, /* Meta is still reviewing the name */
    WA_NOT_REGISTRABLE, /* coexistence and test numbers */
    WA_ACCOUNT_LOCKED, /* by policy, or by unverifiable data */
    WA_POLICY, /* Meta has restricted the business */
    WA_RECIPIENT, /* this recipient can't be sent this message */
    WA_UNAVAILABLE, /* the server's own trouble; passes */
    WA_NETWORK, /* no answer: connection refused, reset, ... */
    WA_TIMEOUT, /* no answer in time */
    WA_TLS, /* the server could not be authenticated */
    WA_PROTOCOL, /* an answer that can't be read */
    WA_CANCELLED, /* by the caller */
    WA_API, /* a code without a row; its number is kept */
    WA_KINDS /* how many there are */
};

/* What to do next, as a word for programs */
enum wa_action {
    WA_FIX_REQUEST,
    WA_CHECK_ID,
    WA_REFRESH_TOKEN,
    WA_GRANT_PERMISSION,
    WA_WAIT,
    WA_FIX_PIN,
    WA_VERIFY_NUMBER,
    WA_REQUEST_CODE,
    WA_REGISTER_FIRST,
    WA_DEREGISTER_FIRST,
    WA_NOTHING,
    WA_CHECK_HEALTH,
    WA_CONTACT_META,
    WA_FIX_RECIPIENT,
    WA_RETRY,
    WA_CHECK_STATUS,
    WA_ACTIONS
};

struct wa_error_code {
    long first, last; /* the codes it speaks of, both included */
    long subcode; /* WA_ANY_SUBCODE, or the one of this pair */
    enum wa_kind kind;
    long wait; /* seconds, 0 when not known */
    const char *text; /* NULL, or what the server's words must contain */
    const char *hint; /* one sentence that a person can act on */
};

#define WA_ANY_SUBCODE (-1L)

/*
** The row for a code and subcode as the server sent them (0 or negative
** subcode: none was sent) with its words (either may be NULL). A row for the
** pair comes first, then the subcode read as a code (Graph often puts the
** real code there), then a row for the code and its words, then the code.
** NULL for a code that no row knows.
*/
const struct wa_error_code *wa_error_code_find(long code, long subcode,
                                               const char *message,
                                               const char *details);

/* Row `index` of the table, NULL past its end: for listings and checks */
const struct wa_error_code *wa_error_code_at(size_t index);

const char *wa_kind_name(enum wa_kind kind);
enum wa_action wa_kind_action(enum wa_kind kind);
const char *wa_kind_hint(enum wa_kind kind); /* where no row has a better */
const char *wa_action_name(enum wa_action action);

/*
** Seconds to wait according to a sentence such as "try again in 1 hour and
** 30 minutes"; 0 when it names no time. Graph gives the wait after too many
** PIN guesses only as free text in `error_data.details`.
*/
long wa_wait_in_text(const char *text);

#endif
