/*
** A lock, and a signal that what it guards has changed, for two threads. Until
** it is opened there is one thread alone, and nothing is locked.
*/
#ifndef WA_MONITOR_H
#define WA_MONITOR_H

#include <pthread.h>

struct wa_monitor {
    int is_open;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* While there is one thread: 0 or -1 */
int wa_monitor_open(struct wa_monitor *monitor);
void wa_monitor_close(struct wa_monitor *monitor);

void wa_monitor_lock(struct wa_monitor *monitor);
void wa_monitor_unlock(struct wa_monitor *monitor);

/* Wakes all who wait; with the lock held, as are the next two */
void wa_monitor_signal(struct wa_monitor *monitor);

/* Waits for a signal, or for nothing at all: look again */
void wa_monitor_wait(struct wa_monitor *monitor);

/* The same, no longer than until wa_now() is `until` */
void wa_monitor_wait_until(struct wa_monitor *monitor, long long until);

#endif
