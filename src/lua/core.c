#include "../base/version.h"
#include "../graph/check.h"
#include "core.h"

#include <string.h>

/*
** Everything that needs no libcurl. libcurl and the libraries that it loads
** take most of the time of a start, and only a client needs them.
*/

int luaopen_whatsapp_registration_core(lua_State *L);

/*
** core.phone_number_id(id) -> the string or number as a string, without white
** space around it, or nil and a refusal: for callers without a client, and so
** without libcurl
*/
static int phone_number_id(lua_State *L)
{
    static const struct wa_field field = { "phone_number_id", WA_NOWHERE, "",
                                           WA_RULE_ID };
    int is_number = lua_type(L, 1) == LUA_TNUMBER;
    double number = lua_tonumber(L, 1);
    struct wa_value value;
    struct wa_error error;

    memset(&value, 0, sizeof(value));
    value.type = WA_STRING;
    value.text = luaL_checklstring(L, 1, &value.length); /* as Lua writes it */
    if (is_number)
        wa_id_of_number(&value, number);
    if (wa_field_check(&field, &value, NULL, &error) != 0)
        return wa_lua_refuse(L, &error);
    lua_pushlstring(L, value.text, value.length);
    return 1;
}

int luaopen_whatsapp_registration_core(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_explain(L);
    wa_lua_open_lists(L);
    wa_lua_open_answer(L);
    wa_lua_open_json(L);
    wa_lua_open_first_attempts(L);
    wa_lua_open_signature(L);
    wa_lua_open_system(L);
    lua_pushcfunction(L, phone_number_id);
    lua_setfield(L, -2, "phone_number_id");
    wa_lua_set_string(L, "version", WA_VERSION);
    return 1;
}
