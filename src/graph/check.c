#include "check.h"

#include <string.h>

/*
** Checks stop at the first value that breaks its rule. Rows are checked in the
** order of the documentation, so the first error is about the first option.
*/

/*
** From 2^53 on, one number may stand for several ids. The text then borrows
** from the value itself, so that the value must not be moved. NaN fails the
** comparison.
*/
int wa_id_of_number(struct wa_value *value, double number)
{
    size_t i = sizeof(value->digits) - 1;
    long long rest;

    if (!(number >= 1 && number < 9007199254740992.0))
        return -1;
    rest = (long long)number;
    if ((double)rest != number)
        return -1;
    value->digits[i] = '\0';
    for (; rest > 0; rest /= 10)
        value->digits[--i] = (char)('0' + rest % 10);
    value->type = WA_STRING;
    value->text = value->digits + i;
    value->length = strlen(value->text);
    return 0;
}

/* The rule may also narrow the value, such as by trimming white space. */
int wa_field_check(const struct wa_field *field, struct wa_value *value,
                   const char *regions, struct wa_error *error)
{
    if (value->type == WA_ABSENT ||
        wa_rule_accepts(field->rule, value, regions))
        return 0;
    return wa_error_expected(error, field->option,
                             wa_rule_expects(field->rule), NULL);
}

/* Whether another value of the same object ("backup.") is given */
static int has_sibling(const struct wa_field *fields,
                       const struct wa_field *field,
                       const struct wa_value *values)
{
    size_t prefix = (size_t)(strchr(field->wire, '.') - field->wire) + 1;
    int i;

    for (i = 0; fields[i].wire != NULL; i++)
        if (values[i].type != WA_ABSENT &&
            strncmp(fields[i].wire, field->wire, prefix) == 0)
            return 1;
    return 0;
}

/* A field of an object is needed as soon as another of the object is given. */
static int is_missing(const struct wa_field *fields, int i,
                      const struct wa_value *values)
{
    if (values[i].type != WA_ABSENT)
        return 0;
    if (fields[i].flags & WA_REQUIRED)
        return 1;
    return (fields[i].flags & WA_WITH_SIBLINGS) != 0 &&
           has_sibling(fields, &fields[i], values);
}

/* Stops at the row that ends the fields: `values` may be longer. */
int wa_values_check(const struct wa_field *fields, struct wa_value *values,
                    const char *regions, struct wa_error *error)
{
    int i;

    for (i = 0; fields[i].wire != NULL; i++) {
        if (is_missing(fields, i, values))
            return wa_error_expected(error, fields[i].option,
                                     wa_rule_expects(fields[i].rule),
                                     "nothing");
        if (wa_field_check(&fields[i], &values[i], regions, error) != 0)
            return -1;
    }
    return 0;
}
