#define _DEFAULT_SOURCE /* pthread_condattr_setclock */
#include "monitor.h"

#include "clock.h"

#include <time.h>

/* pthread_cond_timedwait is to go by the same clock as wa_now. */
static int make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) != 0)
        return -1;
#ifndef __APPLE__ /* has no other clock, but a function of its own, below */
    if (pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0)
        return -1;
#endif
    return pthread_cond_init(condition, &attributes);
}

int wa_monitor_open(struct wa_monitor *monitor)
{
    if (monitor->is_open)
        return 0;
    if (pthread_mutex_init(&monitor->lock, NULL) != 0)
        return -1;
    if (make_condition(&monitor->changed) != 0) {
        pthread_mutex_destroy(&monitor->lock);
        return -1;
    }
    monitor->is_open = 1;
    return 0;
}

void wa_monitor_close(struct wa_monitor *monitor)
{
    if (!monitor->is_open)
        return;
    monitor->is_open = 0;
    pthread_cond_destroy(&monitor->changed);
    pthread_mutex_destroy(&monitor->lock);
}

/* An uncontended lock costs little, but more than a look at a flag. */
void wa_monitor_lock(struct wa_monitor *monitor)
{
    if (monitor->is_open)
        pthread_mutex_lock(&monitor->lock);
}

void wa_monitor_unlock(struct wa_monitor *monitor)
{
    if (monitor->is_open)
        pthread_mutex_unlock(&monitor->lock);
}

/* To all: the thread that stands still and the one that awaits that share it */
void wa_monitor_signal(struct wa_monitor *monitor)
{
    if (monitor->is_open)
        pthread_cond_broadcast(&monitor->changed);
}

/* May end for no reason, as every wait for a condition may */
void wa_monitor_wait(struct wa_monitor *monitor)
{
    pthread_cond_wait(&monitor->changed, &monitor->lock);
}

void wa_monitor_wait_until(struct wa_monitor *monitor, long long until)
{
#ifdef __APPLE__
    long long wait_ms = until - wa_now();
    struct timespec wait;

    wait.tv_sec = wait_ms / 1000;
    wait.tv_nsec = wait_ms % 1000 * 1000000;
    pthread_cond_timedwait_relative_np(&monitor->changed, &monitor->lock,
                                       &wait);
#else
    struct timespec end;

    end.tv_sec = until / 1000;
    end.tv_nsec = until % 1000 * 1000000;
    pthread_cond_timedwait(&monitor->changed, &monitor->lock, &end);
#endif
}
