/*
** Letters and digits of ASCII. The C library's go by the process's locale, and
** take no plain char.
*/
#pragma once

static inline int wa_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int wa_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline int wa_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline int wa_is_letter(char c)
{
    return wa_is_lower(c) || wa_is_upper(c);
}

static inline int wa_is_word(char c)
{
    return wa_is_letter(c) || wa_is_digit(c);
}

static inline char wa_lower(char c)
{
    return (char)(wa_is_upper(c) ? c - 'A' + 'a' : c);
}
