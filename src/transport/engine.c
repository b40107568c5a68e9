#include "private.h"

#include "../base/stay_loaded.h"

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

static int is_set_up;
static unsigned version;

/* What exit runs last was set up first: libcurl's own. */
static void setup(void)
{
    wa_pin_module();
    is_set_up = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
                wa_engine_setup() == 0;
    version = curl_version_info(CURLVERSION_NOW)->version_num;
}

unsigned wa_curl_version(void)
{
    return version;
}

/* curl_global_init was not safe to call from two threads before 7.84. */
int wa_transport_setup(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    return pthread_once(&once, setup) == 0 && is_set_up ? 0 : -1;
}

struct wa_engine *wa_engine_new(void)
{
    struct wa_engine *engine = calloc(1, sizeof(*engine));

    if (engine == NULL)
        return NULL;
    engine->references = 1;
    engine->generation = wa_generation();
    engine->multi = curl_multi_init();
    if (engine->multi == NULL) {
        free(engine);
        return NULL;
    }
    wa_engine_list(engine);
    return engine;
}

/*
** CURLMOPT_MAXCONNECTS caps the connections to all hosts together: as soon as
** there are more, libcurl closes the idle one that was used longest ago. So it
** has to be large enough for as many hosts as are in use.
*/
static void limit_connections(struct wa_engine *engine, long max, long pool)
{
    if (max != engine->max_connections)
        curl_multi_setopt(engine->multi, CURLMOPT_MAX_HOST_CONNECTIONS, max);
    engine->max_connections = max;
    if (pool <= engine->pool_size)
        return;
    engine->pool_size = pool;
    curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, pool);
}

static int begin(struct wa_engine *engine, struct wa_transfer *transfer)
{
    struct wa_channel *channel = wa_channel_take(transfer->target);

    if (channel == NULL)
        return -1;
    limit_connections(engine, transfer->max_connections, transfer->pool_size);
    if (wa_channel_prepare(channel, transfer) != CURLE_OK ||
        curl_multi_add_handle(engine->multi, channel->easy) != CURLM_OK) {
        wa_channel_free(channel);
        return -1;
    }
    transfer->channel = channel;
    wa_transfer_append(&engine->active, transfer);
    engine->active_count++;
    transfer->target->active_count++;
    return 0;
}

/* Gives it back as a failure, without anything of it having been sent */
static void refuse(struct wa_engine *engine, struct wa_transfer *transfer,
                   enum wa_kind kind, const char *message)
{
    transfer->answer.failed = 1;
    wa_error_set(&transfer->answer.error, kind, "", message);
    wa_transfer_give_back(engine, transfer);
}

static void begin_or_refuse(struct wa_engine *engine,
                            struct wa_transfer *transfer, long long now)
{
    if (transfer->deadline <= now)
        refuse(engine, transfer, WA_TIMEOUT,
               "the timeout was over before it could be sent");
    else if (begin(engine, transfer) != 0)
        refuse(engine, transfer, WA_UNAVAILABLE,
               "out of memory: libcurl could not begin the request");
}

/* Begins some of what is due; returns when there is more, or may be */
static long long begin_submitted(struct wa_engine *engine, long long now)
{
    int begun;

    for (begun = 0; begun < WA_BEGUN_MAX; begun++) {
        struct wa_due due = wa_transfer_take_due(engine, now);

        if (due.transfer == NULL)
            return begun == 0 ? due.next : now;
        begin_or_refuse(engine, due.transfer, now);
    }
    return now;
}

/* Takes it off the multi handle; its answer must be filled by now */
static void finish(struct wa_engine *engine, struct wa_transfer *transfer)
{
    struct wa_channel *channel = transfer->channel;

    curl_multi_remove_handle(engine->multi, channel->easy);
    wa_transfer_unlink(&engine->active, transfer);
    engine->active_count--;
    transfer->target->active_count--;
    wa_channel_give_back(channel);
    wa_transfer_give_back(engine, transfer);
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

int wa_engine_settle_unwanted(struct wa_engine *engine)
{
    struct wa_transfer *transfer, *next;

    if (!wa_engine_has_unwanted(engine))
        return 0;
    for (transfer = engine->active.first; transfer != NULL; transfer = next) {
        next = transfer->next;
        if (wa_transfer_is_unwanted(engine, transfer))
            finish(engine, transfer);
    }
    return 1;
}

/*
** A cancel that comes after the transfers were begun is either found by
** settle_unwanted or wakes the poll.
*/
void wa_engine_drive(struct wa_engine *engine, long wait_ms)
{
    long long now = wa_now();
    long long next_start = begin_submitted(engine, now);
    int running;

    if (wa_engine_settle_unwanted(engine) || next_start <= now)
        wait_ms = 0; /* there is room for what waits */
    else if (next_start - now < wait_ms)
        wait_ms = (long)(next_start - now);
    if (wait_ms > 0)
        curl_multi_poll(engine->multi, NULL, 0, (int)wait_ms, NULL);
    wa_engine_rise(engine);
    wa_engine_free_released(engine);
    curl_multi_perform(engine->multi, &running);
    settle_finished(engine);
    wa_engine_tell(engine);
}

struct wa_engine *wa_engine_ref(struct wa_engine *engine)
{
    engine->references++;
    return engine;
}

void *wa_engine_take_spare(struct wa_engine *engine, enum wa_spare kind)
{
    void *memory = engine->spares[kind].memory;

    engine->spares[kind].memory = NULL;
    return memory;
}

void wa_engine_keep_spare(struct wa_engine *engine, enum wa_spare kind,
                          void *spare, void (*destroy)(void *spare))
{
    if (engine->spares[kind].memory != NULL || wa_engine_is_foreign(engine)) {
        destroy(spare);
        return;
    }
    engine->spares[kind].memory = spare;
    engine->spares[kind].destroy = destroy;
}

static void destroy_spares(struct wa_engine *engine)
{
    int i;

    for (i = 0; i < WA_SPARES; i++)
        if (engine->spares[i].memory != NULL)
            engine->spares[i].destroy(engine->spares[i].memory);
}

/*
** No transfer is left: each call holds its engine. One of a parent's is a copy
** that nobody can use, and whose end would be felt on the connections.
*/
void wa_engine_unref(struct wa_engine *engine)
{
    if (engine == NULL || --engine->references > 0 ||
        wa_engine_is_foreign(engine))
        return;
    wa_engine_stop(engine);
    wa_engine_unlist(engine);
    destroy_spares(engine);
    wa_targets_free(engine->targets);
    wa_targets_free(engine->released);
    curl_multi_cleanup(engine->multi);
    free(engine);
}
