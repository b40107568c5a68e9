#include "error_codes.h"

#include <ctype.h>

static int starts_with(const char *words, const char *text)
{
    while (*text != '\0' &&
           tolower((unsigned char)*words) == tolower((unsigned char)*text)) {
        words++;
        text++;
    }
    return *text == '\0';
}

/*
** Whether `words` (may be NULL) has `text` where a word begins: "the latest
** number" does not speak of a "test number".
*/
static int mentions(const char *words, const char *text)
{
    int inside = 0;

    for (; words != NULL && *words != '\0'; words++) {
        if (!inside && starts_with(words, text))
            return 1;
        inside = isalnum((unsigned char)*words);
    }
    return 0;
}

static int covers(const struct wa_error_code *row, long code, long subcode)
{
    return row->subcode == subcode && row->first <= code && code <= row->last;
}

static const struct wa_error_code *find_pair(long code, long subcode)
{
    const struct wa_error_code *row;
    size_t i;

    for (i = 0; (row = wa_error_code_at(i)) != NULL; i++)
        if (covers(row, code, subcode))
            break;
    return row;
}

static int is_narrower(const struct wa_error_code *row,
                       const struct wa_error_code *than)
{
    return than == NULL || row->last - row->first < than->last - than->first;
}

/* The row whose words are found, or else the one of the fewest codes */
static const struct wa_error_code *find_code(long code, const char *message,
                                             const char *details)
{
    const struct wa_error_code *row, *found = NULL;
    size_t i;

    for (i = 0; (row = wa_error_code_at(i)) != NULL; i++) {
        if (!covers(row, code, WA_ANY_SUBCODE))
            continue;
        if (row->text == NULL) {
            if (is_narrower(row, found))
                found = row;
        } else if (mentions(message, row->text) ||
                   mentions(details, row->text)) {
            return row;
        }
    }
    return found;
}

const struct wa_error_code *wa_error_code_find(long code, long subcode,
                                               const char *message,
                                               const char *details)
{
    const struct wa_error_code *row = NULL;

    if (subcode > 0) {
        row = find_pair(code, subcode);
        if (row == NULL)
            row = find_code(subcode, message, details);
    }
    return row != NULL ? row : find_code(code, message, details);
}
