/*
** How transfers change hands, without libcurl: what may be sent, and what
** becomes of a transfer that its user cancels or drops meanwhile.
*/
#include "check.h"
#include "transport/handover.h"

#include <string.h>

#define NOW 1000
#define LATER (NOW + 60000)

static struct wa_handover handover;
static struct wa_route route;
static int wiped, released;

static void wipe(struct wa_transfer *transfer)
{
    (void)transfer;
    wiped++;
}

static void release(struct wa_transfer *transfer)
{
    (void)transfer;
    released++;
}

static const struct wa_transfer_owner owner = { wipe, release };

static void put(struct wa_transfer *transfer, enum wa_method method, long most)
{
    wa_transfer_init(transfer);
    transfer->route = &route;
    transfer->method = method;
    transfer->deadline = LATER;
    transfer->max_connections = most;
    wa_transfer_reset(transfer);
    wa_handover_put(&handover, transfer);
}

static struct wa_transfer *take(void)
{
    long long next;
    struct wa_transfer *taken = wa_handover_take_due(&handover, NOW, &next);

    if (taken != NULL)
        route.active_count++;
    return taken;
}

static void give_back(struct wa_transfer *transfer)
{
    route.active_count--;
    wa_handover_give_back(&handover, transfer);
}

static void check_sending(void)
{
    struct wa_transfer post, removal, get;

    put(&post, WA_POST, 10);
    put(&removal, WA_DELETE, 10);
    put(&get, WA_GET, 10);
    check(take() == &post && take() == &removal && take() == &get,
          "the oldest goes first", "");
    check(wa_handover_may_send(&handover, &post), "a POST is sent", "");
    check(!wa_handover_may_send(&handover, &post), "and never again", "");
    check(wa_handover_may_send(&handover, &removal), "a DELETE is sent", "");
    check(!wa_handover_may_send(&handover, &removal), "and never again", "");
    check(wa_handover_may_send(&handover, &get) &&
              wa_handover_may_send(&handover, &get),
          "a GET may be sent again", "");
    give_back(&post);
    give_back(&removal);
    give_back(&get);
    check(post.progress == WA_DONE, "what is given back is done", "");
}

static void check_cancelling(void)
{
    struct wa_transfer early, late;

    put(&early, WA_POST, 10);
    put(&late, WA_POST, 10);
    check(!wa_handover_cancel(&handover, &early),
          "what the driver has not taken needs no driver to cancel", "");
    check(early.cancelled_sent == WA_NOT_SENT, "and was not sent", "");
    check(take() == &late, "nor is it taken any more", "");
    check(wa_handover_cancel(&handover, &late) &&
              late.cancelled_sent == WA_NOT_SENT,
          "what no connection was given was not sent", "");
    check(!wa_handover_may_send(&handover, &late), "nor will it be", "");
    check(wa_handover_has_unwanted(&handover) &&
              wa_handover_is_unwanted(&handover, &late),
          "the driver learns that it is unwanted", "");
    give_back(&late);
    check(!wa_handover_has_unwanted(&handover), "once", "");
}

static void check_dropping(void)
{
    struct wa_transfer sent;

    put(&sent, WA_POST, 10);
    take();
    wa_handover_may_send(&handover, &sent);
    wa_handover_cancel(&handover, &sent);
    check(sent.cancelled_sent == WA_MAYBE_SENT, "perhaps it was sent", "");
    check(wa_handover_drop(&handover, &sent, &owner),
          "what the driver has outlives its user's interest", "");
    check(wiped == 0 && released == 0, "until it is given back", "");
    give_back(&sent);
    check(wiped == 1 && released == 0, "then it is wiped at once", "");
    wa_handover_reap(&handover);
    check(released == 1, "and released by its user", "");
}

static void check_waiting(void)
{
    struct wa_transfer first, modest, other;
    long long next = 0;

    put(&first, WA_GET, 10);
    take();
    put(&modest, WA_GET, 1);
    put(&other, WA_GET, 10);
    check(wa_handover_take_due(&handover, NOW, &next) == NULL,
          "none comes before an older one that has to wait", "");
    check(next == LATER && wa_handover_rouse(&handover) &&
              !wa_handover_rouse(&handover),
          "the driver sleeps until then, and is woken once", "");
    give_back(&first);
    check(take() == &modest, "the older one comes when there is room", "");
    give_back(&modest);
    check(take() == &other, "then the other", "");
    give_back(&other);
}

static void check_times(void)
{
    struct wa_transfer early, overdue;
    long long next = 0;

    put(&early, WA_GET, 10);
    early.not_before = NOW + 5;
    check(wa_handover_take_due(&handover, NOW, &next) == NULL &&
              next == NOW + 5,
          "none begins before its time", "");
    put(&overdue, WA_GET, 0);
    overdue.deadline = NOW;
    check(take() == &overdue, "one without time left need not wait", "");
    give_back(&overdue);
    wa_handover_cancel(&handover, &early);
}

static void check_awaiting(void)
{
    struct wa_transfer first, second;
    struct wa_transfer *both[] = { &first, &second };

    wa_monitor_open(&handover.monitor);
    put(&first, WA_GET, 10);
    put(&second, WA_GET, 10);
    wa_handover_wait(&handover, both, 2, 1);
    check(both[0] == &first && both[1] == &second,
          "a wait ends with its time, if none is over", "");
    take();
    take();
    give_back(&second);
    wa_handover_wait(&handover, both, 2, LATER);
    check(both[0] == &first && both[1] == NULL, "or with the first one", "");
    wa_handover_wait(&handover, both, 2, LATER);
    check(both[0] == &first, "of which it was known before, too", "");
    give_back(&first);
    wa_monitor_close(&handover.monitor);
}

int main(void)
{
    memset(&handover, 0, sizeof(handover));
    check_sending();
    check_cancelling();
    check_dropping();
    check_waiting();
    check_times();
    check_awaiting();
    return checks_done();
}
