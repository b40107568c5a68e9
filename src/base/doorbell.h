/*
** A Unix socket that only this process connects to: for a host such as nginx,
** whose loop waits for sockets that it has opened itself and for nothing else.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

#define WA_RING_LENGTH 16 /* bytes that the host sends first */

struct wa_doorbell {
    int listener; /* -1 while closed */
    char path[108]; /* as long as an address can be */
    char folder[96];
    long owner; /* the process that made it: path and folder are its own */
};

/* 0, or -1 with errno set */
int wa_doorbell_open(struct wa_doorbell *doorbell);
void wa_doorbell_close(struct wa_doorbell *doorbell);

/* NULL in a process that has not made it, or if it is gone */
const char *wa_doorbell_path(const struct wa_doorbell *doorbell);

/*
** The next connection that has been made, and what was sent on it; -1 if
** there is none.
*/
int wa_doorbell_accept(const struct wa_doorbell *doorbell,
                       char ring[WA_RING_LENGTH]);

#pragma GCC visibility pop
