#include "../base/ascii.h"
#include "rules.h"
#include "utf8.h"

#include <string.h>

/* Lax on purpose: what Meta may accept is left to Meta */
#define DIGITS_MAX 15 /* of a number in E.164 */
#define WRITTEN_MAX 32 /* with what people put between the digits */
#define NAME_MIN 2 /* characters, not bytes */
#define NAME_MAX 75

/* How many digits it has, if the rest is in `others`; else 0 */
static size_t count_digits(const char *text, size_t length, const char *others)
{
    size_t digits = 0, i;

    for (i = 0; i < length; i++) {
        if (wa_is_digit(text[i]))
            digits++;
        else if (strchr(others, text[i]) == NULL)
            return 0;
    }
    return digits;
}

int wa_accepts_recipient(struct wa_value *value)
{
    size_t plus = value->text[0] == '+';
    size_t digits = count_digits(value->text + plus, value->length - plus, "");

    return digits >= 5 && digits <= DIGITS_MAX;
}

/* People write the plus, and the field takes none. E.164: up to 3. */
int wa_accepts_country_code(struct wa_value *value)
{
    size_t digits;

    if (value->text[0] == '+') {
        value->text++;
        value->length--;
    }
    digits = count_digits(value->text, value->length, "");
    return digits >= 1 && digits <= 3;
}

/*
** Meta judges what people put between the digits, and the zero before an area
** code: some countries keep it.
*/
int wa_accepts_national_number(struct wa_value *value)
{
    size_t digits = count_digits(value->text, value->length, " -.()");

    return digits >= 1 && digits <= DIGITS_MAX && value->length <= WRITTEN_MAX;
}

/* A name is on one line. Bytes of UTF-8 from 0x80 on are none of these. */
static int has_controls(const struct wa_value *value)
{
    size_t i;

    for (i = 0; i < value->length; i++)
        if ((unsigned char)value->text[i] < ' ' || value->text[i] == 0x7f)
            return 1;
    return 0;
}

int wa_accepts_display_name(struct wa_value *value)
{
    long characters = wa_utf8_length(value->text, value->length);

    return characters >= NAME_MIN && characters <= NAME_MAX &&
           !has_controls(value);
}
