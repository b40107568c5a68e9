#include "error.h"

#include <string.h>

/*
** Truncating and never failing: an error that happens while another is written
** down could not be reported.
*/

/* Appends what fits */
static void join(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);
    size_t length = strlen(text);

    if (length > size - used - 1)
        length = size - used - 1;
    memcpy(to + used, text, length);
    to[used + length] = '\0';
}

int wa_error_set(struct wa_error *error, const char *field,
                 const char *message)
{
    error->field[0] = error->message[0] = '\0';
    join(error->field, sizeof(error->field), field);
    join(error->message, sizeof(error->message), message);
    return -1;
}

/* The message names the field, and never shows the value: it may be secret. */
int wa_error_expected(struct wa_error *error, const char *field,
                      const char *expected, const char *got)
{
    wa_error_set(error, field, field);
    wa_error_add(error, ": expected ", expected, "");
    if (got != NULL)
        wa_error_add(error, ", got ", got, "");
    return -1;
}

void wa_error_add(struct wa_error *error, const char *first,
                  const char *second, const char *third)
{
    join(error->message, sizeof(error->message), first);
    join(error->message, sizeof(error->message), second);
    join(error->message, sizeof(error->message), third);
}
