/*
** What each rule accepts, at its boundaries and beside them.
*/
#include "graph/check.h"
#include "graph/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

struct text_case {
    enum wa_rule rule;
    const char *text;
    size_t length; /* repeats the text up to it; 0: the text as it is */
    int accepted;
};

static const struct text_case text_cases[] = {
    { WA_RULE_ID, "0", 0, 1 },
    { WA_RULE_ID, "9", 32, 1 },
    { WA_RULE_ID, "9", 33, 0 },
    { WA_RULE_ID, "", 0, 0 },
    { WA_RULE_ID, "/", 0, 0 },
    { WA_RULE_ID, ":", 0, 0 },
    { WA_RULE_ID, "1x", 0, 0 },
    { WA_RULE_ID, "x1", 0, 0 },
    { WA_RULE_ID, " \t\n\v\f\r7\r\f\v\n\t ", 0, 1 },
    { WA_RULE_ID, "\b7", 0, 0 },
    { WA_RULE_ID, "7\b", 0, 0 },
    { WA_RULE_ID, "\0167", 0, 0 },
    { WA_RULE_ID, "7\016", 0, 0 },
    { WA_RULE_ID, "!7", 0, 0 },
    { WA_RULE_ID, " ", 0, 0 },
    { WA_RULE_ID, " ", 4, 0 },
    { WA_RULE_TOKEN, "!", 0, 1 },
    { WA_RULE_TOKEN, "~", 0, 1 },
    { WA_RULE_TOKEN, "\x7f", 0, 0 },
    { WA_RULE_TOKEN, "a b", 0, 0 },
    { WA_RULE_TOKEN, "\x80", 0, 0 },
    { WA_RULE_TOKEN, "", 0, 0 },
    { WA_RULE_TOKEN, "abc==", 0, 1 },
    { WA_RULE_TOKEN, "NAME=abc", 0, 0 },
    { WA_RULE_TOKEN, "\"abc\"", 0, 0 },
    { WA_RULE_TOKEN, "abc'", 0, 0 },
    { WA_RULE_TOKEN, "x", 4096, 1 },
    { WA_RULE_TOKEN, "x", 4097, 0 },
    { WA_RULE_CURSOR, "x", 0, 1 },
    { WA_RULE_CURSOR, "a b", 0, 0 },
    { WA_RULE_PIN, "012349", 0, 1 },
    { WA_RULE_PIN, "01234", 0, 0 },
    { WA_RULE_PIN, "0123499", 0, 0 },
    { WA_RULE_PIN, "x12349", 0, 0 },
    { WA_RULE_PIN, "01234x", 0, 0 },
    { WA_RULE_PIN, " 01234", 0, 0 },
    { WA_RULE_CODE, "123830", 0, 1 },
    { WA_RULE_CODE, " 123-830\n", 0, 1 },
    { WA_RULE_CODE, "123.830", 0, 0 },
    { WA_RULE_CODE, "1234830", 0, 0 },
    { WA_RULE_CODE, "12x-830", 0, 0 },
    { WA_RULE_CODE, "x23-830", 0, 0 },
    { WA_RULE_CODE, "123-x30", 0, 0 },
    { WA_RULE_CODE, "123-83x", 0, 0 },
    { WA_RULE_CODE, "123-83", 0, 0 },
    { WA_RULE_CODE, "123-8301", 0, 0 },
    { WA_RULE_CODE, "12-3830", 0, 0 },
    { WA_RULE_CODE_METHOD, "SMS", 0, 1 },
    { WA_RULE_CODE_METHOD, "VOICE", 0, 1 },
    { WA_RULE_CODE_METHOD, "FAX", 0, 0 },
    { WA_RULE_LANGUAGE, "az", 0, 1 },
    { WA_RULE_LANGUAGE, "zaz", 0, 1 },
    { WA_RULE_LANGUAGE, "a", 0, 0 },
    { WA_RULE_LANGUAGE, "abcd", 0, 0 },
    { WA_RULE_LANGUAGE, "`b", 0, 0 },
    { WA_RULE_LANGUAGE, "a{", 0, 0 },
    { WA_RULE_LANGUAGE, "az_AZ", 0, 1 },
    { WA_RULE_LANGUAGE, "fil_ZA", 0, 1 },
    { WA_RULE_LANGUAGE, "az_A", 0, 0 },
    { WA_RULE_LANGUAGE, "az_AZA", 0, 0 },
    { WA_RULE_LANGUAGE, "az_A[", 0, 0 },
    { WA_RULE_LANGUAGE, "az_@Z", 0, 0 },
    { WA_RULE_LANGUAGE, "az`AZ", 0, 0 },
    { WA_RULE_LANGUAGE, "az-AZ", 0, 0 },
    { WA_RULE_REGION, "DE", 0, 1 },
    { WA_RULE_REGION, "ZA", 0, 1 },
    { WA_RULE_REGION, "FR", 0, 1 },
    { WA_RULE_REGION, "ES", 0, 1 },
    { WA_RULE_REGION, "US", 0, 0 },
    { WA_RULE_REGION, "R,", 0, 0 },
    { WA_RULE_REGION, ",E", 0, 0 },
    { WA_RULE_REGION, "DEU", 0, 0 },
    { WA_RULE_REGION, "FRA", 0, 0 },
    { WA_RULE_REGION, "fr", 0, 0 },
    { WA_RULE_REGION, "de", 0, 0 },
    { WA_RULE_REGION, "D", 0, 0 },
    { WA_RULE_REGION_OR_OFF, "DE", 0, 1 },
    { WA_RULE_REGION_OR_OFF, "US", 0, 0 },
    { WA_RULE_FIELDS, "name,health_status.fields(a{b}),z9", 0, 1 },
    { WA_RULE_FIELDS, "a b", 0, 0 },
    { WA_RULE_FIELDS, "x", 0, 1 },
    { WA_RULE_FIELDS, "A", 0, 0 },
    { WA_RULE_FIELDS, "", 0, 0 },
    { WA_RULE_FIELDS, "x", 4096, 1 },
    { WA_RULE_FIELDS, "x", 4097, 0 },
    { WA_RULE_RECIPIENT, "1", 5, 1 },
    { WA_RULE_RECIPIENT, "1", 4, 0 },
    { WA_RULE_RECIPIENT, "1", 15, 1 },
    { WA_RULE_RECIPIENT, "1", 16, 0 },
    { WA_RULE_RECIPIENT, "+12345", 0, 1 },
    { WA_RULE_RECIPIENT, "+1234", 0, 0 },
    { WA_RULE_RECIPIENT, "+123456789012345", 0, 1 },
    { WA_RULE_RECIPIENT, ",12345", 0, 0 },
    { WA_RULE_RECIPIENT, "12345x", 0, 0 },
    { WA_RULE_COUNTRY_CODE, "1", 0, 1 },
    { WA_RULE_COUNTRY_CODE, "9", 3, 1 },
    { WA_RULE_COUNTRY_CODE, "9", 4, 0 },
    { WA_RULE_COUNTRY_CODE, "+999", 0, 1 },
    { WA_RULE_COUNTRY_CODE, "+", 0, 0 },
    { WA_RULE_COUNTRY_CODE, "++1", 0, 0 },
    { WA_RULE_COUNTRY_CODE, "", 0, 0 },
    { WA_RULE_NATIONAL_NUMBER, "1", 0, 1 },
    { WA_RULE_NATIONAL_NUMBER, "1", 15, 1 },
    { WA_RULE_NATIONAL_NUMBER, "1", 16, 0 },
    { WA_RULE_NATIONAL_NUMBER, "(0) 1.2-3", 0, 1 },
    { WA_RULE_NATIONAL_NUMBER, "1 ", 30, 1 },
    { WA_RULE_NATIONAL_NUMBER, "1               ", 32, 1 },
    { WA_RULE_NATIONAL_NUMBER, "1               ", 33, 0 },
    { WA_RULE_NATIONAL_NUMBER, "-", 0, 0 },
    { WA_RULE_NATIONAL_NUMBER, "", 0, 0 },
    { WA_RULE_NATIONAL_NUMBER, "+1", 0, 0 },
    { WA_RULE_NATIONAL_NUMBER, "1x", 0, 0 },
    { WA_RULE_DISPLAY_NAME, "x", 1, 0 },
    { WA_RULE_DISPLAY_NAME, "x", 2, 1 },
    { WA_RULE_DISPLAY_NAME, "x", 75, 1 },
    { WA_RULE_DISPLAY_NAME, "x", 76, 0 },
    { WA_RULE_DISPLAY_NAME, "\xc3\xbc", 150, 1 },
    { WA_RULE_DISPLAY_NAME, "\xc3\xbc", 2, 0 },
    { WA_RULE_DISPLAY_NAME, "a\nb", 0, 0 },
    { WA_RULE_DISPLAY_NAME, "a\xff", 0, 0 },
    { WA_RULE_BODY, "x", 4096, 1 },
    { WA_RULE_BODY, "x", 4097, 0 },
    { WA_RULE_BODY, "", 0, 0 },
    { WA_RULE_BODY, "\x7f", 0, 1 },
    { WA_RULE_BODY, "\x80", 0, 0 },
    { WA_RULE_BODY, "\x80\x80", 0, 0 },
    { WA_RULE_BODY, "\xc1\x80", 0, 0 },
    { WA_RULE_BODY, "\xc2\x80", 0, 1 },
    { WA_RULE_BODY, "\xdf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xc2", 0, 0 },
    { WA_RULE_BODY, "\xc2\x7f", 0, 0 },
    { WA_RULE_BODY, "\xc2\xc0", 0, 0 },
    { WA_RULE_BODY, "\xe0\x9f\x80", 0, 0 },
    { WA_RULE_BODY, "\xe0\xa0\x80", 0, 1 },
    { WA_RULE_BODY, "\xe1\x80\x80", 0, 1 },
    { WA_RULE_BODY, "\xe1\x80", 0, 0 },
    { WA_RULE_BODY, "\xe1\x80x", 0, 0 },
    { WA_RULE_BODY, "\xec\xbf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xed\x9f\xbf", 0, 1 },
    { WA_RULE_BODY, "\xed\xa0\x80", 0, 0 },
    { WA_RULE_BODY, "\xee\xbf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xef\xbf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xf0\x8f\xbf\xbf", 0, 0 },
    { WA_RULE_BODY, "\xf0\x90\x80\x80", 0, 1 },
    { WA_RULE_BODY, "\xf1\x80\x80\x80", 0, 1 },
    { WA_RULE_BODY, "\xf1\x80\x80", 0, 0 },
    { WA_RULE_BODY, "\xf3\xbf\xbf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xf4\x8f\xbf\xbf", 0, 1 },
    { WA_RULE_BODY, "\xf4\x90\x80\x80", 0, 0 },
    { WA_RULE_BODY, "\xf5\x80\x80\x80", 0, 0 },
    { WA_RULE_SECRET, "x", 768 * 1024, 1 },
    { WA_RULE_SECRET, "x", 768 * 1024 + 1, 0 },
    { WA_RULE_SECRET, "x", 0, 1 },
    { WA_RULE_SECRET, "", 0, 0 },
    { WA_RULE_SECRET, "\xff", 0, 0 },
    { WA_RULE_VERSION, "v25.0", 0, 1 },
    { WA_RULE_VERSION, "v123456789.0", 0, 1 },
    { WA_RULE_VERSION, "v1.23456789012", 0, 0 },
    { WA_RULE_VERSION, "v1234567890.0", 0, 0 },
    { WA_RULE_VERSION, "v1.234567890", 0, 1 },
    { WA_RULE_VERSION, "w25.0", 0, 0 },
    { WA_RULE_VERSION, "v25", 0, 0 },
    { WA_RULE_VERSION, "v.0", 0, 0 },
    { WA_RULE_VERSION, "v25.", 0, 0 },
    { WA_RULE_VERSION, "vx5.0", 0, 0 },
    { WA_RULE_VERSION, "v2x.0", 0, 0 },
    { WA_RULE_VERSION, "v25.x", 0, 0 },
    { WA_RULE_VERSION, "v25.0x", 0, 0 },
    { WA_RULE_VERSION, "v25/0", 0, 0 },
    { WA_RULE_LINE, " ", 0, 1 },
    { WA_RULE_LINE, "\x1f", 0, 0 },
    { WA_RULE_LINE, "~", 0, 1 },
    { WA_RULE_LINE, "\x7f", 0, 0 },
    { WA_RULE_LINE, "\x80", 0, 1 },
    { WA_RULE_LINE, "x\n", 0, 0 },
    { WA_RULE_LINE, "", 0, 0 },
    { WA_RULE_LINE, "x", 4096, 1 },
    { WA_RULE_LINE, "x", 4097, 0 },
    { WA_RULE_ANY, "x", 0, 1 },
};

