#include "error_codes.h"

#include <string.h>

static const struct wa_error_table *const tables[] = {
    &wa_general_codes,
    &wa_number_codes,
    &wa_message_codes,
};

#define TABLES (sizeof(tables) / sizeof(tables[0]))

const struct wa_error_code *wa_error_code_at(size_t index)
{
    size_t i;

    for (i = 0; i < TABLES; i++) {
        if (index < tables[i]->count)
            return &tables[i]->rows[index];
        index -= tables[i]->count;
    }
    return NULL;
}

int wa_is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

char wa_lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

static int starts_with(const char *words, const char *text, size_t length)
{
    for (; length > 0; length--, words++, text++)
        if (wa_lower(*words) != wa_lower(*text))
            return 0;
    return 1;
}

/*
** Whether `words` has `text` where a word begins: "the latest number" does
** not speak of a "test number".
*/
static int mentions(const char *words, const char *text, size_t length)
{
    int inside = 0;

    for (; *words != '\0'; words++) {
        if (!inside && starts_with(words, text, length))
            return 1;
        inside = wa_is_word(*words);
    }
    return 0;
}

/* "a&b": all of them, each anywhere; up to `end` */
static int mentions_all(const char *words, const char *text, const char *end)
{
    while (text < end) {
        size_t length = strcspn(text, "&|");

        if (!mentions(words, text, length))
            return 0;
        text += length + 1;
    }
    return 1;
}

/* "a&b|c": one of the alternatives */
static int matches(const char *words, const char *text)
{
    while (words != NULL && *words != '\0') {
        const char *end = text + strcspn(text, "|");

        if (mentions_all(words, text, end))
            return 1;
        if (*end == '\0')
            break;
        text = end + 1;
    }
    return 0;
}

struct question {
    long code, subcode;
    const char *step, *text;
};

static int fits(const struct wa_error_code *row, const struct question *asked)
{
    if (row->subcode != asked->subcode || asked->code < row->first ||
        asked->code > row->last)
        return 0;
    if (row->step != NULL &&
        (asked->step == NULL || strcmp(row->step, asked->step) != 0))
        return 0;
    return row->text == NULL || matches(asked->text, row->text);
}

/* How much a row demands: the more, the closer it is to what happened */
static int closeness(const struct wa_error_code *row)
{
    return (row->text != NULL ? 2 : 0) + (row->step != NULL ? 1 : 0);
}

static int is_closer(const struct wa_error_code *row,
                     const struct wa_error_code *than)
{
    if (than == NULL || closeness(row) != closeness(than))
        return than == NULL || closeness(row) > closeness(than);
    return row->last - row->first < than->last - than->first;
}

static const struct wa_error_code *find(long code, long subcode,
                                        const char *step, const char *text)
{
    const struct question asked = { code, subcode, step, text };
    const struct wa_error_code *row, *found = NULL;
    size_t i, j;

    for (i = 0; i < TABLES; i++)
        for (j = 0; j < tables[i]->count; j++) {
            row = &tables[i]->rows[j];
            if (fits(row, &asked) && is_closer(row, found))
                found = row;
        }
    return found;
}

const struct wa_error_code *
wa_error_code_find(long code, long subcode, const char *step, const char *text)
{
    const struct wa_error_code *row = NULL;

    if (subcode > 0) {
        row = find(code, subcode, step, text);
        if (row == NULL)
            row = find(subcode, WA_ANY_SUBCODE, step, text);
    }
    return row != NULL ? row : find(code, WA_ANY_SUBCODE, step, text);
}
