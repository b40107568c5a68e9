/*
** The attempts of numbers that have one only, which most have: a hundred bytes
** each. Lua decides what counts, and what several attempts mean.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

enum wa_attempt_operation {
    WA_ATTEMPT_REGISTER,
    WA_ATTEMPT_DEREGISTER,
    WA_ATTEMPT_REQUEST_CODE, /* kept apart from the others */
    WA_ATTEMPT_OPERATIONS
};

enum wa_attempt_state {
    WA_ATTEMPT_PENDING,
    WA_ATTEMPT_SUCCEEDED,
    WA_ATTEMPT_REFUSED,
    WA_ATTEMPT_UNKNOWN,
    WA_ATTEMPT_NOT_SENT,
    WA_ATTEMPT_STATES
};

struct wa_first_attempt {
    struct wa_first_attempt *next; /* in its slot */
    double reserved_at, settled_at; /* seconds since the epoch */
    double retry_after; /* seconds, -1 if it is not known */
    int code; /* of the answer, -1 if it is not known */
    unsigned serial; /* others of the same time have another one */
    unsigned char operation, state;
    unsigned short length; /* of the number's id */
    char number[]; /* not ended by a NUL */
};

struct wa_first_attempts {
    struct wa_first_attempt **slots;
    size_t size, count; /* size is a power of two, or 0 */
};

/* Longer ids are kept by Lua */
#define WA_NUMBER_MAX 255

/* NULL if the number has none */
struct wa_first_attempt *
wa_first_attempts_find(const struct wa_first_attempts *all, const char *number,
                       size_t length, int is_code);

/*
** Adds one, pending, for a number that has none; NULL if memory is out. The
** caller fills in the rest.
*/
struct wa_first_attempt *wa_first_attempts_add(struct wa_first_attempts *all,
                                               const char *number,
                                               size_t length, int operation);

void wa_first_attempts_remove(struct wa_first_attempts *all,
                              struct wa_first_attempt *attempt);

void wa_first_attempts_free(struct wa_first_attempts *all);

#pragma GCC visibility pop
