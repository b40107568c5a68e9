#include "private.h"

#include <limits.h>
#include <string.h>

/*
** What the engine's user does with a transfer, and how it changes hands: all
** that user and thread share is in this file.
*/

void wa_transfer_append(struct wa_transfers *list,
                        struct wa_transfer *transfer)
{
    transfer->next = NULL;
    transfer->previous = list->last;
    if (list->last != NULL)
        list->last->next = transfer;
    else
        list->first = transfer;
    list->last = transfer;
}

void wa_transfer_unlink(struct wa_transfers *list,
                        struct wa_transfer *transfer)
{
    if (transfer->previous != NULL)
        transfer->previous->next = transfer->next;
    else
        list->first = transfer->next;
    if (transfer->next != NULL)
        transfer->next->previous = transfer->previous;
    else
        list->last = transfer->previous;
    transfer->next = transfer->previous = NULL;
}

void wa_transfer_init(struct wa_transfer *transfer)
{
    memset(transfer, 0, sizeof(*transfer));
    wa_buffer_init(&transfer->answer.headers, WA_HEADERS_MAX);
    wa_buffer_init(&transfer->answer.body, WA_ANSWER_MAX);
}

void wa_transfer_clear(struct wa_transfer *transfer)
{
    wa_buffer_recycle(&transfer->answer.headers);
    wa_buffer_recycle(&transfer->answer.body);
    transfer->progress = WA_IDLE;
    transfer->is_begun = 0;
}

void wa_transfer_free(struct wa_transfer *transfer)
{
    wa_buffer_free(&transfer->answer.headers);
    wa_buffer_free(&transfer->answer.body);
}

void wa_transfer_start(struct wa_engine *engine, struct wa_transfer *transfer)
{
    transfer->progress = WA_UNDER_WAY;
    transfer->channel = NULL;
    transfer->requests = 0;
    transfer->cancelled = NULL;
    transfer->answer.failed = 0;
    transfer->answer.sent = WA_NOT_SENT;
    transfer->answer.status = 0;
    wa_buffer_clear(&transfer->answer.headers);
    wa_buffer_clear(&transfer->answer.body);
    transfer->target->was_used = 1;
    transfer->pool_size =
        wa_engine_pool_size(engine, transfer->max_connections);
    wa_engine_enter(engine);
    wa_transfer_append(&engine->submitted, transfer);
    wa_engine_leave(engine);
    wa_engine_wake(engine);
}

/* Inside enter and leave */
static void tell_done(struct wa_transfer *transfer)
{
    transfer->progress = WA_DONE;
    if (transfer->waker != NULL)
        wa_waker_wake(transfer->waker);
}

void wa_transfer_give_back(struct wa_engine *engine,
                           struct wa_transfer *transfer)
{
    const struct wa_transfer_owner *dropped;

    wa_engine_enter(engine);
    if (transfer->progress == WA_DONE)
        engine->unwanted--;
    else
        tell_done(transfer);
    dropped = transfer->dropped;
    transfer->is_begun = dropped != NULL;
    wa_engine_leave(engine);
    if (dropped == NULL)
        return;
    dropped->wipe(transfer);
    wa_engine_enter(engine);
    wa_transfer_append(&engine->ended, transfer);
    wa_engine_leave(engine);
}

void wa_engine_reap(struct wa_engine *engine)
{
    struct wa_transfer *ended;

    wa_engine_enter(engine);
    ended = engine->ended.first;
    engine->ended.first = engine->ended.last = NULL;
    wa_engine_leave(engine);
    while (ended != NULL) {
        struct wa_transfer *transfer = ended;

        ended = transfer->next;
        transfer->dropped->release(transfer);
    }
}

/* Whether its server has enough to do, or an older one waits there */
static int must_wait(const struct wa_engine *engine,
                     const struct wa_transfer *transfer)
{
    struct wa_target *target = transfer->target;

    if (target->active_count < transfer->max_connections &&
        target->waited_in != engine->walk)
        return 0;
    target->waited_in = engine->walk;
    return 1;
}

/* When it is due: `now`, or later */
static long long due(const struct wa_engine *engine,
                     const struct wa_transfer *transfer, long long now)
{
    if (transfer->deadline <= now)
        return now;
    if (transfer->not_before > now)
        return transfer->not_before;
    return must_wait(engine, transfer) ? transfer->deadline : now;
}

struct wa_due wa_transfer_take_due(struct wa_engine *engine, long long now)
{
    struct wa_due found = { NULL, LLONG_MAX };
    struct wa_transfer *transfer;

