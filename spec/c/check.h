/*
** For test programs: one line per failure, and a closing line that counts.
*/
#ifndef WA_CHECK_H
#define WA_CHECK_H

#include <stdio.h>

static unsigned long passed, failed;

/* `name` says what is expected, `got` what came instead or for what */
static void check(int ok, const char *name, const char *got)
{
    if (ok) {
        passed++;
    } else {
        failed++;
        printf("FAILED: %s: %s\n", name, got);
    }
}

/* The exit status of the program */
static int checks_done(void)
{
    printf("%lu passed, %lu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

#endif
