/*
** A failure as a value: fixed size, nothing to free. What Lua raises is made
** from it and, for an answer of the server, from the answer's JSON.
*/
#ifndef WA_ERROR_H
#define WA_ERROR_H

#include "../graph/error_codes.h"

struct wa_error {
    enum wa_kind kind;
    char field[64]; /* the option at fault, "" when none is */
    char message[256]; /* for people; never holds a value that was given */
};

/* Fills `error`, truncating where it must; returns -1 for `return` */
int wa_error_set(struct wa_error *error, enum wa_kind kind, const char *field,
                 const char *message);

/* "FIELD: expected EXPECTED" and, where `got` is not NULL, ", got GOT" */
int wa_error_expected(struct wa_error *error, const char *field,
                      const char *expected, const char *got);

/* Appends three texts to the message, as far as they fit */
void wa_error_add(struct wa_error *error, const char *first,
                  const char *second, const char *third);

#endif
