/*
** What the Graph API offers, one row per operation: a new endpoint is a row.
*/
#pragma once

#include "../base/method.h"
#include "rules.h"

#pragma GCC visibility push(hidden)

#define WA_FIELDS_MAX 8 /* the last one of a row stays empty */

enum wa_place {
    WA_IN_BODY, /* `wire` is the JSON key; "text.body" is body in text */
    WA_IN_QUERY,
    WA_IN_PATH, /* `wire` is the name in braces */
    WA_NOWHERE /* an option that is not sent as such */
};

enum wa_field_flags {
    WA_REQUIRED = 1,
    WA_SECRET = 2, /* kept out of whatever the server sends back */
    WA_WITH_SIBLINGS = 4, /* required if another of its object is given */
    WA_OWN_TOKEN = 8 /* if absent, the token that the call is made with */
};

/* One value of a request and the option that it comes from */
struct wa_field {
    const char *option; /* "backup.data" is data in backup; NULL: none */
    enum wa_place place;
    const char *wire; /* NULL ends a row's fields */
    enum wa_rule rule;
    unsigned flags;
    const char *otherwise; /* sent if the option is absent, or NULL */
    const char *when_on, *when_off; /* sent for a value, and for false */
};

enum wa_operation_flags {
    WA_SPENDS_ATTEMPT = 1, /* one of the 10 in 72 hours */
    WA_ANSWERS_SUCCESS = 2, /* the answer must say "success": true */
    WA_READ_BACK = 4, /* the number is read when the outcome is unknown */
    WA_SENDS_PIN = 8, /* the number's own, or one that it is to have */
    WA_COUNTED = 16, /* so many in 72 hours: the journal counts it */
    WA_ANSWERS_ID = 32, /* the answer must have the "id" of what was made */
    WA_ANSWERS_LIST = 64 /* the answer may be a long one */
};

struct wa_operation {
    const char *name;
    enum wa_method method;
    const char *path; /* after the version */
    unsigned flags;
    struct wa_field fields[WA_FIELDS_MAX];
};

/* NULL for a name that no row has */
const struct wa_operation *wa_operation_find(const char *name);

/* Row `index`, NULL past the last: for listings */
const struct wa_operation *wa_operation_at(size_t index);

#pragma GCC visibility pop
