/*
** A call: one operation under way, with everything it needs to be sent again.
*/
#pragma once

#include "first_attempts.h"
#include "request.h"

#pragma GCC visibility push(hidden)

struct wa_call {
    struct wa_client *client; /* a reference */
    struct wa_engine *engine; /* a reference; the client's of that time */
    struct wa_request request;
    struct wa_transfer transfer;
    double started; /* wa_seconds() */
    int tries;
    struct { /* which of the first attempts it has taken */
        double reserved_at;
        unsigned serial; /* 0 for none */
        int operation;
    } attempt;
};

/*
** NULL when out of memory. Holds a reference on the client, whose engine must
** be of this process.
*/
struct wa_call *wa_call_new(struct wa_client *client);

/*
** Cancels what is under way, wipes and releases; if a thread still uses it, as
** soon as the thread is through. Never waits. Takes NULL.
*/
void wa_call_free(struct wa_call *call);

/* The memory of one, with an empty request; NULL if memory is out */
struct wa_call *wa_call_make(void);

/* Releases such memory, or a client's spare; takes NULL */
void wa_call_release(struct wa_call *spare);

/*
** Checks the values and writes the request; -1 with `error` set if one
** breaks its rule. Nothing is sent.
*/
int wa_call_prepare(struct wa_call *call, const struct wa_operation *operation,
                    struct wa_value *values, struct wa_value *call_values,
                    struct wa_error *error);

/*
** Whether it may go out as far as these are asked: it is not counted, or has
** taken its number's first attempt. 0: the journal in Lua has to decide.
*/
int wa_call_count(struct wa_call *call, struct wa_generations *all);

/*
** Settles the attempt that it has taken, as wa_first_attempt_settle does; -1
** if there is none, or they have it no more
*/
int wa_call_settle(const struct wa_call *call,
                   const struct wa_generations *all, int state, int code,
                   double retry_after);

/*
** Whether the answer is {"success":true}, in whatever spacing, to an operation
** that promises no more than that. Of a call that is done.
*/
int wa_call_succeeded(const struct wa_call *call);

/* Sends what was prepared */
void wa_call_start(struct wa_call *call);

/*
** Sends the same request again after `delay_ms`, within the call's timeout.
** Only for a call that is done.
*/
void wa_call_again(struct wa_call *call, long delay_ms);

/* Whether it is done; waits for that up to `wait_ms` */
int wa_call_poll(struct wa_call *call, long wait_ms);

void wa_call_cancel(struct wa_call *call);

/* Wakes `waker` whenever the call may have become done; NULL for no more */
void wa_call_set_waker(struct wa_call *call, struct wa_waker *waker);

/* Whether another process started it, before a fork: it has to finish it */
int wa_call_is_foreign(const struct wa_call *call);

/* Of a call that is done */
enum wa_sent wa_call_sent(const struct wa_call *call);

/* The kind of error that a call which failed or was cancelled ended in */
const char *wa_call_kind(const struct wa_call *call);

/* The id of its phone number; NULL if it has none */
const char *wa_call_number(const struct wa_call *call);

/* Milliseconds left until the call's timeout, 0 when it has passed */
long wa_call_time_left(const struct wa_call *call);

#pragma GCC visibility pop