    wa_engine_enter(engine);
    engine->walk++;
    for (transfer = engine->submitted.first; transfer != NULL;
         transfer = transfer->next) {
        long long when = due(engine, transfer, now);

        if (when <= now)
            break;
        if (when < found.next)
            found.next = when;
    }
    if (transfer != NULL) {
        wa_transfer_unlink(&engine->submitted, transfer);
        transfer->is_begun = 1;
    }
    found.transfer = transfer;
    engine->sleeps = transfer == NULL;
    wa_engine_leave(engine);
    return found;
}

int wa_transfer_is_unwanted(struct wa_engine *engine,
                            struct wa_transfer *transfer)
{
    int is_over;

    wa_engine_enter(engine);
    is_over = transfer->progress == WA_DONE;
    wa_engine_leave(engine);
    return is_over;
}

int wa_engine_has_unwanted(struct wa_engine *engine)
{
    int unwanted;

    wa_engine_enter(engine);
    unwanted = engine->unwanted;
    wa_engine_leave(engine);
    return unwanted > 0;
}

static int drive_until(struct wa_engine *engine,
                       const struct wa_transfer *transfer, long wait_ms)
{
    long long until = wa_now() + wait_ms;

    while (transfer->progress == WA_UNDER_WAY) {
        wa_engine_drive(engine, wait_ms);
        wait_ms = (long)(until - wa_now());
        if (wait_ms <= 0)
            break;
    }
    return transfer->progress != WA_UNDER_WAY;
}

int wa_transfer_wait(struct wa_engine *engine, struct wa_transfer *transfer,
                     long wait_ms)
{
    long long until;
    int is_over;

    if (!engine->has_thread)
        return drive_until(engine, transfer, wait_ms);
    wa_engine_enter(engine);
    until = wait_ms > 0 ? wa_now() + wait_ms : 0;
    if (until > 0)
        wa_engine_await(engine, transfer, until);
    is_over = transfer->progress != WA_UNDER_WAY;
    wa_engine_leave(engine);
    return is_over;
}

/*
** Called when a connection stands and the request is about to go out. When a
** kept-alive connection turns out dead, libcurl sends the request again on a
** new one by itself, although the server may have acted on the first: for a
** POST that could spend an attempt, so the second time ends it. Nor may one
** go out that its user was told is not sent.
*/
int wa_transfer_may_send(struct wa_transfer *transfer)
{
    struct wa_engine *engine = transfer->target->engine;
    int may;

    wa_engine_enter(engine);
    may = transfer->progress == WA_UNDER_WAY &&
          (transfer->requests == 0 || transfer->body == NULL);
    transfer->requests++;
    wa_engine_leave(engine);
    return may;
}

/*
** The answer, which the engine's thread may be writing, is left alone. What
** was not begun on a connection by now never is: see wa_transfer_may_send.
*/
static int cancel(struct wa_engine *engine, struct wa_transfer *transfer)
{
    int is_out = transfer->is_begun && transfer->requests > 0;

    if (transfer->progress != WA_UNDER_WAY)
        return 0;
    transfer->cancelled =
        is_out ? "cancelled while under way" : "cancelled before it was sent";
    transfer->cancelled_sent = is_out ? WA_MAYBE_SENT : WA_NOT_SENT;
    if (transfer->is_begun)
        engine->unwanted++;
    else
        wa_transfer_unlink(&engine->submitted, transfer);
    tell_done(transfer);
    return transfer->is_begun;
}

void wa_transfer_cancel(struct wa_engine *engine, struct wa_transfer *transfer)
{
    int is_held;

    wa_engine_enter(engine);
    is_held = cancel(engine, transfer);
    wa_engine_leave(engine);
    if (is_held && engine->has_thread)
        wa_engine_wake(engine);
    else if (is_held)
        wa_engine_settle_unwanted(engine);
}

int wa_transfer_drop(struct wa_engine *engine, struct wa_transfer *transfer,
                     const struct wa_transfer_owner *owner)
{
    int is_held;

    wa_transfer_cancel(engine, transfer);
    wa_transfer_tell(engine, transfer, NULL);
    wa_engine_enter(engine);
    is_held = transfer->is_begun;
    if (is_held)
        transfer->dropped = owner;
    wa_engine_leave(engine);
    return is_held;
}

void wa_transfer_tell(struct wa_engine *engine, struct wa_transfer *transfer,
                      struct wa_waker *waker)
{
    struct wa_waker *before;

    wa_engine_enter(engine);
    before = transfer->waker;
    transfer->waker = waker != NULL ? wa_waker_ref(waker) : NULL;
    if (waker != NULL)
        wa_waker_clear(waker);
    if (waker != NULL && transfer->progress == WA_DONE)
        wa_waker_wake(waker);
    wa_engine_leave(engine);
    wa_waker_unref(before);
}
