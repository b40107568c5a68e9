/*
** What a value must look like before anything is sent. A rule says in words
** what it expects, for the error message; no message ever holds a value.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

struct wa_buffer;

enum wa_type {
    WA_ABSENT,
    WA_STRING,
    WA_BOOLEAN,
    WA_NUMBER,
    WA_TABLE, /* its strings are in `list`, if there is one */
    WA_FUNCTION
};

struct wa_value {
    enum wa_type type;
    const char *text; /* borrowed; a string's bytes, with a NUL after them */
    size_t length;
    double number; /* a number, or a boolean as 0 or 1 */
    char digits[24]; /* where `text` stands when an id came as a number */
    struct wa_buffer *list; /* takes a table's strings as "XX,YY,", or NULL */
};

#define WA_ID_MAX 32 /* digits */

enum wa_rule {
    WA_RULE_ID, /* digits; white space around them is trimmed */
    WA_RULE_TOKEN, /* visible ASCII; white space around it is trimmed */
    WA_RULE_PIN,
    WA_RULE_CODE, /* six digits, also as 123-456; the hyphen is dropped */
    WA_RULE_CODE_METHOD,
    WA_RULE_LANGUAGE,
    WA_RULE_REGION,
    WA_RULE_REGION_OR_OFF, /* a region, or false */
    WA_RULE_FIELDS,
    WA_RULE_LIMIT,
    WA_RULE_CURSOR,
    WA_RULE_RECIPIENT,
    WA_RULE_BODY,
    WA_RULE_SECRET, /* any text */
    WA_RULE_BOOLEAN,
    WA_RULE_SECONDS,
    WA_RULE_SECONDS_OR_OFF, /* seconds, true for the usual, or false */
    WA_RULE_COUNT,
    WA_RULE_VERSION,
    WA_RULE_REGIONS, /* a table of codes */
    WA_RULE_FUNCTION,
    WA_RULE_ANY, /* checked elsewhere */
    WA_RULE_LINE, /* visible text on one line: a path, a name */
    WA_RULE_COUNTRY_CODE, /* of a phone number; a plus sign is dropped */
    WA_RULE_NATIONAL_NUMBER, /* as people write it, without the country */
    WA_RULE_DISPLAY_NAME
};

/* In words, for people: "a string of six digits" */
const char *wa_rule_expects(enum wa_rule rule);

/* Whether values of this type can keep the rule at all */
int wa_rule_takes(enum wa_rule rule, enum wa_type type);

/*
** Whether the value keeps the rule. May narrow `value` to the part that
** counts (white space trimmed). `more_regions` is NULL or a list "XX,YY,".
*/
int wa_rule_accepts(enum wa_rule rule, struct wa_value *value,
                    const char *more_regions);

/* A copy of a value that keeps WA_RULE_ID */
void wa_id_copy(char id[WA_ID_MAX + 1], const struct wa_value *value);

/* Rules about phone numbers and their names, for rules.c */
int wa_accepts_recipient(struct wa_value *value);
int wa_accepts_country_code(struct wa_value *value); /* narrows */
int wa_accepts_national_number(struct wa_value *value);
int wa_accepts_display_name(struct wa_value *value);

#pragma GCC visibility pop
