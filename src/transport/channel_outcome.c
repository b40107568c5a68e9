#include "channel.h"

#include <string.h>

/* How a transfer ended: libcurl's codes as kinds, and what went out */

#define TOO_LARGE ((CURLcode)100) /* CURLE_TOO_LARGE, which 8.6 added */

struct outcome {
    CURLcode code;
    enum wa_failure kind;
};

/* All others are WA_FAILED_NETWORK. */
static const struct outcome outcomes[] = {
    { CURLE_OPERATION_TIMEDOUT, WA_FAILED_TIMEOUT },
    { CURLE_SSL_CONNECT_ERROR, WA_FAILED_TLS },
    { CURLE_PEER_FAILED_VERIFICATION, WA_FAILED_TLS },
    { CURLE_SSL_CACERT_BADFILE, WA_FAILED_TLS },
    { CURLE_SSL_CERTPROBLEM, WA_FAILED_TLS },
    { CURLE_SSL_CIPHER, WA_FAILED_TLS },
    { CURLE_SSL_ISSUER_ERROR, WA_FAILED_TLS },
    { CURLE_SSL_ENGINE_NOTFOUND, WA_FAILED_TLS },
    { CURLE_SSL_ENGINE_SETFAILED, WA_FAILED_TLS },
    { CURLE_SSL_ENGINE_INITFAILED, WA_FAILED_TLS },
    { CURLE_SSL_INVALIDCERTSTATUS, WA_FAILED_TLS },
    { CURLE_USE_SSL_FAILED, WA_FAILED_TLS },
    { CURLE_WRITE_ERROR, WA_FAILED_PROTOCOL }, /* see on_header, on_body */
    { TOO_LARGE, WA_FAILED_PROTOCOL }, /* libcurl's own cap on headers */
    { CURLE_UNSUPPORTED_PROTOCOL,
      WA_FAILED_PROTOCOL }, /* an HTTP/0.9 answer */
    { CURLE_WEIRD_SERVER_REPLY, WA_FAILED_PROTOCOL },
    { CURLE_BAD_CONTENT_ENCODING, WA_FAILED_PROTOCOL },
    { CURLE_TOO_MANY_REDIRECTS, WA_FAILED_PROTOCOL },
};

/*
** A connection that breaks in the handshake says nothing of certificates.
** libcurl has one code for both and keeps old values of errno, so only its
** words show which it was. If OpenSSL gave no reason, it says SSL_connect, or
** reason(0).
*/
static int is_broken(const struct wa_channel *channel)
{
    static const char *const words[] = {
        "Recv failure",  "Send failure", "getpeername() failed",
        "SSL_connect: ", "::reason(0)",  "unexpected eof while reading"
    };
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(channel->problem, words[i]) != NULL)
            return 1;
    return 0;
}

/* By libcurl's code, but for the one that stands for two causes */
static enum wa_failure kind_of(const struct wa_channel *channel, CURLcode code)
{
    size_t i;

    if (code == CURLE_SSL_CONNECT_ERROR && is_broken(channel))
        return WA_FAILED_NETWORK;
    for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (outcomes[i].code == code)
            return outcomes[i].kind;
    return WA_FAILED_NETWORK;
}

/*
** Whether a connection was given the request. CURLINFO_REQUEST_SIZE is no help
** to say how much of it went out: it counts the first write only, not what is
** sent after the socket was full. Before 7.80 it has to do as a sign that
** something was written at all: to the server, if its handshake is done, and
** else to a proxy. (A read may be on a connection that had its handshake
** before, but a change takes a fresh one.)
*/
static int was_given_request(const struct wa_channel *channel)
{
    long size = 0;
    double past = 0, handshake = 0;

    if (channel->calls_on_request)
        return channel->transfer->requests > 0;
    curl_easy_getinfo(channel->easy, CURLINFO_REQUEST_SIZE, &size);
    curl_easy_getinfo(channel->easy, CURLINFO_PRETRANSFER_TIME, &past);
    curl_easy_getinfo(channel->easy, CURLINFO_APPCONNECT_TIME, &handshake);
    return past > 0 ||
           (size > 0 && (handshake > 0 || channel->target->origin[4] != 's'));
}

/* What is wrong, in our own words if libcurl's would mislead */
struct failure {
    enum wa_failure kind;
    const char *field; /* the option at fault, or "" */
    const char *message; /* NULL: libcurl's words will do */
};

