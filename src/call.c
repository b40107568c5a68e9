#include "call.h"

#include <stdlib.h>
#include <string.h>

struct wa_call *wa_call_new(struct wa_client *client)
{
    struct wa_call *call = malloc(sizeof(*call));

    if (call == NULL)
        return NULL;
    memset(call, 0, sizeof(*call));
    call->client = wa_client_ref(client);
    wa_request_init(&call->request);
    wa_transfer_init(&call->transfer);
    return call;
}

void wa_call_free(struct wa_call *call)
{
    if (call == NULL)
        return;
    wa_call_cancel(call);
    wa_transfer_free(&call->transfer);
    wa_request_free(&call->request);
    wa_client_unref(call->client);
    free(call);
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

void wa_call_start(struct wa_call *call)
{
    call->started = wa_seconds();
    call->tries = 1;
    call->transfer.not_before = 0;
    call->transfer.deadline = wa_now() + call->request.timeout_ms;
    wa_transfer_start(call->client->engine, &call->transfer);
}

void wa_call_again(struct wa_call *call, long delay_ms)
{
    call->tries++;
    call->transfer.not_before = wa_now() + delay_ms;
    wa_transfer_start(call->client->engine, &call->transfer);
}

int wa_call_poll(struct wa_call *call, long wait_ms)
{
    long long until = wa_now() + wait_ms;

    for (;;) {
        if (call->transfer.progress != WA_UNDER_WAY)
            return 1;
        wa_engine_drive(call->client->engine, wait_ms);
        if (call->transfer.progress != WA_UNDER_WAY)
            return 1;
        wait_ms = (long)(until - wa_now());
        if (wait_ms <= 0)
            return 0;
    }
}

void wa_call_cancel(struct wa_call *call)
{
    wa_transfer_cancel(call->client->engine, &call->transfer);
}

long wa_call_time_left(const struct wa_call *call)
{
    long long left = call->transfer.deadline - wa_now();

    return left > 0 ? (long)left : 0;
}
