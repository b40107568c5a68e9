/*
** What a Graph API error means: one row per code and subcode.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

#define WA_ERROR_TEXT_MAX 2048 /* bytes of one of the server's texts */

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
    WA_UNAVAILABLE, /* the server failed; passes by itself */
    WA_NETWORK, /* no answer: connection refused, reset, ... */
    WA_TIMEOUT, /* no answer in time */
    WA_TLS, /* the server could not be authenticated */
    WA_PROTOCOL, /* an answer that can't be read */
    WA_CANCELLED, /* by the caller */
    WA_NUMBER_IN_USE, /* another account, app or provider holds the number */
    WA_NOT_READY, /* the server does not say what prevents it */
    WA_API, /* a code without a row; its number is kept */
    WA_KINDS /* how many there are */
};

/* What to do next, as a word for programs */
enum wa_action {
    WA_ACTION_OF_KIND, /* what the kind says, in a row that has no other */
    WA_FIX_REQUEST,
    WA_CHECK_ID,
    WA_REFRESH_TOKEN,
    WA_GRANT_PERMISSION,
    WA_WAIT,
    WA_FIX_PIN,
    WA_FIX_NUMBER, /* a person changes something at the number */
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

/* Whose turn it is */
enum wa_turn {
    WA_TURN_OF_KIND,
    WA_YOU,
    WA_OWNER, /* of the number, or of its account */
    WA_META,
    WA_TURNS
};

enum wa_error_flags {
    WA_FAILURE = 1, /* the server failed: it may have acted all the same */
    WA_GENERAL = 2, /* the code names no cause: words that ask to wait count */
    WA_UNLESS_NAMED = 4 /* the wait counts only if the words name none */
};

struct wa_error_code {
    long first, last; /* the codes it speaks of, both included */
    long subcode; /* WA_ANY_SUBCODE, or the one of this pair */
    enum wa_kind kind;
    const char *hint; /* one sentence that a person can act on */
    /* The rest is optional, and set by name in a row */
    const char *text; /* what the server's words must contain */
    long wait; /* seconds, if known */
    enum wa_action action;
    unsigned flags;
    const char *step; /* the operation whose error it is; NULL: any */
    const char *field; /* the option at fault */
    enum wa_turn turn;
    const char *setting; /* the page of Meta's to look at */
};

#define WA_ANY_SUBCODE (-1L)

/*
** The row for a code and subcode as the server sent them (0 or negative
** subcode: none was sent), the operation that was refused and the server's
** words (either may be NULL). A row for the pair comes first, then the subcode
** read as a code (Graph often puts the real code there), then the code; each
** time one whose words are found, then one of the operation, then the one of
** the fewest codes. NULL for a code that no row knows.
*/
const struct wa_error_code *wa_error_code_find(long code, long subcode,
                                               const char *step,
                                               const char *text);

/* Row `index` of the table, NULL past its end: for listings and checks */
const struct wa_error_code *wa_error_code_at(size_t index);

struct wa_explanation {
    enum wa_kind kind;
    enum wa_action action;
    enum wa_turn turn;
    const char *hint;
    const char *setting, *field; /* NULL if there is none */
    long wait; /* 0 when not known */
    int is_known, is_failure;
};

/* What an error means: the row that is found, completed by kind and words */
void wa_explain(struct wa_explanation *explained, long code, long subcode,
                const char *step, const char *text);

/* The same of a kind, for what no server has answered */
void wa_explain_kind(struct wa_explanation *explained, enum wa_kind kind);

const char *wa_kind_name(enum wa_kind kind);
enum wa_kind wa_kind_find(const char *name); /* WA_API if there is none */
const char *wa_action_name(enum wa_action action);
const char *wa_turn_name(enum wa_turn turn);

/*
** Seconds to wait according to a text such as "try again in 1 hour and 30
** minutes"; 0 when it names no time. Of several times the longest counts.
*/
long wa_wait_in_text(const char *text);

/* The same, of sentences alone that ask to wait or to try again */
long wa_wait_asked(const char *text);

/* The rest is for error_*.c only */

/* How a row of the table begins: the codes that it speaks of */
#define CODE(code) (code), (code), WA_ANY_SUBCODE
#define RANGE(first, last) (first), (last), WA_ANY_SUBCODE
#define PAIR(code, subcode) (code), (code), (subcode)

struct wa_error_table {
    const struct wa_error_code *rows;
    size_t count;
};

extern const struct wa_error_table wa_general_codes, wa_number_codes;

#pragma GCC visibility pop
