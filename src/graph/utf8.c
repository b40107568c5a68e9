#include "utf8.h"

/* Bytes that must follow a first byte of UTF-8, -1 if it can't be one */
static int continuation_bytes(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first <= 0xdf)
        return 1;
    if (first >= 0xe0 && first <= 0xef)
        return 2;
    if (first >= 0xf0 && first <= 0xf4)
        return 3;
    return -1;
}

/* Overlong forms, surrogates and what lies above U+10FFFF */
static int is_forbidden_pair(unsigned char first, unsigned char second)
{
    return (first == 0xe0 && second < 0xa0) ||
           (first == 0xed && second > 0x9f) ||
           (first == 0xf0 && second < 0x90) ||
           (first == 0xf4 && second > 0x8f);
}

/*
** Strict: what is not UTF-8 is no JSON either, and could be read as something
** else.
*/
long wa_utf8_length(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    long characters = 0;
    size_t i = 0;

    while (i < length) {
        unsigned char first = bytes[i++];
        int more = continuation_bytes(first);

        if (more < 0 || (size_t)more > length - i)
            return -1;
        if (more > 0 && is_forbidden_pair(first, bytes[i]))
            return -1;
        for (; more > 0; more--)
            if ((bytes[i++] & 0xc0) != 0x80)
                return -1;
        characters++;
    }
    return characters;
}
