/*
** Standard input, output and error of a command.
*/
#ifndef WA_STANDARD_H
#define WA_STANDARD_H

#include <stddef.h>

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

#endif
