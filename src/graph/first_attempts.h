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
    WA_ATTEMPT_STATES,
    WA_ATTEMPTS_APART = WA_ATTEMPT_STATES /* the number has more, in Lua */
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

/* The longest id of an attempt: operation, time in microseconds, serial */
#define WA_ATTEMPT_ID_MAX 48

/* By wa_attempt_operation and wa_attempt_state; ended by NULL */
extern const char *const wa_attempt_operations[];
extern const char *const wa_attempt_states[];

/*
** Two generations, of which the older one goes as a whole: journal/memory.lua
** says when
*/
struct wa_generations {
    struct wa_first_attempts young, old;
    unsigned serial; /* of the last attempt that was taken */
    unsigned unseen; /* how many were taken since their age was looked at */
};

/* In the younger one, else in the older one; NULL if there is none */
struct wa_first_attempt *wa_generations_find(const struct wa_generations *all,
                                             const char *number, size_t length,
                                             int is_code);

/*
** Takes the number's first attempt, pending; NULL if it has one, or memory is
** out
*/
const struct wa_first_attempt *wa_generations_take(struct wa_generations *all,
                                                   const char *number,
                                                   size_t length,
                                                   int operation, double now);

/*
** Notes that the number's attempts are kept elsewhere from now on, all of
** them; -1 if memory is out
*/
int wa_generations_set_apart(struct wa_generations *all, const char *number,
                             size_t length, int is_code);

/* The younger becomes the older one */
void wa_generations_renew(struct wa_generations *all);

/* Forgets all attempts */
void wa_generations_free(struct wa_generations *all);

/* As record.lua writes and reads it; returns its length */
size_t wa_attempt_write_id(char id[WA_ATTEMPT_ID_MAX], int operation,
                           double reserved_at, unsigned serial);

/* NULL if the number has none */
struct wa_first_attempt *
wa_first_attempts_find(const struct wa_first_attempts *all, const char *number,
                       size_t length, int is_code);

/*
** Settles one that is pending: `state` is another one, `code` and
** `retry_after` are -1 if they are not known. -1 if it is settled already.
*/
int wa_first_attempt_settle(struct wa_first_attempt *attempt, int state,
                            double now, int code, double retry_after);

#pragma GCC visibility pop
