#include "driver.h"

#include "../base/platform.h"
#include "channel.h"

/*
** Only the driver calls libcurl's multi interface, and only within a round. It
** takes transfers from the handover and gives each back exactly once.
*/

/*
** How many transfers are begun in one round. Each round looks at all that are
** under way, so that few rounds are cheaper; but a TLS handshake takes
** milliseconds, and fork() waits for the round to end. So one that needs a new
** connection counts as many.
*/
#define BEGUN_MAX 128
#define CONNECTION_COUNTS 16

#define QUICK_EXIT ((CURLMoption)21) /* CURLMOPT_QUICK_EXIT, newer than 8.14 */

int wa_driver_init(struct wa_driver *driver, struct wa_handover *handover)
{
    driver->multi = curl_multi_init();
    driver->handover = handover;
    if (driver->multi == NULL)
        return -1;
    /* Else its end waits for DNS lookups; an older libcurl refuses this. */
    curl_multi_setopt(driver->multi, QUICK_EXIT, 1L);
    return 0;
}

void wa_driver_free(struct wa_driver *driver)
{
    curl_multi_cleanup(driver->multi);
}

void wa_driver_interrupt(struct wa_driver *driver)
{
    curl_multi_wakeup(driver->multi);
}

/*
** CURLMOPT_MAXCONNECTS caps the connections to all hosts together: as soon as
** there are more, libcurl closes the idle one that was used longest ago. So it
** has to be large enough for as many hosts as are in use.
*/
static void limit_connections(struct wa_driver *driver,
                              const struct wa_transfer *transfer)
{
    long max = transfer->max_connections, pool = transfer->pool_size;

    if (max != driver->max_connections)
        curl_multi_setopt(driver->multi, CURLMOPT_MAX_HOST_CONNECTIONS, max);
    driver->max_connections = max;
    if (pool <= driver->pool_size)
        return;
    driver->pool_size = pool;
    curl_multi_setopt(driver->multi, CURLMOPT_MAXCONNECTS, pool);
}

/* An idle channel of the route, or a new one; NULL when out of memory */
static struct wa_channel *take_channel(struct wa_driver *driver,
                                       struct wa_route *route)
{
    struct wa_channel *channel = route->idle;

    if (channel == NULL)
        return wa_channel_new(&route->target, driver->handover,
                              &driver->sockets);
    route->idle = channel->next;
    return channel;
}

/* A failure here sent nothing; the channel, perhaps half set, is freed. */
static int begin(struct wa_driver *driver, struct wa_transfer *transfer)
{
    struct wa_channel *channel = take_channel(driver, transfer->route);

    if (channel == NULL)
        return -1;
    limit_connections(driver, transfer);
    if (wa_channel_prepare(channel, transfer) != CURLE_OK ||
        curl_multi_add_handle(driver->multi, channel->easy) != CURLM_OK) {
        wa_channel_free(channel);
        return -1;
    }
    transfer->channel = channel;
    transfer->route->active_count++;
    wa_transfer_append(&driver->active, transfer);
    return 0;
}

/* Gives it back as a failure, without anything of it having been sent */
static void refuse(struct wa_driver *driver, struct wa_transfer *transfer,
                   enum wa_failure failure, const char *message)
{
    transfer->answer.failed = 1;
    transfer->answer.failure = failure;
    wa_error_set(&transfer->answer.error, "", message);
    wa_handover_give_back(driver->handover, transfer);
}

static void begin_or_refuse(struct wa_driver *driver,
                            struct wa_transfer *transfer, long long now)
{
    if (transfer->deadline <= now)
        refuse(driver, transfer, WA_FAILED_TIMEOUT,
               "the timeout was over before it could be sent");
    else if (begin(driver, transfer) != 0)
        refuse(driver, transfer, WA_FAILED_RESOURCE,
               "out of memory: libcurl could not begin the request");
}

/* Begins some of what is due; returns when there is more, or may be */
static long long begin_due(struct wa_driver *driver, long long now)
{
    long long next = now;
    int begun = 0;

    while (begun < BEGUN_MAX) {
        struct wa_transfer *transfer =
            wa_handover_take_due(driver->handover, now, &next);

        if (transfer == NULL)
            return begun == 0 ? next : now;
        /* A channel that ran before has most often kept its connection. */
        begun += transfer->route->idle != NULL ? 1 : CONNECTION_COUNTS;
        begin_or_refuse(driver, transfer, now);
    }
    return now;
}

