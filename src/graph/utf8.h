/*
** Text in UTF-8.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/*
** How many characters it has; -1 if it is not valid UTF-8: cut off, an
** overlong form, a surrogate, or past U+10FFFF
*/
long wa_utf8_length(const char *text, size_t length);

#pragma GCC visibility pop
