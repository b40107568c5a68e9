#include "request.h"

#include "../base/platform.h"
#include "check.h"
#include "encode.h"
#include "hmac_sha256.h"

#include <string.h>

/*
** Path, query and body are written as they go out: libcurl neither splits nor
** encodes any of it. Where a secret stands in them is noted, so that it can be
** taken out of what the server sends back.
*/

/* Bytes, of each part; two of SECRET_MAX fit in, unless most is escaped */
#define REQUEST_MAX ((size_t)2 * 1024 * 1024)

/*
** None of them is sent as a field: the id goes into the path, the token into a
** header line, and the timeout is the transport's.
*/
const struct wa_field wa_call_fields[WA_CALL_KEYS + 1] = {
    { "phone_number_id", WA_IN_PATH, "phone_number_id", WA_RULE_ID },
    { "access_token", WA_NOWHERE, "", WA_RULE_TOKEN, WA_SECRET },
    { "timeout", WA_NOWHERE, "", WA_RULE_SECONDS },
    { NULL },
};

void wa_request_init(struct wa_request *request)
{
    memset(request, 0, sizeof(*request));
    wa_buffer_init(&request->path, REQUEST_MAX);
    wa_buffer_init(&request->query, REQUEST_MAX);
    wa_buffer_init(&request->body, REQUEST_MAX);
    wa_buffer_init(&request->authorization, REQUEST_MAX);
    wa_buffer_init(&request->given_secrets, REQUEST_MAX);
}

void wa_request_recycle(struct wa_request *request)
{
    wa_buffer_recycle(&request->path);
    wa_buffer_recycle(&request->query);
    wa_buffer_recycle(&request->body);
    wa_buffer_recycle(&request->authorization);
    wa_buffer_recycle(&request->given_secrets);
    request->phone_number_id[0] = '\0';
    request->secret_count = 0;
}

/* Most of them may hold a secret: a buffer that is freed is wiped. */
void wa_request_free(struct wa_request *request)
{
    wa_buffer_free(&request->path);
    wa_buffer_free(&request->query);
    wa_buffer_free(&request->body);
    wa_buffer_free(&request->authorization);
    wa_buffer_free(&request->given_secrets);
}

/* The names are ours and need no escapes; the values do. */
static void write_parameter(struct wa_buffer *query, const char *name,
                            const char *text, size_t length)
{
    if (query->length > 0)
        wa_buffer_text(query, "&");
    wa_buffer_text(query, name);
    wa_buffer_text(query, "=");
    wa_write_url(query, text, length);
}

/* The value as text: a string, the digits of a number, or the default */
static void write_query_value(struct wa_buffer *query,
                              const struct wa_field *field,
                              const struct wa_value *value)
{
    const char *text = field->otherwise;
    size_t length;
    char digits[4];

    if (value->type == WA_STRING)
        text = value->text;
    else if (value->type == WA_NUMBER)
        text = wa_whole_number(digits, value->number);
    length = value->type == WA_STRING ? value->length : strlen(text);
    write_parameter(query, field->wire, text, length);
}

/* The parameter that was just written after `before` bytes */
static void note_query_secret(struct wa_request *request, size_t before,
                              const char *name)
{
    const struct wa_buffer *query = &request->query;
    size_t start = before + (before > 0) + strlen(name) + 1;

    if (query->state == WA_BUFFER_OK)
        wa_request_note(request, query, start, query->length - start);
}

/*
** A token can stand in the query (`inspect_token`), so its place is noted as
** that of a secret: as it is sent, with escapes, and as it was given.
*/
static void write_query(struct wa_request *request,
                        const struct wa_value *values, const char *proof)
{
    const struct wa_field *fields = request->operation->fields;
    struct wa_buffer *query = &request->query;
    size_t before;
    int i;

    for (i = 0; fields[i].wire != NULL; i++) {
        if (fields[i].place != WA_IN_QUERY ||
            !wa_request_sends(&fields[i], &values[i]))
            continue;
        before = query->length;
        write_query_value(query, &fields[i], &values[i]);
        if (fields[i].flags & WA_SECRET) {
            note_query_secret(request, before, fields[i].wire);
            wa_request_note_given(request, &values[i]);
        }
    }
    if (proof[0] == '\0')
        return;
    before = query->length;
    write_parameter(query, "appsecret_proof", proof, strlen(proof));
    note_query_secret(request, before, "appsecret_proof");
}