/* Why on_header or on_body did not take what came, or NULL */
static const char *unkept_answer(const struct wa_answer *answer, CURLcode code)
{
    if (answer->headers.state == WA_BUFFER_TOO_LARGE)
        return "the answer's header is larger than 64 KiB";
    if (answer->body.state == WA_BUFFER_TOO_LARGE)
        return "the answer is larger than 1 MiB";
    if (answer->headers.state != WA_BUFFER_OK ||
        answer->body.state != WA_BUFFER_OK)
        return "out of memory for the answer";
    if (code == CURLE_WRITE_ERROR)
        return "the answer is not one of HTTP/1";
    return NULL;
}

/*
** The resource that this machine lacks, or NULL. libcurl reports a descriptor
** that it could not open as a host that could not be reached or found.
*/
static const char *lacking(const struct wa_channel *channel, CURLcode code)
{
    if (code == CURLE_OUT_OF_MEMORY)
        return "out of memory";
    if (code != CURLE_COULDNT_CONNECT && code != CURLE_COULDNT_RESOLVE_HOST &&
        code != CURLE_COULDNT_RESOLVE_PROXY && code != CURLE_FAILED_INIT &&
        code != CURLE_SSL_CACERT_BADFILE && code != CURLE_SSL_CONNECT_ERROR)
        return NULL;
    if (wa_descriptors_exhausted())
        return "out of file descriptors (see `ulimit -n`)";
    if (strstr(channel->problem, "thread failed to start") != NULL)
        return "out of threads, or memory for one, to look up a name";
    return NULL;
}

/* libcurl's own words for some of these quote the proxy's password. */
static const char *proxy_problem(const struct wa_channel *channel,
                                 CURLcode code)
{
    long status = 0;

    curl_easy_getinfo(channel->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status == 407)
        return "proxy: it asks for a user name and a password (HTTP 407), or "
               "for others than it was given";
    if (!channel->target->is_direct && channel->problem[0] == '\0' &&
        (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_PROXY))
        return "proxy: its address is not one that libcurl knows";
    return NULL;
}

/*
** Once a connection was given the request, libcurl's view is reported: the
** causes below can only keep a request from being sent.
*/
static struct failure failure_of(const struct wa_channel *channel,
                                 CURLcode code)
{
    struct failure failure = { kind_of(channel, code), "", NULL };

    failure.message = unkept_answer(&channel->transfer->answer, code);
    if (failure.message != NULL || was_given_request(channel))
        return failure;
    failure.message = lacking(channel, code);
    if (failure.message != NULL) {
        failure.kind = WA_FAILED_RESOURCE;
        return failure;
    }
    failure.message = proxy_problem(channel, code);
    if (failure.message != NULL) {
        failure.kind = WA_FAILED_SETTING;
        failure.field = "proxy";
    }
    return failure;
}

/*
** See wa_handover_may_send for what the callback aborts. libcurl counts the
** connections of other transfers as well when it says how often it tried.
*/
static const char *words_of(const struct wa_channel *channel, CURLcode code)
{
    if (code == CURLE_ABORTED_BY_CALLBACK ||
        strstr(channel->problem, "Connection died, tried") != NULL)
        return "the server closed the connection without an answer";
    return channel->problem[0] != '\0' ? channel->problem
                                       : curl_easy_strerror(code);
}

/* In doubt, "maybe": the caller must then find out what became of it. */
static enum wa_sent sent_of(const struct wa_channel *channel,
                            enum wa_failure kind)
{
    if (kind == WA_FAILED_PROTOCOL)
        return WA_SENT; /* something did answer */
    return was_given_request(channel) ? WA_MAYBE_SENT : WA_NOT_SENT;
}

/*
** An answer with any status is an answer. A failure gets our words if we know
** better than libcurl, or else libcurl's words.
*/
void wa_channel_settle(struct wa_channel *channel, CURLcode code)
{
    struct wa_transfer *transfer = channel->transfer;
    struct wa_answer *answer = &transfer->answer;
    struct failure failure;

    curl_easy_getinfo(channel->easy, CURLINFO_RESPONSE_CODE, &answer->status);
    if (code == CURLE_OK) {
        answer->sent = WA_SENT;
        return;
    }
    failure = failure_of(channel, code);
    if (failure.message == NULL)
        failure.message = words_of(channel, code);
    answer->failed = 1;
    answer->failure = failure.kind;
    wa_error_set(&answer->error, failure.field, failure.message);
    answer->sent = sent_of(channel, failure.kind);
    if (failure.kind != WA_FAILED_PROTOCOL)
        answer->status = 0; /* no whole answer, so no status */
}
