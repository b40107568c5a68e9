#include "channel.h"

#include <stdlib.h>
#include <string.h>

#define REQUEST_TARGET_MAX ((size_t)4 * 1024 * 1024)

/*
** The callbacks: C memory only, and nothing that can fail halfway. Returning
** less than was offered ends the transfer.
*/

/* Too large an answer ends the transfer, which is reported as such. */
static size_t on_body(char *data, size_t size, size_t count, void *channel)
{
    struct wa_transfer *transfer = ((struct wa_channel *)channel)->transfer;

    (void)size; /* always 1 */
    return wa_buffer_append(&transfer->answer.body, data, count) == 0 ? count
                                                                      : 0;
}

/*
** CURLOPT_ERRORBUFFER keeps only the first message of a transfer, which may be
** about an old connection that was closed on the way. So it is set as soon as
** this transfer's own connection begins.
*/
static void enable_error_buffer(struct wa_channel *channel)
{
    curl_easy_setopt(channel->easy, CURLOPT_ERRORBUFFER, channel->problem);
}

/*
** Only once an answer comes on it: 7.88 also keeps one that did not take the
** request, and what is sent there next ends as if it may have got through.
*/
static void keep_connection(struct wa_channel *channel, int keep)
{
    curl_easy_setopt(channel->easy, CURLOPT_FORBID_REUSE, (long)!keep);
}

/*
** Sees every response, also a 100 or 103 that comes before the real one. All
** of them count for the cap, since an old libcurl takes them without end.
*/
static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct wa_channel *channel = context;
    struct wa_buffer *headers = &channel->transfer->answer.headers;

    (void)size;
    if (count >= 5 && memcmp(data, "HTTP/", 5) == 0) {
        if (count < 7 || memcmp(data, "HTTP/1.", 7) != 0)
            return 0; /* 8.14 takes any version for one that it knows */
        channel->earlier_headers += headers->length;
        wa_buffer_clear(headers);
        keep_connection(channel, 1);
    }
    if (count > headers->max - headers->length - channel->earlier_headers)
        headers->state = WA_BUFFER_TOO_LARGE;
    return wa_buffer_append(headers, data, count) == 0 ? count : 0;
}

#if LIBCURL_VERSION_NUM >= 0x075000 /* 7.80.0 */
/* A connection stands; see wa_handover_may_send */
static int on_request(void *channel, char *remote_ip, char *local_ip,
                      int remote_port, int local_port)
{
    struct wa_channel *itself = channel;

    (void)remote_ip;
    (void)local_ip;
    (void)remote_port;
    enable_error_buffer(itself);
    if (wa_channel_meets_ended(itself, local_port))
        return CURL_PREREQFUNC_ABORT;
    return wa_handover_may_send(itself->handover, itself->transfer)
               ? CURL_PREREQFUNC_OK
               : CURL_PREREQFUNC_ABORT;
}
#endif

/* Called when libcurl is about to look up a name: a connection begins. */
static int on_lookup(void *resolver, void *reserved, void *channel)
{
    (void)resolver;
    (void)reserved;
    enable_error_buffer(channel);
    return 0;
}

/* Called with a new socket, before it connects */
static int on_socket(void *channel, curl_socket_t opened, curlsocktype purpose)
{
    (void)purpose;
    enable_error_buffer(channel);
    wa_sockets_opened(((struct wa_channel *)channel)->sockets, opened);
    return CURL_SOCKOPT_OK;
}

/* Options of newer versions; an older library at run time refuses them */
static void set_newer_options(CURL *easy, struct wa_channel *channel)
{
#if LIBCURL_VERSION_NUM >= 0x075000 /* 7.80.0 */
    channel->calls_on_request =
        curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request) ==
            CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PREREQDATA, channel) == CURLE_OK;
