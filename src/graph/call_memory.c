#include "call.h"

#include <stdlib.h>

/* A file of its own: a client frees the call that it has kept for the next. */

struct wa_call *wa_call_make(void)
{
    struct wa_call *call = malloc(sizeof(*call));

    if (call == NULL)
        return NULL;
    wa_request_init(&call->request);
    wa_transfer_init(&call->transfer);
    return call;
}

void wa_call_release(struct wa_call *spare)
{
    if (spare == NULL)
        return;
    wa_request_free(&spare->request);
    wa_transfer_free(&spare->transfer);
    free(spare);
}
