#include "channel.h"

#include "../base/platform.h"

#include <string.h>

/* What a channel sends: the next request, as its target takes it */

/* libcurl wants `char *` in its lists, and leaves the bytes alone. */
static char *unconst(const char *text)
{
    union {
        const char *in;
        char *out;
    } pointer;

    pointer.in = text;
    return pointer.out;
}

/*
** The list is part of the channel: libcurl reads it while the transfer goes
** on, and nothing has to be allocated.
*/
static void set_headers(struct wa_channel *channel,
                        const struct wa_transfer *transfer)
{
    const char *lines[WA_HEADER_LINES];
    int count = 0, i;

    lines[count++] = transfer->authorization;
    lines[count++] = transfer->user_agent;
    lines[count++] = "Accept: application/json";
    if (transfer->body != NULL) {
        lines[count++] = "Content-Type: application/json";
        count += wa_channel_body_headers(channel, lines + count);
    }
    for (i = 0; i < count; i++) {
        channel->headers[i].data = unconst(lines[i]);
        channel->headers[i].next = &channel->headers[i + 1];
    }
    channel->headers[count - 1].next = NULL;
}

/*
** Path and query, sent as they are; libcurl would split, encode and join
** those of its URL for each request. A proxy that does not tunnel needs the
** whole URL.
*/
static CURLcode set_request_target(struct wa_channel *channel,
                                   const struct wa_transfer *transfer)
{
    const struct wa_target *target = channel->target;
    struct wa_buffer *line = &channel->request_target;

    if (transfer->query[0] == '\0' &&
        strcmp(wa_buffer_string(line), transfer->path) == 0)
        return CURLE_OK;
    wa_buffer_clear(line);
    if (!target->is_direct && strncmp(target->origin, "http:", 5) == 0)
        wa_buffer_append(line, target->origin, /* but its last slash */
                         strlen(target->origin) - 1);
    wa_buffer_text(line, transfer->path);
    if (transfer->query[0] != '\0') {
        wa_buffer_text(line, "?");
        wa_buffer_text(line, transfer->query);
    }
    if (line->state != WA_BUFFER_OK)
        return CURLE_OUT_OF_MEMORY;
    return curl_easy_setopt(channel->easy, CURLOPT_REQUEST_TARGET, line->data);
}

/* To libcurl a DELETE is a GET by another name. */
static CURLcode change_method(struct wa_channel *channel,
                              enum wa_method method)
{
    CURLcode code = curl_easy_setopt(
        channel->easy, method == WA_POST ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);

    if (code == CURLE_OK)
        code = curl_easy_setopt(channel->easy, CURLOPT_CUSTOMREQUEST,
                                method == WA_DELETE ? "DELETE" : NULL);
    channel->method = code == CURLE_OK ? (int)method : -1;
    return code;
}

static CURLcode set_method(struct wa_channel *channel,
                           const struct wa_transfer *transfer)
{
    CURLcode code = CURLE_OK;

    if ((int)transfer->method != channel->method)
        code = change_method(channel, transfer->method);
    if (code == CURLE_OK && transfer->body != NULL)
        code = wa_channel_set_body(channel);
    return code;
}

/* What is left of the transfer's time; 0 would be no timeout to libcurl. */
static CURLcode set_timeouts(struct wa_channel *channel,
                             const struct wa_transfer *transfer)
{
    long left = (long)(transfer->deadline - wa_now());
    CURLcode code =
        wa_channel_set(channel, CURLOPT_TIMEOUT_MS, &channel->set.timeout,
                       left > 0 ? left : 1L);

    if (code != CURLE_OK)
        return code;
    return wa_channel_set(channel, CURLOPT_CONNECTTIMEOUT_MS,
                          &channel->set.connect_timeout,
                          transfer->connect_timeout_ms);
}

/*
** From 7.87 on, TLS writes through libcurl's own send, which raises no
** SIGPIPE. Before, libcurl has to ignore the signal for the whole process
** while it writes, or a connection that the server closed would end the
** process. On the engine's own thread, which has all signals blocked, nothing
** needs to be ignored.
*/
static void set_no_signal(struct wa_channel *channel)
{
    int is_quiet = wa_curl_version() >= 0x075700 ||
                   wa_handover_is_shared(channel->handover);

    wa_channel_set(channel, CURLOPT_NOSIGNAL, &channel->set.no_signal,
                   is_quiet);
}

/*
** A channel keeps its options from one transfer to the next, so that only what
** differs is set.
*/
CURLcode wa_channel_prepare(struct wa_channel *channel,
                            struct wa_transfer *transfer)
{
    CURLcode code;

    channel->transfer = transfer;
    channel->problem[0] = '\0';
    channel->earlier_headers = 0;
    if (!channel->calls_on_request &&
        !wa_handover_may_send(channel->handover, transfer))
        return CURLE_ABORTED_BY_CALLBACK; /* so far as we know, now */
    set_no_signal(channel);
    set_headers(channel, transfer);
    code = set_request_target(channel, transfer);
    if (code == CURLE_OK)
        code = set_method(channel, transfer);
    if (code == CURLE_OK)
        code = wa_channel_set_reuse(channel, transfer);
    if (code == CURLE_OK)
        code = set_timeouts(channel, transfer);
    return code;
}
