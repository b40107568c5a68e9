#include "json_tokens.h"

#include "ascii.h"

#define DIGITS_MAX 15 /* a double holds each integer of so many */

const char *wa_json_after_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
        text++;
    return text;
}

int wa_json_take(const char **text, const char *word)
{
    const char *at = wa_json_after_blanks(*text);

    for (; *word != '\0'; word++)
        if (*at++ != *word)
            return 0;
    *text = at;
    return 1;
}

int wa_json_take_string(const char **text, const char **string, size_t *length)
{
    const char *first = *text, *at;

    if (!wa_json_take(&first, "\""))
        return 0;
    for (at = first; *at != '"'; at++)
        if (*at == '\\' || *at == '\0')
            return 0;
    *string = first;
    *length = (size_t)(at - first);
    *text = at + 1;
    return 1;
}

int wa_json_take_integer(const char **text, double *number)
{
    const char *first = wa_json_after_blanks(*text), *at = first;

    for (*number = 0; wa_is_digit(*at) && at - first <= DIGITS_MAX; at++)
        *number = *number * 10 + (*at - '0');
    if (at == first || at - first > DIGITS_MAX ||
        (*first == '0' && at - first > 1))
        return 0;
    *text = at;
    return 1;
}