#endif
#if LIBCURL_VERSION_NUM >= 0x075500 /* 7.85.0 */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                     (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700 /* 7.87.0 */
    /* Else giving up during a DNS lookup waits for the lookup to end. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    (void)channel;
}

/* NOPROXY "*" spares libcurl the look at the environment for each request. */
static CURLcode set_proxy(CURL *easy, const struct wa_target *target)
{
    if (target->proxy != NULL)
        return curl_easy_setopt(easy, CURLOPT_PROXY, target->proxy);
    if (target->is_direct)
        return curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    return CURLE_OK; /* libcurl reads https_proxy and its like */
}

/* What holds for every transfer to the target */
static CURLcode set_up(struct wa_channel *channel)
{
    CURL *easy = channel->easy;
    CURLcode code;

    curl_easy_setopt(easy, CURLOPT_CURLU, channel->url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, channel);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, channel);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, channel);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, channel->headers);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, channel);
    curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, on_lookup);
    curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, channel);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, wa_sockets_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, channel->sockets);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 4096L);
    wa_channel_set_up_body(channel);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    keep_connection(channel, 0);
    set_newer_options(easy, channel);
    code = curl_easy_setopt(easy, CURLOPT_SSLVERSION,
                            (long)CURL_SSLVERSION_TLSv1_2);
    if (code == CURLE_OK)
        code = wa_channel_trust(easy, channel->target->ca_file);
    if (code == CURLE_OK)
        code = set_proxy(easy, channel->target);
    return code;
}

static struct wa_channel *make(const struct wa_target *target,
                               struct wa_handover *handover,
                               struct wa_sockets *sockets)
{
    struct wa_channel *channel = calloc(1, sizeof(*channel));

    if (channel == NULL)
        return NULL;
    channel->target = target;
    channel->handover = handover;
    channel->sockets = sockets;
    channel->method = -1;
    channel->set.no_signal = channel->set.keep_sending = -1;
    channel->set.fresh_connect = channel->set.max_age = -1;
    channel->set.timeout = channel->set.connect_timeout = -1;
    wa_buffer_init(&channel->request_target, REQUEST_TARGET_MAX);
    channel->easy = curl_easy_init();
    channel->url = curl_url();
    return channel;
}

/*
** The URL is that of the origin, parsed once; path and query are set for each
** request as they are, by CURLOPT_REQUEST_TARGET.
*/
struct wa_channel *wa_channel_new(const struct wa_target *target,
                                  struct wa_handover *handover,
                                  struct wa_sockets *sockets)
{
    struct wa_channel *channel = make(target, handover, sockets);

    if (channel == NULL)
        return NULL;
    if (channel->easy == NULL || channel->url == NULL ||
        curl_url_set(channel->url, CURLUPART_URL, target->origin, 0) !=
            CURLUE_OK ||
        set_up(channel) != CURLE_OK) {
        wa_channel_free(channel);
        return NULL;
    }
    return channel;
}

void wa_channel_free(struct wa_channel *channel)
{
    if (channel == NULL)
        return;
    curl_easy_cleanup(channel->easy);
    curl_url_cleanup(channel->url);
    wa_buffer_free(&channel->request_target);
    free(channel);
}

void wa_channels_free(struct wa_channel *list)
{
    while (list != NULL) {
        struct wa_channel *channel = list;

        list = channel->next;
        wa_channel_free(channel);
    }
}

/*
** A connection is kept only after an answer: see on_header. The path of a
** request holds no secret and stays, for the next one is often the same.
*/
void wa_channel_clear(struct wa_channel *channel)
{
    keep_connection(channel, 0);
    curl_easy_setopt(channel->easy, CURLOPT_ERRORBUFFER, NULL);
    if (channel->transfer->query[0] != '\0') { /* may hold a token */
        curl_easy_setopt(channel->easy, CURLOPT_REQUEST_TARGET, NULL);
        wa_buffer_clear(&channel->request_target);
    }
    channel->transfer = NULL;
}
