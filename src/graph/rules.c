#include "rules.h"

#include "../base/ascii.h"
#include "../base/buffer.h"
#include "regions.h"
#include "utf8.h"

#include <string.h>

/*
** A rule is a function and a phrase. It accepts what Meta documents or takes;
** when neither is clear a value goes through, and Meta decides.
*/

/* The first three in bytes; generous, so that only mistakes exceed them */
#define TOKEN_MAX 4096
#define LINE_MAX_LENGTH 4096
#define SECRET_MAX (768 * 1024) /* a migration backup is the largest */
#define BODY_MAX 4096 /* characters of a text message */
#define SECONDS_MAX 86400 /* in milliseconds it fits a long of 32 bits */
#define COUNT_MAX 1000

static int is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Not isdigit: that depends on the locale, and does not take a plain char. */
static int are_digits(const char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (!wa_is_digit(text[i]))
            return 0;
    return length > 0;
}

/* Ids and tokens are pasted, often with the line's end. */
static void trim(struct wa_value *value)
{
    while (value->length > 0 && is_space(value->text[0])) {
        value->text++;
        value->length--;
    }
    while (value->length > 0 && is_space(value->text[value->length - 1]))
        value->length--;
}

/* Digits alone: an id goes into the path as it is. */
static int accepts_id(struct wa_value *value)
{
    trim(value);
    return value->length <= WA_ID_MAX &&
           are_digits(value->text, value->length);
}

/* The length was checked by accepts_id, so it fits. */
void wa_id_copy(char id[WA_ID_MAX + 1], const struct wa_value *value)
{
    memcpy(id, value->text, value->length);
    id[value->length] = '\0';
}

/* Cursors and tokens go into a line of the header or the query. */
static int accepts_cursor(struct wa_value *value)
{
    size_t i;

    trim(value);
    for (i = 0; i < value->length; i++)
        if (value->text[i] < '!' || value->text[i] > '~')
            return 0;
    return value->length > 0 && value->length <= TOKEN_MAX;
}

#define NAME_CHARACTERS                                                       \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/*
** A shell's line that was pasted as it stood: NAME=EAAG... or "EAAG...". An
** `=` with nothing but its like after it is padding.
*/
static int is_dressed(const struct wa_value *value)
{
    size_t name = strspn(value->text, NAME_CHARACTERS);
    size_t signs = strspn(value->text + name, "=");
    size_t quote = strcspn(value->text, "\"'`");

    return quote < value->length ||
           (signs > 0 && name + signs < value->length);
}

static int accepts_token(struct wa_value *value)
{
    return accepts_cursor(value) && !is_dressed(value);
}

/* Not trimmed: a blank in a PIN is a mistake that is reported. */
static int accepts_pin(struct wa_value *value)
{
    return value->length == 6 && are_digits(value->text, 6);
}

/* Meta's text messages show the code as 123-830. */
static int accepts_code(struct wa_value *value)
{
    trim(value);
    if (value->length == 7 && value->text[3] == '-')
        return are_digits(value->text, 3) && are_digits(value->text + 4, 3);
    return accepts_pin(value);
}

/* Meta knows these two, in capitals. */
static int accepts_code_method(struct wa_value *value)
{
    return strcmp(value->text, "SMS") == 0 ||
           strcmp(value->text, "VOICE") == 0;
}

/* Meta documents `en` in one place and `en_US` in another; both work. */
static int accepts_language(struct wa_value *value)
{
    const char *text = value->text;
    size_t letters = 0;

    while (wa_is_lower(text[letters]))
        letters++;
    if (letters < 2 || letters > 3)
        return 0;
    if (value->length == letters)
        return 1;
    return value->length == letters + 3 && text[letters] == '_' &&
           wa_is_upper(text[letters + 1]) && wa_is_upper(text[letters + 2]);
}

/* One that Meta lists, or that the client allows besides */
static int accepts_region(const struct wa_value *value, const char *more)
{
    const char *text = value->text;
    char listed[4];

    if (value->length != 2)
        return 0;
    memcpy(listed, text, 2);
    memcpy(listed + 2, ",", 2);
    return wa_region_known(text) ||
           (more != NULL && strstr(more, listed) != NULL);
}

