#include "../graph/check.h"
#include "object.h"
#include "open.h"

#include <string.h>

/*
** core.phone_number_id(text) -> the id without the white space around it, or
** nil and a refusal: for callers without a client, and so without libcurl
*/
static int phone_number_id(lua_State *L)
{
    static const struct wa_field field = { "phone_number_id", WA_NOWHERE, "",
                                           WA_RULE_ID };
    struct wa_value value;
    struct wa_error error;

    memset(&value, 0, sizeof(value));
    value.type = WA_STRING;
    value.text = luaL_checklstring(L, 1, &value.length);
    if (wa_field_check(&field, &value, NULL, &error) != 0)
        return wa_lua_refuse(L, &error);
    lua_pushlstring(L, value.text, value.length);
    return 1;
}

static const luaL_Reg functions[] = {
    { "phone_number_id", phone_number_id },
    { NULL, NULL },
};

void wa_lua_open_ids(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
