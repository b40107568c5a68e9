/*
** Where a number's messages can be kept at rest (local storage).
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

struct wa_region {
    const char *code; /* two capital letters */
    const char *name;
    const char *area;
};

/* Row `index`, NULL past the last: for listings */
const struct wa_region *wa_region_at(size_t index);

/* Whether the text lists codes of two capital letters: "FR,ES," */
int wa_region_list(const char *text, size_t length);

/* Whether a row has this code, capital letters and all */
int wa_region_known(const char *code);

#pragma GCC visibility pop
