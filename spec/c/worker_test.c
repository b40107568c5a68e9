/*
** The worker, without libcurl: turns of work on a thread that stands still
** while the process forks and has ended when it was stopped.
*/
#include "base/worker.h"
#include "check.h"

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the thread does: counts turns, each of which waits to be interrupted */
struct work {
    struct wa_monitor *monitor;
    int turns, is_interrupted, is_within, was_forked;
};

static void turn(void *context)
{
    struct work *work = context;

    wa_monitor_lock(work->monitor);
    work->turns++;
    work->is_within = 1;
    wa_monitor_signal(work->monitor);
    while (!work->is_interrupted)
        wa_monitor_wait(work->monitor);
    work->is_interrupted = work->is_within = 0;
    wa_monitor_unlock(work->monitor);
}

static void interrupt(void *context)
{
    struct work *work = context;

    wa_monitor_lock(work->monitor);
    work->is_interrupted = 1;
    wa_monitor_signal(work->monitor);
    wa_monitor_unlock(work->monitor);
}

static void forked(void *context)
{
    ((struct work *)context)->was_forked = 1;
}

static const struct wa_worker_job job = { turn, interrupt, forked };

static void await_turn(struct work *work, int number)
{
    wa_monitor_lock(work->monitor);
    while (work->turns < number)
        wa_monitor_wait(work->monitor);
    wa_monitor_unlock(work->monitor);
}

static void check_turns(struct wa_worker *worker, struct work *work)
{
    check(wa_worker_start(worker) == 0, "a thread starts", "");
    check(wa_worker_start(worker) == 0, "once", "");
    await_turn(work, 1);
    interrupt(work);
    await_turn(work, 2);
    check(work->turns == 2, "an interrupt ends a turn, and one follows", "");
}

/* In the child the thread is not there, and was not within a turn */
static int child_is_fine(const struct wa_worker *worker,
                         const struct work *work)
{
    return work->was_forked && !work->is_within &&
           wa_worker_is_foreign(worker);
}

static void check_fork(struct wa_worker *worker, struct work *work)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        _exit(child_is_fine(worker, work) ? 0 : 1);
    waitpid(child, &status, 0);
    check(status == 0, "a fork finds the thread outside of its turns", "");
    check(!work->was_forked && !wa_worker_is_foreign(worker),
          "only the child is called about it", "");
    await_turn(work, 3);
    check(work->turns == 3, "the thread goes on in the parent", "");
}

static void check_stop(struct wa_worker *worker, const struct work *work)
{
    wa_worker_stop(worker);
    check(!work->is_within, "a stop waits for the turn to end", "");
    check(wa_worker_start(worker) != 0, "a stopped worker stays so", "");
    wa_worker_end(worker);
}

int main(void)
{
    struct work work = { .turns = 0 };
    struct wa_worker worker;

    check(wa_worker_setup() == 0, "is set up", "");
    check(wa_monitor_open(&work.monitor) == 0, "a monitor opens", "");
    wa_worker_init(&worker, &job, &work);
    check_turns(&worker, &work);
    check_fork(&worker, &work);
    check_stop(&worker, &work);
    wa_monitor_close(&work.monitor);
    return checks_done();
}
