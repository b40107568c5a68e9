#include "request.h"

#include "encode.h"

#include <string.h>

/*
** The body is written by hand and not by lua-cjson, see encode.h. No operation
** needs more than an object in an object.
*/

/* A place, not a copy: there must be no more copies of a secret. */
void wa_request_note(struct wa_request *request, const struct wa_buffer *where,
                     size_t offset, size_t length)
{
    struct wa_secret *secret = &request->secrets[request->secret_count];

    if (request->secret_count == WA_SECRETS_MAX || length == 0)
        return; /* a spec checks that no operation has more */
    secret->where = where;
    secret->offset = (unsigned)offset;
    secret->length = (unsigned)length;
    request->secret_count++;
}

void wa_request_note_given(struct wa_request *request,
                           const struct wa_value *value)
{
    struct wa_buffer *given = &request->given_secrets;

    wa_request_note(request, given, given->length, value->length);
    wa_buffer_append(given, value->text, value->length);
}

/* `false` for "not at all" is sent only if the field has a word for it. */
int wa_request_sends(const struct wa_field *field,
                     const struct wa_value *value)
{
    if (value->type == WA_ABSENT)
        return field->otherwise != NULL;
    return value->type != WA_BOOLEAN || field->rule == WA_RULE_BOOLEAN ||
           field->when_off != NULL;
}

/* The code without the hyphen that Meta's text messages have in it */
static void write_code(struct wa_buffer *out, const struct wa_value *value)
{
    wa_buffer_append(out, "\"", 1);
    wa_buffer_append(out, value->text, 3);
    wa_buffer_append(out, value->text + value->length - 3, 3);
    wa_buffer_append(out, "\"", 1);
}

/* A name or word of ours, which needs no escapes */
static void write_word(struct wa_buffer *out, const char *word, size_t length)
{
    wa_buffer_append(out, "\"", 1);
    wa_buffer_append(out, word, length);
    wa_buffer_append(out, "\"", 1);
}

/* Opens and closes objects so that `wire` can stand in `open` */
static const char *enter(struct wa_buffer *out, const char *wire,
                         const char **open)
{
    const char *dot = strchr(wire, '.');
    size_t length = dot != NULL ? (size_t)(dot - wire) : 0;
    int stays =
        *open != NULL && dot != NULL && strncmp(*open, wire, length + 1) == 0;

    if (*open != NULL && !stays)
        wa_buffer_append(out, "}", 1);
    if (out->data[out->length - 1] != '{')
        wa_buffer_append(out, ",", 1);
    if (dot != NULL && !stays) {
        write_word(out, wire, length);
        wa_buffer_append(out, ":{", 2);
    }
    *open = dot != NULL ? wire : NULL;
    return dot != NULL ? dot + 1 : wire;
}

/* The value of the option, or the word for it on the wire */
static void write_value(struct wa_buffer *out, const struct wa_field *field,
                        const struct wa_value *value)
{
    const char *text = field->otherwise;

    if (field->when_on != NULL)
        text = value->type == WA_BOOLEAN ? field->when_off : field->when_on;
    if (value->type == WA_ABSENT || field->when_on != NULL)
        write_word(out, text, strlen(text));
    else if (value->type == WA_BOOLEAN)
        wa_buffer_text(out, value->number != 0 ? "true" : "false");
    else if (field->rule == WA_RULE_CODE)
        write_code(out, value);
    else
        wa_write_json(out, value->text, value->length);
}

/* `start` is after the opening quote; the closing one was just written */
static void note_body_secret(struct wa_request *request, size_t start,
                             const struct wa_value *value)
{
    size_t end = request->body.length - 1;

    if (request->body.state != WA_BUFFER_OK)
        return; /* nothing of it will be sent */
    wa_request_note(request, &request->body, start, end - start);
    if (end - start != value->length)
        wa_request_note_given(request, value);
}

/*
** One JSON object, written field by field in the order of the operation's row,
** where the fields of an inner object stand together.
*/
void wa_request_write_body(struct wa_request *request,
                           const struct wa_value *values)
{
    const struct wa_field *fields = request->operation->fields;
    struct wa_buffer *out = &request->body;
    const char *open = NULL;
    int i;

    if (wa_buffer_text(out, "{") != 0)
        return;
    for (i = 0; fields[i].wire != NULL; i++) {
        const char *key;
        size_t start;

        if (fields[i].place != WA_IN_BODY ||
            !wa_request_sends(&fields[i], &values[i]))
            continue;
        key = enter(out, fields[i].wire, &open);
        write_word(out, key, strlen(key));
        wa_buffer_text(out, ":");
        start = out->length + 1;
        write_value(out, &fields[i], &values[i]);
        if (fields[i].flags & WA_SECRET)
            note_body_secret(request, start, &values[i]);
    }
    wa_buffer_text(out, open != NULL ? "}}" : "}");
}
