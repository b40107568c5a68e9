/*
** Rules about phone numbers and their names, for rules.c.
*/
#pragma once

#include "rules.h"

#pragma GCC visibility push(hidden)

int wa_accepts_recipient(struct wa_value *value);
int wa_accepts_country_code(struct wa_value *value); /* narrows */
int wa_accepts_national_number(struct wa_value *value);
int wa_accepts_display_name(struct wa_value *value);

#pragma GCC visibility pop
