#include "error_codes.h"

#include <string.h>

#define LONGEST (30L * 86400) /* far beyond any wait that Meta imposes */
#define MANY 1e9 /* digits beyond this change nothing */

static const struct {
    const char *name;
    long seconds;
} units[] = {
    { "s", 1 },
    { "sec", 1 },
    { "secs", 1 },
    { "second", 1 },
    { "seconds", 1 },
    { "m", 60 },
    { "min", 60 },
    { "mins", 60 },
    { "minute", 60 },
    { "minutes", 60 },
    { "h", 3600 },
    { "hr", 3600 },
    { "hrs", 3600 },
    { "hour", 3600 },
    { "hours", 3600 },
    { "d", 86400 },
    { "day", 86400 },
    { "days", 86400 },
    { "week", 604800 },
    { "weeks", 604800 },
    /* Portuguese and Spanish, in which such texts were seen, and others */
    { "segundo", 1 },
    { "segundos", 1 },
    { "minuto", 60 },
    { "minutos", 60 },
    { "hora", 3600 },
    { "horas", 3600 },
    { "dia", 86400 },
    { "dias", 86400 },
    { "minuten", 60 },
    { "stunde", 3600 },
    { "stunden", 3600 },
    { "tag", 86400 },
    { "tage", 86400 },
    { "tagen", 86400 },
    { "heure", 3600 },
    { "heures", 3600 },
    { "jour", 86400 },
    { "jours", 86400 },
    { "minuti", 60 },
    { "ora", 3600 },
    { "ore", 3600 },
    { "giorni", 86400 },
};

#define UNITS (sizeof(units) / sizeof(units[0]))

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
    return wa_is_word(c) && !is_digit(c);
}

static const char *skip(const char *text, const char *characters)
{
    return text + strspn(text, characters);
}

/* Where `word` ends if it begins `text`, in any case, and is whole; or NULL */
static const char *after_word(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++)
        if (wa_lower(*text) != *word)
            return NULL;
    return is_letter(*text) ? NULL : text;
}

/* The comma of "3,600": three digits follow, and not too many came before */
static int is_thousands_comma(const char *text, size_t digits)
{
    return *text == ',' && digits <= 6 && is_digit(text[1]) &&
           is_digit(text[2]) && is_digit(text[3]) && !is_digit(text[4]);
}

static const char *read_number(const char *text, double *number)
{
    double scale = 1;
    size_t digits = 0;

    for (*number = 0; is_digit(*text); text++) {
        if (*number < MANY)
            *number = *number * 10 + (*text - '0');
        digits++;
        if (is_thousands_comma(text + 1, digits))
            text++;
    }
    if (*text == '.' && is_digit(text[1]))
        while (is_digit(*++text))
            *number += (*text - '0') * (scale /= 10);
    return text;
}

/* "5", "a", "an" or "one", as far as a unit may follow; NULL for others */
static const char *read_amount(const char *text, double *amount)
{
    static const char *const ones[] = { "a",   "an", "one", "um",
                                        "uma", "un", "una" };
    size_t i;

    if (is_digit(*text))
        return read_number(text, amount);
    *amount = 1;
    for (i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
        const char *end = after_word(text, ones[i]);

        if (end != NULL && (*end == ' ' || *end == '-'))
            return end;
    }
    return NULL;
}

/* "5 minutes", "24-hour", "1 day(s)", "an hour", "10m"; NULL for others */
static const char *read_pair(const char *text, double *seconds)
{
    const char *unit = read_amount(text, seconds);
    size_t i;

    if (unit == NULL)
        return NULL;
    unit = skip(unit, " \t\r\n-");
    for (i = 0; i < UNITS; i++) {
        const char *end = after_word(unit, units[i].name);

        if (end == NULL || (end == unit + 1 && !is_digit(*text)))
            continue; /* a single letter is a unit only of digits */
        *seconds *= (double)units[i].seconds;
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
        word = after_word(text, "and");
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

/* Up to a full stop, of which that in "1.5 hours" is none */
static size_t sentence_length(const char *text)
{
    size_t length = 0;

    while (length < SENTENCE_MAX - 1 && text[length] != '\0' &&
           (text[length] != '.' || is_digit(text[length + 1])))
        length++;
    return length;
}

static long wait_in_sentence(const char *text, size_t length)
{
    char sentence[SENTENCE_MAX];

    memcpy(sentence, text, length);
    sentence[length] = '\0';
    return wa_wait_in_text(sentence);
}

static int asks_to_wait(const char *text)
{
    static const char *const phrases[] = {
        "try again",       "wait",    "retry",  "try later",
        "tente novamente", "aguarde", "espere", "intentelo",
    };
    size_t i;

    for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
        if (after_word(text, phrases[i]) != NULL)
            return 1;
    return 0;
}

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
