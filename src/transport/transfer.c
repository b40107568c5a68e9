#include "transfer.h"

#include <string.h>

/*
** No lock and no libcurl: a transfer is data that changes hands.
*/

/* The caps are the most that is read of an answer: more ends the transfer. */
void wa_transfer_init(struct wa_transfer *transfer)
{
    memset(transfer, 0, sizeof(*transfer));
    wa_buffer_init(&transfer->answer.headers, WA_HEADERS_MAX);
    wa_buffer_init(&transfer->answer.body, WA_ANSWER_MAX);
}

/*
** Buffers keep their memory: the next answer is much like the last one. The
** caller's part stays, because the same request is sent again.
*/
void wa_transfer_reset(struct wa_transfer *transfer)
{
    transfer->channel = NULL;
    transfer->requests = 0;
    transfer->cancelled = NULL;
    transfer->answer.failed = 0;
    transfer->answer.sent = WA_NOT_SENT;
    transfer->answer.status = 0;
    wa_buffer_clear(&transfer->answer.headers);
    wa_buffer_clear(&transfer->answer.body);
}

void wa_transfer_wipe(struct wa_transfer *transfer)
{
    wa_buffer_recycle(&transfer->answer.headers);
    wa_buffer_recycle(&transfer->answer.body);
}

void wa_transfer_renew(struct wa_transfer *transfer)
{
    struct wa_buffer headers = transfer->answer.headers;
    struct wa_buffer body = transfer->answer.body;

    memset(transfer, 0, sizeof(*transfer));
    transfer->answer.headers = headers;
    transfer->answer.body = body;
}

/* The request's strings are borrowed, and their owner's to free. */
void wa_transfer_free(struct wa_transfer *transfer)
{
    wa_buffer_free(&transfer->answer.headers);
    wa_buffer_free(&transfer->answer.body);
}

/* At the end: transfers are sent in the order in which they were put. */
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

/* It must be in this very list, of which it may be either end. */
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
