#include "error_codes.h"

#include "../base/ascii.h"

#include <string.h>

#define LONGEST (30L * 86400) /* far beyond any wait that Meta imposes */
#define MANY 1e9 /* digits beyond this change nothing */

/*
** English, and Portuguese and Spanish, in which such texts were seen, and
** others; in small letters, each with a space after it
*/
static const struct {
    double seconds;
    const char *names;
} units[] = {
    { 1, "s sec secs second seconds segundo segundos " },
    { 60, "m min mins minute minutes minuto minutos minuten minuti " },
    { 3600, "h hr hrs hour hours hora horas stunde stunden heure heures ora "
            "ore " },
    { 86400, "d day days dia dias tag tage tagen jour jours giorni " },
    { 604800, "week weeks " },
};

#define UNITS (sizeof(units) / sizeof(units[0]))

static const char *skip(const char *text, const char *characters)
{
    return text + strspn(text, characters);
}

/*
** The end of the word or phrase of the list with which the text begins,
** ignoring case, or NULL. In the list, each ends with `stop`.
*/
static const char *after_one(const char *text, const char *list, char stop)
{
    while (*list != '\0') {
        const char *end = text;

        while (*list != stop && wa_lower(*end) == *list)
            end++, list++;
        if (*list == stop && !wa_is_letter(*end))
            return end;
        list = strchr(list, stop) + 1;
    }
    return NULL;
}

/* The comma of "3,600": three digits follow, and not too many came before */
static int is_thousands_comma(const char *text, size_t digits)
{
    return *text == ',' && digits <= 6 && wa_is_digit(text[1]) &&
           wa_is_digit(text[2]) && wa_is_digit(text[3]) &&
           !wa_is_digit(text[4]);
}

/*
** strtod would expect the decimal sign of the host's locale, and take "0x10"
** for a number. Returns the end of the number.
*/
static const char *read_number(const char *text, double *number)
{
    double scale = 1;
    size_t digits = 0;

    for (*number = 0; wa_is_digit(*text); text++) {
        if (*number < MANY)
            *number = *number * 10 + (*text - '0');
        digits++;
        if (is_thousands_comma(text + 1, digits))
            text++;
    }
    if (*text == '.' && wa_is_digit(text[1]))
        while (wa_is_digit(*++text))
            *number += (*text - '0') * (scale /= 10);
    return text;
}

/* "5", "a", "an" or "one", as far as a unit may follow; NULL for others */
static const char *read_amount(const char *text, double *amount)
{
    const char *end;

    if (wa_is_digit(*text))
        return read_number(text, amount);
    *amount = 1;
    end = after_one(text, "a an one um uma un una ", ' ');
    return end != NULL && (*end == ' ' || *end == '-') ? end : NULL;
}

/*
** "5 minutes", "24-hour", "1 day(s)", "an hour", "10m"; NULL for others, with
** `seconds` undefined. Returns the end of the pair.
*/
static const char *read_pair(const char *text, double *seconds)
{
    const char *unit = read_amount(text, seconds);
    size_t i;

    if (unit == NULL)
        return NULL;
    unit = skip(unit, " \t\r\n-");
    for (i = 0; i < UNITS; i++) {
        const char *end = after_one(unit, units[i].names, ' ');

        if (end == NULL || (end == unit + 1 && !wa_is_digit(*text)))
            continue; /* a single letter is a unit only of digits */
        *seconds *= units[i].seconds;
        return strncmp(end, "(s)", 3) == 0 ? end + 3 : end;
    }
    return NULL;
}

/*
** "1 hour, 30 minutes and 5 seconds", "1h30m": pairs with nothing else
** between. NULL for none, and for the beginning of a word such as "41d4".
*/
static const char *read_pairs(const char *text, double *sum)
{
    double seconds, so_far = 0;
    const char *end = NULL;

    while ((text = read_pair(text, &seconds)) != NULL) {
        const char *word;

        so_far += seconds;
        if (!wa_is_word(*text)) {
            end = text;
            *sum = so_far;
        }
        text = skip(text, " \t\r\n,");
        word = after_one(text, "and ", ' ');
        if (word != NULL)
            text = skip(word, " \t\r\n");
    }
    return end;
}

/*
** Of several times in a text the longest counts: one that is too long costs
** patience, one that is too short another PIN guess.
*/
long wa_wait_in_text(const char *text)
{
    double longest = 0;
    char before = ' ';

    while (text != NULL && *text != '\0') {
        double seconds = 0;
        const char *end = NULL;

        if (!wa_is_word(before) && strchr("#_", before) == NULL)
            end = read_pairs(text, &seconds);
        if (end == NULL) {
            before = *text++;
            continue;
        }
        before = end[-1];
        text = end;
        if (seconds > longest)
            longest = seconds;
    }
    return longest < (double)LONGEST ? (long)(longest + 0.5) : LONGEST;
}

#define SENTENCE_MAX 256

/* Up to a full stop; the one in "1.5 hours" is none */
static size_t sentence_length(const char *text)
{
    size_t length = 0;

    while (length < SENTENCE_MAX - 1 && text[length] != '\0' &&
           (text[length] != '.' || wa_is_digit(text[length + 1])))
        length++;
    return length;
}

/* A copy, because the reading goes on to the NUL, past the full stop */
static long wait_in_sentence(const char *text, size_t length)
{
    char sentence[SENTENCE_MAX];

    memcpy(sentence, text, length);
    sentence[length] = '\0';
    return wa_wait_in_text(sentence);
}

static int asks_to_wait(const char *text)
{
    return after_one(text,
                     "try again|wait|retry|try later|tente novamente|"
                     "aguarde|espere|intentelo|",
                     '|') != NULL;
}

/*
** If the remedy is another than to wait, a time in the words may be a limit,
** or past: it counts only if its sentence asks to wait.
*/
long wa_wait_asked(const char *text)
{
    long longest = 0;
    char before = ' ';

    if (text == NULL)
        return 0;
    while (*text != '\0') {
        size_t length = 1;

        if (!wa_is_word(before) && asks_to_wait(text)) {
            long wait = wait_in_sentence(text, length = sentence_length(text));

            if (wait > longest)
                longest = wait;
        }
        text += length;
        before = text[-1];
    }
    return longest;
}