struct number_case {
    enum wa_rule rule;
    enum wa_type type;
    double number;
    int accepted;
};

static const struct number_case number_cases[] = {
    { WA_RULE_LIMIT, WA_NUMBER, 0, 0 },
    { WA_RULE_LIMIT, WA_NUMBER, 1, 1 },
    { WA_RULE_LIMIT, WA_NUMBER, 1.5, 0 },
    { WA_RULE_LIMIT, WA_NUMBER, 100, 1 },
    { WA_RULE_LIMIT, WA_NUMBER, 100.5, 0 },
    { WA_RULE_LIMIT, WA_NUMBER, 101, 0 },
    { WA_RULE_COUNT, WA_NUMBER, 0, 0 },
    { WA_RULE_COUNT, WA_NUMBER, 1, 1 },
    { WA_RULE_COUNT, WA_NUMBER, 1.5, 0 },
    { WA_RULE_COUNT, WA_NUMBER, 1000, 1 },
    { WA_RULE_COUNT, WA_NUMBER, 1001, 0 },
    { WA_RULE_SECONDS, WA_NUMBER, 0.001, 1 },
    { WA_RULE_SECONDS, WA_NUMBER, 0.0009, 0 },
    { WA_RULE_SECONDS, WA_NUMBER, 86400, 1 },
    { WA_RULE_SECONDS, WA_NUMBER, 86400.5, 0 },
    { WA_RULE_SECONDS, WA_NUMBER, NAN, 0 },
    { WA_RULE_SECONDS, WA_BOOLEAN, 1, 0 },
    { WA_RULE_SECONDS_OR_OFF, WA_NUMBER, 0.001, 1 },
    { WA_RULE_SECONDS_OR_OFF, WA_NUMBER, 0, 0 },
    { WA_RULE_SECONDS_OR_OFF, WA_BOOLEAN, 0, 1 },
    { WA_RULE_SECONDS_OR_OFF, WA_BOOLEAN, 1, 1 },
    { WA_RULE_REGION_OR_OFF, WA_BOOLEAN, 0, 1 },
    { WA_RULE_REGION_OR_OFF, WA_BOOLEAN, 1, 0 },
    { WA_RULE_REGION_OR_OFF, WA_NUMBER, 0, 0 },
    { WA_RULE_REGION, WA_BOOLEAN, 0, 0 },
    { WA_RULE_BOOLEAN, WA_BOOLEAN, 0, 1 },
    { WA_RULE_BOOLEAN, WA_BOOLEAN, 1, 1 },
    { WA_RULE_BOOLEAN, WA_NUMBER, 1, 0 },
    { WA_RULE_ID, WA_NUMBER, 1, 0 },
    { WA_RULE_REGIONS, WA_TABLE, 0, 1 },
    { WA_RULE_REGIONS, WA_FUNCTION, 0, 0 },
    { WA_RULE_FUNCTION, WA_FUNCTION, 0, 1 },
    { WA_RULE_FUNCTION, WA_TABLE, 0, 0 },
    { WA_RULE_ANY, WA_TABLE, 0, 1 },
    { WA_RULE_ANY, WA_NUMBER, 0, 1 },
};

