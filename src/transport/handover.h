/*
** How transfers pass between the engine's user and its driver: the engine's
** thread, or else the user. Everything that the two share is here, and so is
** every race, and the promise that a request is never sent twice.
*/
#pragma once

#include "../base/platform.h"
#include "route.h"
#include "transfer.h"

#pragma GCC visibility push(hidden)

struct wa_handover {
    struct wa_transfers submitted; /* not begun yet, oldest first */
    struct wa_transfers ended; /* dropped, and over */
    struct wa_route *released; /* to be freed by the driver */
    int unwanted; /* how many that the driver has are cancelled */
    int is_asleep; /* the driver saw all of this, and waits */
    int is_wait_over; /* what its user waits for is done */
    unsigned scan; /* counts the driver's looks for what is due */

    struct wa_monitor *monitor; /* around all the above */
};

/* Whether user and driver are two threads: its monitor is open */
int wa_handover_is_shared(const struct wa_handover *handover);

/* For the user */

void wa_handover_put(struct wa_handover *handover,
                     struct wa_transfer *transfer);

/*
** Whether the driver is asleep, and must be woken. From now on it counts as
** awake: it will look at all of this before it sleeps again.
*/
int wa_handover_rouse(struct wa_handover *handover);

/*
** Waits up to `wait_ms` until one of so many is not under way (any more). Each
** such one is replaced by NULL. If there is a NULL in the list, it counts as
** one of these: then nothing is waited for. Whether there is one.
*/
int wa_handover_wait(struct wa_handover *handover,
                     struct wa_transfer **transfers, int count, long wait_ms);

/*
** Ends it now, as cancelled; nothing if it is not under way. Whether the
** driver still has it, and must look for what is unwanted.
*/
int wa_handover_cancel(struct wa_handover *handover,
                       struct wa_transfer *transfer);

/*
** After a cancel: 1 if the driver still has it, which then calls the
** owner's functions
*/
int wa_handover_drop(struct wa_handover *handover,
                     struct wa_transfer *transfer,
                     const struct wa_transfer_owner *owner);

/*
** Wakes `waker` whenever the transfer is done, at once if it is already;
** takes a reference. NULL for no more.
*/
void wa_handover_set_waker(struct wa_handover *handover,
                           struct wa_transfer *transfer,
                           struct wa_waker *waker);

/* Releases what was dropped and is over */
void wa_handover_reap(struct wa_handover *handover);

/* The driver is to free it */
void wa_handover_release(struct wa_handover *handover, struct wa_route *route);

/* For the driver */

/*
** Takes the oldest transfer that is due: it may be sent now, or has no time
** left. Of those on one route, none comes before an older one that has to wait
** there. NULL if none is due: `next` is then wa_now() at which to look
** again, and the driver counts as asleep.
*/
struct wa_transfer *wa_handover_take_due(struct wa_handover *handover,
                                         long long now, long long *next);

/*
** A connection stands, and the transfer's request is about to go out: 0 if
** it must not
*/
int wa_handover_may_send(struct wa_handover *handover,
                         struct wa_transfer *transfer);

/* Whether it was cancelled since it was taken; whether any was */
int wa_handover_is_unwanted(struct wa_handover *handover,
                            const struct wa_transfer *transfer);
int wa_handover_has_unwanted(struct wa_handover *handover);

/* Gives it back to its user, who may have cancelled or dropped it meanwhile */
void wa_handover_give_back(struct wa_handover *handover,
                           struct wa_transfer *transfer);

/* Ends the user's wait if it is over: once a round, after many are done */
void wa_handover_signal_waiter(struct wa_handover *handover);

/* A list of those that were released */
struct wa_route *wa_handover_take_released(struct wa_handover *handover);

#pragma GCC visibility pop
