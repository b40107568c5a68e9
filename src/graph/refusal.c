#include "refusal.h"

#include "../base/ascii.h"

#include <string.h>

#define LENGTH_MAX 1024 /* longer ones are rare */
#define DIGITS_MAX 15 /* a double holds each integer of so many */

/*
** A decoder makes a table that grows with each member, and takes more time than
** all else that a refusal needs. What Graph sends hardly ever has more than
** this reader takes. It takes nothing that a decoder would read in another way.
*/
struct reader {
    const char *at; /* ended by a zero */
    struct wa_refusal *refusal;
};

typedef int read_member(struct reader *reader, const char *name,
                        size_t length);

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t\r\n");
}

static int take(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    if (*reader->at != wanted)
        return 0;
    reader->at++;
    return 1;
}

/* A string without escapes: it stands for itself. */
static int take_text(struct reader *reader, const char **text, size_t *length)
{
    if (!take(reader, '"'))
        return 0;
    *text = reader->at;
    *length = strcspn(reader->at, "\"\\");
    reader->at += *length;
    return take(reader, '"');
}

static int take_code(struct reader *reader, double *code)
{
    const char *first;

    skip_blanks(reader);
    first = reader->at;
    for (*code = 0; wa_is_digit(*reader->at); reader->at++)
        *code = *code * 10 + (*reader->at - '0');
    return reader->at > first && reader->at - first <= DIGITS_MAX &&
           (*first != '0' || reader->at - first == 1);
}

static int take_flag(struct reader *reader, int *flag)
{
    skip_blanks(reader);
    *flag = *reader->at == 't';
    if (strncmp(reader->at, *flag ? "true" : "false", *flag ? 4 : 5) != 0)
        return 0;
    reader->at += *flag ? 4 : 5;
    return 1;
}

static int take_object(struct reader *reader, read_member *member)
{
    const char *name;
    size_t length;

    if (!take(reader, '{'))
        return 0;
    do {
        if (!take_text(reader, &name, &length) || !take(reader, ':') ||
            !member(reader, name, length))
            return 0;
    } while (take(reader, ','));
    return take(reader, '}');
}

static int is(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

static int take_words(struct reader *reader, enum wa_refusal_text which)
{
    return take_text(reader, &reader->refusal->texts[which].text,
                     &reader->refusal->texts[which].length);
}

static int read_data(struct reader *reader, const char *name, size_t length)
{
    const char *product;

    if (is(name, length, "details"))
        return take_words(reader, WA_REFUSAL_DETAILS);
    return is(name, length, "messaging_product") &&
           take_text(reader, &product, &length);
}

/* Where Graph puts its texts; the details have a place of their own. */
static const char *const names[WA_REFUSAL_TEXTS] = {
    "message",    "", "error_user_title", "error_user_msg", "type",
    "fbtrace_id", ""
};

static int read_error(struct reader *reader, const char *name, size_t length)
{
    int i;

    for (i = 0; length > 0 && i < WA_REFUSAL_TEXTS; i++)
        if (is(name, length, names[i]))
            return take_words(reader, (enum wa_refusal_text)i);
    if (is(name, length, "code"))
        return take_code(reader, &reader->refusal->code);
    if (is(name, length, "error_subcode"))
        return take_code(reader, &reader->refusal->subcode);
    if (is(name, length, "is_transient"))
        return take_flag(reader, &reader->refusal->is_transient);
    if (!is(name, length, "error_data"))
        return 0;
    reader->refusal->texts[WA_REFUSAL_DETAILS].text = NULL;
    skip_blanks(reader);
    return *reader->at == '{' ? take_object(reader, read_data)
                              : take_words(reader, WA_REFUSAL_DETAILS);
}

static void forget(struct wa_refusal *refusal)
{
    memset(refusal, 0, sizeof(*refusal));
    refusal->code = refusal->subcode = WA_NO_CODE;
    refusal->is_transient = -1;
}

/* Of two errors the last one counts. */
static int read_answer(struct reader *reader, const char *name, size_t length)
{
    forget(reader->refusal);
    return is(name, length, "error") && take_object(reader, read_error);
}

int wa_refusal_read(struct wa_refusal *refusal, const struct wa_buffer *body)
{
    const char *text = wa_buffer_string(body);
    struct reader reader;

    forget(refusal);
    reader.at = text;
    reader.refusal = refusal;
    if (body->length > LENGTH_MAX || !take_object(&reader, read_answer))
        return -1;
    skip_blanks(&reader);
    return reader.at == text + body->length && refusal->code < WA_NO_CODE &&
                   refusal->texts[WA_REFUSAL_TRACE_ID].text != NULL
               ? 0
               : -1;
}
