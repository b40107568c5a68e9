/*
** The bytes of one request, made from an operation and its values.
*/
#pragma once

#include "client.h"

#pragma GCC visibility push(hidden)

/* Options that every call takes besides those of its operation */
enum wa_call_key {
    WA_CALL_PHONE_NUMBER_ID,
    WA_CALL_ACCESS_TOKEN,
    WA_CALL_TIMEOUT,
    WA_CALL_KEYS
};

/* By wa_call_key; ended by a row of NULL */
extern const struct wa_field wa_call_fields[WA_CALL_KEYS + 1];

/* Token, proof, PIN, and two of a backup as they were given and are sent */
#define WA_SECRETS_MAX 7

/* Where in a buffer a secret stands */
struct wa_secret {
    const struct wa_buffer *where;
    unsigned offset, length;
};

struct wa_request {
    const struct wa_operation *operation;
    struct wa_buffer path, query, body;
    struct wa_buffer authorization; /* of the call's own token, else empty */
    struct wa_buffer given_secrets; /* those that are sent otherwise */
    char phone_number_id[WA_ID_MAX + 1]; /* "" for none */
    struct wa_secret secrets[WA_SECRETS_MAX];
    int secret_count;
    long timeout_ms;
};

void wa_request_init(struct wa_request *request);

/*
** Checks the values (of the operation's fields, and of wa_call_fields) and
** writes the request. Copies. -1 with `error` set: nothing may be sent.
*/
int wa_request_build(struct wa_request *request,
                     const struct wa_client *client,
                     const struct wa_operation *operation,
                     struct wa_value *values, struct wa_value *call_values,
                     struct wa_error *error);

/*
** Gives values of wa_call_fields that are absent the number and the own token
** of a request; they borrow
*/
void wa_request_like(const struct wa_request *request,
                     struct wa_value *call_values);

/* Wipes it, for another one */
void wa_request_recycle(struct wa_request *request);

/* Wipes and releases */
void wa_request_free(struct wa_request *request);

/* The rest is for request*.c only */

/* Notes where a secret stands, to take it out of what the server sends */
void wa_request_note(struct wa_request *request, const struct wa_buffer *where,
                     size_t offset, size_t length);

/* The same for one that is sent with escapes: as it was given */
void wa_request_note_given(struct wa_request *request,
                           const struct wa_value *value);

/* Whether the field stands in the request at all */
int wa_request_sends(const struct wa_field *field,
                     const struct wa_value *value);

/* The JSON object of the operation's body, its secrets noted */
void wa_request_write_body(struct wa_request *request,
                           const struct wa_value *values);

#pragma GCC visibility pop
