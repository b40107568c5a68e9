#include "encode.h"

#include <string.h>

/*
** Everything that JSON wants escaped is written as \u00XX, which is right for
** each such byte; bytes of UTF-8 beyond ASCII go out as they are.
*/
void wa_write_json(struct wa_buffer *out, const char *text, size_t length)
{
    static const char hex[] = "0123456789abcdef";
    char escape[] = "\\u0000";
    size_t i, plain = 0;

    wa_buffer_append(out, "\"", 1);
    for (i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        wa_buffer_append(out, text + plain, i - plain);
        escape[4] = hex[c >> 4];
        escape[5] = hex[c & 15];
        wa_buffer_append(out, escape, 6);
        plain = i + 1;
    }
    wa_buffer_append(out, text + plain, length - plain);
    wa_buffer_append(out, "\"", 1);
}

/*
** RFC 3986's unreserved characters stay, and so do the commas between the
** names of `fields`: Meta's examples show them so.
*/
#define PLAIN                                                                 \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_,-.~"

/* The text may go on after its length, but ends with a NUL at last. */
void wa_write_url(struct wa_buffer *out, const char *text, size_t length)
{
    static const char hex[] = "0123456789ABCDEF";
    char escape[] = "%00";
    size_t i = 0;

    while (i < length) {
        unsigned char c = (unsigned char)text[i];
        size_t plain = strspn(text + i, PLAIN);

        if (plain > length - i)
            plain = length - i;
        if (plain > 0) {
            wa_buffer_append(out, text + i, plain);
            i += plain;
            continue;
        }
        escape[1] = hex[c >> 4];
        escape[2] = hex[c & 15];
        wa_buffer_append(out, escape, 3);
        i++;
    }
}

/* The token goes straight into the line, and is nowhere else. */
int wa_write_bearer(struct wa_buffer *line, const char *token, size_t length)
{
    wa_buffer_text(line, WA_BEARER);
    return wa_buffer_append(line, token, length);
}

/* Without printf, whose digits can depend on the locale */
const char *wa_whole_number(char digits[4], double number)
{
    int whole = (int)number;
    int i = 3;

    digits[3] = '\0';
    do {
        digits[--i] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0 && i > 0);
    return digits + i;
}
