/*
** An error of the Graph API, as the server sent it.
*/
#pragma once

#include "../base/buffer.h"

#pragma GCC visibility push(hidden)

/* The server's words first, in the order in which they are read */
enum wa_refusal_text {
    WA_REFUSAL_MESSAGE,
    WA_REFUSAL_DETAILS,
    WA_REFUSAL_USER_TITLE,
    WA_REFUSAL_USER_MESSAGE,
    WA_REFUSAL_TYPE,
    WA_REFUSAL_TRACE_ID,
    WA_REFUSAL_FIELD, /* at fault; set only by who has decoded the JSON */
    WA_REFUSAL_TEXTS
};

#define WA_NO_CODE 9007199254740992.0 /* 2^53: a code is smaller */

struct wa_refusal {
    struct {
        const char *text; /* NULL for none; borrowed, and not ended */
        size_t length;
    } texts[WA_REFUSAL_TEXTS];
    double code, subcode; /* WA_NO_CODE for none */
    int is_transient; /* 1 or 0; negative if the server does not say */
};

/*
** Reads an answer that is such an error and nothing else, with a code, a trace
** id, and no escapes. -1 for any other: a decoder of JSON has to read it.
*/
int wa_refusal_read(struct wa_refusal *refusal, const struct wa_buffer *body);

#pragma GCC visibility pop
