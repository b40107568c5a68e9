/*
** The list of data-localization regions.
*/
#include "graph/regions.h"

#include <string.h>

#include "check.h"

int main(void)
{
    static const char *const codes[] = { "AU", "ID", "IN", "JP", "SG",
                                         "KR", "DE", "CH", "GB", "BR",
                                         "BH", "ZA", "AE", "CA" };
    size_t i;

    for (i = 0; i < 14; i++) {
        check(wa_region_known(codes[i]), "a region of Meta's list is known",
              codes[i]);
        check(wa_region_at(i) != NULL &&
                  wa_region_known(wa_region_at(i)->code) &&
                  strlen(wa_region_at(i)->name) > 3 &&
                  strlen(wa_region_at(i)->area) > 2,
              "a region has code, name and area", codes[i]);
    }
    check(wa_region_at(14) == NULL, "there are 14 regions", "more");
    check(!wa_region_known("US"), "the US is no region", "known");
    check(!wa_region_known("de"), "a code is in capitals", "known");
    check(!wa_region_known(""), "an empty code is not known", "known");
    check(!wa_region_known("DEU"), "a longer code is not known", "known");
    check(!wa_region_known("D"), "a shorter code is not known", "known");
    return checks_done();
}
