#include "transport_private.h"

#include "pin.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

long long wa_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double wa_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static CURLcode setup_result;

static void setup(void)
{
    wa_pin_module();
    setup_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* curl_global_init was not safe to call from two threads before 7.84. */
int wa_transport_setup(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    return pthread_once(&once, setup) == 0 && setup_result == CURLE_OK ? 0
                                                                       : -1;
}

const char *wa_transport_version(void)
{
    return curl_version();
}

struct wa_engine *wa_engine_new(void)
{
    struct wa_engine *engine = calloc(1, sizeof(*engine));

    if (engine == NULL)
        return NULL;
    engine->references = 1;
    engine->multi = curl_multi_init();
    engine->next_deadline = LLONG_MAX;
    if (engine->multi == NULL) {
        free(engine);
        return NULL;
    }
    return engine;
}

/* Lists of transfers; both are short or walked anyway */

static void append(struct wa_transfer **list, struct wa_transfer *transfer)
{
    struct wa_transfer *last = NULL;

    while (*list != NULL) {
        last = *list;
        list = &last->next;
    }
    *list = transfer;
    transfer->next = NULL;
    transfer->previous = last;
}

static void push(struct wa_transfer **list, struct wa_transfer *transfer)
{
    transfer->previous = NULL;
    transfer->next = *list;
    if (*list != NULL)
        (*list)->previous = transfer;
    *list = transfer;
}

static void unlink_from(struct wa_transfer **list,
                        struct wa_transfer *transfer)
{
    if (transfer->previous != NULL)
        transfer->previous->next = transfer->next;
    else
        *list = transfer->next;
    if (transfer->next != NULL)
        transfer->next->previous = transfer->previous;
    transfer->next = transfer->previous = NULL;
}

void wa_transfer_init(struct wa_transfer *transfer)
{
    memset(transfer, 0, sizeof(*transfer));
    wa_buffer_init(&transfer->answer.headers, WA_HEADERS_MAX);
    wa_buffer_init(&transfer->answer.body, WA_ANSWER_MAX);
}

void wa_transfer_free(struct wa_transfer *transfer)
{
    wa_buffer_free(&transfer->answer.headers);
    wa_buffer_free(&transfer->answer.body);
}

static void fail(struct wa_transfer *transfer, enum wa_kind kind,
                 const char *message)
{
    transfer->answer.failed = 1;
    wa_error_set(&transfer->answer.error, kind, "", message);
    transfer->progress = WA_DONE;
}

void wa_transfer_start(struct wa_engine *engine, struct wa_transfer *transfer)
{
    transfer->progress = WA_UNDER_WAY;
    transfer->channel = NULL;
    transfer->requests = 0;
    transfer->answer.failed = 0;
    transfer->answer.sent = WA_NOT_SENT;
    transfer->answer.status = 0;
    wa_buffer_clear(&transfer->answer.headers);
    wa_buffer_clear(&transfer->answer.body);
    append(&engine->submitted, transfer);
}

static int begin(struct wa_engine *engine, struct wa_transfer *transfer)
{
    struct wa_channel *channel = wa_channel_take(transfer->target);
    int crowded = engine->active_count > 0 || engine->submitted != NULL;

    if (channel == NULL)
        return -1;
    if (engine->active_count == 0)
        wa_engine_end_dying(engine);
    if (wa_channel_prepare(channel, transfer, crowded) != CURLE_OK ||
        curl_multi_add_handle(engine->multi, channel->easy) != CURLM_OK) {
        wa_channel_free(channel);
        return -1;
    }
    transfer->channel = channel;
    push(&engine->active, transfer);
    engine->active_count++;
    return 0;
}

static long long earliest(const struct wa_transfer *transfer)
{
    return transfer->connect_deadline < transfer->deadline
               ? transfer->connect_deadline
               : transfer->deadline;
}

/* Begins what is due; returns how many were begun, or failed to */
static int begin_submitted(struct wa_engine *engine, long long now)
{
    struct wa_transfer *transfer, *next;
    int begun = 0;

    for (transfer = engine->submitted; transfer != NULL; transfer = next) {
        next = transfer->next;
        if (transfer->not_before > now)
            continue;
        unlink_from(&engine->submitted, transfer);
        transfer->connect_deadline = now + transfer->connect_timeout_ms;
        begun++;
        if (begin(engine, transfer) != 0)
            fail(transfer, WA_NETWORK,
                 "libcurl could not begin the request (out of memory?)");
        else if (earliest(transfer) < engine->next_deadline)
            engine->next_deadline = earliest(transfer);
    }
    return begun;
}

/* Takes it off the multi handle; its answer must be filled by now */
static void finish(struct wa_engine *engine, struct wa_transfer *transfer)
{
    struct wa_channel *channel = transfer->channel;

    curl_multi_remove_handle(engine->multi, channel->easy);
    unlink_from(&engine->active, transfer);
    engine->active_count--;
    transfer->channel = NULL;
    wa_channel_give_back(channel);
    transfer->progress = WA_DONE;
}

static void settle_finished(struct wa_engine *engine)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
        struct wa_channel *channel = NULL;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &channel);
        wa_channel_settle(channel, code);
        finish(engine, channel->transfer);
    }
}

