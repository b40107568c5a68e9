#include "channel.h"

/*
** Which connections a request may use again. If the server has ended the
** connection, the request is lost, and looks like one that the server acted
** on. So a change must not be sent on such a connection.
*/

#define IDLE_MAX 118L /* seconds, libcurl's own */

/*
** Before 8.0 libcurl takes TLS's close_notify, which comes before the end of
** TCP, for a sign of life. From 8.15 on it may have read the close_notify
** along with the answer, and then does not know of it.
*/
static int may_miss_goodbye(void)
{
    return wa_curl_version() < 0x080000 || wa_curl_version() >= 0x080f00;
}

/* From 8.21 on libcurl looks at an idle connection once a second at most. */
static int looks_too_rarely(void)
{
    return wa_curl_version() >= 0x081500;
}

/* A second: before 8.0 libcurl rounds down, and later 0 is no limit at all. */
static long idle_max_change(void)
{
    return wa_curl_version() < 0x080000 ? 0 : 1;
}

/*
** If libcurl does not call on_request, it would even send a change again by
** itself, and only a fresh connection is safe.
*/
CURLcode wa_channel_set_reuse(struct wa_channel *channel,
                              const struct wa_transfer *transfer)
{
    int is_change = transfer->method != WA_GET;
    int needs_fresh =
        channel->calls_on_request ? channel->met_ended : is_change;
    CURLcode code = CURLE_OK;

    channel->met_ended = 0;
    if (!channel->calls_on_request || looks_too_rarely())
        code = wa_channel_set(channel, CURLOPT_FRESH_CONNECT,
                              &channel->set.fresh_connect, needs_fresh);
    if (code == CURLE_OK && channel->calls_on_request && may_miss_goodbye())
        code =
            wa_channel_set(channel, CURLOPT_MAXAGE_CONN, &channel->set.max_age,
                           is_change ? idle_max_change() : IDLE_MAX);
    return code;
}

/*
** Nothing is due on an idle connection, so whatever came there is its end. Two
** that lead to different servers may have the same port. One that is not in
** the table can't be looked at.
*/
static int is_open(struct wa_sockets *sockets, int port)
{
    int found = 0, i;

    for (i = 0; i < sockets->count; i++) {
        struct wa_socket *socket = &sockets->open[i];

        if (socket->port == 0)
            socket->port = wa_socket_port(socket->descriptor);
        if (socket->port != port)
            continue;
        if (!wa_socket_is_silent(socket->descriptor))
            return 0;
        found = 1;
    }
    return found;
}

/* On a new one, a ticket of TLS for a later connection may have come. */
int wa_channel_meets_ended(struct wa_channel *channel, int local_port)
{
    long made = 0;

    if (channel->transfer->method == WA_GET || !looks_too_rarely())
        return 0;
    curl_easy_getinfo(channel->easy, CURLINFO_NUM_CONNECTS, &made);
    channel->met_ended = made == 0 && !is_open(channel->sockets, local_port);
    return channel->met_ended;
}
