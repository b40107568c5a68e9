/*
** Standard input, output and error of a command.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/*
** Makes sure that descriptors 0, 1 and 2 are taken. Otherwise a file or a
** connection could get one of them, and with it what was meant for a person.
** One that was closed can be neither read nor written afterwards. -1 with
** errno set.
*/
int wa_standard_take(void);

/*
** Writes all of the text. -1 with errno set. If nobody reads any more,
** `wa_interrupted` notes SIGPIPE as well.
*/
int wa_standard_write(int descriptor, const char *text, size_t length);

#pragma GCC visibility pop
