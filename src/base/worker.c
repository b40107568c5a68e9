#define _DEFAULT_SOURCE /* pthread_sigmask */
#include "worker.h"

#include <signal.h>
#include <stdlib.h>

/*
** The workers of this process. `all` guards the list, and is held while a
** thread is started or ended. No worker's thread ever waits for it.
*/
static struct wa_worker *workers;
static int is_exiting;
static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;

/* How many forks this process is away from the one that loaded the module */
static unsigned generation;

int wa_worker_is_foreign(const struct wa_worker *worker)
{
    return worker->generation != generation;
}

/* Listed even without a thread: each is called after a fork. */
void wa_worker_init(struct wa_worker *worker, const struct wa_worker_job *job,
                    void *context)
{
    worker->job = job;
    worker->context = context;
    worker->generation = generation;
    worker->monitor.is_open = worker->has_thread = 0;
    worker->is_over = worker->is_held = worker->stands_still = 0;
    pthread_mutex_lock(&all);
    worker->next = workers;
    workers = worker;
    pthread_mutex_unlock(&all);
}

void wa_worker_end(const struct wa_worker *worker)
{
    struct wa_worker **link = &workers;

    pthread_mutex_lock(&all);
    while (*link != worker)
        link = &(*link)->next;
    *link = worker->next;
    pthread_mutex_unlock(&all);
}

/* Stands still while the process forks; whether the thread is to end then */
static int is_to_stop(struct wa_worker *worker)
{
    int is_over;

    wa_monitor_lock(&worker->monitor);
    while (worker->is_held && !worker->is_over) {
        worker->stands_still = 1;
        wa_monitor_signal(&worker->monitor);
        wa_monitor_wait(&worker->monitor);
    }
    worker->stands_still = 0;
    is_over = worker->is_over;
    wa_monitor_unlock(&worker->monitor);
    return is_over;
}

static void *run(void *context)
{
    struct wa_worker *worker = context;

    while (!is_to_stop(worker))
        worker->job->turn(worker->context);
    return NULL;
}

/* Every signal stays blocked on the thread: they are for the host's own. */
static int create_thread(struct wa_worker *worker)
{
    sigset_t every, before;
    int failed;

    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    failed = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

int wa_worker_start(struct wa_worker *worker)
{
    if (worker->has_thread)
        return 0;
    if (worker->is_over || wa_monitor_open(&worker->monitor) != 0)
        return -1;
    pthread_mutex_lock(&all);
    worker->has_thread = !is_exiting && create_thread(worker) == 0;
    pthread_mutex_unlock(&all);
    if (worker->has_thread)
        return 0;
    wa_monitor_close(&worker->monitor);
    return -1;
}

/* Only with `all` held. The thread may have ended before: see end_all. */
static void end_thread(struct wa_worker *worker)
{
    if (worker->is_over)
        return;
    wa_monitor_lock(&worker->monitor);
    worker->is_over = 1;
    wa_monitor_unlock(&worker->monitor);
    worker->job->interrupt(worker->context);
    pthread_join(worker->thread, NULL);
}

/* With `all` held: a fork must not begin while a thread is being joined. */
void wa_worker_stop(struct wa_worker *worker)
{
    if (!worker->has_thread) {
        worker->is_over = 1;
        return;
    }
    pthread_mutex_lock(&all);
    end_thread(worker);
    worker->has_thread = 0;
    pthread_mutex_unlock(&all);
    wa_monitor_close(&worker->monitor);
}

/*
** At exit, before the libraries that a thread uses are torn down. A thread of
** the host's that still waits for a worker then waits until the process is
** gone.
*/
static void end_all(void)
{
    struct wa_worker *worker;

    pthread_mutex_lock(&all);
    is_exiting = 1;
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->has_thread)
            end_thread(worker);
    pthread_mutex_unlock(&all);
}

/*
** A fork copies no other thread: a lock that such a thread holds stays held in
** the child, and what it was changing stays half changed. So the workers'
** threads stand still meanwhile, outside of their turns.
*/

/* Asked first and awaited later, so that all threads finish side by side */
static void hold(struct wa_worker *worker)
{
    wa_monitor_lock(&worker->monitor);
    worker->is_held = 1;
    wa_monitor_unlock(&worker->monitor);
    worker->job->interrupt(worker->context);
}

static void await_standstill(struct wa_worker *worker)
{
    wa_monitor_lock(&worker->monitor);
    while (!worker->stands_still && !worker->is_over)
        wa_monitor_wait(&worker->monitor);
    wa_monitor_unlock(&worker->monitor);
}

static void let_go(struct wa_worker *worker)
{
    wa_monitor_lock(&worker->monitor);
    worker->is_held = 0;
    wa_monitor_signal(&worker->monitor);
    wa_monitor_unlock(&worker->monitor);
}

/* `all` stays locked until the fork is done, in parent and child. */
static void before_fork(void)
{
    struct wa_worker *worker;

    pthread_mutex_lock(&all);
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->has_thread)
            hold(worker);
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->has_thread)
            await_standstill(worker);
}

static void after_fork(void)
{
    struct wa_worker *worker;

    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->has_thread)
            let_go(worker);
    pthread_mutex_unlock(&all);
}

/*
** The child has no workers: those of the parent are copies without a thread,
** and their generation shows it.
*/
static void in_child(void)
{
    struct wa_worker *worker;

    for (worker = workers; worker != NULL; worker = worker->next)
        worker->job->forked(worker->context);
    generation++;
    workers = NULL;
    is_exiting = 0;
    pthread_mutex_unlock(&all);
}

int wa_worker_setup(void)
{
    if (pthread_atfork(before_fork, after_fork, in_child) != 0)
        return -1;
    return atexit(end_all);
}
