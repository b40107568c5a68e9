/*
** What is wrong, as a value: of a fixed size, with nothing to free.
*/
#pragma once

#pragma GCC visibility push(hidden)

struct wa_error {
    char field[64]; /* the option at fault, "" when none is */
    char message[256]; /* for people; never holds a value that was given */
};

/* Fills `error`, truncating if it must; returns -1 for `return` */
int wa_error_set(struct wa_error *error, const char *field,
                 const char *message);

/* "FIELD: expected EXPECTED" and, if `got` is not NULL, ", got GOT" */
int wa_error_expected(struct wa_error *error, const char *field,
                      const char *expected, const char *got);

/* Appends three texts to the message, as far as they fit */
void wa_error_add(struct wa_error *error, const char *first,
                  const char *second, const char *third);

#pragma GCC visibility pop
