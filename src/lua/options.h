/*
** Reads tables of options.
*/
#ifndef WA_LUA_OPTIONS_H
#define WA_LUA_OPTIONS_H

#include "../base/error.h"
#include "../graph/operations.h"
#include "compat.h"

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

#endif