/* The list of a client's own regions: "FR,ES," */
static int accepts_regions(struct wa_value *value)
{
    if (value->list == NULL)
        return 1; /* only the check is wanted */
    return wa_region_list(wa_buffer_string(value->list), value->list->length);
}

/* Graph's syntax of field lists, nested ones and limits included */
static int accepts_fields(struct wa_value *value)
{
    size_t i;

    for (i = 0; i < value->length; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz_0123456789,.(){}",
                   value->text[i]) == NULL)
            return 0;
    return value->length > 0 && value->length <= LINE_MAX_LENGTH;
}

/* Meta counts characters; bytes are what is sent. */
static int accepts_body(struct wa_value *value)
{
    long characters = wa_utf8_length(value->text, value->length);

    return characters > 0 && characters <= BODY_MAX;
}

/* A password of a backup may be any text. */
static int accepts_secret(struct wa_value *value)
{
    return value->length <= SECRET_MAX &&
           wa_utf8_length(value->text, value->length) > 0;
}

/* `api_version` goes into the path: v23.0 */
static int accepts_version(struct wa_value *value)
{
    const char *dot = strchr(value->text, '.');
    size_t major;

    if (dot == NULL || value->text[0] != 'v' || value->length > 12)
        return 0;
    major = (size_t)(dot - value->text) - 1;
    return are_digits(value->text + 1, major) &&
           are_digits(dot + 1, value->length - major - 2);
}

/* No control character: it could end a header line or a path early. */
static int accepts_line(struct wa_value *value)
{
    size_t i;

    for (i = 0; i < value->length; i++)
        if ((unsigned char)value->text[i] < ' ' || value->text[i] == 0x7f)
            return 0;
    return value->length > 0 && value->length <= LINE_MAX_LENGTH;
}

/* Also refuses NaN: no comparison with it is true */
static int accepts_seconds(struct wa_value *value)
{
    return value->number >= 0.001 && value->number <= SECONDS_MAX;
}

/* Meta's limit for the length of a page */
static int accepts_limit(struct wa_value *value)
{
    return value->number >= 1 && value->number <= 100 &&
           value->number == (int)value->number;
}

/* NaN is refused before the cast, which it would make undefined. */
static int accepts_count(struct wa_value *value)
{
    return value->number >= 1 && value->number <= COUNT_MAX &&
           value->number == (int)value->number;
}

/* Only the type counts here, or other code checks the value. */
static int accepts_anything(struct wa_value *value)
{
    (void)value;
    return 1;
}

/*
** A rule takes one type, and WA_RULE_ANY all. Two also take a boolean: they
** are named in wa_rule_takes, so that no function has to ask for the type. The
** phrase follows "expected" in messages.
*/
struct rule {
    enum wa_type type;
    int (*accepts)(struct wa_value *value); /* NULL: regions */
    const char *expects;
};

