#include "worker.h"

#include <stdlib.h>

/*
** The workers of this process. The shared monitor guards the list, and is held
** while a thread is started or ended. No worker's thread ever waits for it.
*/
static struct wa_worker *workers;
static int is_exiting;

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
    worker->monitor = NULL;
    worker->thread = NULL;
    worker->is_over = worker->is_held = worker->stands_still = 0;
    wa_monitor_lock(wa_shared_monitor);
    worker->next = workers;
    workers = worker;
    wa_monitor_unlock(wa_shared_monitor);
}

void wa_worker_end(const struct wa_worker *worker)
{
    struct wa_worker **link = &workers;

    wa_monitor_lock(wa_shared_monitor);
    while (*link != worker)
        link = &(*link)->next;
    *link = worker->next;
    wa_monitor_unlock(wa_shared_monitor);
}

/* Stands still while the process forks; whether the thread is to end then */
static int is_to_stop(struct wa_worker *worker)
{
    int is_over;

    wa_monitor_lock(worker->monitor);
    while (worker->is_held && !worker->is_over) {
        worker->stands_still = 1;
        wa_monitor_signal(worker->monitor);
        wa_monitor_wait(worker->monitor);
    }
    worker->stands_still = 0;
    is_over = worker->is_over;
    wa_monitor_unlock(worker->monitor);
    return is_over;
}

/* The thread. Each turn is short, or ends early by `interrupt`. */
static void *run(void *context)
{
    struct wa_worker *worker = context;

    while (!is_to_stop(worker))
        worker->job->turn(worker->context);
    return NULL;
}

/* Once the process exits, none starts: nobody would end the thread. */
int wa_worker_start(struct wa_worker *worker)
{
    if (worker->thread != NULL)
        return 0;
    if (worker->is_over || wa_monitor_open(&worker->monitor) != 0)
        return -1;
    wa_monitor_lock(wa_shared_monitor);
    if (!is_exiting)
        worker->thread = wa_thread_start(run, worker);
    wa_monitor_unlock(wa_shared_monitor);
    if (worker->thread != NULL)
        return 0;
    wa_monitor_close(&worker->monitor);
    return -1;
}

/* Only with the lock held. The thread may have ended before: see end_all. */
static void end_thread(struct wa_worker *worker)
{
    if (worker->is_over)
        return;
    wa_monitor_lock(worker->monitor);
    worker->is_over = 1;
    wa_monitor_unlock(worker->monitor);
    worker->job->interrupt(worker->context);
    wa_thread_join(worker->thread);
}

/* With the lock held: a fork must not begin while a thread is being joined. */
void wa_worker_stop(struct wa_worker *worker)
{
    if (worker->thread == NULL) {
        worker->is_over = 1;
        return;
    }
    wa_monitor_lock(wa_shared_monitor);
    end_thread(worker);
    worker->thread = NULL;
    wa_monitor_unlock(wa_shared_monitor);
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

    wa_monitor_lock(wa_shared_monitor);
    is_exiting = 1;
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->thread != NULL)
            end_thread(worker);
    wa_monitor_unlock(wa_shared_monitor);
}

/*
** A fork copies only the thread that forks. If another thread holds a lock,
** the lock stays held in the child, and what it guards may be half changed. So
** the workers' threads stand still meanwhile, outside of their turns.
*/

/* Asked first and awaited later, so that all threads finish side by side */
static void hold(struct wa_worker *worker)
{
    wa_monitor_lock(worker->monitor);
    worker->is_held = 1;
    wa_monitor_unlock(worker->monitor);
    worker->job->interrupt(worker->context);
}

/* Returns at once if the thread is over: it then never stands still. */
static void await_standstill(struct wa_worker *worker)
{
    wa_monitor_lock(worker->monitor);
    while (!worker->stands_still && !worker->is_over)
        wa_monitor_wait(worker->monitor);
    wa_monitor_unlock(worker->monitor);
}

/* Signals: the thread waits in is_to_stop for `is_held` to end. */
static void let_go(struct wa_worker *worker)
{
    wa_monitor_lock(worker->monitor);
    worker->is_held = 0;
    wa_monitor_signal(worker->monitor);
    wa_monitor_unlock(worker->monitor);
}

/* The list stays locked until the fork is done, in parent and child. */
static void before_fork(void)
{
    struct wa_worker *worker;

    wa_monitor_lock(wa_shared_monitor);
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->thread != NULL)
            hold(worker);
    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->thread != NULL)
            await_standstill(worker);
}

static void after_fork(void)
{
    struct wa_worker *worker;

    for (worker = workers; worker != NULL; worker = worker->next)
        if (worker->thread != NULL)
            let_go(worker);
    wa_monitor_unlock(wa_shared_monitor);
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
    wa_monitor_unlock(wa_shared_monitor);
}

int wa_worker_setup(void)
{
    if (wa_at_fork(before_fork, after_fork, in_child) != 0)
        return -1;
    return atexit(end_all);
}
