/*
** What the transport's own files share.
*/
#ifndef WA_TRANSPORT_PRIVATE_H
#define WA_TRANSPORT_PRIVATE_H

#include "engine.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sys/types.h>

#define WA_HEADER_LINES 6
#define WA_SOCKETS_MAX 1024 /* connections that a fork's child closes */

/*
** An easy handle set up for a target and kept for the next transfer to it:
** setting all options anew would cost more than sending the request.
*/
struct wa_channel {
    struct wa_channel *next; /* in its target's list of idle ones */
    struct wa_target *target;
    struct wa_transfer *transfer; /* NULL while idle */
    CURL *easy;
    CURLU *url; /* of the origin */
    struct wa_buffer request_target; /* as set on `easy` */
    int has_query; /* in it */
    int tells_requests; /* libcurl calls on_request (7.80 and later) */
    int is_post; /* as set on `easy`; -1: neither yet */
    struct curl_slist headers[WA_HEADER_LINES]; /* a list without malloc */
    char problem[CURL_ERROR_SIZE]; /* libcurl's words on a failure */
};

/* The socket of an open connection */
struct wa_socket {
    curl_socket_t descriptor;
    dev_t device; /* these two tell it from a later one of its number */
    ino_t inode;
};

struct wa_target {
    struct wa_target *next;
    struct wa_engine *engine; /* whose it is */
    int references; /* the user's, as is the next */
    int was_used; /* the driver may have channels for it */
    char *base_url; /* owned, as are the next */
    char *origin, *prefix; /* of it: "https://host:port/", "/path" or "" */
    char *ca_file, *proxy; /* NULL where not given */
    int direct; /* no proxy applies */
    struct wa_channel *idle;
    int active_count; /* of its transfers; of whoever drives the engine */
    unsigned waited_in; /* the walk in which a transfer had to wait for it */
};

/*
** How many targets are kept although no client uses them: a client that is
** made for each request finds its connection again.
*/
#define WA_UNUSED_TARGETS_MAX 8

/*
** How many transfers are begun in one round. A TLS handshake takes
** milliseconds, and fork() waits for the round to end.
*/
#define WA_BEGUN_MAX 8

struct wa_transfers {
    struct wa_transfer *first, *last;
};

struct wa_engine {
    int references;
    unsigned generation; /* of the process that made it: wa_generation() */
    CURLM *multi;
    struct wa_target *targets; /* the user's, the latest first */
    int used_targets, unused_targets;
    struct {
        void *memory; /* NULL: none */
        void (*destroy)(void *memory);
    } spares[WA_SPARES]; /* the user's */

    /* Of whoever drives it: its thread, else its user */
    struct wa_transfers active; /* on the multi handle */
    int active_count;
    unsigned walk; /* counts looks for what is due */
    long max_connections; /* to one host, as set on `multi` */
    long pool_size; /* to all, as set on `multi` */
    struct wa_socket sockets[WA_SOCKETS_MAX]; /* of open connections */
    int socket_count;

    /* Shared by user and thread, and guarded by `lock` */
    struct wa_transfers submitted; /* not begun yet, oldest first */
    struct wa_transfers ended; /* dropped, and over */
    struct wa_target *released; /* to be freed by the driver */
    int unwanted; /* how many active ones are cancelled */
    int sleeps; /* the thread has looked at all that is shared, and waits */
    const struct wa_transfer *awaited; /* its user waits until it is done */
    int stops; /* the thread is to end, for good */
    int forks; /* it is to stand still meanwhile */
    int stands_still;

    int has_thread; /* else nothing is shared, and `lock` not used */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* what is awaited is done, or a fork can be */
    pthread_t thread;
    struct wa_engine *next; /* of this process */
};

/* libcurl's at run time: 0x075800 is 7.88.0 */
unsigned wa_curl_version(void);

/* Around all that is shared; nothing inside takes long */
void wa_engine_enter(struct wa_engine *engine);
void wa_engine_leave(struct wa_engine *engine);

/* Makes its thread, where it has one, look at what is new */
void wa_engine_wake(struct wa_engine *engine);

/* It waits no more, and will look by itself before it does again */
void wa_engine_rise(struct wa_engine *engine);