/* Exactly as long as it says, so that a sanitizer sees a step too far */
static void check_text(const struct text_case *c)
{
    size_t unit = strlen(c->text);
    size_t length = c->length > 0 ? c->length : unit;
    char *copy = malloc(length + 1);
    struct wa_value value = { WA_STRING, NULL, 0, 0, "" };
    char name[64];
    size_t i;

    if (copy == NULL)
        return;
    for (i = 0; i < length; i++)
        copy[i] = c->text[i % unit];
    copy[length] = '\0';
    value.text = copy;
    value.length = length;
    snprintf(name, sizeof(name), "rule %d, %lu bytes", (int)c->rule,
             (unsigned long)length);
    check(wa_rule_accepts(c->rule, &value, "FR,ES,") == c->accepted, name,
          c->length > 0 ? c->text : copy);
    free(copy);
}

static void check_number(const struct number_case *c)
{
    struct wa_value value = { WA_ABSENT, "", 0, 0, "" };
    char name[64];

    value.type = c->type;
    value.number = c->number;
    snprintf(name, sizeof(name), "rule %d, type %d, %g", (int)c->rule,
             (int)c->type, c->number);
    check(wa_rule_accepts(c->rule, &value, NULL) == c->accepted, name,
          "the opposite");
    check(wa_rule_takes(c->rule, c->type) || !c->accepted, name,
          "the type is not taken");
}

