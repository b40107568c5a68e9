#include "call.h"

#include <stddef.h>
#include <stdlib.h>

static struct wa_call *make(void)
{
    struct wa_call *call = calloc(1, sizeof(*call));

    if (call == NULL)
        return NULL;
    wa_request_init(&call->request);
    wa_transfer_init(&call->transfer);
    return call;
}

static void destroy(void *call)
{
    struct wa_call *over = call;

    wa_transfer_free(&over->transfer);
    wa_request_free(&over->request);
    free(over);
}

struct wa_call *wa_call_new(struct wa_client *client)
{
    struct wa_call *call;

    wa_engine_reap(client->engine);
    call = wa_engine_take_spare(client->engine, WA_SPARE_CALL);
    if (call == NULL)
        call = make();
    if (call == NULL)
        return NULL;
    call->client = wa_client_ref(client);
    call->engine = wa_engine_ref(client->engine);
    return call;
}

static struct wa_call *call_of(struct wa_transfer *transfer)
{
    return (struct wa_call *)((char *)transfer -
                              offsetof(struct wa_call, transfer));
}

static void wipe(struct wa_transfer *transfer)
{
    wa_transfer_clear(transfer);
    wa_request_clear(&call_of(transfer)->request);
}

/* Allocating a call anew costs more than all the rest of it. */
static void release(struct wa_transfer *transfer)
{
    struct wa_call *call = call_of(transfer);
    struct wa_engine *engine = call->engine;

    transfer->dropped = NULL;
    call->tries = 0;
    wa_client_unref(call->client);
    wa_engine_keep_spare(engine, WA_SPARE_CALL, call, destroy);
    wa_engine_unref(engine);
}

static const struct wa_transfer_owner owner = { wipe, release };

void wa_call_free(struct wa_call *call)
{
    if (call == NULL)
        return;
    if (wa_engine_is_foreign(call->engine)) {
        wa_waker_unref(call->transfer.waker);
        call->transfer.waker = NULL;
    } else if (wa_transfer_drop(call->engine, &call->transfer, &owner)) {
        return;
    }
    wipe(&call->transfer);
    release(&call->transfer);
}

/* The transfer borrows from request and client, which live as long */
static void set_transfer(struct wa_call *call)
{
    struct wa_transfer *transfer = &call->transfer;
    const struct wa_request *request = &call->request;
    const struct wa_client *client = call->client;

    transfer->target = client->target;
    transfer->path = wa_buffer_string(&request->path);
    transfer->query = wa_buffer_string(&request->query);
    transfer->authorization = request->authorization.length > 0
                                  ? wa_buffer_string(&request->authorization)
                                  : wa_buffer_string(&client->authorization);
    transfer->user_agent = wa_buffer_string(&client->user_agent);
    transfer->body =
        request->operation->method == WA_POST ? &request->body : NULL;
    transfer->connect_timeout_ms = client->connect_timeout_ms;
    transfer->max_connections = client->max_connections;
}

int wa_call_prepare(struct wa_call *call, const struct wa_operation *operation,
                    struct wa_value *values, struct wa_value *call_values,
                    struct wa_error *error)
{
    if (wa_request_build(&call->request, call->client, operation, values,
                         call_values, error) != 0)
        return -1;
    set_transfer(call);
    return 0;
}

static void start(struct wa_call *call, long long not_before)
{
    call->tries++;
    call->transfer.not_before = not_before;
    wa_transfer_start(call->engine, &call->transfer);
}

void wa_call_start(struct wa_call *call)
{
    call->started = wa_seconds();
    call->transfer.deadline = wa_now() + call->request.timeout_ms;
    start(call, 0);
}

void wa_call_again(struct wa_call *call, long delay_ms)
{
    if (call->transfer.waker != NULL)
        wa_waker_clear(call->transfer.waker);
    start(call, wa_now() + delay_ms);
}

int wa_call_poll(struct wa_call *call, long wait_ms)
{
    return wa_transfer_wait(call->engine, &call->transfer, wait_ms);
}

void wa_call_cancel(struct wa_call *call)
{
    wa_transfer_cancel(call->engine, &call->transfer);
}

void wa_call_tell(struct wa_call *call, struct wa_waker *waker)
{
    wa_transfer_tell(call->engine, &call->transfer, waker);
}

int wa_call_is_foreign(const struct wa_call *call)
{
    return wa_engine_is_foreign(call->engine);
}

enum wa_sent wa_call_sent(const struct wa_call *call)
{
    return call->transfer.cancelled != NULL ? call->transfer.cancelled_sent
                                            : call->transfer.answer.sent;
}

long wa_call_time_left(const struct wa_call *call)
{
    long long left = call->transfer.deadline - wa_now();

    return left > 0 ? (long)left : 0;
}