/* The id that stands in the path under this name, or NULL */
static const struct wa_value *path_value(const struct wa_request *request,
                                         const char *name, size_t length,
                                         const struct wa_value *values)
{
    const struct wa_field *fields = request->operation->fields;
    int i;

    for (i = 0; fields[i].wire != NULL; i++)
        if (fields[i].place == WA_IN_PATH &&
            strncmp(fields[i].wire, name, length) == 0)
            return &values[i];
    return NULL;
}

/*
** "/v25.0" and the operation's path with its {name} filled in; a path has one
** at the most. Ids are digits alone (WA_RULE_ID) and need no escapes. What is
** no field of the operation is the number's id.
*/
static void write_path(struct wa_request *request,
                       const struct wa_client *client,
                       const struct wa_value *values)
{
    const char *path = request->operation->path;
    const char *open = strchr(path, '{');
    struct wa_buffer *out = &request->path;
    const struct wa_value *value;
    const char *close;

    wa_buffer_append(out, client->prefix.data, client->prefix.length);
    if (open == NULL) {
        wa_buffer_text(out, path);
        return;
    }
    close = strchr(open, '}');
    wa_buffer_append(out, path, (size_t)(open - path));
    value = path_value(request, open + 1, (size_t)(close - open - 1), values);
    if (value != NULL)
        wa_buffer_append(out, value->text, value->length);
    else
        wa_buffer_text(out, request->phone_number_id);
    wa_buffer_text(out, close + 1);
}

/* No request of this API is that large. */
static int refuse_size(struct wa_error *error)
{
    return wa_error_set(error, "",
                        "the request is larger than 2 MiB, or memory is out");
}

/* The ids and the token of a request */

/* Other operations leave an id that they were given out of the request. */
static int needs_phone_number(const struct wa_operation *operation)
{
    return strstr(operation->path, "{phone_number_id}") != NULL;
}

/*
** The call's own id, or else the client's. Copied, since the given one borrows
** from Lua. Either has passed WA_RULE_ID, and so is not too long.
*/
static int take_phone_number(struct wa_request *request,
                             const struct wa_client *client,
                             const struct wa_value *given,
                             struct wa_error *error)
{
    char *id = request->phone_number_id;

    if (given->type != WA_ABSENT)
        wa_id_copy(id, given);
    else
        memcpy(id, client->phone_number_id, WA_ID_MAX + 1);
    if (id[0] == '\0' && needs_phone_number(request->operation))
        return wa_error_expected(error, "phone_number_id",
                                 wa_rule_expects(WA_RULE_ID),
                                 "nothing (give it to the client or to the "
                                 "call)");
    return 0;
}

/*
** The call's own token with its own proof, or else those of the client: a
** proof fits one token only. It is "" without an app secret.
*/
static int take_token(struct wa_request *request,
                      const struct wa_client *client,
                      const struct wa_value *given, char proof[65],
                      struct wa_error *error)
{
    const struct wa_buffer *line = &client->authorization;

    memcpy(proof, client->proof, sizeof(client->proof));
    if (given->type != WA_ABSENT) {
        line = &request->authorization;
        if (wa_write_bearer(&request->authorization, given->text,
                            given->length) != 0)
            return refuse_size(error);
        if (client->app_secret.length > 0)
            wa_hmac_sha256_hex(client->app_secret.data,
                               client->app_secret.length, given->text,
                               given->length, proof);
    }
    if (line->length == 0)
        return wa_error_expected(error, "access_token",
                                 wa_rule_expects(WA_RULE_TOKEN),
                                 "nothing (give it to the client or to the "
                                 "call)");
    wa_request_note(request, line, WA_BEARER_LENGTH,
                    line->length - WA_BEARER_LENGTH);
    return 0;
}

