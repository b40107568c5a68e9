/*
** An easy handle of libcurl, set up for a target and kept for the next
** transfer to it: setting all options anew would cost more than sending the
** request.
*/
#pragma once

#include "handover.h"
#include "sockets.h"
#include "target.h"
#include "transfer.h"

#include <curl/curl.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

#define WA_HEADER_LINES 7

struct wa_channel {
    struct wa_channel *next; /* in its route's list of idle ones */
    const struct wa_target *target;
    struct wa_handover *handover; /* asked before a request goes out */
    struct wa_sockets *sockets;
    struct wa_transfer *transfer; /* NULL while idle */
    CURL *easy;
    CURLU *url; /* of the origin */
    struct wa_buffer request_target; /* as set on `easy` */
    int calls_on_request; /* libcurl does (7.80 and later) */
    int met_ended; /* the connection that it would have used again */
    int method; /* as set on `easy`; -1: none yet */
    struct { /* the same of these options */
        long no_signal, keep_sending, fresh_connect, max_age;
        long timeout, connect_timeout;
    } set;
    size_t copied; /* bytes of the body that libcurl has */
    uintptr_t copied_from, copied_to; /* where it has them */
    int is_overwritten; /* there, as is the rest of the request */
    size_t stated_length; /* by the next, a header line */
    char content_length[48];
    size_t earlier_headers; /* bytes, of responses before the last one */
    struct curl_slist headers[WA_HEADER_LINES]; /* a list without malloc */
    char problem[CURL_ERROR_SIZE]; /* libcurl's words on a failure */
};

/* NULL when out of memory. Borrows all three. */
struct wa_channel *wa_channel_new(const struct wa_target *target,
                                  struct wa_handover *handover,
                                  struct wa_sockets *sockets);
void wa_channel_free(struct wa_channel *channel); /* takes NULL */

/* Frees a list of idle ones */
void wa_channels_free(struct wa_channel *list);

/* Sets the channel up for the transfer */
CURLcode wa_channel_prepare(struct wa_channel *channel,
                            struct wa_transfer *transfer);

/* Sets an option of libcurl's, unless the number is the one that it has */
CURLcode wa_channel_set(struct wa_channel *channel, CURLoption option,
                        long *now, long number);

/* Sets whether it may use a connection again, and which */
CURLcode wa_channel_set_reuse(struct wa_channel *channel,
                              const struct wa_transfer *transfer);

/*
** Whether its request, a change, would go to a connection that the server has
** ended: `met_ended` then makes the next wa_channel_prepare take a fresh one
*/
int wa_channel_meets_ended(struct wa_channel *channel, int local_port);

/* Fills the answer of its transfer from how libcurl ended */
void wa_channel_settle(struct wa_channel *channel, CURLcode code);

/* What holds for every body */
void wa_channel_set_up_body(struct wa_channel *channel);

/* The header lines that its transfer's body needs; how many */
int wa_channel_body_headers(struct wa_channel *channel, const char **lines);

/* Has the body of its transfer sent, which must be there until it is over */
CURLcode wa_channel_set_body(struct wa_channel *channel);

/* Whether libcurl still has the secret of its transfer, which is over */
int wa_channel_keeps_secret(const struct wa_channel *channel);

/* Makes it idle again; no secret stays in it */
void wa_channel_clear(struct wa_channel *channel);

/*
** Sets the authorities to trust: `ca_file`, or if NULL the system's
** authorities
*/
CURLcode wa_channel_trust(CURL *easy, const char *ca_file);

/* libcurl's version at run time: 0x075800 is 7.88.0 */
unsigned wa_curl_version(void);

/* Once a process: 0, or -1 if libcurl can't be used */
int wa_channel_setup(void);

#pragma GCC visibility pop
