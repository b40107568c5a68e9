#include "handover.h"

#include <limits.h>

/*
** One lock guards all that user and driver share. It is held for a few steps
** only: nothing under it waits, calls libcurl or wipes memory, so neither side
** can hold the other one up.
*/

static void lock(struct wa_handover *handover)
{
    wa_monitor_lock(handover->monitor);
}

static void unlock(struct wa_handover *handover)
{
    wa_monitor_unlock(handover->monitor);
}

int wa_handover_is_shared(const struct wa_handover *handover)
{
    return handover->monitor != NULL;
}

/* Its progress is set before the driver can see the transfer. */
void wa_handover_put(struct wa_handover *handover,
                     struct wa_transfer *transfer)
{
    transfer->progress = WA_UNDER_WAY;
    lock(handover);
    wa_transfer_append(&handover->submitted, transfer);
    unlock(handover);
}

/*
** Only one of many who put something wakes the driver: the first clears the
** flag that the driver set when it found nothing to do.
*/
int wa_handover_rouse(struct wa_handover *handover)
{
    int was_asleep;

    lock(handover);
    was_asleep = handover->is_asleep;
    handover->is_asleep = 0;
    unlock(handover);
    return was_asleep;
}

/* Only with the lock held: NULL for each that is over; whether any is */
static int leave_out(struct wa_transfer **transfers, int count)
{
    int i, is_any = 0;

    for (i = 0; i < count; i++) {
        if (transfers[i] != NULL && transfers[i]->progress != WA_UNDER_WAY)
            transfers[i] = NULL;
        is_any |= transfers[i] == NULL;
    }
    return is_any;
}

/* Only with the lock held; all are under way, and so none is NULL. */
static void await(struct wa_transfer **transfers, int count, int is_awaited)
{
    int i;

    for (i = 0; i < count; i++)
        transfers[i]->is_awaited = is_awaited;
}

/*
** By the user's thread alone: `is_wait_over` is for one wait at a time. The
** driver signals once a round.
*/
int wa_handover_wait(struct wa_handover *handover,
                     struct wa_transfer **transfers, int count, long wait_ms)
{
    long long until = wait_ms > 0 ? wa_now() + wait_ms : 0;
    int is_over;

    lock(handover);
    is_over = leave_out(transfers, count);
    if (!is_over && wait_ms > 0) {
        handover->is_wait_over = 0;
        await(transfers, count, 1);
        do
            wa_monitor_wait_until(handover->monitor, until);
        while (!handover->is_wait_over && wa_now() < until);
        await(transfers, count, 0);
        is_over = leave_out(transfers, count);
    }
    unlock(handover);
    return is_over;
}

/* A broadcast for each transfer would wake the user too often. */
void wa_handover_signal_waiter(struct wa_handover *handover)
{
    lock(handover);
    if (handover->is_wait_over)
        wa_monitor_signal(handover->monitor);
    unlock(handover);
}

/* Only with the lock held: so the user can't take the waker away meanwhile */
static void finish(struct wa_handover *handover, struct wa_transfer *transfer)
{
    transfer->progress = WA_DONE;
    if (transfer->is_awaited)
        handover->is_wait_over = 1;
    if (transfer->waker != NULL)
        wa_waker_wake(transfer->waker);
}

/*
** The answer is left alone: the driver may be writing it. A request that no
** connection was given by now never goes out: see wa_handover_may_send.
*/
static int cancel(struct wa_handover *handover, struct wa_transfer *transfer)
{
    int is_out = transfer->is_taken && transfer->requests > 0;

    if (transfer->progress != WA_UNDER_WAY)
        return 0;
    transfer->cancelled =
        is_out ? "cancelled while under way" : "cancelled before it was sent";
    transfer->cancelled_sent = is_out ? WA_MAYBE_SENT : WA_NOT_SENT;
    if (transfer->is_taken)
        handover->unwanted++;
    else
        wa_transfer_unlink(&handover->submitted, transfer);
    finish(handover, transfer);
    return transfer->is_taken;
}

int wa_handover_cancel(struct wa_handover *handover,
                       struct wa_transfer *transfer)
{
    int is_taken;

    lock(handover);
    is_taken = cancel(handover, transfer);
    unlock(handover);
    return is_taken;
}

/* Under the lock, or the driver could give it back in between */
int wa_handover_drop(struct wa_handover *handover,
                     struct wa_transfer *transfer,
                     const struct wa_transfer_owner *owner)
{
    int is_taken;

    lock(handover);
    is_taken = transfer->is_taken;
    if (is_taken)
        transfer->dropped = owner;
    unlock(handover);
    return is_taken;
}

/*
** Cleared and woken under the lock: a transfer that is done meanwhile must
** not be cleared away.
*/
void wa_handover_set_waker(struct wa_handover *handover,
                           struct wa_transfer *transfer,
                           struct wa_waker *waker)
{
    struct wa_waker *before;

