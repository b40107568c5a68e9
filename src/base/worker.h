/*
** A thread that does one turn of work after another. It stands still while the
** process forks, and has ended before the process does. Even without a thread
** a worker is called in the child of a fork.
*/
#pragma once

#include "platform.h"

#pragma GCC visibility push(hidden)

struct wa_worker_job {
    void (*turn)(void *context); /* on the thread; may wait for work */
    void (*interrupt)(void *context); /* ends that wait; from any thread */
    void (*forked)(void *context); /* in the child, of a parent's worker */
};

struct wa_worker {
    const struct wa_worker_job *job;
    void *context; /* of its functions */
    unsigned generation; /* of the process that made it */
    struct wa_thread *thread; /* NULL: none */
    struct wa_worker *next; /* of this process */

    struct wa_monitor *monitor; /* open as long as there is a thread */
    int is_over; /* the thread ends, and none starts any more */
    int is_held; /* the process forks: the thread is to stand still */
    int stands_still;
};

/* Once a process, before all else: 0 or -1 */
int wa_worker_setup(void);

/* Borrows `job`. It is one of this process until wa_worker_end. */
void wa_worker_init(struct wa_worker *worker, const struct wa_worker_job *job,
                    void *context);

/* Starts the thread; -1 if none can be had, or the worker is over */
int wa_worker_start(struct wa_worker *worker);

/* Ends the thread after its turn, for good. Not of a parent's. */
void wa_worker_stop(struct wa_worker *worker);

/* Forgets a worker that was stopped */
void wa_worker_end(const struct wa_worker *worker);

/* Whether it was made before a fork: its thread is the parent's alone */
int wa_worker_is_foreign(const struct wa_worker *worker);

#pragma GCC visibility pop
