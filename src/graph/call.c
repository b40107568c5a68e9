#include "call.h"

#include "../base/json_tokens.h"
#include "../base/platform.h"
#include "error_codes.h"

#include <stddef.h>
#include <string.h>

/*
** A call holds references of its own on client and engine: the client may be
** closed while the call goes on, and moves to another engine after a fork.
*/

/*
** Calls that were dropped while the engine's thread had them are released
** here, by the user's thread: the allocator may be the host's own.
*/
struct wa_call *wa_call_new(struct wa_client *client)
{
    struct wa_call *call;

    wa_engine_reap(client->engine);
    call = client->spare != NULL ? client->spare : wa_call_make();
    client->spare = NULL;
    if (call == NULL)
        return NULL;
    call->started = 0;
    call->tries = 0;
    call->attempt.serial = 0;
    call->client = wa_client_ref(client);
    call->engine = wa_engine_ref(client->engine);
    return call;
}

/* A transfer is part of its call. */
static struct wa_call *call_of(struct wa_transfer *transfer)
{
    return (struct wa_call *)((char *)transfer -
                              offsetof(struct wa_call, transfer));
}

/* Runs at once, on the thread that is through with the transfer */
static void wipe(struct wa_transfer *transfer)
{
    wa_transfer_wipe(transfer);
    wa_request_recycle(&call_of(transfer)->request);
}

/*
** Runs later, on the user's thread, which counts clients and engines. The next
** call is much like this one, so one is kept for it.
*/
static void release(struct wa_transfer *transfer)
{
    struct wa_call *call = call_of(transfer), *surplus = call;
    struct wa_client *client = call->client;

    wa_engine_unref(call->engine);
    if (client->spare == NULL) {
        wa_transfer_renew(transfer);
        client->spare = call;
        surplus = NULL;
    }
    wa_call_release(surplus);
    wa_client_unref(client);
}

/*
** In two steps, since the engine's thread must neither keep secrets nor touch
** what only the user's thread counts.
*/
static const struct wa_transfer_owner owner = { wipe, release };

/*
** Of a call of the parent process, only our own memory may be touched: its
** transfer is in lists that the parent still uses.
*/
void wa_call_free(struct wa_call *call)
{
    if (call == NULL)
        return;
    if (wa_engine_is_foreign(call->engine)) {
        wa_waker_unref(call->transfer.waker);
        call->transfer.waker = NULL;
    } else if (wa_engine_drop(call->engine, &call->transfer, &owner)) {
        return;
    }
    wipe(&call->transfer);
    release(&call->transfer);
}

/* Whether there is a secret in it, besides the token of its client */
static int holds_secret(const struct wa_request *request)
{
    const struct wa_field *field = request->operation->fields;

    for (; field->wire != NULL; field++)
        if (field->flags & WA_SECRET)
            return 1;
    return request->authorization.length > 0;
}

/* The transfer borrows from request and client, which live as long */
static void set_transfer(struct wa_call *call)
{
    struct wa_transfer *transfer = &call->transfer;
    const struct wa_request *request = &call->request;
    const struct wa_client *client = call->client;

    transfer->route = client->route;
    transfer->path = wa_buffer_string(&request->path);
    transfer->query = wa_buffer_string(&request->query);
    transfer->authorization = request->authorization.length > 0
                                  ? wa_buffer_string(&request->authorization)
                                  : wa_buffer_string(&client->authorization);
    transfer->user_agent = wa_buffer_string(&client->user_agent);
    transfer->method = request->operation->method;
    transfer->body = transfer->method == WA_POST ? &request->body : NULL;
    transfer->holds_secret = holds_secret(request);
    transfer->connect_timeout_ms = client->connect_timeout_ms;
    transfer->max_connections = client->max_connections;
}

/* Nothing is sent yet: the caller may have to note an attempt before that. */
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

/* `not_before` is a time of wa_now(), 0 for at once. */
static void start(struct wa_call *call, long long not_before)
{
    call->tries++;
    call->transfer.not_before = not_before;
    wa_engine_start(call->engine, &call->transfer);
}

/* The deadline stands from here on: repeats share what is left of it. */
void wa_call_start(struct wa_call *call)
{
    call->started = wa_seconds();
    call->transfer.deadline = wa_now() + call->request.timeout_ms;
    start(call, 0);
}

/*
** The waker was woken for the outcome before, which nobody waits for now. No
** request goes out before its delay is over: wa_now() is rounded down.
*/
void wa_call_again(struct wa_call *call, long delay_ms)
{
    if (call->transfer.waker != NULL)
        wa_waker_clear(call->transfer.waker);
    start(call, wa_now() + 1 + delay_ms);
}

/* Without a thread of its own, the engine moves only while its user waits. */
int wa_call_poll(struct wa_call *call, long wait_ms)
{
    struct wa_transfer *transfer = &call->transfer;

    return wa_engine_wait(call->engine, &transfer, 1, wait_ms);
}

