#include "regions.h"

#include "../base/ascii.h"

#include <string.h>

/*
** Meta's list; the same in its registration page and its OpenAPI file. When
** Meta adds a region, a client can allow it by its option `regions` before
** this list has it.
*/
static const struct wa_region regions[] = {
    { "AU", "Australia", "APAC" },
    { "ID", "Indonesia", "APAC" },
    { "IN", "India", "APAC" },
    { "JP", "Japan", "APAC" },
    { "SG", "Singapore", "APAC" },
    { "KR", "South Korea", "APAC" },
    { "DE", "EU/Germany", "Europe" },
    { "CH", "Switzerland", "Europe" },
    { "GB", "United Kingdom", "Europe" },
    { "BR", "Brazil", "LATAM" },
    { "BH", "Bahrain", "MEA" },
    { "ZA", "South Africa", "MEA" },
    { "AE", "United Arab Emirates", "MEA" },
    { "CA", "Canada", "NORAM" },
};

/* For listings, which go on until there is none */
const struct wa_region *wa_region_at(size_t index)
{
    return index < sizeof(regions) / sizeof(regions[0]) ? &regions[index]
                                                        : NULL;
}

/* Capital letters only, as Meta writes them */
int wa_region_known(const char *code)
{
    const struct wa_region *region;
    size_t i;

    for (i = 0; (region = wa_region_at(i)) != NULL; i++)
        if (strcmp(region->code, code) == 0)
            return 1;
    return 0;
}

/* Only the form counts: these are codes that the list above lacks. */
int wa_region_list(const char *text, size_t length)
{
    size_t i;

    for (i = 0; i + 3 <= length; i += 3)
        if (!wa_is_upper(text[i]) || !wa_is_upper(text[i + 1]) ||
            text[i + 2] != ',')
            return 0;
    return i == length;
}
