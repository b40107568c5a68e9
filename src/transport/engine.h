/*
** Moving bytes over HTTPS: the engine and its transfers. Only transport*.c
** knows libcurl; nobody here knows Lua or what the bytes mean.
*/
#ifndef WA_TRANSPORT_H
#define WA_TRANSPORT_H

#include "../base/buffer.h"
#include "../base/error.h"
#include "../base/waker.h"

#define WA_VERSION "0.2.0"

#define WA_ANSWER_MAX ((size_t)1024 * 1024)
#define WA_HEADERS_MAX ((size_t)64 * 1024)

struct wa_engine; /* connections, and the loop that moves their bytes */
struct wa_target; /* a server, and how to reach and trust it */
struct wa_channel; /* the transport's own */
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

/* What came of a transfer: an answer, or a failure where `failed` is set */
struct wa_answer {
    int failed;
    struct wa_error error; /* kind and message, where failed */
    enum wa_sent sent;
    long status; /* HTTP status; 0: none was received */
    struct wa_buffer headers; /* lines of the last response, CRLF ended */
    struct wa_buffer body;
};

/*
** One request and its answer. The caller fills the first part, borrows
** nothing back, and leaves it alone while the engine has it.
*/
struct wa_transfer {
    struct wa_target *target; /* borrowed, as are the strings below */
    const char *path; /* absolute, without a query */
    const char *query; /* "" when there is none */
    const char *authorization; /* whole header line */
    const char *user_agent; /* whole header line */
    const struct wa_buffer *body; /* NULL: GET, else POST of this JSON */
    long long not_before; /* wa_now() to start at; 0: at once */
    long long deadline; /* wa_now() at which it fails */
    long connect_timeout_ms;
    long max_connections; /* of the engine to one host, from now on */

    /* Once it is done */
    struct wa_answer answer; /* where it was not cancelled */
    const char *cancelled; /* what to say of it, or NULL */
    enum wa_sent cancelled_sent;

    /* The transport's own */
    enum wa_progress progress;
    struct wa_transfer *next, *previous;
    const struct wa_transfer_owner *dropped; /* NULL: somebody waits */
    struct wa_waker *waker; /* a reference; raised when it is done */
    struct wa_channel *channel;
    long pool_size; /* connections that the engine may keep, at the least */
    int is_begun; /* whoever drives the engine has it */
    int requests; /* how often a request was begun on a connection */
};

/* What to do about a transfer that was dropped, when the engine is through */
struct wa_transfer_owner {
    void (*wipe)(struct wa_transfer *transfer); /* at once, on any thread */
    void (*release)(struct wa_transfer *transfer); /* in wa_engine_reap */
};

/* Milliseconds of a clock that never goes back */
long long wa_now(void);

/* The same in seconds, as fine as the clock is: to tell how long it took */
double wa_seconds(void);

/* Once a process, by any thread; 0, or -1 when libcurl can't be used */
int wa_transport_setup(void);

/*
** An engine belongs to one thread, its user's. Without a thread of its own it
** moves only while the user waits for a transfer.
**
** One reference. NULL when out of memory.
*/
struct wa_engine *wa_engine_new(void);
struct wa_engine *wa_engine_ref(struct wa_engine *engine);

/* The last one closes all connections; takes NULL */
void wa_engine_unref(struct wa_engine *engine);

/* Gives it a thread of its own, if it has none; -1 where there is no more */
int wa_engine_run(struct wa_engine *engine);

/*
** Ends that thread, soon, and for good; transfers under way move only while
** their user waits from then on
*/
void wa_engine_stop(struct wa_engine *engine);

/* Whether it was made before a fork: all but `unref` is then forbidden */
int wa_engine_is_foreign(const struct wa_engine *engine);

/* Releases what was dropped and is over; only called by the engine's user */
void wa_engine_reap(struct wa_engine *engine);

/*
** A reference on the engine's target for these settings, which is made where
** there is none yet. Copies. `ca_file` and `proxy` may be NULL. `base_url` must
** be a plain https URL, or http to a loopback host: else NULL, `error` set.
*/
struct wa_target *wa_engine_target(struct wa_engine *engine,
                                   const char *base_url, const char *ca_file,
                                   const char *proxy, struct wa_error *error);

/* The same target of another engine */
struct wa_target *wa_engine_target_like(struct wa_engine *engine,
                                        const struct wa_target *target);

/*
** The engine keeps a few that nobody uses, for the next client with the same
** settings. Takes NULL.
*/
void wa_target_unref(struct wa_target *target);

/* The path of its base URL: "", or "/prefix" */
const char *wa_target_prefix(const struct wa_target *target);

/* Kinds of memory that the upper layers keep for their next use */
enum wa_spare {
    WA_SPARE_CALL,
    WA_SPARE_CLIENT,
    WA_SPARES
};

/* What was kept, or NULL */
void *wa_engine_take_spare(struct wa_engine *engine, enum wa_spare kind);

/* Keeps it, or destroys it where there is one already */
void wa_engine_keep_spare(struct wa_engine *engine, enum wa_spare kind,
                          void *spare, void (*destroy)(void *spare));

void wa_transfer_init(struct wa_transfer *transfer);

/* Wipes the answer; the memory is for the next transfer */
void wa_transfer_clear(struct wa_transfer *transfer);

void wa_transfer_free(struct wa_transfer *transfer);

/* Hands it over */
void wa_transfer_start(struct wa_engine *engine, struct wa_transfer *transfer);

/* Whether it is not under way (any more); waits for that up to `wait_ms` */
int wa_transfer_wait(struct wa_engine *engine, struct wa_transfer *transfer,
                     long wait_ms);

/* Ends it now, as cancelled; nothing where it is not under way */
void wa_transfer_cancel(struct wa_engine *engine,
                        struct wa_transfer *transfer);

/*
** Cancels it for good. 1 where the engine's thread is still at it: its memory
** must stay until the owner's functions are called.
*/
int wa_transfer_drop(struct wa_engine *engine, struct wa_transfer *transfer,
                     const struct wa_transfer_owner *owner);

/*
** Raises `waker` whenever the transfer is done, at once where it is already;
** takes a reference. NULL for no more.
*/
void wa_transfer_tell(struct wa_engine *engine, struct wa_transfer *transfer,
                      struct wa_waker *waker);

#endif
