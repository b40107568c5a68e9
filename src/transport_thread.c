#include "transport_private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
** The thread of an engine, and what processes do to threads. Only libcurl
** runs on it: no Lua, no allocator of a host's. It is started at the first
** call that must not block, so plain scripts have none.
*/

#define IDLE_MS 3600000 /* woken before by whatever there is to do */

/* Of this process, those with a thread; guarded by `all` */
static struct wa_engine *running;
static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;

static unsigned generation;

unsigned wa_generation(void)
{
    return generation;
}

int wa_engine_is_foreign(const struct wa_engine *engine)
{
    return engine->generation != generation;
}

void wa_engine_enter(struct wa_engine *engine)
{
    if (engine->has_thread)
        pthread_mutex_lock(&engine->lock);
}

void wa_engine_leave(struct wa_engine *engine)
{
    if (engine->has_thread)
        pthread_mutex_unlock(&engine->lock);
}

void wa_engine_wake(struct wa_engine *engine)
{
    int sleeps;

    if (!engine->has_thread)
        return;
    pthread_mutex_lock(&engine->lock);
    sleeps = !engine->is_woken;
    engine->is_woken = 1;
    pthread_mutex_unlock(&engine->lock);
    if (sleeps)
        curl_multi_wakeup(engine->multi);
}

void wa_engine_await(struct wa_engine *engine, long long until)
{
#ifdef __APPLE__ /* has no other clock to wait by */
    long long wait_ms = until - wa_now();
    struct timespec wait;

    wait.tv_sec = wait_ms / 1000;
    wait.tv_nsec = wait_ms % 1000 * 1000000;
    pthread_cond_timedwait_relative_np(&engine->changed, &engine->lock, &wait);
#else
    struct timespec end;

    end.tv_sec = until / 1000;
    end.tv_nsec = until % 1000 * 1000000;
    pthread_cond_timedwait(&engine->changed, &engine->lock, &end);
#endif
}

static int is_to_stop(struct wa_engine *engine)
{
    int stops;

    wa_engine_enter(engine);
    stops = engine->stops;
    wa_engine_leave(engine);
    return stops;
}

static void *run(void *context)
{
    struct wa_engine *engine = context;

    while (!is_to_stop(engine))
        wa_engine_drive(engine, IDLE_MS);
    return NULL;
}

static int make_lock(struct wa_engine *engine)
{
    pthread_condattr_t attributes;
    int failed;

    if (pthread_mutex_init(&engine->lock, NULL) != 0)
        return -1;
    failed = pthread_condattr_init(&attributes);
#ifndef __APPLE__
    if (failed == 0)
        failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
    if (failed == 0)
        failed = pthread_cond_init(&engine->changed, &attributes);
    if (failed != 0)
        pthread_mutex_destroy(&engine->lock);
    return failed;
}

/* Signals are the host's: its threads get them all. */
static int start(struct wa_engine *engine)
{
    sigset_t every, before;
    int failed;

    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    engine->has_thread = 1;
    failed = pthread_create(&engine->thread, NULL, run, engine);
    if (failed != 0)
        engine->has_thread = 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

int wa_engine_run(struct wa_engine *engine)
{
    int failed;

    if (engine->has_thread)
        return 0;
    if (make_lock(engine) != 0)
        return -1;
    engine->stops = 0;
    pthread_mutex_lock(&all);
    failed = start(engine);
    if (failed == 0) {
        engine->next = running;
        running = engine;
    }
    pthread_mutex_unlock(&all);
    if (failed == 0)
        return 0;
    pthread_cond_destroy(&engine->changed);
    pthread_mutex_destroy(&engine->lock);
    return -1;
}

static void end_thread(struct wa_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    engine->stops = 1;
    pthread_mutex_unlock(&engine->lock);
    curl_multi_wakeup(engine->multi);
    pthread_join(engine->thread, NULL);
}

/* 0 where it was taken off already: then somebody else ends its thread */
static int take(const struct wa_engine *engine)
{
    struct wa_engine **link;

    for (link = &running; *link != NULL; link = &(*link)->next)
        if (*link == engine) {
            *link = engine->next;
            return 1;
        }
    return 0;
}

void wa_engine_stop(struct wa_engine *engine)
{
    int is_taken;

    if (!engine->has_thread || wa_engine_is_foreign(engine))
        return;
    pthread_mutex_lock(&all);
    is_taken = take(engine);
    pthread_mutex_unlock(&all);
    if (!is_taken)
        return;
    end_thread(engine);
    engine->has_thread = 0;
    pthread_cond_destroy(&engine->changed);
    pthread_mutex_destroy(&engine->lock);
    wa_engine_settle_unwanted(engine);
}

/*
** At exit, before the libraries that a thread is using are taken down. Those
** who would still wait for it wait until the process is gone.
*/
static void stop_all(void)
{
    for (;;) {
        struct wa_engine *engine;

        pthread_mutex_lock(&all);
        engine = running;
        if (engine != NULL)
            running = engine->next;
        pthread_mutex_unlock(&all);
        if (engine == NULL)
            return;
        end_thread(engine);
    }
}

/* A fork copies no thread, and whatever lock another one holds stays held. */

static void before_fork(void)
{
    pthread_mutex_lock(&all);
}

static void after_fork(void)
{
    pthread_mutex_unlock(&all);
}

static void in_child(void)
{
    generation++;
    running = NULL;
    pthread_mutex_unlock(&all);
}

int wa_engine_setup(void)
{
    if (pthread_atfork(before_fork, after_fork, in_child) != 0)
        return -1;
    return atexit(stop_all);
}
