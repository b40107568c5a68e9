#include "channel.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
** How the body of a request is given to libcurl, and what libcurl keeps of the
** request. From 8.7 on an easy handle has a buffer of its own for a request
** with a body, and keeps it until the next one comes. But the buffer is
** overwritten here if libcurl asks for the body piece by piece: it asks until
** there is no more, and offers room that is free again after it sent all.
*/

#define WHOLE_BUFFER ((size_t)16384) /* the least that libcurl takes */

/*
** With a body so large, the server may answer before it has all; what is left
** must not be sent then.
*/
#define SENT_AT_ONCE ((size_t)8192)

/* Between 8.7 and 8.10 libcurl's end of such a body is not OpenSSL's. */
static int asks_for_body(void)
{
    return wa_curl_version() >= 0x080b00;
}

/* The room that libcurl offered, from the start of what was put into it */
static void note_copy(struct wa_channel *channel, uintptr_t from, uintptr_t to)
{
    if (channel->copied_from == 0 || from < channel->copied_from)
        channel->copied_from = from;
    if (to > channel->copied_to)
        channel->copied_to = to;
}

/*
** The headers went into the buffer before the body. So all of the request is
** overwritten if this is the whole of the buffer that all pieces went into.
*/
static void overwrite(struct wa_channel *channel, char *room, size_t size)
{
    uintptr_t from = (uintptr_t)room;

    if (size != WHOLE_BUFFER || channel->copied_from < from ||
        channel->copied_to > from + size)
        return;
    wa_wipe(room, channel->copied_to - from);
    channel->is_overwritten = 1;
}

static size_t on_room(char *room, size_t size, size_t count, void *context)
{
    struct wa_channel *channel = context;
    const struct wa_buffer *body = channel->transfer->body;
    size_t left = body->length - channel->copied;

    (void)size; /* always 1 */
    if (left == 0) {
        overwrite(channel, room, count);
        return 0;
    }
    if (count > left)
        count = left;
    memcpy(room, body->data + channel->copied, count);
    channel->copied += count;
    note_copy(channel, (uintptr_t)room, (uintptr_t)room + count);
    return count;
}

/* libcurl would send it again: see wa_handover_may_send. */
static int on_rewind(void *channel, curl_off_t offset, int origin)
{
    (void)origin; /* always SEEK_SET */
    if (offset != 0)
        return CURL_SEEKFUNC_FAIL;
    ((struct wa_channel *)channel)->copied = 0;
    return CURL_SEEKFUNC_OK;
}

void wa_channel_set_up_body(struct wa_channel *channel)
{
    CURL *easy = channel->easy;

    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)WHOLE_BUFFER);
    if (!asks_for_body())
        return;
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_room);
    curl_easy_setopt(easy, CURLOPT_READDATA, channel);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_rewind);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, channel);
}

/*
** libcurl would ask no more than a size that it knows. The header says it to
** the server, and the other two keep libcurl from chunks and from waiting for
** a 100.
*/
int wa_channel_body_headers(struct wa_channel *channel, const char **lines)
{
    size_t length = channel->transfer->body->length;
    int count = 0;

    if (asks_for_body()) {
        if (length != channel->stated_length || length == 0)
            snprintf(channel->content_length, sizeof(channel->content_length),
                     "Content-Length: %zu", length);
        channel->stated_length = length;
        lines[count++] = "Transfer-Encoding:";
        lines[count++] = "Expect:";
        lines[count++] = channel->content_length;
    } else if (length >= 1024) {
        lines[count++] = "Expect:";
    }
    return count;
}

/*
** libcurl reads the caller's copy of the body, which must stay until the
** transfer is over. An answer may come before libcurl knows that it has sent
** all.
*/
CURLcode wa_channel_set_body(struct wa_channel *channel)
{
    const struct wa_buffer *body = channel->transfer->body;

    channel->copied = 0;
    channel->copied_from = channel->copied_to = 0;
    channel->is_overwritten = 0;
    if (asks_for_body())
        return wa_channel_set(channel, CURLOPT_KEEP_SENDING_ON_ERROR,
                              &channel->set.keep_sending,
                              body->length <= SENT_AT_ONCE);
    curl_easy_setopt(channel->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)body->length);
    return curl_easy_setopt(channel->easy, CURLOPT_POSTFIELDS,
                            wa_buffer_string(body));
}

/*
** What was not overwritten may be the token of the client; with it, a handle
** is freed only if that is seldom: when a request had no answer.
*/
int wa_channel_keeps_secret(const struct wa_channel *channel)
{
    if (wa_curl_version() < 0x080700 || channel->transfer->body == NULL ||
        channel->is_overwritten)
        return 0;
    return channel->transfer->holds_secret || asks_for_body();
}
