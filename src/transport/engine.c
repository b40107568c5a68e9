#include "engine.h"

#include "../base/platform.h"
#include "../base/worker.h"
#include "channel.h"
#include "driver.h"
#include "handover.h"

#include <stdlib.h>

/*
** The user's side. Everything that takes time is the driver's, which is this
** same thread until wa_engine_run gives it one of its own.
*/

#define IDLE_MS 3600000 /* interrupted before by whatever there is to do */

struct wa_engine {
    int references;
    struct wa_routes routes; /* the user's alone */
    struct wa_handover handover;
    struct wa_driver driver; /* the thread's, or else the user's */
    struct wa_worker worker;
};

const char *wa_engine_libcurl(void)
{
    return curl_version();
}

/*
** With the lock held: before 7.84, two threads must not call curl_global_init
** at once. atexit handlers run in reverse order: registered after libcurl's
** own, ours runs before libcurl is torn down.
*/
int wa_transport_setup(void)
{
    static int was_tried, result;
    int now;

    wa_monitor_lock(wa_shared_monitor);
    if (!was_tried) {
        was_tried = 1;
        wa_stay_loaded();
        result = wa_channel_setup() == 0 ? wa_worker_setup() : -1;
    }
    now = result;
    wa_monitor_unlock(wa_shared_monitor);
    return now;
}

/* What the engine's thread does */

static void turn(void *engine)
{
    wa_driver_round(&((struct wa_engine *)engine)->driver, IDLE_MS);
}

static void interrupt(void *engine)
{
    wa_driver_interrupt(&((struct wa_engine *)engine)->driver);
}

/*
** The parent goes on with the connections, so nothing is sent on them. They
** are closed right now: later, other files may have their descriptors.
*/
static void forked(void *engine)
{
    wa_sockets_abandon(&((struct wa_engine *)engine)->driver.sockets);
}

static const struct wa_worker_job job = { turn, interrupt, forked };

/* Zeroed: every part of it begins empty. */
struct wa_engine *wa_engine_new(void)
{
    struct wa_engine *engine = calloc(1, sizeof(*engine));

    if (engine == NULL)
        return NULL;
    engine->references = 1;
    if (wa_driver_init(&engine->driver, &engine->handover) != 0) {
        free(engine);
        return NULL;
    }
    wa_worker_init(&engine->worker, &job, engine);
    return engine;
}

struct wa_engine *wa_engine_ref(struct wa_engine *engine)
{
    engine->references++;
    return engine;
}

/*
** No transfer is left: each call holds its engine. A parent's engine is a copy
** that nobody can use; its end would show on the parent's connections.
*/
void wa_engine_unref(struct wa_engine *engine)
{
    if (engine == NULL || --engine->references > 0 ||
        wa_engine_is_foreign(engine))
        return;
    wa_engine_stop(engine);
    wa_worker_end(&engine->worker);
    wa_driver_free_routes(engine->routes.first);
    wa_driver_free_routes(engine->handover.released);
    wa_driver_free(&engine->driver);
    free(engine);
}

/*
** The lock must exist before the thread does: from then on both take it. It
** stays until the thread has ended, see wa_engine_stop.
*/
int wa_engine_run(struct wa_engine *engine)
{
    if (wa_monitor_open(&engine->handover.monitor) != 0)
        return -1;
    if (wa_worker_start(&engine->worker) == 0)
        return 0;
    wa_monitor_close(&engine->handover.monitor);
    return -1;
}

/* With the thread gone, the user settles what it had left. */
void wa_engine_stop(struct wa_engine *engine)
{
    if (wa_engine_is_foreign(engine))
        return;
    wa_worker_stop(&engine->worker);
    wa_monitor_close(&engine->handover.monitor);
    wa_driver_settle_unwanted(&engine->driver);
}

int wa_engine_is_foreign(const struct wa_engine *engine)
{
    return wa_worker_is_foreign(&engine->worker);
}

void wa_engine_reap(struct wa_engine *engine)
{
    wa_handover_reap(&engine->handover);
}

struct wa_route *wa_engine_route(struct wa_engine *engine,
                                 const char *base_url, const char *ca_file,
                                 const char *proxy, struct wa_error *error)
{
    return wa_routes_find(&engine->routes, base_url, ca_file, proxy, error);
}

/* The channels of a route are the driver's, so it frees them. */
void wa_engine_leave_route(struct wa_engine *engine, struct wa_route *route)
{
    struct wa_route *left;

    if (route == NULL || wa_engine_is_foreign(engine))
        return;
    left = wa_routes_leave(&engine->routes, route);
    if (left == NULL)
        return;
    left->next = NULL;
    if (wa_handover_is_shared(&engine->handover) && left->was_used)
        wa_handover_release(&engine->handover, left);
    else
        wa_driver_free_routes(left);
}

/* If the user drives the engine itself, nobody sleeps. */
static void rouse_driver(struct wa_engine *engine)
{
    if (wa_handover_is_shared(&engine->handover) &&
        wa_handover_rouse(&engine->handover))
        interrupt(engine);
}

/* The pool's size is noted here, where the user's routes may be read. */
void wa_engine_start(struct wa_engine *engine, struct wa_transfer *transfer)
{
    wa_transfer_reset(transfer);
    transfer->route->was_used = 1;
    transfer->pool_size =
        wa_routes_pool_size(&engine->routes, transfer->max_connections);
    wa_handover_put(&engine->handover, transfer);
    rouse_driver(engine);
}

/* At least one round, so that a poll of no time moves things, too */
static int drive_until(struct wa_engine *engine,
                       struct wa_transfer **transfers, int count, long wait_ms)
{
    long long until = wa_now() + wait_ms;

    do {
        if (wa_handover_wait(&engine->handover, transfers, count, 0))
            return 1;
        wa_driver_round(&engine->driver, wait_ms);
        wait_ms = (long)(until - wa_now());
    } while (wait_ms > 0);
    return wa_handover_wait(&engine->handover, transfers, count, 0);
}

int wa_engine_wait(struct wa_engine *engine, struct wa_transfer **transfers,
                   int count, long wait_ms)
{
    if (wa_handover_is_shared(&engine->handover))
        return wa_handover_wait(&engine->handover, transfers, count, wait_ms);
    return drive_until(engine, transfers, count, wait_ms);
}

/*
** Never waits: the driver takes the transfer off libcurl later, in its next
** round, unless the user is the driver.
*/
void wa_engine_cancel(struct wa_engine *engine, struct wa_transfer *transfer)
{
    int is_taken = wa_handover_cancel(&engine->handover, transfer);

    if (is_taken && wa_handover_is_shared(&engine->handover))
        rouse_driver(engine);
    else if (is_taken)
        wa_driver_settle_unwanted(&engine->driver);
}

/* First cancelled, so that nobody is woken for what is dropped */
int wa_engine_drop(struct wa_engine *engine, struct wa_transfer *transfer,
                   const struct wa_transfer_owner *owner)
{
    wa_engine_cancel(engine, transfer);
    wa_engine_set_waker(engine, transfer, NULL);
    return wa_handover_drop(&engine->handover, transfer, owner);
}

void wa_engine_set_waker(struct wa_engine *engine,
                         struct wa_transfer *transfer, struct wa_waker *waker)
{
    wa_handover_set_waker(&engine->handover, transfer, waker);
}
