/*
** What became of a request that failed, and what to do next. The only place
** that decides it: the state of an attempt and of a PIN, and whether the number
** is read back, follow from here.
*/
#pragma once

#include "error_codes.h"
#include "operations.h"

#pragma GCC visibility push(hidden)

enum wa_outcome {
    WA_OUTCOME_NOT_SENT,
    WA_OUTCOME_REFUSED, /* also a read that failed: it changes nothing */
    WA_OUTCOME_UNKNOWN
};

struct wa_failed {
    const struct wa_operation *operation; /* NULL for none */
    enum wa_kind kind;
    int is_sent; /* perhaps */
    int is_local; /* refused on this side */
    int has_code; /* or a subcode: the server says what it refused */
    int has_field; /* the option at fault is known */
    int is_transient; /* as the server says */
    int status; /* of HTTP, 0 for none */
    struct wa_explanation explained; /* of the code, or of the kind */

    /* Set by wa_conclude, as are action and hint in `explained` */
    enum wa_outcome outcome;
    int is_retryable; /* sending the same again is safe, and can help */
    int spends_attempt;
};

void wa_conclude(struct wa_failed *failed);

/* Whether the number is to be read: it may have changed */
int wa_is_open(const struct wa_failed *failed);

#pragma GCC visibility pop