void wa_call_cancel(struct wa_call *call)
{
    wa_engine_cancel(call->engine, &call->transfer);
}

void wa_call_set_waker(struct wa_call *call, struct wa_waker *waker)
{
    wa_engine_set_waker(call->engine, &call->transfer, waker);
}

int wa_call_is_foreign(const struct wa_call *call)
{
    return wa_engine_is_foreign(call->engine);
}

/* A cancel is noted at once, when the driver may still write the answer. */
enum wa_sent wa_call_sent(const struct wa_call *call)
{
    return call->transfer.cancelled != NULL ? call->transfer.cancelled_sent
                                            : call->transfer.answer.sent;
}

/* Borrowed: it lives as long as the call. */
const char *wa_call_number(const struct wa_call *call)
{
    const char *id = call->request.phone_number_id;

    return id[0] != '\0' ? id : NULL;
}

/* Of a call that was started; before that there is no deadline. */
long wa_call_time_left(const struct wa_call *call)
{
    long long left = call->transfer.deadline - wa_now();

    return left > 0 ? (long)left : 0;
}

/* What the transport calls a failure, in the words of the error table */
static const enum wa_kind kinds[WA_FAILURES] = {
    [WA_FAILED_NETWORK] = WA_NETWORK,
    [WA_FAILED_TIMEOUT] = WA_TIMEOUT,
    [WA_FAILED_TLS] = WA_TLS,
    [WA_FAILED_PROTOCOL] = WA_PROTOCOL,
    [WA_FAILED_RESOURCE] = WA_UNAVAILABLE,
    [WA_FAILED_SETTING] = WA_INVALID_REQUEST,
};

const char *wa_call_kind(const struct wa_call *call)
{
    if (call->transfer.cancelled != NULL)
        return wa_kind_name(WA_CANCELLED);
    return wa_kind_name(kinds[call->transfer.answer.failure]);
}

/*
** After so many, the call is left to the journal in Lua, which then looks at
** how old the attempts are, and sets the count to 0.
*/
#define UNSEEN_MAX 64

/* The operation's place in wa_attempt_operations; all counted ones have one */
static int attempt_operation(const struct wa_operation *operation)
{
    int i = 0;

    while (strcmp(wa_attempt_operations[i], operation->name) != 0)
        i++;
    return i;
}

/*
** The time is that of the wall clock, as a journal's, which may outlive the
** process. What identifies the attempt is copied: `all` may drop it first.
*/
int wa_call_count(struct wa_call *call, struct wa_generations *all)
{
    const struct wa_operation *operation = call->request.operation;
    const char *number = call->request.phone_number_id;
    const struct wa_first_attempt *attempt;

    if (!(operation->flags & WA_COUNTED))
        return 1;
    if (all->unseen >= UNSEEN_MAX)
        return 0;
    attempt = wa_generations_take(all, number, strlen(number),
                                  attempt_operation(operation), wa_time());
    if (attempt == NULL)
        return 0;
    call->attempt.reserved_at = attempt->reserved_at;
    call->attempt.serial = attempt->serial;
    call->attempt.operation = attempt->operation;
    return 1;
}

/*
** Only in the younger generation: an outcome that is written into the older
** one would be dropped with it soon, so Lua makes a record instead. With
** another serial, the number was forgotten and counted anew, or is kept apart.
*/
int wa_call_settle(const struct wa_call *call,
                   const struct wa_generations *all, int state, int code,
                   double retry_after)
{
    const char *number = call->request.phone_number_id;
    int is_code = call->attempt.operation == WA_ATTEMPT_REQUEST_CODE;
    struct wa_first_attempt *attempt;

    if (call->attempt.serial == 0)
        return -1;
    attempt =
        wa_first_attempts_find(&all->young, number, strlen(number), is_code);
    if (attempt == NULL || attempt->serial != call->attempt.serial)
        return -1;
    return wa_first_attempt_settle(attempt, state, wa_time(), code,
                                   retry_after);
}

/*
** Spares Lua the decoding of what nearly every change answers. With any other
** key or status, and with a zero byte in the text, Lua decides.
*/
int wa_call_succeeded(const struct wa_call *call)
{
    static const char *const words[] = { "{", "\"success\"", ":", "true",
                                         "}" };
    const struct wa_answer *answer = &call->transfer.answer;
    unsigned promises =
        call->request.operation->flags & (WA_ANSWERS_SUCCESS | WA_ANSWERS_ID);
    const char *text = wa_buffer_string(&answer->body);
    size_t i;

    if (promises != WA_ANSWERS_SUCCESS || answer->status < 200 ||
        answer->status > 299)
        return 0;
    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!wa_json_take(&text, words[i]))
            return 0;
    return wa_json_after_blanks(text) ==
           answer->body.data + answer->body.length;
}