/*
** Has the user wait until the transfer is done or wa_now() is `until`; between
** enter and leave
*/
void wa_engine_await(struct wa_engine *engine,
                     const struct wa_transfer *transfer, long long until);

/* Ends that wait where it is over: once a round, which may end many calls */
void wa_engine_tell(struct wa_engine *engine);

/* An engine begins and ends to be one of this process. */
void wa_engine_list(struct wa_engine *engine);
void wa_engine_unlist(const struct wa_engine *engine);

/* How often this process is a fork of the one that loaded the library */
unsigned wa_generation(void);

/* Once a process: what forks and exits need to know; 0 or -1 */
int wa_engine_setup(void);

/*
** One round: begins what was submitted, or else waits up to `wait_ms` for
** something to happen; moves bytes; settles what finished or is not wanted any
** more.
*/
void wa_engine_drive(struct wa_engine *engine, long wait_ms);

/* Takes what was cancelled off the multi handle; whether there was any */
int wa_engine_settle_unwanted(struct wa_engine *engine);

void wa_transfer_append(struct wa_transfers *list,
                        struct wa_transfer *transfer);
void wa_transfer_unlink(struct wa_transfers *list,
                        struct wa_transfer *transfer);

/* What there is to begin */
struct wa_due {
    struct wa_transfer *transfer; /* the driver's from now on; or NULL */
    long long next; /* where NULL: wa_now() at which to look again */
};

/*
** The oldest that is due: may be sent now, or has no time left to. Of those
** for one server, none comes before an older one that has to wait there.
*/
struct wa_due wa_transfer_take_due(struct wa_engine *engine, long long now);

/* Gives it back to its user, who may have cancelled or dropped it meanwhile */
void wa_transfer_give_back(struct wa_engine *engine,
                           struct wa_transfer *transfer);

/* Whether it was cancelled since it was taken */
int wa_transfer_is_unwanted(struct wa_engine *engine,
                            struct wa_transfer *transfer);
int wa_engine_has_unwanted(struct wa_engine *engine);

/* A request is about to go out; 0 where it must not */
int wa_transfer_may_send(struct wa_transfer *transfer);

/* An idle channel, or a new one; NULL when libcurl is out of memory */
struct wa_channel *wa_channel_take(struct wa_target *target);

/* Keeps it for the next transfer; nothing secret stays in it */
void wa_channel_give_back(struct wa_channel *channel);
void wa_channel_free(struct wa_channel *channel);

/* Sets the channel up for the transfer */
CURLcode wa_channel_prepare(struct wa_channel *channel,
                            struct wa_transfer *transfer);

/* Fills the answer of the channel's transfer from how libcurl ended */
void wa_channel_settle(struct wa_channel *channel, CURLcode code);

/* A connection's socket opens; what libcurl calls to close it */
void wa_socket_opened(struct wa_engine *engine, curl_socket_t opened);
int wa_socket_closed(void *engine, curl_socket_t closed);

/* Closes the descriptors, and no more, of what a parent goes on with */
void wa_engine_leave_sockets(struct wa_engine *engine);

/* Sets whom to trust: the target's ca_file, or the system's authorities */
CURLcode wa_trust(CURL *easy, const char *ca_file);

/*
** Refuses what libcurl would not take for a proxy's address: -1 with the field
** `proxy`. Takes NULL.
*/
int wa_url_check_proxy(const char *url, struct wa_error *error);

/* Whether `origin` names a host that can only be this machine */
int wa_url_is_loopback(const char *origin);

void wa_target_free(struct wa_target *target);

/* Frees all targets of a list */
void wa_targets_free(struct wa_target *list);

/* Frees what the user has released; only called by the driver */
void wa_engine_free_released(struct wa_engine *engine);

/* How many connections to keep, for one server and for all */
long wa_engine_pool_size(const struct wa_engine *engine, long max);

/*
** Splits a base URL into origin ("https://host:port/") and path ("" or
** "/prefix"). Refuses what is not a plain https URL, or http to a loopback
** host: -1 with the field `base_url`.
*/
int wa_url_split(const char *url, struct wa_buffer *origin,
                 struct wa_buffer *path, struct wa_error *error);

#endif
