#include "error_codes.h"

#include "../base/ascii.h"

#include <string.h>

/*
** The tables are searched from end to end. That happens for failed requests
** only, and a request costs a thousand times as much.
*/

static const struct wa_error_table *const tables[] = {
    &wa_general_codes,
    &wa_number_codes,
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

/* Ignores case: the server's words differ in it */
static int starts_with(const char *words, const char *text, size_t length)
{
    for (; length > 0; length--, words++, text++)
        if (wa_lower(*words) != wa_lower(*text))
            return 0;
    return 1;
}

/*
** Whether `words` has `text` at the start of a word: "the latest number" does
** not contain "test number".
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

/* What is asked of the table, as the server sent it */
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

/* How specific a row is: the row with the most conditions is the best one */
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

/*
** Meta sends many a code in both places, as 133010 and as 100/133010: a subcode
** without a row of its own is looked up as a code before the code it came with.
*/
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

static const char *const asked_to_wait =
    "The server's words ask to wait: send it again after that time.";

static const char *const asks_for_itself =
    "The server's remedy is the very request that it refused: read the "
    "number's status before anything is sent again.";

/*
** Words that name a time count if there is nothing to do but to wait; else
** only in a sentence that asks to wait. A wait of three days is not shortened,
** but one of five minutes is lengthened.
*/
static long wait_of(const struct wa_error_code *row, enum wa_action action,
                    const char *text)
{
    long named =
        action == WA_WAIT ? wa_wait_in_text(text) : wa_wait_asked(text);

    if (row == NULL || row->wait == 0)
        return named;
    if ((row->flags & WA_UNLESS_NAMED) != 0 && named > 0)
        return named;
    named = wa_wait_asked(text);
    return named > row->wait ? named : row->wait;
}

static int is_general(const struct wa_error_code *row)
{
    return row == NULL || (row->flags & WA_GENERAL) != 0;
}

static void take_row(struct wa_explanation *explained,
                     const struct wa_error_code *row)
{
    wa_explain_kind(explained, row->kind);
    explained->hint = row->hint;
    explained->field = row->field;
    explained->is_known = 1;
    explained->is_failure = (row->flags & WA_FAILURE) != 0;
    if (row->action != WA_ACTION_OF_KIND)
        explained->action = row->action;
    if (row->turn != WA_TURN_OF_KIND)
        explained->turn = row->turn;
    if (row->setting != NULL)
        explained->setting = row->setting;
}

/*
** A program that follows such advice would send the same again and again. With
** a wait, it would at least not do so at once.
*/
static int asks_for(const struct wa_explanation *explained, const char *step)
{
    return step != NULL && explained->wait == 0 &&
           strcmp(wa_action_name(explained->action), step) == 0;
}

void wa_explain(struct wa_explanation *explained, long code, long subcode,
                const char *step, const char *text)
{
    const struct wa_error_code *row =
        wa_error_code_find(code, subcode, step, text);

    if (row != NULL)
        take_row(explained, row);
    else
        wa_explain_kind(explained, WA_API);
    explained->wait = wait_of(row, explained->action, text);
    if (is_general(row) && explained->wait > 0) {
        explained->action = WA_WAIT;
        explained->hint = asked_to_wait;
    }
    if (asks_for(explained, step)) {
        explained->action = WA_CHECK_STATUS;
        explained->hint = asks_for_itself;
    }
}
