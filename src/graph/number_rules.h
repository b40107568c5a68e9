/*
** Rules about phone numbers and their names, for rules.c.
*/
#ifndef WA_NUMBER_RULES_H
#define WA_NUMBER_RULES_H

#include "rules.h"

int wa_accepts_recipient(struct wa_value *value);
int wa_accepts_country_code(struct wa_value *value); /* narrows */
int wa_accepts_national_number(struct wa_value *value);
int wa_accepts_display_name(struct wa_value *value);

#endif
