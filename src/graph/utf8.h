/*
** Text in UTF-8.
*/
#ifndef WA_UTF8_H
#define WA_UTF8_H

#include <stddef.h>

/*
** How many characters it has; -1 if it is not valid UTF-8: cut off, an
** overlong form, a surrogate, or past U+10FFFF
*/
long wa_utf8_length(const char *text, size_t length);

#endif
