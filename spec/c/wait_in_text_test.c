/*
** The seconds that a free text asks to wait.
*/
#include "graph/error_codes.h"

#include <string.h>

#include "check.h"

struct wait_case {
    const char *text;
    long seconds;
};

static const struct wait_case wait_cases[] = {
    { "Please try again in 5 minutes", 300 },
    { "Please try again in 5 minutes.", 300 },
    { "wait 1 hour and 30 minutes", 5400 },
    { "wait 1 hour, 30 minutes and 5 seconds", 5405 },
    { "wait 1 hour, and 30 minutes", 5400 },
    { "wait 1 hour 30 minutes", 5400 },
    { "wait 1 hour\n30 minutes", 5400 },
    { "wait 1 hour(s) 30 minute(s)", 5400 },
    { "2 days, 3 hours, 4 minutes, 5 seconds", 183845 },
    { "try again after 3600 seconds", 3600 },
    { "try again after 3,600 seconds", 3600 },
    { "try again after 1,000,000 seconds", 1000000 },
    { "try again after 123456,789 seconds", 2592000 },
    { "try again after 1234567,890 seconds", 890 },
    { "after 1,20 seconds", 20 },
    { "after 1,2.4 seconds", 2 },
    { "5 minute(sic)", 300 },
    { "0.7 seconds", 1 },
    { "in an hour", 3600 },
    { "in about a minute", 60 },
    { "one day", 86400 },
    { "one-hour wait", 3600 },
    { "One Hour", 3600 },
    { "an hour and 5 minutes", 3900 },
    { "2 hrs", 7200 },
    { "1 hr.", 3600 },
    { "1 day", 86400 },
    { "a week", 604800 },
    { "2 weeks", 1209600 },
    { "10m", 600 },
    { "10 m", 600 },
    { "90s", 90 },
    { "1h30m", 5400 },
    { "1h 30m", 5400 },
    { "1d2h3m4s", 93784 },
    { "5min", 300 },
    { "5 MINUTES", 300 },
    { "24-hour lock", 86400 },
    { "1.5 hours", 5400 },
    { "0.5 minutes", 30 },
    { "5\tminutes", 300 },
    { "(5 minutes)", 300 },
    { "\"5 minutes\"", 300 },
    { "wait:5 minutes", 300 },
    { "5-10 minutes", 600 },
    { "5 to 10 minutes", 600 },
    { "000005 minutes", 300 },
    { "(#133009) PIN guessed too fast, wait 12 seconds", 12 },
    { "10 guesses within 1 hour, try again in 12 hours", 43200 },
    { "try again in 12 hours (10 guesses per 1 hour)", 43200 },
    { "1 hour (60 minutes)", 3600 },
    { "Versuche es in 12 Stunden erneut", 43200 },
    { "dans 2 heures", 7200 },
    { "30 days", 2592000 },
    { "31 days", 2592000 },
    { "30 days and 1 second", 2592000 },
    { "99999999999999999999 seconds", 2592000 },
    { "5 minutes, 99999999999999999999999999999999 days", 2592000 },
    /* Nothing found */
    { NULL, 0 },
    { "", 0 },
    { " ", 0 },
    { "0 seconds", 0 },
    { "(#133009)", 0 },
    { "(#133009) Two step verification PIN Guessed Too Fast", 0 },
    { "(#133009 minutes)", 0 },
    { "Please wait a few minutes", 0 },
    { "try again later", 0 },
    { "minutes", 0 },
    { "an", 0 },
    { "a", 0 },
    { "one", 0 },
    { "5", 0 },
    { "5 ", 0 },
    { "5.", 0 },
    { "5,", 0 },
    { "5,000", 0 },
    { "5.minutes", 0 },
    { "5:minutes", 0 },
    { "1,s23", 0 },
    { "a m", 0 },
    { "5 minutely", 0 },
    { "5 secrets", 0 },
    { "5 dogs", 0 },
    { "another hour", 0 },
    { "Canada day", 0 },
    { "x5 minutes", 0 },
    { "error_5 minutes", 0 },
    { "at 10:30:00", 0 },
    { "2025-11-22T15:40:00Z", 0 },
    { "550e8400-e29b-41d4-a716-446655440000", 0 },
    { "5 \xc3\xa9 minutes", 0 },
    { "\xff\xfe\x80", 0 },
};