/* What to say of a transfer at `now`, or NULL where it has time left */
static const char *ran_out(struct wa_transfer *transfer, long long now)
{
    if (now >= transfer->deadline)
        return "no complete answer within the timeout";
    if (now < transfer->connect_deadline)
        return NULL;
    if (!wa_channel_is_connected(transfer->channel))
        return "no connection within the connect timeout";
    transfer->connect_deadline = LLONG_MAX; /* it is over, for good */
    return NULL;
}

/*
** The timeouts are kept here and not by libcurl: its timers cost more per
** request than one comparison does, and this scan runs only when the
** earliest of all deadlines has passed.
*/
static void settle_expired(struct wa_engine *engine, long long now)
{
    struct wa_transfer *transfer, *next;

    if (now < engine->next_deadline)
        return;
    engine->next_deadline = LLONG_MAX;
    for (transfer = engine->active; transfer != NULL; transfer = next) {
        const char *message = ran_out(transfer, now);

        next = transfer->next;
        if (message != NULL) {
            wa_channel_fail(transfer->channel, WA_TIMEOUT, message);
            finish(engine, transfer);
        } else if (earliest(transfer) < engine->next_deadline) {
            engine->next_deadline = earliest(transfer);
        }
    }
}

/* Not past the next deadline, nor past the next delayed start */
static int limited(const struct wa_engine *engine, long long wait_ms,
                   long long now)
{
    const struct wa_transfer *transfer;

    if (engine->next_deadline - now < wait_ms)
        wait_ms = engine->next_deadline - now;
    for (transfer = engine->submitted; transfer != NULL;
         transfer = transfer->next)
        if (transfer->not_before - now < wait_ms)
            wait_ms = transfer->not_before - now;
    return wait_ms > 0 ? (int)wait_ms : 0;
}

void wa_engine_drive(struct wa_engine *engine, long wait_ms)
{
    long long now = wa_now();
    int running;

    if (begin_submitted(engine, now) == 0 && wait_ms > 0)
        curl_multi_poll(engine->multi, NULL, 0, limited(engine, wait_ms, now),
                        NULL);
    curl_multi_perform(engine->multi, &running);
    settle_finished(engine);
    settle_expired(engine, wa_now());
}

void wa_transfer_cancel(struct wa_engine *engine, struct wa_transfer *transfer)
{
    if (transfer->progress != WA_UNDER_WAY)
        return;
    if (transfer->channel == NULL) {
        unlink_from(&engine->submitted, transfer);
        fail(transfer, WA_CANCELLED, "cancelled before it was sent");
        return;
    }
    wa_channel_fail(transfer->channel, WA_CANCELLED,
                    "cancelled while under way");
    finish(engine, transfer);
}

struct wa_engine *wa_engine_ref(struct wa_engine *engine)
{
    engine->references++;
    return engine;
}

/* No transfer is left: each call holds its client, and that its engine. */
void wa_engine_unref(struct wa_engine *engine)
{
    if (engine == NULL || --engine->references > 0)
        return;
    while (engine->targets != NULL) {
        struct wa_target *target = engine->targets;

        engine->targets = target->next;
        wa_target_free(target);
    }
    curl_multi_cleanup(engine->multi);
    free(engine);
}
