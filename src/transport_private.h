/*
** What the transport's own files share.
*/
#ifndef WA_TRANSPORT_PRIVATE_H
#define WA_TRANSPORT_PRIVATE_H

#include "transport.h"

#include <curl/curl.h>

#define WA_HEADER_LINES 6
#define WA_SOCKETS_MAX 64 /* connections that are watched while idle */

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
    long http_version; /* as set on `easy` */
    struct curl_slist headers[WA_HEADER_LINES]; /* a list without malloc */
    char problem[CURL_ERROR_SIZE]; /* libcurl's words on a failure */
};

struct wa_target {
    struct wa_target *next;
    struct wa_engine *engine; /* whose it is */
    char *origin, *ca_file, *proxy; /* owned; NULL where not given */
    int direct; /* no proxy applies */
    struct wa_channel *idle;
};

struct wa_engine {
    int references;
    CURLM *multi;
    struct wa_target *targets;
    struct wa_transfer *submitted; /* not begun yet, oldest first */
    struct wa_transfer *active; /* on the multi handle */
    int active_count;
    long long next_deadline; /* no active transfer runs out before */
    curl_socket_t sockets[WA_SOCKETS_MAX]; /* of libcurl's connections */
    int socket_count;
};

/* An idle channel, or a new one; NULL when libcurl is out of memory */
struct wa_channel *wa_channel_take(struct wa_target *target);

/* Keeps it for the next transfer; nothing secret stays in it */
void wa_channel_give_back(struct wa_channel *channel);
void wa_channel_free(struct wa_channel *channel);

/*
** Sets the channel up for the transfer. `crowded`: others are under way, so
** HTTP/2 can share one connection among them.
*/
CURLcode wa_channel_prepare(struct wa_channel *channel,
                            struct wa_transfer *transfer, int crowded);

/* Fills the answer of the channel's transfer from how libcurl ended */
void wa_channel_settle(struct wa_channel *channel, CURLcode code);

/* Ends the answer as a failure that libcurl did not report by itself */
void wa_channel_fail(struct wa_channel *channel, enum wa_kind kind,
                     const char *message);

/* Whether the connection stands, so that the connect timeout is over */
int wa_channel_is_connected(struct wa_channel *channel);

/* What libcurl calls when a connection's socket opens, and to close it */
int wa_socket_opened(void *engine, curl_socket_t opened, curlsocktype purpose);
int wa_socket_closed(void *engine, curl_socket_t closed);

/*
** Ends the idle connections that the server is about to end, so that libcurl
** takes none of them. Only while no transfer is active: all are idle then.
*/
void wa_engine_end_dying(struct wa_engine *engine);

/* Sets whom to trust: the target's ca_file, or the system's authorities */
CURLcode wa_trust(CURL *easy, const char *ca_file);

/* Whether `origin` names a host that can only be this machine */
int wa_url_is_loopback(const char *origin);

void wa_target_free(struct wa_target *target);

#endif
