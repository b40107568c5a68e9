#include "private.h"

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

/*
** The engines of this process; guarded by `all`, which is held while a thread
** is started or ended. No engine's thread ever waits for it.
*/
static struct wa_engine *engines;
static int is_exiting;
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

void wa_engine_list(struct wa_engine *engine)
{
    pthread_mutex_lock(&all);
    engine->next = engines;
    engines = engine;
    pthread_mutex_unlock(&all);
}

void wa_engine_unlist(const struct wa_engine *engine)
{
    struct wa_engine **link = &engines;

    pthread_mutex_lock(&all);
    while (*link != engine)
        link = &(*link)->next;
    *link = engine->next;
    pthread_mutex_unlock(&all);
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
    sleeps = engine->sleeps;
    engine->sleeps = 0;
    pthread_mutex_unlock(&engine->lock);
    if (sleeps)
        curl_multi_wakeup(engine->multi);
}

void wa_engine_rise(struct wa_engine *engine)
{
    wa_engine_enter(engine);
    engine->sleeps = 0;
    wa_engine_leave(engine);
}

static void wait_until(struct wa_engine *engine, long long until)
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

void wa_engine_await(struct wa_engine *engine,
                     const struct wa_transfer *transfer, long long until)
{
    engine->awaited = transfer;
    while (transfer->progress == WA_UNDER_WAY && wa_now() < until)
        wait_until(engine, until);
    engine->awaited = NULL;
}

void wa_engine_tell(struct wa_engine *engine)
{
    wa_engine_enter(engine);
    if (engine->awaited != NULL && engine->awaited->progress == WA_DONE)
        pthread_cond_broadcast(&engine->changed);
    wa_engine_leave(engine);
}

/* Stands still while the process forks; whether the thread is to end then */
static int is_to_stop(struct wa_engine *engine)
{
    int stops;

    pthread_mutex_lock(&engine->lock);
    while (engine->forks && !engine->stops) {
        engine->stands_still = 1;
        pthread_cond_broadcast(&engine->changed);
        pthread_cond_wait(&engine->changed, &engine->lock);
    }
    engine->stands_still = 0;
    stops = engine->stops;
    pthread_mutex_unlock(&engine->lock);
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
    if (engine->stops || make_lock(engine) != 0)
        return -1;
    pthread_mutex_lock(&all);
    failed = is_exiting || start(engine) != 0;
    pthread_mutex_unlock(&all);
    if (!failed)
        return 0;
    pthread_cond_destroy(&engine->changed);
    pthread_mutex_destroy(&engine->lock);
    return -1;
}

/* Only with `all` held; the thread may have been ended before */
static void end_thread(struct wa_engine *engine)
{
    if (engine->stops)
        return;
    pthread_mutex_lock(&engine->lock);
    engine->stops = 1;
    pthread_mutex_unlock(&engine->lock);
    curl_multi_wakeup(engine->multi);
    pthread_join(engine->thread, NULL);
}

void wa_engine_stop(struct wa_engine *engine)
{
    if (wa_engine_is_foreign(engine))
        return;
    if (!engine->has_thread) {
        engine->stops = 1;
        return;
    }
    pthread_mutex_lock(&all);
    end_thread(engine);
    engine->has_thread = 0;
    pthread_mutex_unlock(&all);
    pthread_cond_destroy(&engine->changed);
    pthread_mutex_destroy(&engine->lock);
    wa_engine_settle_unwanted(engine);
}

/*
** At exit, before the libraries that a thread is using are taken down. Those
** who would still wait for it wait until the process is gone.
*/
static void end_all(void)
{
    struct wa_engine *engine;

    pthread_mutex_lock(&all);
    is_exiting = 1;
    for (engine = engines; engine != NULL; engine = engine->next)
        if (engine->has_thread)
            end_thread(engine);
    pthread_mutex_unlock(&all);
}

/*
** A fork copies no thread: whatever lock another one holds stays held in the
** child, and what it was changing stays half done. So the threads stand still
** meanwhile, outside of libcurl and of what it uses.
*/

static void hold(struct wa_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    engine->forks = 1;
    pthread_mutex_unlock(&engine->lock);
    curl_multi_wakeup(engine->multi);
}

static void await_hold(struct wa_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    while (!engine->stands_still && !engine->stops)
        pthread_cond_wait(&engine->changed, &engine->lock);
    pthread_mutex_unlock(&engine->lock);
}

static void let_go(struct wa_engine *engine)
{
    pthread_mutex_lock(&engine->lock);
    engine->forks = 0;
    pthread_cond_broadcast(&engine->changed);
    pthread_mutex_unlock(&engine->lock);
}

static void before_fork(void)
{
    struct wa_engine *engine;

    pthread_mutex_lock(&all);
    for (engine = engines; engine != NULL; engine = engine->next)
        if (engine->has_thread)
            hold(engine);
    for (engine = engines; engine != NULL; engine = engine->next)
        if (engine->has_thread)
            await_hold(engine);
}

static void after_fork(void)
{
    struct wa_engine *engine;

    for (engine = engines; engine != NULL; engine = engine->next)
        if (engine->has_thread)
            let_go(engine);
    pthread_mutex_unlock(&all);
}

/*
** The parent goes on with the connections, so nothing is said on them. They
** are closed right now: later, their numbers may be somebody else's.
*/
static void in_child(void)
{
    struct wa_engine *engine;

    for (engine = engines; engine != NULL; engine = engine->next)
        wa_engine_leave_sockets(engine);
    generation++;
    engines = NULL;
    is_exiting = 0;
    pthread_mutex_unlock(&all);
}

int wa_engine_setup(void)
{
    if (pthread_atfork(before_fork, after_fork, in_child) != 0)
        return -1;
    return atexit(end_all);
}
