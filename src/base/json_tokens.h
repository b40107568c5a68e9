/*
** Reads JSON as far as nothing has to be decoded: strings without escapes, and
** integers that a double holds. Each takes blanks, and then what it names; 0
** if something else comes. A zero ends the text.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* What JSON calls white space, and no more */
const char *wa_json_after_blanks(const char *text);

/* These characters */
int wa_json_take(const char **text, const char *word);

/* A string without escapes, which stands for itself; without the quotes */
int wa_json_take_string(const char **text, const char **string,
                        size_t *length);

/* An integer without a sign, of at most 15 digits */
int wa_json_take_integer(const char **text, double *number);

#pragma GCC visibility pop
