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
** space around it; nil and a refusal for anything else: for callers without a
** client, and so without libcurl
*/
static int phone_number_id(lua_State *L)
{
    static const struct wa_field field = { "phone_number_id", WA_NOWHERE, "",
                                           WA_RULE_ID };
    struct wa_value value;
    struct wa_error error;

    memset(&value, 0, sizeof(value));
    value.type = WA_STRING;
    value.text = ""; /* no id */
    if (lua_type(L, 1) == LUA_TSTRING)
        value.text = lua_tolstring(L, 1, &value.length);
    else if (lua_type(L, 1) == LUA_TNUMBER)
        wa_id_of_number(&value, lua_tonumber(L, 1));
    if (wa_field_check(&field, &value, NULL, &error) != 0)
        return wa_lua_refuse(L, &error);
    lua_pushlstring(L, value.text, value.length);
    return 1;
}

/* core.is_pin(value) -> whether it is one: a string, and not a number */
static int is_pin(lua_State *L)
{
    struct wa_value value;
    int is_string = lua_type(L, 1) == LUA_TSTRING;

    value.type = WA_STRING;
    if (is_string)
        value.text = lua_tolstring(L, 1, &value.length);
    lua_pushboolean(L,
                    is_string && wa_rule_accepts(WA_RULE_PIN, &value, NULL));
    return 1;
}

static const luaL_Reg functions[] = {
    { "phone_number_id", phone_number_id },
    { "is_pin", is_pin },
    { NULL, NULL },
};

int luaopen_whatsapp_registration_core(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_explain(L);
    wa_lua_open_lists(L);
    wa_lua_open_answer(L);
    wa_lua_open_json(L);
    wa_lua_open_plain_json(L);
    wa_lua_open_first_attempts(L);
    wa_lua_open_signature(L);
    wa_lua_open_system(L);
    luaL_setfuncs(L, functions, 0);
    wa_lua_set_string(L, "version", WA_VERSION);
    return 1;
}