/* Back to its route, to be used again, unless a secret would stay in it */
static void put_channel(struct wa_route *route, struct wa_channel *channel)
{
    if (wa_channel_keeps_secret(channel)) {
        wa_channel_free(channel);
        return;
    }
    wa_channel_clear(channel);
    channel->next = route->idle;
    route->idle = channel;
}

/* Takes it off the multi handle; its answer must be filled by now */
static void finish(struct wa_driver *driver, struct wa_transfer *transfer)
{
    struct wa_channel *channel = transfer->channel;
    struct wa_route *route = transfer->route;

    curl_multi_remove_handle(driver->multi, channel->easy);
    wa_transfer_unlink(&driver->active, transfer);
    route->active_count--;
    put_channel(route, channel);
    wa_handover_give_back(driver->handover, transfer);
}

/*
** Begins it again on a fresh connection: nothing was sent on the first one. If
** its time is over by now, libcurl says so.
*/
static CURLcode begin_again(struct wa_driver *driver,
                            struct wa_channel *channel)
{
    CURLcode code;

    curl_multi_remove_handle(driver->multi, channel->easy);
    code = wa_channel_prepare(channel, channel->transfer);
    if (code == CURLE_OK &&
        curl_multi_add_handle(driver->multi, channel->easy) != CURLM_OK)
        code = CURLE_OUT_OF_MEMORY;
    return code;
}

/* libcurl reports each end once, in any order. */
static void settle_finished(struct wa_driver *driver)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(driver->multi, &left)) != NULL) {
        char *context = NULL; /* libcurl 7.68 wants no other type */
        struct wa_channel *channel;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
        channel = (struct wa_channel *)(void *)context;
        if (channel->met_ended) {
            code = begin_again(driver, channel);
            if (code == CURLE_OK)
                continue;
        }
        wa_channel_settle(channel, code);
        finish(driver, channel->transfer);
    }
}

/* Taking the handle off closes the connection of a request that was out. */
int wa_driver_settle_unwanted(struct wa_driver *driver)
{
    struct wa_transfer *transfer, *next;

    if (!wa_handover_has_unwanted(driver->handover))
        return 0;
    for (transfer = driver->active.first; transfer != NULL; transfer = next) {
        next = transfer->next;
        if (wa_handover_is_unwanted(driver->handover, transfer))
            finish(driver, transfer);
    }
    return 1;
}

void wa_driver_free_routes(struct wa_route *list)
{
    while (list != NULL) {
        struct wa_route *route = list;

        list = route->next;
        wa_channels_free(route->idle);
        wa_route_free(route);
    }
}

/*
** Waits for something to happen. Begins at once what was put meanwhile: each
** round looks at all transfers, so one for the new ones alone would cost much.
*/
static void sleep_in_poll(struct wa_driver *driver, long wait_ms)
{
    curl_multi_poll(driver->multi, NULL, 0, (int)wait_ms, NULL);
    if (wa_handover_rouse(driver->handover))
        return; /* nobody has called */
    begin_due(driver, wa_now());
    wa_handover_rouse(driver->handover);
}

/*
** A cancel that comes after the first step is either found by settle_unwanted
** or wakes the poll.
*/
void wa_driver_round(struct wa_driver *driver, long wait_ms)
{
    long long now = wa_now();
    long long next = begin_due(driver, now);
    int running;

    if (wa_driver_settle_unwanted(driver) || next <= now)
        wait_ms = 0; /* there is room for what waits, or more is due */
    else if (next - now < wait_ms)
        wait_ms = (long)(next - now);
    if (wait_ms > 0)
        sleep_in_poll(driver, wait_ms);
    else
        wa_handover_rouse(driver->handover);
    wa_driver_free_routes(wa_handover_take_released(driver->handover));
    curl_multi_perform(driver->multi, &running);
    settle_finished(driver);
    wa_handover_signal_waiter(driver->handover);
}
