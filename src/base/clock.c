#define _DEFAULT_SOURCE /* clock_gettime */
#include "clock.h"

#include <time.h>

/* CLOCK_MONOTONIC: a clock that is set must neither end nor prolong a wait. */
long long wa_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double wa_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