/* Laid out by hand: more rows on a page */
/* clang-format off */
static const struct rule rules[] = {
    [WA_RULE_ID] = { WA_STRING, accepts_id, "an id as a string of digits" },
    [WA_RULE_TOKEN] = { WA_STRING, accepts_token, "the token alone: a string "
        "of visible ASCII characters, without spaces, quotes or NAME= in "
        "front" },
    [WA_RULE_PIN] = { WA_STRING, accepts_pin, "a string of exactly six digits "
        "(a number would lose leading zeros)" },
    [WA_RULE_CODE] = { WA_STRING, accepts_code, "the verification code as a "
        "string of six digits (123456 or 123-456)" },
    [WA_RULE_CODE_METHOD] = { WA_STRING, accepts_code_method, "\"SMS\" or "
        "\"VOICE\"" },
    [WA_RULE_LANGUAGE] = { WA_STRING, accepts_language, "a language such as "
        "\"en\" or \"en_US\"" },
    [WA_RULE_REGION] = { WA_STRING, NULL, "the two capital letters of a "
        "region in registration.regions (more can be allowed with the "
        "client's `regions`)" },
    [WA_RULE_REGION_OR_OFF] = { WA_STRING, NULL, "the two capital letters of "
        "a region in registration.regions, or false to switch local storage "
        "off" },
    [WA_RULE_FIELDS] = { WA_STRING, accepts_fields, "a string of Graph API "
        "field names with commas between them" },
    [WA_RULE_LIMIT] = { WA_NUMBER, accepts_limit, "a whole number from 1 to "
        "100" },
    [WA_RULE_CURSOR] = { WA_STRING, accepts_cursor, "the cursor of an earlier "
        "page" },
    [WA_RULE_RECIPIENT] = { WA_STRING, wa_accepts_recipient, "a phone number "
        "as a string of digits with its country code, such as "
        "\"+16505551234\"" },
    [WA_RULE_BODY] = { WA_STRING, accepts_body, "a text of 1 to 4096 "
        "characters in UTF-8" },
    [WA_RULE_SECRET] = { WA_STRING, accepts_secret, "a text in UTF-8 that is "
        "not empty (at most 768 KiB)" },
    [WA_RULE_BOOLEAN] = { WA_BOOLEAN, accepts_anything, "a boolean" },
    [WA_RULE_SECONDS] = { WA_NUMBER, accepts_seconds, "a number of seconds "
        "from 0.001 to 86400" },
    [WA_RULE_SECONDS_OR_OFF] = { WA_NUMBER, accepts_seconds, "true, false, or "
        "a number of seconds from 0.001 to 86400" },
    [WA_RULE_COUNT] = { WA_NUMBER, accepts_count, "a whole number from 1 to "
        "1000" },
    [WA_RULE_VERSION] = { WA_STRING, accepts_version, "a Graph API version "
        "such as \"v25.0\"" },
    [WA_RULE_REGIONS] = { WA_TABLE, accepts_regions, "an array of two capital "
        "letters each, such as { \"FR\" }" },
    [WA_RULE_FUNCTION] = { WA_FUNCTION, accepts_anything, "a function" },
    [WA_RULE_ANY] = { WA_ABSENT, accepts_anything, "a value" },
    [WA_RULE_LINE] = { WA_STRING, accepts_line, "a string on one line that is "
        "not empty" },
    [WA_RULE_COUNTRY_CODE] = { WA_STRING, wa_accepts_country_code, "the "
        "country code of a phone number as a string of digits, such as "
        "\"49\"" },
    [WA_RULE_NATIONAL_NUMBER] = { WA_STRING, wa_accepts_national_number, "a "
        "phone number as a string of digits without its country code, such as "
        "\"6505551234\"" },
    [WA_RULE_DISPLAY_NAME] = { WA_STRING, wa_accepts_display_name, "a display "
        "name of 2 to 75 characters in UTF-8, on one line" },
};
/* clang-format on */

/* A constant; it never quotes the value, which may be a secret. */
const char *wa_rule_expects(enum wa_rule rule)
{
    return rules[rule].expects;
}

/* Types first, so that a message can say which type was given instead */
int wa_rule_takes(enum wa_rule rule, enum wa_type type)
{
    if (type == WA_BOOLEAN &&
        (rule == WA_RULE_REGION_OR_OFF || rule == WA_RULE_SECONDS_OR_OFF))
        return 1;
    return rule == WA_RULE_ANY || rules[rule].type == type;
}

/*
** A zero byte is refused for all rules in one place: the rules read C strings,
** and what comes after it would be sent unread.
*/
int wa_rule_accepts(enum wa_rule rule, struct wa_value *value,
                    const char *more_regions)
{
    if (rule == WA_RULE_REGION_OR_OFF && value->type == WA_BOOLEAN)
        return value->number == 0;
    if (rule == WA_RULE_SECONDS_OR_OFF && value->type == WA_BOOLEAN)
        return 1;
    if (!wa_rule_takes(rule, value->type))
        return 0;
    if (value->type == WA_STRING &&
        memchr(value->text, '\0', value->length) != NULL)
        return 0;
    if (rules[rule].accepts == NULL)
        return accepts_region(value, more_regions);
    return rules[rule].accepts(value);
}
