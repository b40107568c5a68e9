/*
** Drives transfers, with libcurl's multi interface: in rounds, by the engine's
** thread or, if it has none, by its user.
*/
#pragma once

#include "handover.h"
#include "sockets.h"

#pragma GCC visibility push(hidden)

struct wa_driver {
    void *multi; /* libcurl's handle */
    struct wa_handover *handover; /* where its transfers come from and go */
    struct wa_transfers active; /* on the multi handle */
    struct wa_sockets sockets;
    long max_connections; /* to one host, as set on `multi` */
    long pool_size; /* to all, as set on `multi` */
};

/* Borrows `handover`. 0, or -1 when out of memory. */
int wa_driver_init(struct wa_driver *driver, struct wa_handover *handover);

/* Closes all connections; no transfer may be left */
void wa_driver_free(struct wa_driver *driver);

/*
** One round: begins what is due, or else waits up to `wait_ms` for something
** to happen; moves bytes; settles what finished or is not wanted any more
*/
void wa_driver_round(struct wa_driver *driver, long wait_ms);

/* Ends that wait; from any thread */
void wa_driver_interrupt(struct wa_driver *driver);

/* Takes what was cancelled off the multi handle; whether there was any */
int wa_driver_settle_unwanted(struct wa_driver *driver);

/* Frees a list of routes and what is kept for them */
void wa_driver_free_routes(struct wa_route *list);

#pragma GCC visibility pop