/* Text for a value that is absent */
static void fill_in(struct wa_value *value, const char *text, size_t length)
{
    if (value->type != WA_ABSENT || length == 0)
        return;
    value->type = WA_STRING;
    value->text = text;
    value->length = length;
}

/*
** A call that inspects a token inspects its own unless it is given another.
** The value borrows from the header line, after take_token has chosen it.
*/
static void fill_in_token(const struct wa_request *request,
                          const struct wa_client *client,
                          struct wa_value *values)
{
    const struct wa_field *fields = request->operation->fields;
    const struct wa_buffer *line = request->authorization.length > 0
                                       ? &request->authorization
                                       : &client->authorization;
    int i;

    for (i = 0; fields[i].wire != NULL; i++)
        if (fields[i].flags & WA_OWN_TOKEN)
            fill_in(&values[i], line->data + WA_BEARER_LENGTH,
                    line->length - WA_BEARER_LENGTH);
}

/*
** Only the token that was the other call's own: a client's token is found in
** the client. What is given stays as it is.
*/
void wa_request_like(const struct wa_request *request,
                     struct wa_value *call_values)
{
    const char *id = request->phone_number_id;
    const struct wa_buffer *line = &request->authorization;

    fill_in(&call_values[WA_CALL_PHONE_NUMBER_ID], id, strlen(id));
    if (line->length > 0)
        fill_in(&call_values[WA_CALL_ACCESS_TOKEN],
                line->data + WA_BEARER_LENGTH,
                line->length - WA_BEARER_LENGTH);
}

/* Appends do nothing once a buffer has failed, so one look at the end does. */
static int is_written(const struct wa_request *request)
{
    return request->path.state == WA_BUFFER_OK &&
           request->query.state == WA_BUFFER_OK &&
           request->body.state == WA_BUFFER_OK &&
           request->given_secrets.state == WA_BUFFER_OK;
}

/* The options that every call takes first: a bad token concerns them all. */
static int check(const struct wa_request *request,
                 const struct wa_client *client, struct wa_value *values,
                 struct wa_value *call_values, struct wa_error *error)
{
    const char *regions = wa_buffer_string(&client->regions);

    if (wa_values_check(wa_call_fields, call_values, regions, error) != 0)
        return -1;
    return wa_values_check(request->operation->fields, values, regions, error);
}

/* Milliseconds. WA_RULE_SECONDS caps it at a day, so a long holds it. */
static long timeout_of(const struct wa_client *client,
                       const struct wa_value *given)
{
    return given->type == WA_ABSENT ? client->timeout_ms
                                    : wa_milliseconds(given->number);
}

/*
** The values borrow from a Lua table, so all is checked, copied and written in
** one go, without a chance for Lua to run.
*/
int wa_request_build(struct wa_request *request,
                     const struct wa_client *client,
                     const struct wa_operation *operation,
                     struct wa_value *values, struct wa_value *call_values,
                     struct wa_error *error)
{
    char proof[65];

    request->operation = operation;
    if (check(request, client, values, call_values, error) != 0 ||
        take_phone_number(request, client,
                          &call_values[WA_CALL_PHONE_NUMBER_ID], error) != 0 ||
        take_token(request, client, &call_values[WA_CALL_ACCESS_TOKEN], proof,
                   error) != 0)
        return -1;
    fill_in_token(request, client, values);
    request->timeout_ms = timeout_of(client, &call_values[WA_CALL_TIMEOUT]);
    write_path(request, client, values);
    write_query(request, values, proof);
    wa_wipe(proof, sizeof(proof));
    if (operation->method == WA_POST)
        wa_request_write_body(request, values);
    if (!is_written(request))
        return refuse_size(error);
    return 0;
}
