/*
** Standard input, output and error of a command.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/*
** Sees that descriptors 0, 1 and 2 are taken, so that no file or connection
** gets one of them and is sent what was meant for a person. One that was closed
** can be neither read nor written afterwards. -1 with errno set.
*/
int wa_standard_take(void);

/*
** Writes all of the text. -1 with errno set; where nobody reads any more, this
** is noted as SIGPIPE in `wa_interrupted` as well.
*/
int wa_standard_write(int descriptor, const char *text, size_t length);

#pragma GCC visibility pop