    lock(handover);
    before = transfer->waker;
    transfer->waker = waker != NULL ? wa_waker_ref(waker) : NULL;
    if (waker != NULL)
        wa_waker_clear(waker);
    if (waker != NULL && transfer->progress == WA_DONE)
        wa_waker_wake(waker);
    unlock(handover);
    wa_waker_unref(before);
}

/*
** When a kept connection turns out to be dead, libcurl sends the request again
** on a new one by itself, although the server may have acted on the first: for
** a change that could spend an attempt, so the second time ends it. Nor may a
** request go out after its cancelled call was reported as not sent.
*/
int wa_handover_may_send(struct wa_handover *handover,
                         struct wa_transfer *transfer)
{
    int may;

    lock(handover);
    may = transfer->progress == WA_UNDER_WAY &&
          (transfer->requests == 0 || transfer->method == WA_GET);
    transfer->requests++;
    unlock(handover);
    return may;
}

/*
** A transfer that the driver has is done only if it was cancelled: else it is
** done when the driver gives it back.
*/
int wa_handover_is_unwanted(struct wa_handover *handover,
                            const struct wa_transfer *transfer)
{
    int is_done;

    lock(handover);
    is_done = transfer->progress == WA_DONE;
    unlock(handover);
    return is_done;
}

/* Counted, so that a round without any need not look at each transfer */
int wa_handover_has_unwanted(struct wa_handover *handover)
{
    int unwanted;

    lock(handover);
    unwanted = handover->unwanted;
    unlock(handover);
    return unwanted > 0;
}

/* Wipes what was dropped outside of the lock, as that takes a while. */
void wa_handover_give_back(struct wa_handover *handover,
                           struct wa_transfer *transfer)
{
    const struct wa_transfer_owner *dropped;

    lock(handover);
    if (transfer->progress == WA_DONE)
        handover->unwanted--;
    else
        finish(handover, transfer);
    dropped = transfer->dropped;
    transfer->is_taken = dropped != NULL;
    unlock(handover);
    if (dropped == NULL)
        return;
    dropped->wipe(transfer);
    lock(handover);
    wa_transfer_append(&handover->ended, transfer);
    unlock(handover);
}

/* The owners' functions run outside of the lock: they may free much. */
void wa_handover_reap(struct wa_handover *handover)
{
    struct wa_transfer *ended;

    lock(handover);
    ended = handover->ended.first;
    handover->ended.first = handover->ended.last = NULL;
    unlock(handover);
    while (ended != NULL) {
        struct wa_transfer *transfer = ended;

        ended = transfer->next;
        transfer->dropped->release(transfer);
    }
}

/* Whether its route has all the connections it may, or an older one waits */
static int must_wait(const struct wa_handover *handover,
                     const struct wa_transfer *transfer)
{
    struct wa_route *route = transfer->route;

    if (route->active_count < transfer->max_connections &&
        route->blocked_in_scan != handover->scan)
        return 0;
    route->blocked_in_scan = handover->scan;
    return 1;
}

/*
** When it is due: `now`, or later. One past its deadline is due, to fail. One
** that waits for room on its route is looked at again whenever another ends.
*/
static long long due(const struct wa_handover *handover,
                     const struct wa_transfer *transfer, long long now)
{
    if (transfer->deadline <= now)
        return now;
    if (transfer->not_before > now)
        return transfer->not_before;
    return must_wait(handover, transfer) ? transfer->deadline : now;
}

/* Only with the lock held; takes nothing yet */
static struct wa_transfer *find_due(struct wa_handover *handover,
                                    long long now, long long *next)
{
    struct wa_transfer *transfer = handover->submitted.first;

    handover->scan++;
    *next = LLONG_MAX;
    for (; transfer != NULL; transfer = transfer->next) {
        long long when = due(handover, transfer, now);

        if (when <= now)
            break;
        if (when < *next)
            *next = when;
    }
    return transfer;
}

/* From here on only the driver touches it, until it gives it back. */
struct wa_transfer *wa_handover_take_due(struct wa_handover *handover,
                                         long long now, long long *next)
{
    struct wa_transfer *transfer;

    lock(handover);
    transfer = find_due(handover, now, next);
    if (transfer != NULL) {
        wa_transfer_unlink(&handover->submitted, transfer);
        transfer->is_taken = 1;
    }
    handover->is_asleep = transfer == NULL;
    unlock(handover);
    return transfer;
}

/* A route's channels belong to the driver's libcurl handle. */
void wa_handover_release(struct wa_handover *handover, struct wa_route *route)
{
    lock(handover);
    route->next = handover->released;
    handover->released = route;
    unlock(handover);
}

struct wa_route *wa_handover_take_released(struct wa_handover *handover)
{
    struct wa_route *released;

    lock(handover);
    released = handover->released;
    handover->released = NULL;
    unlock(handover);
    return released;
}