/* What only a sentence that asks to wait says */
static const struct wait_case asked_cases[] = {
    { NULL, 0 },
    { "", 0 },
    { "wait", 0 },
    { "Try again in 5 minutes", 300 },
    { "It was set 2 days ago. Please wait 1.5 hours. Thanks", 5400 },
    { "more than 24 hours have passed since", 0 },
    { "Wait. 3 hours are the limit.", 0 },
    { "try again in 1 hour, or try again in 2 hours", 7200 },
    { "await 5 minutes", 0 },
    { "Tente novamente em 12 horas.", 43200 },
    { "wait wait wait wait 5 minutes", 300 },
};

static void check_asked(const struct wait_case *c)
{
    char got[32];

    snprintf(got, sizeof(got), "%ld", wa_wait_asked(c->text));
    check(wa_wait_asked(c->text) == c->seconds,
          c->text == NULL ? "no text asks for nothing" : c->text, got);
}

static void check_wait(const struct wait_case *c)
{
    char got[32];

    snprintf(got, sizeof(got), "%ld", wa_wait_in_text(c->text));
    check(wa_wait_in_text(c->text) == c->seconds,
          c->text == NULL ? "no text is no time" : c->text, got);
}

/* `count` times `part`, then `end` */
static long wait_in_repeated(const char *part, size_t count, const char *end)
{
    static char text[100000];
    size_t i, length = strlen(part);

    for (i = 0; i < count; i++)
        memcpy(text + i * length, part, length);
    memcpy(text + count * length, end, strlen(end) + 1);
    return wa_wait_in_text(text);
}

static void check_long_texts(void)
{
    check(wait_in_repeated("9", 400, " minutes") == 2592000,
          "a number of 400 digits is capped", "another");
    check(wait_in_repeated("0", 400, "7 minutes") == 420,
          "400 leading zeros change nothing", "another");
    check(wait_in_repeated("9,999", 400, " days") > 0,
          "a chain of thousands is read", "0");
    check(wait_in_repeated("0.", 400, "5 minutes") >= 0,
          "a chain of fractions is read", "less");
    check(wait_in_repeated("1 minute ", 9, "") == 540, "nine minutes add up",
          "another");
    check(wait_in_repeated("1h", 9999, "") == 2592000, "a long sum is capped",
          "another");
    check(wait_in_repeated("1h ", 9999, "1h4") == 2592000,
          "a long sum ends before half a pair", "another");
    check(wait_in_repeated("1h", 9999, "X") == 0, "a long word is no time",
          "another");
    check(wait_in_repeated("a ", 9999, "minute") == 60,
          "the last article counts", "another");
    check(wait_in_repeated(" ", 9999, "5 minutes") == 300,
          "space before is skipped", "another");
}

/* Room for more than a sentence may have */
static void check_long_sentence(void)
{
    char text[600];

    memset(text, 'x', sizeof(text));
    memcpy(text, "wait 5 minutes ", 15);
    memcpy(text + sizeof(text) - 12, " 9 minutes.", 12);
    check(wa_wait_asked(text) == 300, "the end of a long sentence is not read",
          "another");
}

static unsigned long random_number(unsigned long *seed, unsigned long below)
{
    *seed = (*seed * 1103515245 + 12345) & 0x7fffffff;
    return (*seed >> 16) % below;
}

/* A text of pieces that a time may be made of, in any order */
static void make_text(char *text, unsigned long *seed)
{
    static const char *const pieces[] = {
        "1",   "60",  "9999999999", "a",       "an",    "one", " ",
        "-",   ",",   ".",          "and",     "hour",  "m",   "s",
        "h",   "(s)", "d",          "minutes", "weeks", "#",   "\xff",
        "in ", "day", "0",          "\n",      "_",
    };
    int i;

    for (i = 0; i < 12; i++) {
        const char *piece =
            pieces[random_number(seed, sizeof(pieces) / sizeof(pieces[0]))];
        size_t length = strlen(piece);

        memcpy(text, piece, length + 1);
        text += length;
    }
}

static void check_random_texts(void)
{
    unsigned long seed = 42;
    int i, ok = 1;

    for (i = 0; i < 20000; i++) {
        char text[256];
        long wait;

        make_text(text, &seed);
        wait = wa_wait_in_text(text);
        ok = ok && wait >= 0 && wait <= 2592000;
    }
    check(ok, "any text gives a wait from 0 to 30 days", "another");
}

int main(void)
{
    size_t i;

    for (i = 0; i < sizeof(wait_cases) / sizeof(wait_cases[0]); i++)
        check_wait(&wait_cases[i]);
    for (i = 0; i < sizeof(asked_cases) / sizeof(asked_cases[0]); i++)
        check_asked(&asked_cases[i]);
    check_long_texts();
    check_long_sentence();
    check_random_texts();
    return checks_done();
}
