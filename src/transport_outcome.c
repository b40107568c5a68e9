#include "transport_private.h"

#include <string.h>

/* How a transfer ended: libcurl's codes as kinds, and what went out */

struct outcome {
    CURLcode code;
    enum wa_kind kind;
};

/* What is not listed is WA_NETWORK. */
static const struct outcome outcomes[] = {
    { CURLE_OPERATION_TIMEDOUT, WA_TIMEOUT },
    { CURLE_SSL_CONNECT_ERROR, WA_TLS },
    { CURLE_PEER_FAILED_VERIFICATION, WA_TLS },
    { CURLE_SSL_CACERT_BADFILE, WA_TLS },
    { CURLE_SSL_CERTPROBLEM, WA_TLS },
    { CURLE_SSL_CIPHER, WA_TLS },
    { CURLE_SSL_ISSUER_ERROR, WA_TLS },
    { CURLE_SSL_ENGINE_NOTFOUND, WA_TLS },
    { CURLE_SSL_ENGINE_SETFAILED, WA_TLS },
    { CURLE_SSL_ENGINE_INITFAILED, WA_TLS },
    { CURLE_SSL_INVALIDCERTSTATUS, WA_TLS },
    { CURLE_USE_SSL_FAILED, WA_TLS },
    { CURLE_WRITE_ERROR, WA_PROTOCOL }, /* our own cap on the answer */
    { CURLE_UNSUPPORTED_PROTOCOL, WA_PROTOCOL }, /* an HTTP/0.9 answer */
    { CURLE_WEIRD_SERVER_REPLY, WA_PROTOCOL },
    { CURLE_BAD_CONTENT_ENCODING, WA_PROTOCOL },
    { CURLE_HTTP2, WA_PROTOCOL },
    { CURLE_TOO_MANY_REDIRECTS, WA_PROTOCOL },
};

/*
** A connection that breaks in the handshake says nothing of certificates.
** libcurl has one code for both and keeps old values of errno, so its words
** have to tell.
*/
static int is_broken(const struct wa_channel *channel)
{
    return strncmp(channel->problem, "Recv failure", 12) == 0 ||
           strncmp(channel->problem, "Send failure", 12) == 0 ||
           strncmp(channel->problem, "getpeername() failed", 20) == 0 ||
           strstr(channel->problem, "SSL_ERROR_SYSCALL") != NULL;
}

static enum wa_kind kind_of(const struct wa_channel *channel, CURLcode code)
{
    size_t i;

    if (code == CURLE_SSL_CONNECT_ERROR && is_broken(channel))
        return WA_NETWORK;
    for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (outcomes[i].code == code)
            return outcomes[i].kind;
    return WA_NETWORK;
}

/*
** Whether a connection was given the request. How many bytes it took does not
** tell: libcurl counts its first try alone, not what it sends where that finds
** the connection full. Where libcurl does not tell of requests, that it counts
** some, or has got past sending, has to do.
*/
int wa_channel_is_connected(struct wa_channel *channel)
{
    long size = 0;
    double past = 0;

    if (channel->tells_requests)
        return channel->transfer->requests > 0;
    curl_easy_getinfo(channel->easy, CURLINFO_REQUEST_SIZE, &size);
    curl_easy_getinfo(channel->easy, CURLINFO_PRETRANSFER_TIME, &past);
    return size > 0 || past > 0;
}

void wa_channel_fail(struct wa_channel *channel, enum wa_kind kind,
                     const char *message)
{
    struct wa_answer *answer = &channel->transfer->answer;

    answer->failed = 1;
    answer->sent =
        wa_channel_is_connected(channel) ? WA_MAYBE_SENT : WA_NOT_SENT;
    /* HTTP/2 would send the next request where this one had no answer. */
    if (kind == WA_TIMEOUT)
        curl_easy_setopt(channel->easy, CURLOPT_FORBID_REUSE, 1L);
    wa_error_set(&answer->error, kind, "", message);
}

/* Our own words where libcurl's would mislead, or quote a password */
static const char *own_words(const struct wa_channel *channel, CURLcode code)
{
    const struct wa_answer *answer = &channel->transfer->answer;

    if (answer->headers.state == WA_BUFFER_TOO_LARGE)
        return "the answer's header is larger than 64 KiB";
    if (answer->body.state == WA_BUFFER_TOO_LARGE)
        return "the answer is larger than 1 MiB";
    if (answer->headers.state != WA_BUFFER_OK ||
        answer->body.state != WA_BUFFER_OK)
        return "out of memory for the answer";
    if (channel->problem[0] == '\0' &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_PROXY))
        return "the proxy's address is not one that libcurl knows";
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return "the server closed the connection without an answer";
    return NULL;
}

int wa_channel_shares(const struct wa_channel *channel)
{
    const struct wa_buffer *headers = &channel->transfer->answer.headers;

    return strncmp(wa_buffer_string(headers), "HTTP/2", 6) == 0;
}

void wa_channel_settle(struct wa_channel *channel, CURLcode code)
{
    struct wa_transfer *transfer = channel->transfer;
    struct wa_answer *answer = &transfer->answer;
    const char *message;

    curl_easy_getinfo(channel->easy, CURLINFO_RESPONSE_CODE, &answer->status);
    if (code == CURLE_OK) {
        answer->sent = WA_SENT;
        channel->target->shares = wa_channel_shares(channel);
        return;
    }
    message = own_words(channel, code);
    if (message == NULL)
        message = channel->problem[0] != '\0' ? channel->problem
                                              : curl_easy_strerror(code);
    wa_channel_fail(channel, kind_of(channel, code), message);
    if (answer->error.kind == WA_PROTOCOL)
        answer->sent = WA_SENT; /* something did answer */
    else
        answer->status = 0; /* no whole answer, so no status */
}
