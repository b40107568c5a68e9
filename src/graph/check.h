/*
** Whether the values that were given are what their fields expect.
*/
#pragma once

#include "../base/error.h"
#include "operations.h"

#pragma GCC visibility push(hidden)

/* Makes it a string of the number's digits, if they are exact; 0 or -1 */
int wa_id_of_number(struct wa_value *value, double number);

/* A value that is there, against its field's rule: 0, or -1 with `error` */
int wa_field_check(const struct wa_field *field, struct wa_value *value,
                   const char *regions, struct wa_error *error);

/* All of them, `values[i]` for `fields[i]`, and that none is missing */
int wa_values_check(const struct wa_field *fields, struct wa_value *values,
                    const char *regions, struct wa_error *error);

#pragma GCC visibility pop
