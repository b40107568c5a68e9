/*
** One request and its answer, as plain data. The handover decides who may touch
** it when.
*/
#pragma once

#include "../base/buffer.h"
#include "../base/error.h"
#include "../base/method.h"
#include "../base/waker.h"

#pragma GCC visibility push(hidden)

#define WA_ANSWER_MAX ((size_t)1024 * 1024)
#define WA_HEADERS_MAX ((size_t)64 * 1024)

struct wa_channel;
struct wa_route;
struct wa_transfer;

/* Could the server have acted on the request? */
enum wa_sent {
    WA_NOT_SENT,
    WA_MAYBE_SENT,
    WA_SENT /* it answered */
};

enum wa_progress {
    WA_IDLE,
    WA_UNDER_WAY,
    WA_DONE
};

/* Why there is no answer */
enum wa_failure {
    WA_FAILED_NETWORK, /* no connection, or a broken one */
    WA_FAILED_TIMEOUT,
    WA_FAILED_TLS, /* the server could not be authenticated */
    WA_FAILED_PROTOCOL, /* what came can't be read */
    WA_FAILED_RESOURCE, /* this machine lacks memory, descriptors, ... */
    WA_FAILED_SETTING, /* an option must be changed: the error's field */
    WA_FAILURES
};

struct wa_answer {
    int failed; /* then `failure` and `error` say why */
    enum wa_failure failure;
    struct wa_error error;
    enum wa_sent sent;
    long status; /* HTTP status; 0: none was received */
    struct wa_buffer headers; /* lines of the last response, CRLF ended */
    struct wa_buffer body;
};

/* What to do about a transfer that was dropped, once the engine is through */
struct wa_transfer_owner {
    void (*wipe)(struct wa_transfer *transfer); /* at once, on any thread */
    void (*release)(struct wa_transfer *transfer); /* in wa_engine_reap */
};

/*
** The caller fills the first part, and must not touch the struct from
** wa_engine_start until the transfer is done.
*/
struct wa_transfer {
    struct wa_route *route; /* borrowed, as are the strings below */
    const char *path; /* absolute, without a query */
    const char *query; /* "" when there is none */
    const char *authorization; /* whole header line */
    const char *user_agent; /* whole header line */
    enum wa_method method;
    const struct wa_buffer *body; /* JSON, of a POST; else NULL */
    int holds_secret; /* nothing of it may stay in memory */
    long long not_before; /* wa_now() to start at; 0: at once */
    long long deadline; /* wa_now() at which it fails */
    long connect_timeout_ms;
    long max_connections; /* of the engine to one host, from now on */

    /* Once it is done: `cancelled`, or else the answer */
    struct wa_answer answer;
    const char *cancelled; /* how, in words; NULL if it was not */
    enum wa_sent cancelled_sent;

    /* The handover's */
    enum wa_progress progress;
    struct wa_transfer *next, *previous;
    const struct wa_transfer_owner *dropped; /* NULL: somebody waits */
    struct wa_waker *waker; /* a reference; woken when it is done */
    int is_taken; /* the driver has it */
    int is_awaited; /* its user waits until it is done */
    int requests; /* how often a connection was given the request */

    /* The engine's */
    struct wa_channel *channel;
    long pool_size; /* connections that the engine may keep, at the least */
};

struct wa_transfers {
    struct wa_transfer *first, *last;
};

void wa_transfer_init(struct wa_transfer *transfer);

/* Forgets the outcome before, for the next start */
void wa_transfer_reset(struct wa_transfer *transfer);

/* Wipes the answer, whose memory is kept */
void wa_transfer_wipe(struct wa_transfer *transfer);

/* As it was at first, once the answer is wiped */
void wa_transfer_renew(struct wa_transfer *transfer);

/* Wipes and releases the answer; the transfer can be used again */
void wa_transfer_free(struct wa_transfer *transfer);

void wa_transfer_append(struct wa_transfers *list,
                        struct wa_transfer *transfer);
void wa_transfer_unlink(struct wa_transfers *list,
                        struct wa_transfer *transfer);

#pragma GCC visibility pop
