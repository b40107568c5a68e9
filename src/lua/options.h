/*
** Reads tables of options.
*/
#pragma once

#include "../base/error.h"
#include "../graph/operations.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

/*
** Reads the table at `index`, raw, into the values of up to two lists of
** fields (each ended by NULL; `second` may be NULL). The values borrow from
** the table: nothing may run in Lua until they are used. -1 with `error` set
** for an unknown key or a wrong type. Does not raise.
*/
int wa_lua_read_options(lua_State *L, int index, const struct wa_field *first,
                        struct wa_value *first_values,
                        const struct wa_field *second,
                        struct wa_value *second_values,
                        struct wa_error *error);

#pragma GCC visibility pop