static void check_narrowing(void)
{
    struct wa_value value = { WA_STRING, " \r42\t\n", 6, 0, "" };

    check(wa_rule_accepts(WA_RULE_ID, &value, NULL) && value.length == 2 &&
              memcmp(value.text, "42", 2) == 0,
          "white space around an id is trimmed", "not");
    value.text = "x\0y";
    value.length = 3;
    check(!wa_rule_accepts(WA_RULE_LINE, &value, NULL) &&
              !wa_rule_accepts(WA_RULE_SECRET, &value, NULL),
          "a zero byte is refused", "taken");
    value.text = "FR";
    value.length = 2;
    check(!wa_rule_accepts(WA_RULE_REGION, &value, NULL) &&
              !wa_rule_accepts(WA_RULE_REGION, &value, "DK,"),
          "a region that nobody allows is refused", "taken");
}

/* "" for a number that names no id, or more than one */
static void check_id(double number, const char *id)
{
    struct wa_value value = { WA_NUMBER, "", 0, number, "" };
    int refused = wa_id_of_number(&value, number);

    check((refused != 0) == (id[0] == '\0') && strcmp(value.text, id) == 0 &&
              value.length == strlen(id),
          "an id that is a number", value.text);
}

static void check_ids(void)
{
    check_id(1, "1");
    check_id(0, "");
    check_id(-7, "");
    check_id(1.5, "");
    check_id(106540352242922, "106540352242922");
    check_id(9007199254740991.0, "9007199254740991");
    check_id(9007199254740992.0, "");
    check_id(NAN, "");
}

int main(void)
{
    size_t i;

    for (i = 0; i < sizeof(text_cases) / sizeof(text_cases[0]); i++)
        check_text(&text_cases[i]);
    for (i = 0; i < sizeof(number_cases) / sizeof(number_cases[0]); i++)
        check_number(&number_cases[i]);
    check_narrowing();
    check_ids();
    for (i = 0; i <= WA_RULE_LINE; i++)
        check(strlen(wa_rule_expects((enum wa_rule)i)) > 5,
              "a rule says what it expects", "nothing");
    return checks_done();
}
